#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an access over the frame pointer with a lost frame");

static noinline unsigned long rbp_noncanon_arg(unsigned long frame)
{
	unsigned long v;

	asm volatile("push %%rbp\n\tmov %1, %%rbp\n\tmov 16(%%rbp), %0\n\tpop %%rbp" : "=a" (v) : "r" (frame) : "memory");
	return v;
}

static int __init rbp_noncanon_init(void)
{
	unsigned long words[4] = { 0, 0, 77, 0 };

	pr_info("rbp_noncanon: %lu\n", rbp_noncanon_arg((unsigned long)words));
	pr_info("rbp_noncanon: %lu\n", rbp_noncanon_arg(0x4242424242424242UL));
	return 0;
}

static void __exit rbp_noncanon_exit(void)
{
	printk(KERN_INFO "rbp_noncanon: unloaded\n");
}

module_init(rbp_noncanon_init);
module_exit(rbp_noncanon_exit);
