#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/fs.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("proc_ops in memory that is freed after init");

static ssize_t mood_read(struct file *f, char __user *buf, size_t len, loff_t *pos)
{
	return simple_read_from_buffer(buf, len, pos, "fine\n", 5);
}

static const struct proc_ops mood_ops __initconst = {
	.proc_read = mood_read,
};

static int __init proc_initops_init(void)
{
	return proc_create("mood", 0444, NULL, &mood_ops) ? 0 : -ENOMEM;
}

static void __exit proc_initops_exit(void)
{
	remove_proc_entry("mood", NULL);
}

module_init(proc_initops_init);
module_exit(proc_initops_exit);
