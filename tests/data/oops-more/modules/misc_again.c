#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/fs.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("one misc device registered a second time");

static const struct file_operations misc_again_fops = { .owner = THIS_MODULE };
static struct miscdevice misc_again_dev = {
	.minor = MISC_DYNAMIC_MINOR, .name = "again", .fops = &misc_again_fops,
};

static noinline int misc_again_add(void)
{
	int err = misc_register(&misc_again_dev);

	printk(KERN_INFO "misc_again: register %d\n", err);
	return err;
}

static int __init misc_again_init(void)
{
	misc_again_add();
	misc_again_add();
	return 0;
}

static void __exit misc_again_exit(void)
{
	misc_deregister(&misc_again_dev);
	printk(KERN_INFO "misc_again: unloaded\n");
}

module_init(misc_again_init);
module_exit(misc_again_exit);
