#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("module_put without a get");

static int __init put_module_init(void)
{
	printk(KERN_INFO "put_module: refcount %u\n", module_refcount(THIS_MODULE));
	module_put(THIS_MODULE);
	printk(KERN_INFO "put_module: refcount %u\n", module_refcount(THIS_MODULE));
	module_put(THIS_MODULE);
	module_put(THIS_MODULE);
	return 0;
}

static void __exit put_module_exit(void)
{
	printk(KERN_INFO "put_module: unloaded\n");
}

module_init(put_module_init);
module_exit(put_module_exit);
