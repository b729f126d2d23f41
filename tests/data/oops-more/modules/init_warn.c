#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/bug.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("init warns, and fails");



static int __init init_warn_init(void)
{
	int ret = -EBUSY;

	WARN_ON(ret);
	WARN(ret < 0, "init_warn: failed with %d\n", ret);
	return ret;
}

static void __exit init_warn_exit(void)
{
	printk(KERN_INFO "init_warn: unloaded\n");
}

module_init(init_warn_init);
module_exit(init_warn_exit);
