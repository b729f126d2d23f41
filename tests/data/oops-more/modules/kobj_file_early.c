#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sysfs_create_file() before kobject_add()");

static struct kobj_attribute attr = __ATTR(value, 0444, NULL, NULL);

static noinline int early(struct kobject *kobj)
{
	return sysfs_create_file(kobj, &attr.attr);
}

static void rel(struct kobject *kobj)
{
	kfree(kobj);
}

static struct kobj_type type = {
	.release = rel,
	.sysfs_ops = &kobj_sysfs_ops,
};

static int __init fearly_init(void)
{
	struct kobject *obj = kzalloc(sizeof(*obj), GFP_KERNEL);

	kobject_init(obj, &type);
	pr_info("early: %d\n", early(obj));
	kobject_put(obj);
	return -ENODEV;
}

module_init(fearly_init);
