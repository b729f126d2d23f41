// A kretprobe keeps the time of each call in a table. The handler for the return
// forgets that the table may be missing.
#include <linux/kprobes.h>
#include <linux/module.h>

struct table {
	long n;
	long result[4];
};

static struct table *table;

static noinline int measured(int n)
{
	asm volatile("");
	return n * 7;
}

static noinline void note_result(struct table *t, long result)
{
	t->result[1] = result;
}

static int leave(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	pr_info("kret_oops: %ld\n", (long)regs_return_value(regs));
	note_result(table, regs_return_value(regs));
	return 0;
}

static struct kretprobe probe = {
	.kp.symbol_name = "measured",
	.handler = leave,
};

static noinline int caller(int n)
{
	int result = measured(n);

	return result + 1;
}

static int __init kret_oops_init(void)
{
	int err = register_kretprobe(&probe);

	if (err)
		return err;
	pr_info("kret_oops: maxactive %d\n", probe.maxactive);
	pr_info("kret_oops: %d\n", caller(6));
	return 0;
}

module_init(kret_oops_init);
MODULE_LICENSE("GPL");
