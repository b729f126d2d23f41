// Return addresses that a kretprobe has replaced: a warning inside shows where the
// functions were called all the same. With one instance, the deeper calls are missed.
#include <linux/kprobes.h>
#include <linux/module.h>

static noinline int count_down(int n)
{
	if (n == 0) {
		WARN_ON(1);
		return 0;
	}
	return count_down(n - 1) + 1;
}

static int enter(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	*(long *)ri->data = regs->di;
	return 0;
}

static int leave(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	pr_info("kret_trace: count_down(%ld) = %ld\n", *(long *)ri->data,
		(long)regs_return_value(regs));
	return 0;
}

static struct kretprobe probe = {
	.kp.symbol_name = "count_down",
	.entry_handler = enter,
	.handler = leave,
	.data_size = sizeof(long),
	.maxactive = 2,
};

static struct kretprobe inside = {
	.kp.symbol_name = "count_down",
	.kp.offset = 9,
};

static struct kretprobe greedy = {
	.kp.symbol_name = "count_down",
	.data_size = KRETPROBE_MAX_DATA_SIZE + 1,
};

static struct kretprobe nowhere = {
	.kp.symbol_name = "no_such_function",
};

static int __init kret_trace_init(void)
{
	pr_info("kret_trace: %d\n", register_kretprobe(&probe));
	pr_info("kret_trace: again %d\n", register_kretprobe(&probe));
	pr_info("kret_trace: inside %d\n", register_kretprobe(&inside));
	pr_info("kret_trace: greedy %d\n", register_kretprobe(&greedy));
	pr_info("kret_trace: nowhere %d\n", register_kretprobe(&nowhere));
	pr_info("kret_trace: result %d\n", count_down(3));
	pr_info("kret_trace: missed %d\n", probe.nmissed);
	return 0;
}

static void __exit kret_trace_exit(void)
{
	unregister_kretprobe(&probe);
	pr_info("kret_trace: gone %d\n", count_down(2));
}

module_init(kret_trace_init);
module_exit(kret_trace_exit);
MODULE_LICENSE("GPL");
