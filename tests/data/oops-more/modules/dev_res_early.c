#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("devm_kmalloc before probe; a remove function that says no");

static int dre_probe(struct platform_device *pdev)
{
	int *one = devm_kzalloc(&pdev->dev, sizeof(*one), GFP_KERNEL);
	char *name = devm_kasprintf(&pdev->dev, GFP_KERNEL, "res-%d", 5);

	dev_info(&pdev->dev, "%d %s irq %d\n", *one, name, platform_get_irq(pdev, 0));
	devm_kfree(&pdev->dev, one);
	return 0;
}

static int dre_remove(struct platform_device *pdev)
{
	return -EBUSY;
}

static struct platform_driver driver = {
	.probe = dre_probe,
	.remove = dre_remove,
	.driver = { .name = "dre" },
};

static int __init dre_init(void)
{
	struct platform_device *pdev = platform_device_alloc("dre", PLATFORM_DEVID_AUTO);

	pr_info("dre: %p\n", devm_kzalloc(&pdev->dev, 0, GFP_KERNEL));
	devm_kzalloc(&pdev->dev, 64, GFP_KERNEL);
	pr_info("dre: %d\n", platform_device_add(pdev));
	pr_info("dre: %s\n", dev_name(&pdev->dev));
	pr_info("dre: %d\n", platform_driver_register(&driver));
	platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
	return 0;
}

module_init(dre_init);
