#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/device.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("devm_kfree of memory that is not the device's");

static struct device *devm_kfree_wrong_dev;

static int __init devm_kfree_wrong_init(void)
{
	char *mine, *other = kzalloc(32, GFP_KERNEL);

	devm_kfree_wrong_dev = root_device_register("devm_kfree_wrong");
	mine = devm_kzalloc(devm_kfree_wrong_dev, 32, GFP_KERNEL);
	devm_kfree(devm_kfree_wrong_dev, mine);
	printk(KERN_INFO "devm_kfree_wrong: the right one is freed, now another\n");
	devm_kfree(devm_kfree_wrong_dev, other);
	kfree(other);
	return 0;
}

static void __exit devm_kfree_wrong_exit(void)
{
	root_device_unregister(devm_kfree_wrong_dev);
	printk(KERN_INFO "devm_kfree_wrong: unloaded\n");
}

module_init(devm_kfree_wrong_init);
module_exit(devm_kfree_wrong_exit);
