#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a static kobject is dropped once too often");

static void rel(struct kobject *kobj)
{
	pr_info("static_put: released %s\n", kobject_name(kobj));
}

static struct kobj_type type = { .release = rel };
static struct kobject obj;

static noinline void drop(struct kobject *kobj)
{
	kobject_put(kobj);
}

static int __init sput_init(void)
{
	int err = kobject_init_and_add(&obj, &type, kernel_kobj, "kobj_static");

	pr_info("static_put: %d\n", err);
	drop(&obj);
	pr_info("static_put: name %s, count %u\n", obj.name ? "kept" : "gone",
		kref_read(&obj.kref));
	drop(&obj);
	pr_info("static_put: count %u\n", kref_read(&obj.kref));
	return 0;
}

module_init(sput_init);
