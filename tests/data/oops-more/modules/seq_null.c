#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/seq_file.h>
#include <linux/err.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a report that goes to a seq_file or, without one, to nowhere");

struct probe {
	const char *name;
	u64 value;
};

static struct probe seq_probes[] = { { "temp", 41 }, { "fan", 1200 } };

static noinline void seq_report(struct seq_file *m, const struct probe *p)
{
	seq_printf(m, "%s=%llu\n", p->name, p->value);
}

static int __init seq_null_init(void)
{
	char text[64];
	struct seq_file m = { .buf = text, .size = sizeof(text) };
	int i;

	for (i = 0; i < 2; i++)
		seq_report(&m, &seq_probes[i]);
	pr_info("seq_null: %zu bytes: %.*s", m.count, (int)m.count, text);
	seq_puts(&m, "the rest of the report does not fit into so small a buffer, at all");
	pr_info("seq_null: overflow %d\n", seq_has_overflowed(&m));
	seq_report(NULL, &seq_probes[0]);
	return 0;
}

static void __exit seq_null_exit(void)
{
}

module_init(seq_null_init);
module_exit(seq_null_exit);
