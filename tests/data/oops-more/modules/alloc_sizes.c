#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("sizes that cannot be had");

static noinline void alloc_sizes_try(size_t n)
{
	void *p = kmalloc(n, GFP_KERNEL);

	pr_info("alloc_sizes: kmalloc(%zu) %s\n", n, ZERO_OR_NULL_PTR(p) ? "no" : "yes");
	kfree(p);
}

static int __init alloc_sizes_init(void)
{
	size_t n = 0;

	OPTIMIZER_HIDE_VAR(n);
	alloc_sizes_try(n);
	alloc_sizes_try(n + (4 << 20));
	alloc_sizes_try(n + (4 << 20) + 1);
	alloc_sizes_try(n - 1);
	pr_info("alloc_sizes: vmalloc(0) %px\n", vmalloc(n));
	pr_info("alloc_sizes: vmalloc(-1) %px\n", vmalloc(n - 1));
	pr_info("alloc_sizes: kcalloc %px\n", kcalloc(n + (1UL << 62), 8, GFP_KERNEL));
	pr_info("alloc_sizes: order 11 %lx\n", __get_free_pages(GFP_KERNEL, n + 11));
	return 0;
}

static void __exit alloc_sizes_exit(void)
{
	printk(KERN_INFO "alloc_sizes: unloaded\n");
}

module_init(alloc_sizes_init);
module_exit(alloc_sizes_exit);
