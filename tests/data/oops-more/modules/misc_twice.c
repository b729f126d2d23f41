#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a misc device taken away twice");

static const struct file_operations misc_twice_fops = { .owner = THIS_MODULE };
static struct miscdevice misc_twice_dev = {
	.minor = MISC_DYNAMIC_MINOR, .name = "misc_twice", .fops = &misc_twice_fops,
};

static int __init misc_twice_init(void)
{
	printk(KERN_INFO "misc_twice: register %d\n", misc_register(&misc_twice_dev));
	misc_deregister(&misc_twice_dev);
	printk(KERN_INFO "misc_twice: taken away\n");
	misc_deregister(&misc_twice_dev);
	printk(KERN_INFO "misc_twice: again\n");
	return 0;
}

static void __exit misc_twice_exit(void)
{
	printk(KERN_INFO "misc_twice: unloaded\n");
}

module_init(misc_twice_init);
module_exit(misc_twice_exit);
