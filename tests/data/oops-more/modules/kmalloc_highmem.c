#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kmalloc with flags that it cannot take");

static noinline void *kmalloc_highmem_get(size_t n, gfp_t gfp)
{
	return kmalloc(n, gfp);
}

static int __init kmalloc_highmem_init(void)
{
	void *p = kmalloc_highmem_get(40000, GFP_KERNEL | __GFP_HIGHMEM);
	void *q = kmalloc_highmem_get(20000, GFP_NOWAIT | __GFP_DMA32 | __GFP_ZERO);

	printk(KERN_INFO "kmalloc_highmem: got both: %d\n", p && q);
	kfree(q);
	kfree(p);
	return 0;
}

static void __exit kmalloc_highmem_exit(void)
{
	printk(KERN_INFO "kmalloc_highmem: unloaded\n");
}

module_init(kmalloc_highmem_init);
module_exit(kmalloc_highmem_exit);
