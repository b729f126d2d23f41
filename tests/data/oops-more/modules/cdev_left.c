#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/cdev.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("cdev in a module that is gone");

static const struct file_operations cdev_left_fops = { .owner = THIS_MODULE };
static struct cdev cdev_left_cdev;

static int __init cdev_left_init(void)
{
	int err = register_chrdev_region(MKDEV(241, 0), 1, "cdev_left");

	if (err)
		return err;
	cdev_init(&cdev_left_cdev, &cdev_left_fops);
	return cdev_add(&cdev_left_cdev, MKDEV(241, 0), 1);
}

static void __exit cdev_left_exit(void)
{
	printk(KERN_INFO "cdev_left: unloaded\n");
}

module_init(cdev_left_init);
module_exit(cdev_left_exit);
