#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/fs.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a misc device");

static ssize_t misc_dev_read(struct file *f, char __user *buf, size_t n, loff_t *pos)
{
	return simple_read_from_buffer(buf, n, pos, "hello\n", 6);
}
static const struct file_operations misc_dev_fops = { .owner = THIS_MODULE, .read = misc_dev_read };
static struct miscdevice misc_dev_m = { .minor = MISC_DYNAMIC_MINOR, .name = "misc_dev", .fops = &misc_dev_fops };

static int __init misc_dev_init(void)
{
	int ret = misc_register(&misc_dev_m);

	printk(KERN_INFO "misc_dev: %d\n", ret);
	return ret;
}

static void __exit misc_dev_exit(void)
{
	misc_deregister(&misc_dev_m);
	printk(KERN_INFO "misc_dev: unloaded\n");
}

module_init(misc_dev_init);
module_exit(misc_dev_exit);
