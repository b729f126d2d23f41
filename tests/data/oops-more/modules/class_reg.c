#include <linux/device.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("class_register() with groups, release and a uevent function");

static ssize_t name_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%s of %s\n", dev_name(dev), dev->class->name);
}

static DEVICE_ATTR_RO(name);
static struct attribute *creg_attrs[] = { &dev_attr_name.attr, NULL };
ATTRIBUTE_GROUPS(creg);

static void creg_dev_release(struct device *dev)
{
	pr_info("creg: release %s\n", dev_name(dev));
	kfree(dev);
}

static void creg_class_release(struct class *class)
{
	pr_info("creg: class %s\n", class->name);
}

static struct class creg = {
	.name = "reg_cls",
	.owner = THIS_MODULE,
	.dev_groups = creg_groups,
	.dev_release = creg_dev_release,
	.class_release = creg_class_release,
};

static struct device *dev;

static int __init creg_init(void)
{
	int err = class_register(&creg);

	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	device_initialize(dev);
	dev->class = &creg;
	dev_set_name(dev, "reg_%c", 'a');
	pr_info("creg: %d %d\n", err, device_add(dev));
	return 0;
}

static void __exit creg_exit(void)
{
	device_del(dev);
	put_device(dev);
	class_unregister(&creg);
}

module_init(creg_init);
module_exit(creg_exit);
