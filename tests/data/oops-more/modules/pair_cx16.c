#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("cmpxchg16b on a pair that is not 16-byte aligned");

static u64 pair_store[4] __aligned(16);

static noinline bool pair_swap(u64 *pair, u64 lo, u64 hi)
{
	u64 old_lo = 0, old_hi = 0;
	bool done;

	asm volatile("lock cmpxchg16b %1"
		     : "=@ccz" (done), "+m" (*(struct { u64 a, b; } *)pair),
		       "+a" (old_lo), "+d" (old_hi)
		     : "b" (lo), "c" (hi) : "memory");
	return done;
}

static int __init pair_cx16_init(void)
{
	pr_info("pair_cx16: aligned: %d\n", pair_swap(pair_store, 1, 2));
	pr_info("pair_cx16: misaligned: %d\n", pair_swap(pair_store + 1, 3, 4));
	return 0;
}

static void __exit pair_cx16_exit(void)
{
}

module_init(pair_cx16_init);
module_exit(pair_cx16_exit);
