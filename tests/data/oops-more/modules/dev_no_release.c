#include <linux/device.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("device_register() without a release function");

static struct device dev = { .init_name = "norel0" };

static int __init norel_init(void)
{
	int err = device_register(&dev);

	pr_info("norel: %d, %s, count %u\n", err, dev_name(&dev),
		kref_read(&dev.kobj.kref));
	return 0;
}

static void __exit norel_exit(void)
{
	device_unregister(&dev);
	pr_info("norel: unregistered\n");
}

module_init(norel_init);
module_exit(norel_exit);
