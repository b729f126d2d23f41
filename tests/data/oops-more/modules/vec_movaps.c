#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <asm/fpu/api.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("movaps on a misaligned static buffer");

static unsigned char vec_src[64] __aligned(16) = "0123456789abcdefghijklmnopqrstuvwxyz";
static unsigned char vec_dst[16] __aligned(16);

static noinline void vec_copy16(void *dst, const void *src)
{
	asm volatile("movaps (%0), %%xmm0\n\tmovaps %%xmm0, (%1)"
		     : : "r" (src), "r" (dst) : "memory");
}

static int __init vec_movaps_init(void)
{
	int off;

	kernel_fpu_begin();
	for (off = 0; off < 32; off += 8)
		vec_copy16(vec_dst, vec_src + off);
	kernel_fpu_end();
	pr_info("vec_movaps: %.16s\n", vec_dst);
	return 0;
}

static void __exit vec_movaps_exit(void)
{
}

module_init(vec_movaps_init);
module_exit(vec_movaps_exit);
