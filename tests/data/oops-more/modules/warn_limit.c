#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("three warnings, where two are too many");

static noinline void warn_limit_check(int v)
{
	WARN(v > 1, "warn_limit: %d is too much\n", v);
}

static int __init warn_limit_init(void)
{
	int i;

	for (i = 0; i < 5; i++)
		warn_limit_check(i);
	printk(KERN_INFO "warn_limit: still there\n");
	return 0;
}

static void __exit warn_limit_exit(void)
{
	printk(KERN_INFO "warn_limit: unloaded\n");
}

module_init(warn_limit_init);
module_exit(warn_limit_exit);
