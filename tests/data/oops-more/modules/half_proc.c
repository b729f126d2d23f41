#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an init that fails leaves its file in /proc; the next load finds it there");

static int size = 4;
module_param(size, int, 0444);
static int half_proc_value = 11;

static int half_proc_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%d\n", half_proc_value);
	return 0;
}

static noinline int half_proc_check(void)
{
	if (size > 0 && size <= 8)
		return 0;
	printk(KERN_ERR "half_proc: bad size %d\n", size);
	return -EINVAL;
}

static int __init half_proc_init(void)
{
	struct proc_dir_entry *e = proc_create_single("half_proc", 0444, NULL, half_proc_show);

	printk(KERN_INFO "half_proc: entry %s\n", e ? "made" : "refused");
	return half_proc_check();
}

static void __exit half_proc_exit(void)
{
	remove_proc_entry("half_proc", NULL);
}

module_init(half_proc_init);
module_exit(half_proc_exit);
