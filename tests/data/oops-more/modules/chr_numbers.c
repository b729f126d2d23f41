#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/cdev.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("character device numbers that cannot be had");

static const struct file_operations chr_numbers_fops = { .owner = THIS_MODULE };

static noinline void chr_numbers_try(unsigned int major, unsigned int minor, unsigned int n)
{
	int err = register_chrdev_region(MKDEV(major, minor), n, "numbers");

	printk(KERN_INFO "chr_numbers: %u:%u+%u gives %d\n", major, minor, n, err);
}

static int __init chr_numbers_init(void)
{
	dev_t dev;
	int err;

	chr_numbers_try(1, 3, 1);
	chr_numbers_try(600, 0, 1);
	chr_numbers_try(230, 0, 4);
	chr_numbers_try(230, 3, 1);
	chr_numbers_try(231, 0xffffe, 4);
	err = register_chrdev(900, "numbers", &chr_numbers_fops);
	printk(KERN_INFO "chr_numbers: register_chrdev gives %d\n", err);
	err = alloc_chrdev_region(&dev, 0xfffff, 2, "numbers");
	printk(KERN_INFO "chr_numbers: alloc gives %d\n", err);
	unregister_chrdev_region(MKDEV(230, 0), 4);
	cdev_del(NULL);
	return 0;
}

static void __exit chr_numbers_exit(void)
{
	printk(KERN_INFO "chr_numbers: unloaded\n");
}

module_init(chr_numbers_init);
module_exit(chr_numbers_exit);
