#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/atomic.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("xchg with an address no mapping has");

static noinline void *xchg_hole_swap(void **slot, void *value)
{
	return xchg(slot, value);
}

static int __init xchg_hole_init(void)
{
	void **slot = (void **)0xffffb00000000120UL;

	OPTIMIZER_HIDE_VAR(slot);
	printk(KERN_INFO "xchg_hole: slot %px\n", slot);
	printk(KERN_INFO "xchg_hole: %px\n", xchg_hole_swap(slot, NULL));
	return 0;
}

static void __exit xchg_hole_exit(void)
{
	printk(KERN_INFO "xchg_hole: unloaded\n");
}

module_init(xchg_hole_init);
module_exit(xchg_hole_exit);
