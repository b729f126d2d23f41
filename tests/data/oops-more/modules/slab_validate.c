#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a live object overflows, validate finds it");

static struct kmem_cache *slab_validate_c;
static char *slab_validate_p;

static noinline void slab_validate_mark(char *p, int at)
{
	WRITE_ONCE(p[at], '#');
}

static int __init slab_validate_init(void)
{
	slab_validate_c = kmem_cache_create("watched", 56, 0, SLAB_RED_ZONE | SLAB_STORE_USER, NULL);
	slab_validate_p = kmem_cache_alloc(slab_validate_c, GFP_KERNEL);
	slab_validate_mark(slab_validate_p, 55);
	slab_validate_mark(slab_validate_p, 57);
	printk(KERN_INFO "slab_validate: written\n");
	return 0;
}

static void __exit slab_validate_exit(void)
{
	printk(KERN_INFO "slab_validate: unloaded\n");
}

module_init(slab_validate_init);
module_exit(slab_validate_exit);
