#include <linux/device.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("device_register() of a device of its own, with groups and release");

struct lamp {
	struct device dev;
	const char *colour;
};

static struct lamp *lamp;

static ssize_t colour_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	return sysfs_emit(buf, "%s\n", container_of(dev, struct lamp, dev)->colour);
}

static DEVICE_ATTR_RO(colour);
static struct attribute *lamp_attrs[] = { &dev_attr_colour.attr, NULL };
ATTRIBUTE_GROUPS(lamp);

static void lamp_release(struct device *dev)
{
	pr_info("lamp: release %s\n", dev_name(dev));
	kfree(container_of(dev, struct lamp, dev));
}

static int __init lamp_init(void)
{
	int err;

	lamp = kzalloc(sizeof(*lamp), GFP_KERNEL);
	lamp->colour = "green";
	lamp->dev.release = lamp_release;
	lamp->dev.groups = lamp_groups;
	dev_set_name(&lamp->dev, "reg%d", 0);
	err = device_register(&lamp->dev);
	dev_info(&lamp->dev, "registered: %d\n", err);
	get_device(&lamp->dev);
	pr_info("lamp: count %u\n", kref_read(&lamp->dev.kobj.kref));
	put_device(&lamp->dev);
	return 0;
}

static void __exit lamp_exit(void)
{
	device_unregister(&lamp->dev);
}

module_init(lamp_init);
module_exit(lamp_exit);
