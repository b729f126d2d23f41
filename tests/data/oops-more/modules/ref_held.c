#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/module.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a module that holds itself");



static int __init ref_held_init(void)
{
	printk(KERN_INFO "ref_held: get %d\n", try_module_get(THIS_MODULE));
	__module_get(THIS_MODULE);
	module_put(THIS_MODULE);
	return 0;
}

static void __exit ref_held_exit(void)
{
	printk(KERN_INFO "ref_held: unloaded\n");
}

module_init(ref_held_init);
module_exit(ref_held_exit);
