#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kobject_put of an object that was never initialised");

static struct kobject *o;

static int __init kobj_uninit_init(void)
{
	o = kzalloc(sizeof(*o), GFP_KERNEL);
	kobject_put(o);
	printk(KERN_INFO "kobj_uninit: put\n");
	return 0;
}

static void __exit kobj_uninit_exit(void)
{
	printk(KERN_INFO "kobj_uninit: unloaded\n");
}

module_init(kobj_uninit_init);
module_exit(kobj_uninit_exit);
