#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a file in /proc that can be written");

static char proc_write_buf[16] = "empty\n";

static ssize_t proc_write_read(struct file *f, char __user *buf, size_t n, loff_t *pos)
{
	return simple_read_from_buffer(buf, n, pos, proc_write_buf, strlen(proc_write_buf));
}

static ssize_t proc_write_wr(struct file *f, const char __user *buf, size_t n, loff_t *pos)
{
	if (n >= sizeof(proc_write_buf))
		return -EINVAL;
	if (copy_from_user(proc_write_buf, buf, n))
		return -EFAULT;
	proc_write_buf[n] = 0;
	printk(KERN_INFO "proc_write: %zu bytes\n", n);
	if (proc_write_buf[0] == '!')
		BUG();
	return n;
}

static const struct proc_ops proc_write_ops = {
	.proc_read = proc_write_read,
	.proc_write = proc_write_wr,
};

static int __init proc_write_init(void)
{
	if (!proc_create("proc_write", 0666, NULL, &proc_write_ops))
		return -ENOMEM;
	return 0;
}

static void __exit proc_write_exit(void)
{
	remove_proc_entry("proc_write", NULL);
	printk(KERN_INFO "proc_write: unloaded\n");
}

module_init(proc_write_init);
module_exit(proc_write_exit);
