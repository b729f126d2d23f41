#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("two objects of one name in a folder of sysfs");

static struct kobject *a, *b;

static int __init kobj_twice_init(void)
{
	a = kobject_create_and_add("kobj_twice_obj", kernel_kobj);
	printk(KERN_INFO "kobj_twice: first %s\n", a ? "made" : "failed");
	b = kobject_create_and_add("kobj_twice_obj", kernel_kobj);
	printk(KERN_INFO "kobj_twice: second %s\n", b ? "made" : "failed");
	return 0;
}

static void __exit kobj_twice_exit(void)
{
	kobject_put(b);
	kobject_put(a);
	printk(KERN_INFO "kobj_twice: unloaded\n");
}

module_init(kobj_twice_init);
module_exit(kobj_twice_exit);
