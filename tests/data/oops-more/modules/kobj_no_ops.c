#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sysfs_create_file() on a kobject whose type has no sysfs_ops");

static void rel(struct kobject *kobj)
{
}

static struct kobj_type type = { .release = rel };
static struct kobject obj;
static struct attribute attr = { .name = "value", .mode = 0644 };

static int __init noops_init(void)
{
	int err = kobject_init_and_add(&obj, &type, kernel_kobj, "kobj_no_ops");

	pr_info("no_ops: %d\n", err);
	err = sysfs_create_file(&obj, &attr);
	pr_info("no_ops: file %d\n", err);
	kobject_put(&obj);
	return -ENODEV;
}

module_init(noops_init);
