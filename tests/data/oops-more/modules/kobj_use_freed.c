#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sysfs_create_file() on a kobject that was dropped before");

static struct kobj_attribute attr = __ATTR(value, 0444, NULL, NULL);

static noinline int late(struct kobject *kobj)
{
	return sysfs_create_file(kobj, &attr.attr);
}

static int __init freed_init(void)
{
	struct kobject *obj;

	obj = kobject_create_and_add("kobj_use_freed", kernel_kobj);
	kobject_put(obj);
	pr_info("use_freed: %d\n", late(obj));
	return 0;
}

module_init(freed_init);
