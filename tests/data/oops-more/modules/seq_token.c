#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("show handler uses SEQ_START_TOKEN as an element");

struct city {
	const char *name;
	int people;
};

static struct city cities[] = { { "Ulm", 126 }, { "Bonn", 331 } };

static void *c_start(struct seq_file *m, loff_t *pos)
{
	if (*pos == 0)
		return SEQ_START_TOKEN;
	return *pos <= ARRAY_SIZE(cities) ? &cities[*pos - 1] : NULL;
}

static void *c_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return c_start(m, pos);
}

static void c_stop(struct seq_file *m, void *v)
{
}

static int c_show(struct seq_file *m, void *v)
{
	struct city *c = v;

	seq_printf(m, "%s %d\n", c->name, c->people);
	return 0;
}

static const struct seq_operations c_ops = {
	.start = c_start, .next = c_next, .stop = c_stop, .show = c_show,
};

static int __init seq_token_init(void)
{
	return proc_create_seq("cities", 0444, NULL, &c_ops) ? 0 : -ENOMEM;
}

static void __exit seq_token_exit(void)
{
	remove_proc_entry("cities", NULL);
}

module_init(seq_token_init);
module_exit(seq_token_exit);
