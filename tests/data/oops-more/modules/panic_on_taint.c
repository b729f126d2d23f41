#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("WARN with panic_on_taint=0x200");

static int __init panic_on_taint_init(void)
{
	int one = 1;

	OPTIMIZER_HIDE_VAR(one);
	printk(KERN_INFO "panic_on_taint: about to WARN\n");
	WARN(one, "panic_on_taint: temperature %d\n", 99);
	printk(KERN_INFO "panic_on_taint: still here\n");
	return 0;
}

static void __exit panic_on_taint_exit(void)
{
	printk(KERN_INFO "panic_on_taint: unloaded\n");
}

module_init(panic_on_taint_init);
module_exit(panic_on_taint_exit);
