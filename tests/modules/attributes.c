// SPDX-License-Identifier: GPL-2.0-or-later
/* attributes - files in sysfs and debugfs. */
#include <linux/debugfs.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/sysfs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("files in sysfs and debugfs");

static int value = 3;
static void *volatile nowhere = (void *)0x20;
static u8 small = 0xa;
static u64 large = 0x123456789abcdefull;
static bool flag = true;
static atomic_t count = ATOMIC_INIT(-4);
static char text[] = "a blob\n";
static struct debugfs_blob_wrapper blob = {text, sizeof(text) - 1};
static struct dentry *dir;
static struct kobject *kobj;

static ssize_t value_show(struct kobject *k, struct kobj_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%d\n", value);
}

static ssize_t value_store(struct kobject *k, struct kobj_attribute *attr,
			   const char *buf, size_t n)
{
	int err = kstrtoint(buf, 10, &value);

	return err ? err : (ssize_t)n;
}

static ssize_t null_show(struct kobject *k, struct kobj_attribute *attr,
			 char *buf)
{
	return *(volatile char *)nowhere;
}

static struct kobj_attribute value_attr = __ATTR_RW(value);
static struct kobj_attribute null_attr = __ATTR_RO(null);
static struct attribute *attrs[] = {&value_attr.attr, &null_attr.attr, NULL};
static struct attribute_group group = {.name = "group", .attrs = attrs};

static ssize_t own_read(struct file *file, char __user *buf, size_t len,
			loff_t *pos)
{
	const char *name = file->private_data;

	return simple_read_from_buffer(buf, len, pos, name, strlen(name));
}

static const struct file_operations own_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.read = own_read,
};

static int __init attributes_init(void)
{
	dir = debugfs_create_dir("attributes", NULL);
	debugfs_create_u8("small", 0444, dir, &small);
	debugfs_create_x64("large", 0644, dir, &large);
	debugfs_create_bool("flag", 0644, dir, &flag);
	debugfs_create_atomic_t("count", 0644, dir, &count);
	debugfs_create_blob("blob", 0444, dir, &blob);
	debugfs_create_u32("null", 0644, dir, (u32 *)0x8);
	debugfs_create_file("own", 0444, dir, text, &own_fops);
	pr_info("attributes: twice %ld\n",
		PTR_ERR(debugfs_create_dir("attributes", NULL)));
	kobj = kobject_create_and_add("attributes", kernel_kobj);
	if (!kobj)
		return -ENOMEM;
	pr_info("attributes: file %d\n",
		sysfs_create_file(kobj, &value_attr.attr));
	pr_info("attributes: group %d\n", sysfs_create_group(kobj, &group));
	return 0;
}

static void __exit attributes_exit(void)
{
	kobject_put(kobj);
	debugfs_remove_recursive(dir);
}

module_init(attributes_init);
module_exit(attributes_exit);
