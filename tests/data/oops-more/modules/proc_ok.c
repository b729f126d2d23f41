#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a file in /proc");

static int proc_ok_show(struct seq_file *m, void *v)
{
	seq_printf(m, "hello from %s\n", "proc_ok");
	seq_puts(m, "second line");
	seq_putc(m, '\n');
	return 0;
}

static int __init proc_ok_init(void)
{
	if (!proc_create_single("proc_ok", 0444, NULL, proc_ok_show))
		return -ENOMEM;
	printk(KERN_INFO "proc_ok: made /proc/proc_ok\n");
	return 0;
}

static void __exit proc_ok_exit(void)
{
	remove_proc_entry("proc_ok", NULL);
	printk(KERN_INFO "proc_ok: unloaded\n");
}

module_init(proc_ok_init);
module_exit(proc_ok_exit);
