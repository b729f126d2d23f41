#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kmem_cache_free_bulk with the same object twice");

static struct kmem_cache *free_bulk_dup_cache;

static int __init free_bulk_dup_init(void)
{
	void *v[3];

	free_bulk_dup_cache = kmem_cache_create("free_bulk_dup_cache", 96, 0, 0, NULL);
	v[0] = kmem_cache_zalloc(free_bulk_dup_cache, GFP_KERNEL);
	v[1] = kmem_cache_zalloc(free_bulk_dup_cache, GFP_KERNEL);
	v[2] = v[0];
	printk(KERN_INFO "free_bulk_dup: freeing three, one of them twice\n");
	kmem_cache_free_bulk(free_bulk_dup_cache, 3, v);
	printk(KERN_INFO "free_bulk_dup: still here\n");
	return 0;
}

static void __exit free_bulk_dup_exit(void)
{
	kmem_cache_destroy(free_bulk_dup_cache);
	printk(KERN_INFO "free_bulk_dup: unloaded\n");
}

module_init(free_bulk_dup_init);
module_exit(free_bulk_dup_exit);
