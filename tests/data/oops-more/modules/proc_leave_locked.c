#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the error path of a read forgets to unlock");

static DEFINE_SPINLOCK(proc_leave_locked_lock);
static int proc_leave_locked_left = 1;

static noinline int proc_leave_locked_take(void)
{
	spin_lock(&proc_leave_locked_lock);
	if (proc_leave_locked_left == 0)
		return -ENODATA;
	proc_leave_locked_left--;
	spin_unlock(&proc_leave_locked_lock);
	return 0;
}

static int proc_leave_locked_show(struct seq_file *m, void *v)
{
	int err = proc_leave_locked_take();

	if (err)
		return err;
	seq_puts(m, "one ticket\n");
	return 0;
}

static int __init proc_leave_locked_init(void)
{
	proc_create_single("tickets", 0444, NULL, proc_leave_locked_show);
	return 0;
}

static void __exit proc_leave_locked_exit(void)
{
	remove_proc_entry("tickets", NULL);
}

module_init(proc_leave_locked_init);
module_exit(proc_leave_locked_exit);
