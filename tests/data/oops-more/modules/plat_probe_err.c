#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/platform_device.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("probe functions that fail: ENODEV, EIO, EPROBE_DEFER; and twice the same driver");

static int ppe_probe(struct platform_device *pdev)
{
	int err = pdev->id == 0 ? -ENODEV : pdev->id == 1 ? -EIO : -EPROBE_DEFER;

	dev_info(&pdev->dev, "probe\n");
	return pdev->id == 2 ? dev_err_probe(&pdev->dev, err, "later\n") :
	       pdev->id == 1 ? dev_err_probe(&pdev->dev, err, "broken\n") : err;
}

static struct platform_driver driver = {
	.probe = ppe_probe,
	.driver = { .name = "ppe" },
};

static struct platform_device *pdev[3];

static int __init ppe_init(void)
{
	int i;

	for (i = 0; i < 2; i++)
		pdev[i] = platform_device_register_simple("ppe", i, NULL, 0);
	pr_info("ppe: %d\n", platform_driver_register(&driver));
	pr_info("ppe: %d\n", platform_driver_register(&driver));
	return 0;
}

static void __exit ppe_exit(void)
{
	platform_driver_unregister(&driver);
	platform_device_unregister(pdev[0]);
	platform_device_unregister(pdev[1]);
}

module_init(ppe_init);
module_exit(ppe_exit);
