#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a segment register gets a selector that names nothing");

static int __init selector_bad_init(void)
{
	unsigned short sel = 0x1230;

	OPTIMIZER_HIDE_VAR(sel);
	printk(KERN_INFO "selector_bad: loading %%es\n");
	asm volatile("mov %0, %%es" : : "r"(sel));
	printk(KERN_INFO "selector_bad: loaded\n");
	return 0;
}

static void __exit selector_bad_exit(void)
{
	printk(KERN_INFO "selector_bad: unloaded\n");
}

module_init(selector_bad_init);
module_exit(selector_bad_exit);
