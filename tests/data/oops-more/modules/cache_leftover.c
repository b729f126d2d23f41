/* A cache of large buffers (one a slab), destroyed while one of them is still in use: the allocator
 * warns and keeps the cache (full slabs are on no list, so it cannot show the object). */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kmem_cache_destroy with an object in use");

static int __init cache_leftover_init(void)
{
	struct kmem_cache *c = kmem_cache_create("cache_leftover_c", 20000, 0, SLAB_RED_ZONE, NULL);
	void *a = kmem_cache_alloc(c, GFP_KERNEL);
	void *b = kmem_cache_alloc(c, GFP_KERNEL);

	printk(KERN_INFO "cache_leftover: a=%px b=%px size %u\n", a, b, kmem_cache_size(c));
	kmem_cache_free(c, a);
	kmem_cache_destroy(c);
	printk(KERN_INFO "cache_leftover: still here\n");
	return 0;
}

static void __exit cache_leftover_exit(void)
{
	printk(KERN_INFO "cache_leftover: unloaded\n");
}

module_init(cache_leftover_init);
module_exit(cache_leftover_exit);
