#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/bug.h>
#include <linux/panic.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("WARN_TAINT, add_taint, dump_stack, then a NULL write");

static noinline void warn_taint_bad_store(int *p)
{
	WRITE_ONCE(p[5], 1);
}

static int __init warn_taint_bad_init(void)
{
	WARN_TAINT(1, TAINT_FIRMWARE_WORKAROUND, "warn_taint_bad: firmware %d\n", 12);
	add_taint(TAINT_USER, LOCKDEP_STILL_OK);
	dump_stack();
	warn_taint_bad_store(NULL);
	return 0;
}

static void __exit warn_taint_bad_exit(void)
{
	printk(KERN_INFO "warn_taint_bad: unloaded\n");
}

module_init(warn_taint_bad_init);
module_exit(warn_taint_bad_exit);
