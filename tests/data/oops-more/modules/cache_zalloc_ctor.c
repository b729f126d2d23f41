#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kmem_cache_zalloc from a cache with a constructor");

static void cache_zalloc_ctor_ctor(void *p)
{
	*(long *)p = 0x1234;
}

static noinline long *cache_zalloc_ctor_new(struct kmem_cache *c)
{
	return kmem_cache_zalloc(c, GFP_KERNEL);
}

static int __init cache_zalloc_ctor_init(void)
{
	struct kmem_cache *c = kmem_cache_create("zctor", 200, 0, SLAB_HWCACHE_ALIGN, cache_zalloc_ctor_ctor);
	long *p = cache_zalloc_ctor_new(c);

	printk(KERN_INFO "cache_zalloc_ctor: first word %lx\n", *p);
	kmem_cache_free(c, p);
	kmem_cache_destroy(c);
	return 0;
}

static void __exit cache_zalloc_ctor_exit(void)
{
	printk(KERN_INFO "cache_zalloc_ctor: unloaded\n");
}

module_init(cache_zalloc_ctor_init);
module_exit(cache_zalloc_ctor_exit);
