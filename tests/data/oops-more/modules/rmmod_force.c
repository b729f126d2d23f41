#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("rmmod -f of a module that holds a reference to itself");

static int __init rmmod_force_init(void)
{
	__module_get(THIS_MODULE);
	printk(KERN_INFO "rmmod_force: refcount %d\n", module_refcount(THIS_MODULE));
	return 0;
}

static void __exit rmmod_force_exit(void)
{
	WARN_ON(module_refcount(THIS_MODULE) >= 0);
	printk(KERN_INFO "rmmod_force: unloaded\n");
}

module_init(rmmod_force_init);
module_exit(rmmod_force_exit);
