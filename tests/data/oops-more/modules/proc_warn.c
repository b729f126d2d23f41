#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a warning each time a file of /proc is read");

static int reads;

static int proc_warn_show(struct seq_file *s, void *v)
{
	WARN_ON_ONCE(reads++ > 0);
	seq_printf(s, "reads %d\n", reads);
	return 0;
}

static int __init proc_warn_init(void)
{
	proc_create_single("proc_warn", 0, NULL, proc_warn_show);
	return 0;
}

static void __exit proc_warn_exit(void)
{
	remove_proc_entry("proc_warn", NULL);
}

module_init(proc_warn_init);
module_exit(proc_warn_exit);
