#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/sched.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a device whose release frees what open never made");

static int major;

static int chr_release_open(struct inode *i, struct file *f)
{
	printk(KERN_INFO "chr_release: open by %s\n", current->comm);
	f->private_data = (void *)0x20;
	return 0;
}

static ssize_t chr_release_write(struct file *f, const char __user *buf, size_t n, loff_t *pos)
{
	printk(KERN_INFO "chr_release: %zu bytes\n", n);
	return n;
}

static int chr_release_release(struct inode *i, struct file *f)
{
	u64 *p = f->private_data;

	printk(KERN_INFO "chr_release: release\n");
	WRITE_ONCE(p[1], 0);
	return 0;
}

static const struct file_operations chr_release_fops = {
	.owner = THIS_MODULE,
	.open = chr_release_open,
	.write = chr_release_write,
	.release = chr_release_release,
};

static int __init chr_release_init(void)
{
	major = register_chrdev(240, "chr_release", &chr_release_fops);
	return major < 0 ? major : 0;
}

static void __exit chr_release_exit(void)
{
	unregister_chrdev(240, "chr_release");
}

module_init(chr_release_init);
module_exit(chr_release_exit);
