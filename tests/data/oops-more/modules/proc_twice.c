#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("two files of one name in /proc, and one removed twice");

static int proc_twice_show(struct seq_file *s, void *v)
{
	seq_puts(s, "hello\n");
	return 0;
}

static int __init proc_twice_init(void)
{
	proc_create_single("proc_twice_file", 0444, NULL, proc_twice_show);
	printk(KERN_INFO "proc_twice: made\n");
	proc_create_single("proc_twice_file", 0444, NULL, proc_twice_show);
	remove_proc_entry("proc_twice_file", NULL);
	printk(KERN_INFO "proc_twice: removed\n");
	remove_proc_entry("proc_twice_file", NULL);
	return 0;
}

static void __exit proc_twice_exit(void)
{
	printk(KERN_INFO "proc_twice: unloaded\n");
}

module_init(proc_twice_init);
module_exit(proc_twice_exit);
