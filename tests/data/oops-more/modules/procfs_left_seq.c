#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("proc_create_seq() entry still there after rmmod");

static void *procfs_left_seq_start(struct seq_file *m, loff_t *pos)
{
	return *pos ? NULL : (void *)1;
}

static void *procfs_left_seq_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return NULL;
}

static void procfs_left_seq_stop(struct seq_file *m, void *v)
{
}

static int procfs_left_seq_show(struct seq_file *m, void *v)
{
	seq_puts(m, "here\n");
	return 0;
}

static const struct seq_operations procfs_left_seq_ops = { .start = procfs_left_seq_start, .next = procfs_left_seq_next, .stop = procfs_left_seq_stop, .show = procfs_left_seq_show };

static int __init procfs_left_seq_init(void)
{
	proc_create_seq("procfs_left_seq", 0, NULL, &procfs_left_seq_ops);
	return 0;
}

static void __exit procfs_left_seq_exit(void)
{
	printk(KERN_INFO "procfs_left_seq: unloaded\n");
}

module_init(procfs_left_seq_init);
module_exit(procfs_left_seq_exit);
