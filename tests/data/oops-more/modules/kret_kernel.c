// Kretprobes of the kernel's own functions: what kstrtoint() makes of numbers that
// a module parses. The handler's message is not probed itself.
#include <linux/kprobes.h>
#include <linux/module.h>

static int seen;

static int leave(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	seen++;
	pr_info("kret_kernel: %s gave %ld\n",
		get_kretprobe(ri)->kp.symbol_name,
		(long)(int)regs_return_value(regs));
	return 0;
}

static struct kretprobe parse = {
	.kp.symbol_name = "kstrtoint",
	.handler = leave,
};

static struct kretprobe print = {
	.kp.symbol_name = "_printk",
	.handler = leave,
};

static struct kretprobe *all[] = { &parse, &print };

static int __init kret_kernel_init(void)
{
	int n = 0, err;

	err = register_kretprobes(all, 2);
	err = kstrtoint("12", 10, &n);
	err = kstrtoint("12x", 10, &n);
	pr_info("kret_kernel: %d %d\n", n, err);
	unregister_kretprobes(all, 2);
	pr_info("kret_kernel: seen %d\n", seen);
	return 0;
}

static void __exit kret_kernel_exit(void)
{
}

module_init(kret_kernel_init);
module_exit(kret_kernel_exit);
MODULE_LICENSE("GPL");
