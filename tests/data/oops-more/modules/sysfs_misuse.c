#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("groups without attributes, modes that nobody may have, a link without a name");

static ssize_t at_show(struct kobject *kobj, struct kobj_attribute *attr,
		       char *buf)
{
	return sysfs_emit_at(buf, 5000, "x\n");
}

static struct kobj_attribute at = __ATTR(at, 0444, at_show, NULL);
static struct kobj_attribute wild = { .attr = { .name = "wild", .mode = 0777 } };
static struct attribute *attrs[] = { &wild.attr, NULL };
static const struct attribute_group empty = { .name = "none" };
static const struct attribute_group modes = { .name = "modes", .attrs = attrs };
static struct bin_attribute bin = { .attr = { .name = "bin", .mode = 0444 } };

static void rel(struct kobject *kobj)
{
	kfree(kobj);
}

static struct kobj_type type = { .release = rel, .sysfs_ops = &kobj_sysfs_ops };

static int __init misuse_init(void)
{
	struct kobject *obj = kobject_create_and_add("sysfs_misuse", kernel_kobj);
	struct kobject *early = kzalloc(sizeof(*early), GFP_KERNEL);

	kobject_init(early, &type);
	pr_info("misuse: %d\n", sysfs_create_file(obj, &at.attr));
	pr_info("misuse: %d\n", sysfs_create_group(early, &modes));
	pr_info("misuse: %d\n", sysfs_create_group(obj, &empty));
	pr_info("misuse: %d\n", sysfs_create_group(obj, &modes));
	pr_info("misuse: %d\n", sysfs_create_link(obj, kernel_kobj, NULL));
	pr_info("misuse: %d\n", sysfs_create_link(obj, early, "early"));
	pr_info("misuse: %d\n", sysfs_create_bin_file(early, &bin));
	kobject_put(early);
	return 0;
}

module_init(misuse_init);
