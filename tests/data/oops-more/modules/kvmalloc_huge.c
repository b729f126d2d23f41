/* Sizes that no allocator can serve: which of them warn, and who gets NULL. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("allocation sizes of zero, above INT_MAX and near SIZE_MAX");

static int __init kvmalloc_huge_init(void)
{
	size_t n = 0;

	OPTIMIZER_HIDE_VAR(n);
	printk(KERN_INFO "kvmalloc_huge: kmalloc(0)=%lx kvmalloc(0)=%lx\n", (long)kmalloc(n, GFP_KERNEL), (long)kvmalloc(n, GFP_KERNEL));
	printk(KERN_INFO "kvmalloc_huge: kvmalloc(-1)=%lx\n", (long)kvmalloc(n - 1, GFP_KERNEL | __GFP_NOWARN));
	printk(KERN_INFO "kvmalloc_huge: kvmalloc(2G)=%lx\n", (long)kvmalloc(n + (1UL << 31), GFP_KERNEL));
	printk(KERN_INFO "kvmalloc_huge: kcalloc(2^33, 2^31)=%lx\n", (long)kcalloc(n + (1UL << 33), 1UL << 31, GFP_KERNEL));
	printk(KERN_INFO "kvmalloc_huge: vmalloc(0)=%lx\n", (long)vmalloc(n));
	printk(KERN_INFO "kvmalloc_huge: kmalloc(8M)=%lx\n", (long)kmalloc(n + (8UL << 20), GFP_KERNEL));
	return 0;
}

static void __exit kvmalloc_huge_exit(void)
{
	printk(KERN_INFO "kvmalloc_huge: unloaded\n");
}

module_init(kvmalloc_huge_init);
module_exit(kvmalloc_huge_exit);
