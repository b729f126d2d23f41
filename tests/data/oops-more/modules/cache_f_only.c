#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the same object of a cache freed twice, slub_debug=F");

static struct kmem_cache *cache_f_only_cache;

static int __init cache_f_only_init(void)
{
	void *a, *b;

	cache_f_only_cache = kmem_cache_create("cache_f_only", 72, 0, 0, NULL);
	a = kmem_cache_alloc(cache_f_only_cache, GFP_KERNEL);
	b = kmem_cache_alloc(cache_f_only_cache, GFP_KERNEL);
	printk(KERN_INFO "cache_f_only: size %u, distance %ld\n", kmem_cache_size(cache_f_only_cache), (long)(a > b ? a - b : b - a) % 8);
	kmem_cache_free(cache_f_only_cache, a);
	kmem_cache_free(cache_f_only_cache, b);
	kmem_cache_free(cache_f_only_cache, a);
	printk(KERN_INFO "cache_f_only: still here\n");
	return 0;
}

static void __exit cache_f_only_exit(void)
{
	printk(KERN_INFO "cache_f_only: unloaded\n");
}

module_init(cache_f_only_init);
module_exit(cache_f_only_exit);
