#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("attribute in /sys/kernel of a module that is gone");

static ssize_t sysfs_left_attr_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "here\n");
}

static struct kobj_attribute sysfs_left_attr_attr = { .attr = { .name = "sysfs_left_attr", .mode = 0444 }, .show = sysfs_left_attr_show };

static int __init sysfs_left_attr_init(void)
{
	return sysfs_create_file(kernel_kobj, &sysfs_left_attr_attr.attr);
}

static void __exit sysfs_left_attr_exit(void)
{
	printk(KERN_INFO "sysfs_left_attr: unloaded\n");
}

module_init(sysfs_left_attr_init);
module_exit(sysfs_left_attr_exit);
