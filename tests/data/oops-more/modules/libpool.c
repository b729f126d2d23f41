/* pools of pieces, and a piece that is given back twice */
#include <linux/genalloc.h>
#include <linux/module.h>
#include <linux/slab.h>

static void count(struct gen_pool *pool, struct gen_pool_chunk *chunk,
		  void *data)
{
	++*(int *)data;
}

static int __init pool_init(void)
{
	struct gen_pool *pool = gen_pool_create(4, -1);
	struct genpool_data_align align = {.align = 256};
	struct genpool_data_fixed fixed = {.offset = 0x400};
	unsigned long a, b, c;
	dma_addr_t dma = 0;
	int n = 0;

	pr_info("pool: %d\n",
		gen_pool_add_virt(pool, 0x10000, 0x80000, 4096, -1));
	a = gen_pool_alloc(pool, 100);
	b = gen_pool_alloc(pool, 16);
	c = gen_pool_alloc(pool, 1500);
	pr_info("pool: %lx %lx %lx\n", a, b, c);
	pr_info("pool: %zu of %zu\n", gen_pool_avail(pool),
		gen_pool_size(pool));
	pr_info("pool: at %llx\n", (u64)gen_pool_virt_to_phys(pool, b));
	gen_pool_free(pool, b, 16);
	pr_info("pool: %lx\n", gen_pool_alloc_algo(pool, 64,
		gen_pool_first_fit_align, &align));
	pr_info("pool: %lx\n", gen_pool_alloc_algo(pool, 64,
		gen_pool_fixed_alloc, &fixed));
	pr_info("pool: %lx\n", gen_pool_alloc_algo(pool, 16,
		gen_pool_best_fit, NULL));
	pr_info("pool: %lx\n", gen_pool_alloc_algo(pool, 48,
		gen_pool_first_fit_order_align, NULL));
	pr_info("pool: %lx, %llx\n",
		(unsigned long)gen_pool_dma_alloc(pool, 32, &dma), (u64)dma);
	pr_info("pool: %lx\n", gen_pool_alloc(pool, 5000));
	gen_pool_for_each_chunk(pool, count, &n);
	pr_info("pool: %d, %d %d\n", n, gen_pool_has_addr(pool, 0x10ff0, 16),
		gen_pool_has_addr(pool, 0x10ff0, 17));
	gen_pool_free(pool, a, 100);
	gen_pool_free(pool, a, 100);
	return 0;
}
module_init(pool_init);
MODULE_LICENSE("GPL");
