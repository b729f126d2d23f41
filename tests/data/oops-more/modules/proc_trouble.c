#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("double registration and removal of a full directory");

static struct proc_dir_entry *plant;

static int valve_show(struct seq_file *m, void *v)
{
	seq_puts(m, "closed\n");
	return 0;
}

static int __init proc_trouble_init(void)
{
	plant = proc_mkdir("plant", NULL);
	if (!plant)
		return -ENOMEM;
	proc_create_single("valve", 0444, plant, valve_show);
	if (!proc_create_single("valve", 0400, plant, valve_show))
		pr_err("proc_trouble: second valve refused\n");
	return 0;
}

static void __exit proc_trouble_exit(void)
{
	remove_proc_entry("pump", plant);
	remove_proc_entry("plant", NULL);
}
module_init(proc_trouble_init);
module_exit(proc_trouble_exit);
