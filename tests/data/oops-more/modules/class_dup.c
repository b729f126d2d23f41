#include <linux/device.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("two classes of the same name, two devices of the same number");

static struct class *one, *two;

static int __init cdup_init(void)
{
	struct device *dev;

	one = class_create(THIS_MODULE, "class_dup");
	two = class_create(THIS_MODULE, "class_dup");
	pr_info("cdup: %ld %ld\n", PTR_ERR_OR_ZERO(one) * 1L, PTR_ERR_OR_ZERO(two) * 1L);
	dev = device_create(one, NULL, 0, NULL, "cdup");
	pr_info("cdup: %d\n", PTR_ERR_OR_ZERO(dev));
	dev = device_create(one, NULL, 0, NULL, "cdup");
	pr_info("cdup: %d\n", PTR_ERR_OR_ZERO(dev));
	return 0;
}

static void __exit cdup_exit(void)
{
	device_destroy(one, 0);
	class_destroy(one);
}

module_init(cdup_init);
module_exit(cdup_exit);
