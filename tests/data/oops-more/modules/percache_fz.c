#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an overflow in a cache that alone has checks on the command line");

static struct kmem_cache *percache_fz_a, *percache_fz_b;

static int __init percache_fz_init(void)
{
	char *a, *b;

	percache_fz_a = kmem_cache_create("percache_fz_a", 40, 0, 0, NULL);
	percache_fz_b = kmem_cache_create("percache_fz_b", 40, 0, 0, NULL);
	a = kmem_cache_alloc(percache_fz_a, GFP_KERNEL);
	b = kmem_cache_alloc(percache_fz_b, GFP_KERNEL);
	memset(b, 0, 44);
	kmem_cache_free(percache_fz_b, b);
	printk(KERN_INFO "percache_fz: b freed\n");
	memset(a, 0, 44);
	kmem_cache_free(percache_fz_a, a);
	printk(KERN_INFO "percache_fz: a freed\n");
	kmem_cache_destroy(percache_fz_b);
	kmem_cache_destroy(percache_fz_a);
	return 0;
}

static void __exit percache_fz_exit(void)
{
	printk(KERN_INFO "percache_fz: unloaded\n");
}

module_init(percache_fz_init);
module_exit(percache_fz_exit);
