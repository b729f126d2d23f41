#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a kretprobe on a function of the module");

static noinline int target(int n)
{
	asm volatile("");
	return n * 3;
}

static int enter(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	pr_info("kret: enter %ld\n", regs->di);
	*(long *)ri->data = regs->di;
	return regs->di == 3;
}

static int leave(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	pr_info("kret: %ld gave %ld\n", *(long *)ri->data,
		regs_return_value(regs));
	return 0;
}

static struct kretprobe probe = {
	.kp.symbol_name = "target",
	.entry_handler = enter,
	.handler = leave,
	.data_size = sizeof(long),
	.maxactive = 2,
};

static int __init kret_init(void)
{
	int err = register_kretprobe(&probe);

	pr_info("kret: %d\n", err);
	pr_info("kret: result %d\n", target(5));
	pr_info("kret: result %d\n", target(3));
	return 0;
}

static void __exit kret_exit(void)
{
	unregister_kretprobe(&probe);
	pr_info("kret: missed %d\n", probe.nmissed);
}

module_init(kret_init);
module_exit(kret_exit);
