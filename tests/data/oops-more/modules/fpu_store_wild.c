#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <asm/fpu/api.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("16 byte SSE store across a page border of a hole");

static noinline void fpu_store_wild_put(void *p)
{
	kernel_fpu_begin();
	asm volatile("xorps %%xmm3, %%xmm3\n\tmovups %%xmm3, (%0)" :: "r" (p) : "memory");
	kernel_fpu_end();
}

static int __init fpu_store_wild_init(void)
{
	void *p = (void *)0xffffc8ffffffeff8UL;

	OPTIMIZER_HIDE_VAR(p);
	pr_info("fpu_store_wild: storing a vector at %px\n", p);
	fpu_store_wild_put(p);
	return 0;
}

static void __exit fpu_store_wild_exit(void)
{
	printk(KERN_INFO "fpu_store_wild: unloaded\n");
}

module_init(fpu_store_wild_init);
module_exit(fpu_store_wild_exit);
