#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a kobject with a type of its own: show, store, release");

struct gauge {
	struct kobject kobj;
	int level;
};

static struct gauge *gauge;

static ssize_t gauge_show(struct kobject *kobj, struct attribute *attr,
			  char *buf)
{
	struct gauge *g = container_of(kobj, struct gauge, kobj);

	pr_info("gauge: show %s\n", attr->name);
	return sysfs_emit(buf, "%d\n", g->level);
}

static ssize_t gauge_store(struct kobject *kobj, struct attribute *attr,
			   const char *buf, size_t len)
{
	struct gauge *g = container_of(kobj, struct gauge, kobj);
	int err = kstrtoint(buf, 10, &g->level);

	return err ? err : len;
}

static struct attribute level = { .name = "level", .mode = 0644 };
static struct attribute name = { .name = "name", .mode = 0444 };
static struct attribute *gauge_attrs[] = { &level, &name, NULL };
ATTRIBUTE_GROUPS(gauge);

static const struct sysfs_ops gauge_ops = {
	.show = gauge_show,
	.store = gauge_store,
};

static void gauge_release(struct kobject *kobj)
{
	pr_info("gauge: release %s\n", kobject_name(kobj));
	kfree(container_of(kobj, struct gauge, kobj));
}

static struct kobj_type gauge_type = {
	.release = gauge_release,
	.sysfs_ops = &gauge_ops,
	.default_groups = gauge_groups,
};

static int __init gauge_init(void)
{
	int err;

	gauge = kzalloc(sizeof(*gauge), GFP_KERNEL);
	if (!gauge)
		return -ENOMEM;
	err = kobject_init_and_add(&gauge->kobj, &gauge_type, kernel_kobj,
				   "kobj_%s", "type");
	pr_info("gauge: %d, count %u\n", err, kref_read(&gauge->kobj.kref));
	return err;
}

static void __exit gauge_exit(void)
{
	kobject_put(&gauge->kobj);
}

module_init(gauge_init);
module_exit(gauge_exit);
