#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a platform driver and its device: probe, devres, remove");

struct state {
	int size;
};

static void done(void *data)
{
	pr_info("plat: action %s\n", (const char *)data);
}

static ssize_t size_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	struct state *state = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%d\n", state->size);
}

static DEVICE_ATTR_RO(size);

static int plat_probe(struct platform_device *pdev)
{
	struct state *state = devm_kzalloc(&pdev->dev, sizeof(*state), GFP_KERNEL);
	struct resource *res = platform_get_resource(pdev, IORESOURCE_MEM, 0);

	state->size = resource_size(res);
	platform_set_drvdata(pdev, state);
	dev_info(&pdev->dev, "probe: id %d, size %d\n", pdev->id, state->size);
	devm_add_action(&pdev->dev, done, "one");
	devm_add_action(&pdev->dev, done, "two");
	return device_create_file(&pdev->dev, &dev_attr_size);
}

static int plat_remove(struct platform_device *pdev)
{
	device_remove_file(&pdev->dev, &dev_attr_size);
	dev_info(&pdev->dev, "remove\n");
	return 0;
}

static struct platform_driver driver = {
	.probe = plat_probe,
	.remove = plat_remove,
	.driver = { .name = "plat_basic" },
};

static struct platform_device *pdev;

static int __init plat_init(void)
{
	static const struct resource res = DEFINE_RES_MEM(0xfed00000, 0x400);
	int err = platform_driver_register(&driver);

	pr_info("plat: %d\n", err);
	pdev = platform_device_register_simple("plat_basic", 0, &res, 1);
	pr_info("plat: %d, driver %s\n", PTR_ERR_OR_ZERO(pdev), pdev->dev.driver ? pdev->dev.driver->name : "none");
	return 0;
}

static void __exit plat_exit(void)
{
	platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
}

module_init(plat_init);
module_exit(plat_exit);
