#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the same file twice in one folder");

static ssize_t value_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "42\n");
}

static struct kobj_attribute value = __ATTR_RO(value);
static struct kobject *obj;

static noinline int add_file(void)
{
	return sysfs_create_file(obj, &value.attr);
}

static int __init dfile_init(void)
{
	obj = kobject_create_and_add("kobj_dup_file", kernel_kobj);
	pr_info("dup_file: first %d\n", add_file());
	pr_info("dup_file: second %d\n", add_file());
	return 0;
}

static void __exit dfile_exit(void)
{
	sysfs_remove_file(obj, &value.attr);
	sysfs_remove_file(obj, &value.attr);
	kobject_put(obj);
}

module_init(dfile_init);
module_exit(dfile_exit);
