#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an underflow in the only cache that is debugged");

static noinline void debug_one_cache_sign(u32 *p, int where)
{
	WRITE_ONCE(p[where], 0x12345678);
}

static int __init debug_one_cache_init(void)
{
	u32 *small = kmalloc(60, GFP_KERNEL), *p = kmalloc(120, GFP_KERNEL);
	int before = -2;

	OPTIMIZER_HIDE_VAR(before);
	debug_one_cache_sign(small, 15);
	kfree(small);
	printk(KERN_INFO "debug_one_cache: the small one is not watched\n");
	debug_one_cache_sign(p, before);
	kfree(p);
	printk(KERN_INFO "debug_one_cache: freed\n");
	return 0;
}

static void __exit debug_one_cache_exit(void)
{
	printk(KERN_INFO "debug_one_cache: unloaded\n");
}

module_init(debug_one_cache_init);
module_exit(debug_one_cache_exit);
