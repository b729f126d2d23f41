#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a constructor that follows a pointer of the new object");

struct conn { struct conn *self; struct { char *buf; int len; } *io; u32 id; };
static struct kmem_cache *ctor_null_cache;

static void ctor_null_ctor(void *p)
{
	struct conn *c = p;

	c->self = c;
	c->io = NULL;
	OPTIMIZER_HIDE_VAR(c->io);
	c->io->len = 64;
}

static noinline struct conn *ctor_null_new(void)
{
	return kmem_cache_alloc(ctor_null_cache, GFP_KERNEL);
}

static int __init ctor_null_init(void)
{
	ctor_null_cache = kmem_cache_create("ctor_null", sizeof(struct conn), 0, 0, ctor_null_ctor);
	pr_info("ctor_null: cache made\n");
	pr_info("ctor_null: %px\n", ctor_null_new());
	return 0;
}

static void __exit ctor_null_exit(void)
{
	printk(KERN_INFO "ctor_null: unloaded\n");
}

module_init(ctor_null_init);
module_exit(ctor_null_exit);
