#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/seq_file.h>
#include <linux/proc_fs.h>
#include <linux/list.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a list in /proc, one of whose entries has a bad name");

struct part {
	const char *name;
	struct list_head node;
};

static LIST_HEAD(parts);
static struct part part[3] = { { "bolt" }, { "nut" }, { (char *)0x6e776f6e6b6e75ULL } };

static void *parts_start(struct seq_file *m, loff_t *pos)
{
	return seq_list_start(&parts, *pos);
}

static void *parts_next(struct seq_file *m, void *v, loff_t *pos)
{
	return seq_list_next(v, &parts, pos);
}

static void parts_stop(struct seq_file *m, void *v)
{
}

static int parts_show(struct seq_file *m, void *v)
{
	seq_printf(m, "part %s\n", list_entry(v, struct part, node)->name);
	return 0;
}

static const struct seq_operations parts_ops = {
	.start = parts_start, .next = parts_next, .stop = parts_stop, .show = parts_show,
};

static int __init proc_parts_init(void)
{
	int i;

	for (i = 0; i < 3; i++)
		list_add_tail(&part[i].node, &parts);
	return proc_create_seq("parts", 0444, NULL, &parts_ops) ? 0 : -ENOMEM;
}

static void __exit proc_parts_exit(void)
{
	remove_proc_entry("parts", NULL);
}

module_init(proc_parts_init);
module_exit(proc_parts_exit);
