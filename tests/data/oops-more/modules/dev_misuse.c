#include <linux/device.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("attributes without functions, a class that is not registered, a driver that is not, devm_kfree of strangers");

static DEVICE_ATTR(nothing, 0644, NULL, NULL);

static int any(struct device *dev, const void *data)
{
	return 1;
}

static void act(void *data)
{
}

static struct class ghost = { .name = "ghost" };
static struct platform_driver pdrv = { .driver = { .name = "ghost" } };

static void rel(struct device *dev)
{
	pr_info("misuse: release\n");
}

static struct device dev = { .init_name = "misuse0", .release = rel };

static int __init dmis_init(void)
{
	void *other = kmalloc(32, GFP_KERNEL);

	pr_info("misuse: %d\n", device_register(&dev));
	pr_info("misuse: %d\n", device_create_file(&dev, &dev_attr_nothing));
	pr_info("misuse: %d\n", class_find_device(&ghost, NULL, NULL, any) == NULL);
	platform_driver_unregister(&pdrv);
	devm_kfree(&dev, other);
	devm_remove_action(&dev, act, NULL);
	devm_release_action(&dev, act, NULL);
	kfree(other);
	device_unregister(&dev);
	return 0;
}

module_init(dmis_init);
