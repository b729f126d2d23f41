#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kobject_init() of an object that is in use");

static void rel(struct kobject *kobj)
{
	pr_info("init_twice: released\n");
}

static struct kobj_type type = { .release = rel };
static struct kobject obj;

static noinline void again(struct kobject *kobj)
{
	kobject_init(kobj, &type);
}

static int __init itwice_init(void)
{
	kobject_init(&obj, &type);
	again(&obj);
	kobject_init(&obj, NULL);
	pr_info("init_twice: %d\n", kobject_add(&obj, kernel_kobj, "a/b"));
	pr_info("init_twice: %s\n", kobject_name(&obj));
	return 0;
}

static void __exit itwice_exit(void)
{
	kobject_put(&obj);
}

module_init(itwice_init);
module_exit(itwice_exit);
