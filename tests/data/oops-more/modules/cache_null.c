#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an allocation from a cache that could not be made");

static struct kmem_cache *cache;

static int __init cache_null_init(void)
{
	void *p;

	cache = kmem_cache_create("cache_null", 64 << 20, 0, 0, NULL);
	printk(KERN_INFO "cache_null: cache %s\n", cache ? "made" : "not made");
	p = kmem_cache_alloc(cache, GFP_KERNEL);
	printk(KERN_INFO "cache_null: allocated %d\n", p != NULL);
	return 0;
}

static void __exit cache_null_exit(void)
{
	printk(KERN_INFO "cache_null: unloaded\n");
}

module_init(cache_null_init);
module_exit(cache_null_exit);
