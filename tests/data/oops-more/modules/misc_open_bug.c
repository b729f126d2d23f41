#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/fs.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("BUG() in a device's open, then rmmod");

static int misc_open_bug_open(struct inode *inode, struct file *f)
{
	printk(KERN_INFO "misc_open_bug: open, flags %x\n", f->f_flags & O_ACCMODE);
	BUG_ON(!f->private_data || !(f->f_flags & O_ACCMODE));
	return 0;
}
static const struct file_operations misc_open_bug_fops = { .owner = THIS_MODULE, .open = misc_open_bug_open };
static struct miscdevice misc_open_bug_dev = { MISC_DYNAMIC_MINOR, "misc_open_bug", &misc_open_bug_fops };

static int __init misc_open_bug_init(void)
{
	return misc_register(&misc_open_bug_dev);
}

static void __exit misc_open_bug_exit(void)
{
	misc_deregister(&misc_open_bug_dev);
	printk(KERN_INFO "misc_open_bug: unloaded\n");
}

module_init(misc_open_bug_init);
module_exit(misc_open_bug_exit);
