#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kobject.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("one kobject_put() too many");

static struct kobject *kobj_put_extra_k;

static noinline void kobj_put_extra_forget(struct kobject *k)
{
	kobject_put(k);
}

static int __init kobj_put_extra_init(void)
{
	kobj_put_extra_k = kobject_create_and_add("kobj_put_extra", kernel_kobj);
	if (!kobj_put_extra_k)
		return -ENOMEM;
	printk(KERN_INFO "kobj_put_extra: made %s\n", kobject_name(kobj_put_extra_k));
	kobj_put_extra_forget(kobj_put_extra_k);
	return 0;
}

static void __exit kobj_put_extra_exit(void)
{
	kobj_put_extra_forget(kobj_put_extra_k);
	printk(KERN_INFO "kobj_put_extra: unloaded\n");
}

module_init(kobj_put_extra_init);
module_exit(kobj_put_extra_exit);
