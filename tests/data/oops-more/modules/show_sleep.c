#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/delay.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the show function of a file sleeps with the lock of its start function");

static DEFINE_SPINLOCK(show_sleep_lock);
static const char *show_sleep_words[] = { "red", "green" };

static void *show_sleep_start(struct seq_file *m, loff_t *pos)
{
	spin_lock(&show_sleep_lock);
	return *pos < ARRAY_SIZE(show_sleep_words) ? &show_sleep_words[*pos] : NULL;
}

static void *show_sleep_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return *pos < ARRAY_SIZE(show_sleep_words) ? &show_sleep_words[*pos] : NULL;
}

static void show_sleep_stop(struct seq_file *m, void *v)
{
	spin_unlock(&show_sleep_lock);
}

static int show_sleep_show(struct seq_file *m, void *v)
{
	if (m->index == 1)
		usleep_range(2000, 3000);
	seq_printf(m, "%s\n", *(const char **)v);
	return 0;
}
static const struct seq_operations show_sleep_ops = {
	.start = show_sleep_start, .next = show_sleep_next, .stop = show_sleep_stop, .show = show_sleep_show,
};

static int __init show_sleep_init(void)
{
	proc_create_seq("colours", 0, NULL, &show_sleep_ops);
	return 0;
}

static void __exit show_sleep_exit(void)
{
	remove_proc_entry("colours", NULL);
}

module_init(show_sleep_init);
module_exit(show_sleep_exit);
