#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/genalloc.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a piece of a pool of addresses is given back twice");

static noinline void give(struct gen_pool *p, unsigned long a)
{
	gen_pool_free(p, a, 256);
}

static int __init gen_pool_twice_init(void)
{
	struct gen_pool *p = gen_pool_create(6, -1);
	unsigned long a;

	gen_pool_add(p, 0x100000, 4096, -1);
	a = gen_pool_alloc(p, 256);
	pr_info("gen_pool_twice: got %lx, %zu left\n", a, gen_pool_avail(p));
	give(p, a);
	pr_info("gen_pool_twice: %zu left\n", gen_pool_avail(p));
	give(p, a);
	return 0;
}

static void __exit gen_pool_twice_exit(void)
{
	pr_info("gen_pool_twice: unloaded\n");
}

module_init(gen_pool_twice_init);
module_exit(gen_pool_twice_exit);
