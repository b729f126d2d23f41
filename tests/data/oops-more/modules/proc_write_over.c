#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a write to a file of /proc that is longer than the buffer");

static ssize_t proc_write_over_write(struct file *f, const char __user *ubuf, size_t n, loff_t *pos)
{
	char buf[16];

	if (copy_from_user(buf, ubuf, n))
		return -EFAULT;
	buf[15] = 0;
	printk(KERN_INFO "proc_write_over: got %s", buf);
	return n;
}

static const struct proc_ops proc_write_over_ops = { .proc_write = proc_write_over_write };

static int __init proc_write_over_init(void)
{
	return proc_create("proc_write_over", 0222, NULL, &proc_write_over_ops) ? 0 : -ENOMEM;
}

static void __exit proc_write_over_exit(void)
{
	remove_proc_entry("proc_write_over", NULL);
}

module_init(proc_write_over_init);
module_exit(proc_write_over_exit);
