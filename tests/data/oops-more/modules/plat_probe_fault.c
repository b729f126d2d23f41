#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/platform_device.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a probe function that follows drvdata that nobody set");

struct state {
	int a, b;
};

static int ppf_probe(struct platform_device *pdev)
{
	struct state *state = platform_get_drvdata(pdev);

	return state->b;
}

static struct platform_driver driver = {
	.probe = ppf_probe,
	.driver = { .name = "ppf" },
};

static int __init ppf_init(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("ppf", -1, NULL, 0);
	pr_info("ppf: %d\n", PTR_ERR_OR_ZERO(pdev));
	return platform_driver_register(&driver);
}

module_init(ppf_init);
