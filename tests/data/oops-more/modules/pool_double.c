#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/mempool.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("an element given back to a pool twice");

static mempool_t *pool;

static int __init pool_double_init(void)
{
	void *a, *b;

	pool = mempool_create_kmalloc_pool(2, 96);
	a = mempool_alloc(pool, GFP_KERNEL);
	b = mempool_alloc(pool, GFP_KERNEL);
	printk(KERN_INFO "pool_double: two elements, %d\n", a != b);
	mempool_free(a, pool);
	mempool_free(b, pool);
	mempool_free(a, pool);
	printk(KERN_INFO "pool_double: given back\n");
	mempool_destroy(pool);
	return 0;
}

static void __exit pool_double_exit(void)
{
	printk(KERN_INFO "pool_double: unloaded\n");
}

module_init(pool_double_init);
module_exit(pool_double_exit);
