#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("misc_register() twice, the same name and the same structure; misc_deregister() of one that is not registered");

static const struct file_operations fops = { .owner = THIS_MODULE };
static struct miscdevice one = { .minor = MISC_DYNAMIC_MINOR, .name = "misc_same", .fops = &fops };
static struct miscdevice two = { .minor = MISC_DYNAMIC_MINOR, .name = "misc_same", .fops = &fops };

static int __init misc_same_init(void)
{
	pr_info("misc_same: %d\n", misc_register(&one));
	pr_info("misc_same: %s\n", dev_name(one.this_device));
	dev_info(one.this_device, "here\n");
	pr_info("misc_same: %d\n", misc_register(&two));
	return 0;
}

static void __exit misc_same_exit(void)
{
	misc_deregister(&one);
	misc_deregister(&one);
}

module_init(misc_same_init);
module_exit(misc_same_exit);
