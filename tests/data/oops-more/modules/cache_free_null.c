#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kmem_cache_free of NULL");

struct cache_free_null_req {
	long id;
	char body[88];
};

static noinline void cache_free_null_drop(struct kmem_cache *c, struct cache_free_null_req *r)
{
	kmem_cache_free(c, r);
}

static int __init cache_free_null_init(void)
{
	struct kmem_cache *c = KMEM_CACHE(cache_free_null_req, 0);
	struct cache_free_null_req *r = kmem_cache_zalloc(c, GFP_KERNEL);

	printk(KERN_INFO "cache_free_null: id %ld\n", r->id);
	cache_free_null_drop(c, r);
	r = NULL;
	OPTIMIZER_HIDE_VAR(r);
	cache_free_null_drop(c, r);
	printk(KERN_INFO "cache_free_null: still here\n");
	return 0;
}

static void __exit cache_free_null_exit(void)
{
	printk(KERN_INFO "cache_free_null: unloaded\n");
}

module_init(cache_free_null_init);
module_exit(cache_free_null_exit);
