#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a cache with red zones of its own");

struct rec {
	u32 key;
	char name[20];
};
static struct kmem_cache *cache;

static int __init own_cache_flags_init(void)
{
	struct rec *r;
	int i;

	cache = kmem_cache_create("own_cache_flags_recs", sizeof(struct rec), 0,
				  SLAB_RED_ZONE | SLAB_POISON, NULL);
	r = kmem_cache_alloc(cache, GFP_KERNEL);
	for (i = 0; i < 22; i++)
		((volatile char *)r->name)[i] = 'n';
	printk(KERN_INFO "own_cache_flags: wrote a name\n");
	kmem_cache_free(cache, r);
	printk(KERN_INFO "own_cache_flags: freed\n");
	kmem_cache_destroy(cache);
	return 0;
}

static void __exit own_cache_flags_exit(void)
{
	printk(KERN_INFO "own_cache_flags: unloaded\n");
}

module_init(own_cache_flags_init);
module_exit(own_cache_flags_exit);
