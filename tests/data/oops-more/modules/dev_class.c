#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("class_create, device_create, an attribute, a node by itself");

static dev_t number;
static struct cdev cdev;
static struct class *class;
static struct device *device;
static int speed = 3;

static ssize_t speed_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	dev_info(dev, "show %s\n", attr->attr.name);
	return sysfs_emit(buf, "%d\n", speed);
}

static ssize_t speed_store(struct device *dev, struct device_attribute *attr,
			   const char *buf, size_t len)
{
	int err = kstrtoint(buf, 0, &speed);

	return err ? err : len;
}

static DEVICE_ATTR_RW(speed);

static ssize_t version_show(struct class *class, struct class_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%s 1\n", class->name);
}

static CLASS_ATTR_RO(version);

static ssize_t dcl_read(struct file *file, char __user *buf, size_t len,
			loff_t *pos)
{
	static const char text[] = "from the device\n";

	return simple_read_from_buffer(buf, len, pos, text, sizeof(text) - 1);
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.read = dcl_read,
};

static int __init dcl_init(void)
{
	int err = alloc_chrdev_region(&number, 0, 1, "dev_class");

	cdev_init(&cdev, &fops);
	cdev.owner = THIS_MODULE;
	err = cdev_add(&cdev, number, 1);
	class = class_create(THIS_MODULE, "dev_class");
	pr_info("dcl: %d %d\n", err, PTR_ERR_OR_ZERO(class));
	err = class_create_file(class, &class_attr_version);
	device = device_create(class, NULL, number, NULL, "dev_class%d", 0);
	pr_info("dcl: %d %s\n", err, dev_name(device));
	err = device_create_file(device, &dev_attr_speed);
	dev_warn(device, "ready: %d\n", err);
	return 0;
}

static void __exit dcl_exit(void)
{
	device_remove_file(device, &dev_attr_speed);
	device_destroy(class, number);
	class_destroy(class);
	cdev_del(&cdev);
	unregister_chrdev_region(number, 1);
}

module_init(dcl_init);
module_exit(dcl_exit);
