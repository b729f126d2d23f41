/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_genpool.c - pools of memory of any kind, a bit for each piece, as code of
 * the kernel image.
 *
 *   struct gen_pool        00 lock  08 chunks  18 log2 of a piece  20 algorithm
 *                          28 data  30 name
 *   struct gen_pool_chunk  00 list  10 free bytes  18 physical address  20 owner
 *                          28 first address  30 last address  38 bitmap
 *
 * Simplified: pools of devices (gen_pool_get()) are missing.
 *
 * Reference: Linux 6.1, lib/genalloc.c.
 */
#include "kernel/kimage_bug.h"
#include "kernel/kimage_use.h"

enum { WORD_BITS = 64 };

struct gen_pool;

/* Where in the bitmap n zeroes are; size or more: nowhere. */
typedef unsigned long find_fn(unsigned long *map, unsigned long size,
			      unsigned long start, unsigned int n, void *data,
			      struct gen_pool *pool, unsigned long address);

struct gen_pool {
	unsigned int lock;
	struct list chunks;
	int order;
	find_fn *find;
	void *data;
	const char *name;
};

struct chunk {
	struct list list;
	long avail;
	uint64_t pa;
	void *owner;
	unsigned long first, last;
	unsigned long bits[];
};

HIDDEN void *kimg_vzalloc(unsigned long size);
HIDDEN void kimg_vfree(const void *at);
HIDDEN void kimg_kfree_const(const void *at);
HIDDEN unsigned long
kimg_bitmap_find_next_zero_area_off(unsigned long *map, unsigned long size,
				    unsigned long start, unsigned int n,
				    unsigned long mask, unsigned long offset);
HIDDEN unsigned long kimg__find_first_bit(const unsigned long *map,
					  unsigned long size);
HIDDEN unsigned long kimg__find_next_bit(const unsigned long *map,
					 unsigned long size,
					 unsigned long start);

INLINE struct chunk *first_chunk(const struct gen_pool *pool)
{
	return (struct chunk *)*(
		       struct list *volatile const *)&pool->chunks.next;
}

INLINE struct chunk *next_chunk(const struct chunk *chunk)
{
	return (struct chunk *)*(
		       struct list *volatile const *)&chunk->list.next;
}

#define for_each_chunk(pool, chunk)                                      \
	for (chunk = first_chunk(pool); &chunk->list != &(pool)->chunks; \
	     chunk = next_chunk(chunk))

INLINE unsigned long find_zeroes(unsigned long *map, unsigned long size,
				 unsigned long start, unsigned int n,
				 unsigned long mask)
{
	return kimg_bitmap_find_next_zero_area_off(map, size, start, n, mask,
						   0);
}

/* --- algorithms ---------------------------------------------------------------------- */

KIMAGE_DEFINE(unsigned long, gen_pool_first_fit, unsigned long *map,
	      unsigned long size, unsigned long start, unsigned int n,
	      void *data, struct gen_pool *pool, unsigned long address)
{
	(void)data;
	(void)pool;
	(void)address;
	return find_zeroes(map, size, start, n, 0);
}

/* data: the alignment, in bytes */
KIMAGE_DEFINE(unsigned long, gen_pool_first_fit_align, unsigned long *map,
	      unsigned long size, unsigned long start, unsigned int n,
	      const int *data, struct gen_pool *pool, unsigned long address)
{
	unsigned long align = (unsigned long)*data;
	unsigned long mask =
		((align + (1ul << pool->order) - 1) >> pool->order) - 1;

	return kimg_bitmap_find_next_zero_area_off(map, size, start, n, mask,
						   (address & (align - 1)) >>
							   pool->order);
}

KIMAGE_DEFINE(unsigned long, gen_pool_first_fit_order_align, unsigned long *map,
	      unsigned long size, unsigned long start, unsigned int n,
	      void *data, struct gen_pool *pool, unsigned long address)
{
	unsigned long power = 1;

	(void)data;
	(void)pool;
	(void)address;
	while (power < n)
		power <<= 1;
	return find_zeroes(map, size, start, n, power - 1);
}

/* data: the offset, in bytes */
KIMAGE_DEFINE(unsigned long, gen_pool_fixed_alloc, unsigned long *map,
	      unsigned long size, unsigned long start, unsigned int n,
	      const unsigned long *data, struct gen_pool *pool,
	      unsigned long address)
{
	unsigned long at = *data >> pool->order;

	(void)address;
	if (*data & ((1ul << pool->order) - 1)) {
		KIMAGE_WARN("gen_pool_fixed_alloc", "lib/genalloc.c:706", 0x48);
		return size;
	}
	return find_zeroes(map, size, start + at, n, 0) == at ? at : size;
}

/* The smallest gap that is large enough. */
KIMAGE_DEFINE(unsigned long, gen_pool_best_fit, unsigned long *map,
	      unsigned long size, unsigned long start, unsigned int n,
	      void *data, struct gen_pool *pool, unsigned long address)
{
	unsigned long best = size, least = size + 1;
	unsigned long at = find_zeroes(map, size, start, n, 0);

	(void)data;
	(void)pool;
	(void)address;
	while (at < size) {
		unsigned long end = kimg__find_next_bit(map, size, at + n);

		if (end - at < least) {
			least = end - at;
			best = at;
			if (least == n)
				break;
		}
		at = find_zeroes(map, size, end + 1, n, 0);
	}
	return best;
}

/* --- pools ------------------------------------------------------------------------------ */

KIMAGE_DEFINE(struct gen_pool *, gen_pool_create, int order, int nid)
{
	struct gen_pool *pool = kimg___kmalloc(sizeof(*pool), GFP_KERNEL);

	(void)nid;
	if (!pool)
		return NULL;
	pool->lock = 0;
	list_init(&pool->chunks);
	pool->order = order;
	pool->find = kimg_gen_pool_first_fit;
	pool->data = NULL;
	pool->name = NULL;
	return pool;
}

KIMAGE_DEFINE(int, gen_pool_add_owner, struct gen_pool *pool,
	      unsigned long first, uint64_t pa, size_t size, int nid,
	      void *owner)
{
	unsigned long nbits = size >> pool->order;
	unsigned long words = (nbits + WORD_BITS - 1) / WORD_BITS;
	struct chunk *chunk =
		kimg_vzalloc(sizeof(*chunk) + words * sizeof(long));

	(void)nid;
	if (!chunk)
		return NO_MEMORY;
	chunk->pa = pa;
	chunk->first = first;
	chunk->last = first + size - 1;
	chunk->owner = owner;
	chunk->avail = (long)size;
	kimg__raw_spin_lock(&pool->lock);
	list_put_first(&chunk->list, &pool->chunks);
	kimg__raw_spin_unlock(&pool->lock);
	return 0;
}

/* All must have been given back. */
KIMAGE_DEFINE(void, gen_pool_destroy, struct gen_pool *pool)
{
	int order = pool->order;
	struct chunk *chunk = first_chunk(pool), *next;

	for (; &chunk->list != &pool->chunks; chunk = next) {
		unsigned long nbits = (chunk->last - chunk->first + 1) >> order;

		next = next_chunk(chunk);
		list_take_poisoned(&chunk->list);
		if (kimg__find_first_bit(chunk->bits, nbits) < nbits)
			KIMAGE_BUG("gen_pool_destroy", "lib/genalloc.c:255",
				   0xa2);
		kimg_vfree(chunk);
	}
	kimg_kfree_const(pool->name);
	kimg_kfree(pool);
}

/* Bits from start on, n of them, become 1 or 0; false: one was it already, and those
 * behind its word are as they were. */
INLINE bool change_bits(unsigned long *map, unsigned long start,
			unsigned long n, bool to_set)
{
	while (n) {
		unsigned long bit = start % WORD_BITS, room = WORD_BITS - bit;
		unsigned long count = n < room ? n : room;
		unsigned long mask = ~0ul >> (WORD_BITS - count) << bit;
		unsigned long *word = &map[start / WORD_BITS];

		if ((*word & mask) != (to_set ? 0 : mask))
			return false;
		*word ^= mask;
		start += count;
		n -= count;
	}
	return true;
}

KIMAGE_DEFINE(unsigned long, gen_pool_alloc_algo_owner, struct gen_pool *pool,
	      size_t size, find_fn *find, void *data, void **owner)
{
	int order = pool->order;
	unsigned long n = (size + (1ul << order) - 1) >> order, at, nbits;
	unsigned long address = 0;
	struct chunk *chunk;

	if (owner)
		*owner = NULL;
	if (!size)
		return 0;
	rcu_lock();
	for_each_chunk (pool, chunk) {
		if (size > (unsigned long)chunk->avail)
			continue;
		nbits = (chunk->last - chunk->first + 1) >> order;
		at = find(chunk->bits, nbits, 0, (unsigned int)n, data, pool,
			  chunk->first);
		if (at >= nbits)
			continue;
		if (!change_bits(chunk->bits, at, n, true))
			KIMAGE_BUG("gen_pool_alloc_algo_owner",
				   "lib/genalloc.c:312", 0x223);
		address = chunk->first + (at << order);
		chunk->avail -= (long)(n << order);
		if (owner)
			*owner = chunk->owner;
		break;
	}
	rcu_unlock();
	return address;
}

KIMAGE_DEFINE(void, gen_pool_free_owner, struct gen_pool *pool,
	      unsigned long address, size_t size, void **owner)
{
	int order = pool->order;
	unsigned long n = (size + (1ul << order) - 1) >> order;
	struct chunk *chunk;

	if (owner)
		*owner = NULL;
	rcu_lock();
	for_each_chunk (pool, chunk) {
		if (address < chunk->first || address > chunk->last)
			continue;
		if (address + size - 1 > chunk->last)
			KIMAGE_BUG("gen_pool_free_owner", "lib/genalloc.c:505",
				   0xc1);
		if (!change_bits(chunk->bits, (address - chunk->first) >> order,
				 n, false))
			KIMAGE_BUG("gen_pool_free_owner", "lib/genalloc.c:508",
				   0xc3);
		chunk->avail += (long)(n << order);
		if (owner)
			*owner = chunk->owner;
		rcu_unlock();
		return;
	}
	rcu_unlock();
	KIMAGE_BUG("gen_pool_free_owner", "lib/genalloc.c:518", 0xca);
}

/* --- questions ------------------------------------------------------------------------- */

KIMAGE_DEFINE(uint64_t, gen_pool_virt_to_phys, struct gen_pool *pool,
	      unsigned long address)
{
	struct chunk *chunk;
	uint64_t pa = ~0ul;

	rcu_lock();
	for_each_chunk (pool, chunk) {
		if (address < chunk->first || address > chunk->last)
			continue;
		pa = chunk->pa + (address - chunk->first);
		break;
	}
	rcu_unlock();
	return pa;
}

KIMAGE_DEFINE(void, gen_pool_for_each_chunk, struct gen_pool *pool,
	      void (*call)(struct gen_pool *pool, struct chunk *chunk,
			   void *data),
	      void *data)
{
	struct chunk *chunk;

	rcu_lock();
	for_each_chunk (pool, chunk)
		call(pool, chunk, data);
	rcu_unlock();
}

KIMAGE_DEFINE(bool, gen_pool_has_addr, struct gen_pool *pool,
	      unsigned long address, size_t size)
{
	struct chunk *chunk;
	bool found = false;

	rcu_lock();
	for_each_chunk (pool, chunk)
		if (address >= chunk->first && address <= chunk->last &&
		    address + size - 1 <= chunk->last)
			found = true;
	rcu_unlock();
	return found;
}

KIMAGE_DEFINE(size_t, gen_pool_avail, struct gen_pool *pool)
{
	struct chunk *chunk;
	size_t sum = 0;

	rcu_lock();
	for_each_chunk (pool, chunk)
		sum += (size_t)chunk->avail;
	rcu_unlock();
	return sum;
}

KIMAGE_DEFINE(size_t, gen_pool_size, struct gen_pool *pool)
{
	struct chunk *chunk;
	size_t sum = 0;

	rcu_lock();
	for_each_chunk (pool, chunk)
		sum += chunk->last - chunk->first + 1;
	rcu_unlock();
	return sum;
}

KIMAGE_DEFINE(void, gen_pool_set_algo, struct gen_pool *pool, find_fn *find,
	      void *data)
{
	pool->find = find ? find : kimg_gen_pool_first_fit;
	pool->data = data;
}

/* --- for devices ------------------------------------------------------------------------- */

KIMAGE_DEFINE(void *, gen_pool_dma_alloc_algo, struct gen_pool *pool,
	      size_t size, uint64_t *dma, find_fn *find, void *data)
{
	unsigned long address;

	if (!pool)
		return NULL;
	address = kimg_gen_pool_alloc_algo_owner(pool, size, find, data, NULL);
	if (address && dma)
		*dma = kimg_gen_pool_virt_to_phys(pool, address);
	return (void *)address;
}

KIMAGE_DEFINE(void *, gen_pool_dma_alloc, struct gen_pool *pool, size_t size,
	      uint64_t *dma)
{
	return kimg_gen_pool_dma_alloc_algo(pool, size, dma, pool->find,
					    pool->data);
}

KIMAGE_DEFINE(void *, gen_pool_dma_zalloc_algo, struct gen_pool *pool,
	      size_t size, uint64_t *dma, find_fn *find, void *data)
{
	void *at = kimg_gen_pool_dma_alloc_algo(pool, size, dma, find, data);

	return at ? kimg_memset(at, 0, size) : NULL;
}

KIMAGE_DEFINE(void *, gen_pool_dma_zalloc, struct gen_pool *pool, size_t size,
	      uint64_t *dma)
{
	return kimg_gen_pool_dma_zalloc_algo(pool, size, dma, pool->find,
					     pool->data);
}

KIMAGE_DEFINE(void *, gen_pool_dma_alloc_align, struct gen_pool *pool,
	      size_t size, uint64_t *dma, int align)
{
	return kimg_gen_pool_dma_alloc_algo(
		pool, size, dma, (find_fn *)kimg_gen_pool_first_fit_align,
		&align);
}

KIMAGE_DEFINE(void *, gen_pool_dma_zalloc_align, struct gen_pool *pool,
	      size_t size, uint64_t *dma, int align)
{
	return kimg_gen_pool_dma_zalloc_algo(
		pool, size, dma, (find_fn *)kimg_gen_pool_first_fit_align,
		&align);
}
