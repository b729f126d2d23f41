#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to a freed object of a cache with a constructor and flags of its own");

struct cache_ctor_uaf_node {
	int magic;
	int count;
	char text[48];
};

static void cache_ctor_uaf_ctor(void *p)
{
	struct cache_ctor_uaf_node *n = p;

	n->magic = 0x600d;
	n->count = 0;
}

static noinline void cache_ctor_uaf_late(struct cache_ctor_uaf_node *n)
{
	WRITE_ONCE(n->text[47], '!');
	WRITE_ONCE(((char *)n)[sizeof(*n) + 2], '!');
}

static int __init cache_ctor_uaf_init(void)
{
	struct kmem_cache *c = kmem_cache_create("ctor_nodes", sizeof(struct cache_ctor_uaf_node), 0,
			SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER | SLAB_CONSISTENCY_CHECKS, cache_ctor_uaf_ctor);
	struct cache_ctor_uaf_node *n = kmem_cache_alloc(c, GFP_KERNEL);

	printk(KERN_INFO "cache_ctor_uaf: magic %x\n", n->magic);
	kmem_cache_free(c, n);
	cache_ctor_uaf_late(n);
	n = kmem_cache_alloc(c, GFP_KERNEL);
	printk(KERN_INFO "cache_ctor_uaf: magic %x again\n", n->magic);
	kmem_cache_free(c, n);
	kmem_cache_destroy(c);
	return 0;
}

static void __exit cache_ctor_uaf_exit(void)
{
	printk(KERN_INFO "cache_ctor_uaf: unloaded\n");
}

module_init(cache_ctor_uaf_init);
module_exit(cache_ctor_uaf_exit);
