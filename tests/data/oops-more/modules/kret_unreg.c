// The probe could not be registered, and the exit function removes it all the same.
#include <linux/kprobes.h>
#include <linux/module.h>

static int leave(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	return 0;
}

static struct kretprobe probe = {
	.kp.symbol_name = "not_in_this_kernel",
	.handler = leave,
};

static noinline void remove_probe(struct kretprobe *rp)
{
	unregister_kretprobe(rp);
	pr_info("kret_unreg: removed\n");
}

static int __init kret_unreg_init(void)
{
	int err = register_kretprobe(&probe);

	pr_info("kret_unreg: register_kretprobe() gave %d\n", err);
	return 0;
}

static void __exit kret_unreg_exit(void)
{
	remove_probe(&probe);
}

module_init(kret_unreg_init);
module_exit(kret_unreg_exit);
MODULE_LICENSE("GPL");
