#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kobject_add() without kobject_init(), and without a name");

static void rel(struct kobject *kobj)
{
}

static struct kobj_type type = { .release = rel };
static struct kobject obj, nameless;

static int __init auninit_init(void)
{
	pr_info("add: %d\n", kobject_add(&obj, kernel_kobj, "auninit"));
	kobject_init(&nameless, &type);
	pr_info("add: %d\n", kobject_add(&nameless, kernel_kobj, "%s", ""));
	kobject_put(&nameless);
	return -ENODEV;
}

module_init(auninit_init);
