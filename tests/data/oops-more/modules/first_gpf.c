#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kthread.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("first of two: a thread reads through a poisoned pointer");

static int first_gpf_fn(void *data)
{
	u16 *p = (u16 *)0x5a5a5a5a5a5a5a5aUL;

	OPTIMIZER_HIDE_VAR(p);
	pr_info("first_gpf: %x\n", READ_ONCE(*p));
	return 0;
}

static int __init first_gpf_init(void)
{
	kthread_run(first_gpf_fn, NULL, "first_gpf");
	return 0;
}

static void __exit first_gpf_exit(void)
{
	printk(KERN_INFO "first_gpf: unloaded\n");
}

module_init(first_gpf_init);
module_exit(first_gpf_exit);
