#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("WARN_TAINT and WARN_TAINT_ONCE");

static noinline void warn_taint_fw_check(int rev)
{
	WARN_TAINT(rev < 3, TAINT_FIRMWARE_WORKAROUND, "warn_taint_fw: firmware revision %d is broken\n", rev);
	WARN_TAINT_ONCE(rev < 2, TAINT_CPU_OUT_OF_SPEC, "warn_taint_fw: revision %d is out of specification\n", rev);
}

static int __init warn_taint_fw_init(void)
{
	int i;

	for (i = 0; i < 3; i++)
		warn_taint_fw_check(i);
	pr_info("warn_taint_fw: done\n");
	return 0;
}

static void __exit warn_taint_fw_exit(void)
{
	printk(KERN_INFO "warn_taint_fw: unloaded\n");
}

module_init(warn_taint_fw_init);
module_exit(warn_taint_fw_exit);
