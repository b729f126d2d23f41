#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <asm/fpu/api.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("movaps with an address that is not a multiple of 16");

static noinline void clear16(void *p)
{
	asm volatile("movaps %%xmm0, (%0)" :: "r" (p) : "memory");
}

static int __init misaligned_sse_init(void)
{
	char *p = kzalloc(64, GFP_KERNEL);

	kernel_fpu_begin();
	clear16(p);
	kernel_fpu_end();
	pr_info("misaligned_sse: aligned is fine\n");
	kernel_fpu_begin();
	clear16(p + 4);
	kernel_fpu_end();
	kfree(p);
	return 0;
}

static void __exit misaligned_sse_exit(void)
{
	pr_info("misaligned_sse: unloaded\n");
}

module_init(misaligned_sse_init);
module_exit(misaligned_sse_exit);
