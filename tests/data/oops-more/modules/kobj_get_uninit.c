#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kobject_get() of one that nobody initialised");

static struct kobject obj;

static int __init guninit_init(void)
{
	kobject_get(&obj);
	pr_info("guninit: %u\n", kref_read(&obj.kref));
	return -EINVAL;
}

module_init(guninit_init);
