#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("misc_register() twice, the same name and the same structure; misc_deregister() of one that is not registered");

static const struct file_operations fops = { .owner = THIS_MODULE };
static struct miscdevice one = { .minor = MISC_DYNAMIC_MINOR, .name = "mtwice", .fops = &fops };
static struct miscdevice two = { .minor = MISC_DYNAMIC_MINOR, .name = "mtwice", .fops = &fops };

static int __init mtwice_init(void)
{
	pr_info("mtwice: %d\n", misc_register(&one));
	pr_info("mtwice: %s\n", dev_name(one.this_device));
	dev_info(one.this_device, "here\n");
	pr_info("mtwice: %d\n", misc_register(&two));
	return 0;
}

static void __exit mtwice_exit(void)
{
	misc_deregister(&one);
	misc_deregister(&one);
}

module_init(mtwice_init);
module_exit(mtwice_exit);
