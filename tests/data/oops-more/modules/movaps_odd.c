#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an aligned vector store to an address that is not");

static int __init movaps_odd_init(void)
{
	static char buf[64] __aligned(16);
	char *p = buf + 4;

	printk(KERN_INFO "movaps_odd: storing\n");
	OPTIMIZER_HIDE_VAR(p);
	asm volatile("movaps %%xmm0, (%0)" : : "r"(p) : "memory");
	printk(KERN_INFO "movaps_odd: stored\n");
	return 0;
}

static void __exit movaps_odd_exit(void)
{
	printk(KERN_INFO "movaps_odd: unloaded\n");
}

module_init(movaps_odd_init);
module_exit(movaps_odd_exit);
