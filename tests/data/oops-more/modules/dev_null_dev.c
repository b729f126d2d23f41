#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/device.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("messages of a device that is NULL");

static int __init dev_null_dev_init(void)
{
	struct device *d = NULL;

	OPTIMIZER_HIDE_VAR(d);
	dev_info(d, "no device\n");
	dev_err(d, "failed %d\n", -5);
	pr_info("dev_null_dev: name next\n");
	pr_info("dev_null_dev: %s\n", dev_name(d));
	return 0;
}

static void __exit dev_null_dev_exit(void)
{
	printk(KERN_INFO "dev_null_dev: unloaded\n");
}

module_init(dev_null_dev_init);
module_exit(dev_null_dev_exit);
