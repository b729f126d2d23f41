#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/fs.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("every close frees the one buffer of the module");

static char *close_twice_buf;

static ssize_t close_twice_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	return simple_read_from_buffer(buf, n, pos, "buffered\n", 9);
}

static noinline void close_twice_drop(void)
{
	printk(KERN_INFO "close_twice: freeing\n");
	kfree(close_twice_buf);
}

static int close_twice_release(struct inode *inode, struct file *file)
{
	close_twice_drop();
	return 0;
}
static const struct proc_ops close_twice_ops = {
	.proc_read = close_twice_read,
	.proc_lseek = default_llseek,
	.proc_release = close_twice_release,
};

static int __init close_twice_init(void)
{
	close_twice_buf = kmalloc(3000, GFP_KERNEL);
	proc_create("close_twice", 0444, NULL, &close_twice_ops);
	return 0;
}

static void __exit close_twice_exit(void)
{
	remove_proc_entry("close_twice", NULL);
}

module_init(close_twice_init);
module_exit(close_twice_exit);
