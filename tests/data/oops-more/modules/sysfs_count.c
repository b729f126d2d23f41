#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("show handler returns more than it wrote");

static struct kobject *kobj;

static ssize_t speed_show(struct kobject *k, struct kobj_attribute *a, char *buf)
{
	sprintf(buf, "%d\n", 88);
	return PAGE_SIZE + 16;
}

static ssize_t speed_store(struct kobject *k, struct kobj_attribute *a, const char *buf, size_t n)
{
	int *nowhere = NULL;

	OPTIMIZER_HIDE_VAR(nowhere);
	if (kstrtoint(buf, 10, nowhere))
		return -EINVAL;
	return n;
}

static struct kobj_attribute speed = __ATTR_RW(speed);

static int __init sysfs_count_init(void)
{
	kobj = kobject_create_and_add("sysfs_count", kernel_kobj);
	if (!kobj)
		return -ENOMEM;
	return sysfs_create_file(kobj, &speed.attr);
}

static void __exit sysfs_count_exit(void)
{
	kobject_put(kobj);
}

module_init(sysfs_count_init);
module_exit(sysfs_count_exit);
