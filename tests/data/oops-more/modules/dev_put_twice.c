#include <linux/device.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("put_device() once too often, on a device that is not freed");

static void rel(struct device *dev)
{
	pr_info("put_twice: release %s\n", dev_name(dev));
}

static struct device dev = { .init_name = "twice0", .release = rel };

static noinline void forget(struct device *d)
{
	put_device(d);
}

static int __init ptwice_init(void)
{
	pr_info("put_twice: %d\n", device_register(&dev));
	device_unregister(&dev);
	forget(&dev);
	return 0;
}

module_init(ptwice_init);
