#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the show function of a file forgets to unlock");

static DEFINE_SPINLOCK(lk_read_lock);
static int lk_read_n = 5;

static int lk_read_show(struct seq_file *m, void *v)
{
	spin_lock(&lk_read_lock);
	seq_printf(m, "n %d\n", lk_read_n);
	return 0;
}

static int __init lk_read_init(void)
{
	proc_create_single("lk_read", 0444, NULL, lk_read_show);
	return 0;
}

static void __exit lk_read_exit(void)
{
	remove_proc_entry("lk_read", NULL);
}

module_init(lk_read_init);
module_exit(lk_read_exit);
