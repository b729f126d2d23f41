#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a fault in the show function of a file in /proc");

static int *proc_fault_p;

static int proc_fault_show(struct seq_file *m, void *v)
{
	seq_printf(m, "value %d\n", *proc_fault_p);
	return 0;
}

static int proc_fault_open(struct inode *inode, struct file *file)
{
	return single_open(file, proc_fault_show, NULL);
}

static const struct proc_ops proc_fault_ops = {
	.proc_open = proc_fault_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

static int __init proc_fault_init(void)
{
	proc_create("proc_fault", 0, NULL, &proc_fault_ops);
	printk(KERN_INFO "proc_fault: created\n");
	return 0;
}

static void __exit proc_fault_exit(void)
{
	remove_proc_entry("proc_fault", NULL);
	printk(KERN_INFO "proc_fault: unloaded\n");
}

module_init(proc_fault_init);
module_exit(proc_fault_exit);
