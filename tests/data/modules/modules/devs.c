// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices of a class and a misc device, and what their messages begin with. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
MODULE_LICENSE("GPL");

static const struct file_operations fops = {.owner = THIS_MODULE};
static struct miscdevice misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "devs_misc", .fops = &fops};
static struct class *class;
static struct device *one, *two;
static int data = 42;
static dev_t dev;

static int __init devs_init(void)
{
	int err = alloc_chrdev_region(&dev, 0, 2, "devs");

	pr_info("devs: region %d\n", err);
	class = class_create(THIS_MODULE, "devs_class");
	one = device_create(class, NULL, dev, &data, "devs%d", 1);
	two = device_create(class, one, dev + 1, NULL, "devs_two");
	pr_info("devs: %s %s, parent %d\n", dev_name(one), dev_name(two),
		two->parent == one);
	pr_info("devs: data %d %d, class %d, numbers %d %d\n",
		*(int *)dev_get_drvdata(one), dev_get_drvdata(two) != NULL,
		one->class == class, one->devt == dev, two->devt == dev + 1);
	dev_info(one, "ready, %d\n", 1);
	dev_warn(two, "not ready\n");
	dev_err_once(two, "an error\n");
	err = misc_register(&misc);
	pr_info("devs: misc %d %s\n", err, dev_name(misc.this_device));
	dev_notice(misc.this_device, "misc\n");
	pr_info("devs: data is misc %d, parent %d\n",
		dev_get_drvdata(misc.this_device) == &misc,
		misc.this_device->parent != NULL);
	dev_set_drvdata(two, &data);
	dev_info(two, "data %d\n", *(int *)dev_get_drvdata(two));
	return 0;
}

static void __exit devs_exit(void)
{
	misc_deregister(&misc);
	device_destroy(class, dev + 1);
	device_destroy(class, dev);
	class_destroy(class);
	unregister_chrdev_region(dev, 2);
	pr_info("devs: unloaded\n");
}

module_init(devs_init);
module_exit(devs_exit);
