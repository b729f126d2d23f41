/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab.c - kmalloc(), as SLUB does it.
 *
 * A cache for each size class hands out objects from slabs: blocks of 1 to 8
 * pages that are cut into objects of that size. The free objects of a slab
 * form a list that lies in the objects themselves, in simulated RAM:
 *
 *   freelist --> object            object            object (in use)
 *               +----------+      +----------+      +----------+
 *               |          |      |          |      |   data   |
 *               | next ----------->  next = 0|      |          |
 *               |          |      |          |      |          |
 *               +----------+      +----------+      +----------+
 *
 * The link lies in the middle of the object, out of the way of small
 * overflows, and is the pointer that simulated code would hold. Whoever
 * overflows an object or writes to a freed one really corrupts the list.
 *
 * Which slabs there are is known on the host side. Invariant: a slab is
 * exactly one of: its cache's active one; on the cache's partial list; full.
 *
 * Simplified: a link that leads out of its slab ends the list and is reported
 * in a line of ours, where Linux follows it and crashes, or, built with
 * CONFIG_SLAB_FREELIST_HARDENED, follows a scrambled one. No per-CPU partial
 * lists, no debug options.
 *
 * Reference: Linux 6.1, mm/slub.c, mm/slab_common.c.
 */
#include <errno.h>
#include <string.h>

#include "kernel/gfp.h"
#include "kernel/kern.h"
#include "kernel/slab.h"

#define NBUCKETS    256
#define MIN_PARTIAL 5 /* empty slabs beyond these many are given back */
#define MAX_CACHED  8192u

struct cache;

/**
 * struct slab - a block of pages that kmalloc() owns
 * @cache:    NULL: one large object
 * @freelist: first free object as simulated code would point at it; 0: none
 * @inuse:    objects handed out; may be wrong after a double free
 */
struct slab {
	struct slab *hash_next;
	struct slab *next, *prev; /* on the partial list */
	struct cache *cache;
	uint64_t la;
	uint64_t freelist;
	unsigned int order;
	unsigned int inuse;
	bool partial;
};

struct cache {
	uint32_t size;
	uint32_t offset; /* of the link in a free object */
	unsigned int order;
	struct slab *active;
	struct slab *partials;
	unsigned int npartials;
};

static const struct {
	uint16_t size;
	uint8_t order;
} classes[] = {
	{8, 0},	   {16, 0},   {32, 0},	 {64, 0},  {96, 0},
	{128, 0},  {192, 0},  {256, 0},	 {512, 0}, {1024, 1},
	{2048, 2}, {4096, 3}, {8192, 3},
};
#define NCLASSES (sizeof(classes) / sizeof(classes[0]))

struct kern_slab {
	struct cache cache[NCLASSES];
	struct slab *bucket[NBUCKETS];
};

int kern_slab_init(struct kern *k)
{
	struct kern_slab *all = pool_zalloc(k->pool, sizeof(*all));

	if (!all)
		return -ENOMEM;
	for (unsigned int i = 0; i < NCLASSES; i++) {
		struct cache *c = &all->cache[i];

		c->size = classes[i].size;
		c->order = classes[i].order;
		c->offset = c->size / 2 & ~7u;
	}
	k->slab = all;
	return 0;
}

/* --- which slab holds an address ----------------------------------------- */

static struct slab **bucket_of(struct kern *k, uint64_t la)
{
	return &k->slab->bucket[la / KERN_PAGE % NBUCKETS];
}

static uint64_t slab_bytes(const struct slab *s)
{
	return KERN_PAGE << s->order;
}

/* Slabs are naturally aligned: try the block of each order around la. */
static struct slab *slab_of(struct kern *k, uint64_t la)
{
	for (unsigned int order = 0; order <= KERN_ORDER_MAX; order++) {
		uint64_t start = la & ~((KERN_PAGE << order) - 1);

		for (struct slab *s = *bucket_of(k, start); s; s = s->hash_next)
			if (s->la == start && s->order == order)
				return s;
	}
	return NULL;
}

static struct slab *slab_create(struct kern *k, struct cache *c,
				unsigned int order)
{
	struct slab *s = pool_zalloc(k->pool, sizeof(*s));

	if (!s)
		return NULL;
	s->la = kern_get_free_pages(k, 0, order);
	if (!s->la) {
		pool_free(k->pool, s);
		return NULL;
	}
	kern_stat_add(k, KERN_NR_SLAB_UNRECLAIMABLE, 1ll << order);
	s->cache = c;
	s->order = order;
	s->hash_next = *bucket_of(k, s->la);
	*bucket_of(k, s->la) = s;
	return s;
}

static void slab_destroy(struct kern *k, struct slab *s)
{
	struct slab **link = bucket_of(k, s->la);

	while (*link != s)
		link = &(*link)->hash_next;
	*link = s->hash_next;
	kern_stat_add(k, KERN_NR_SLAB_UNRECLAIMABLE, -(1ll << s->order));
	kern_free_pages(k, s->la, s->order);
	pool_free(k->pool, s);
}

/* --- the free list --------------------------------------------------------- */

static void *host_of(struct kern *k, uint64_t la, uint64_t len)
{
	return mmu_mem_ptr(k->machine, kern_phys(la), len);
}

static uint64_t ptr_of(struct kern *k, uint64_t la)
{
	return (uint64_t)(uintptr_t)mmu_ptr(k->machine, la);
}

/* Does the link of an object here lie in the slab? More is not asked: freeing
 * a pointer into the middle of an object works, as in Linux. */
static bool has_link(const struct slab *s, uint64_t la)
{
	uint64_t room = slab_bytes(s) - s->cache->offset - sizeof(uint64_t);

	return la - s->la <= room;
}

static void set_link(struct kern *k, const struct slab *s, uint64_t la,
		     uint64_t next)
{
	memcpy(host_of(k, la + s->cache->offset, sizeof(next)), &next,
	       sizeof(next));
}

static uint64_t get_link(struct kern *k, const struct slab *s, uint64_t la)
{
	uint64_t next;

	memcpy(&next, host_of(k, la + s->cache->offset, sizeof(next)),
	       sizeof(next));
	return next;
}

/* Chain all objects, the lowest address first. */
static void thread_objects(struct kern *k, struct slab *s)
{
	uint32_t size = s->cache->size;
	uint64_t n = slab_bytes(s) / size;

	s->freelist = 0;
	while (n-- > 0) {
		set_link(k, s, s->la + n * size, s->freelist);
		s->freelist = ptr_of(k, s->la + n * size);
	}
}

/* Take the first free object. Return: its linear address, or 0. */
static uint64_t pop(struct kern *k, struct slab *s)
{
	uint64_t la = mmu_la(k->machine, (void *)(uintptr_t)s->freelist);

	if (!s->freelist)
		return 0;
	if (!has_link(s, la)) {
		kern_printk(k,
			    KERN_ERR "kmalloc-%u: free pointer %px leads out "
				     "of its slab, free list dropped\n",
			    s->cache->size, (void *)(uintptr_t)s->freelist);
		s->freelist = 0;
		return 0;
	}
	s->freelist = get_link(k, s, la);
	s->inuse++;
	return la;
}

/* --- caches ------------------------------------------------------------------ */

static void add_partial(struct slab *s)
{
	struct cache *c = s->cache;

	s->next = c->partials;
	s->prev = NULL;
	if (s->next)
		s->next->prev = s;
	c->partials = s;
	c->npartials++;
	s->partial = true;
}

static void remove_partial(struct slab *s)
{
	struct cache *c = s->cache;

	if (s->prev)
		s->prev->next = s->next;
	else
		c->partials = s->next;
	if (s->next)
		s->next->prev = s->prev;
	c->npartials--;
	s->partial = false;
}

/* Make a slab with free objects the active one: a partial one, or a new one. */
static bool refill(struct kern *k, struct cache *c)
{
	struct slab *s = c->partials;

	if (s) {
		remove_partial(s);
	} else {
		s = slab_create(k, c, c->order);
		if (!s)
			return false;
		thread_objects(k, s);
	}
	c->active = s;
	return true;
}

static uint64_t cache_alloc(struct kern *k, struct cache *c)
{
	uint64_t la = 0;

	/* A partial slab yields nothing when its list turns out corrupted. */
	while (!la) {
		if (c->active)
			la = pop(k, c->active);
		if (!la && !refill(k, c))
			break;
	}
	return la;
}

static void cache_free(struct kern *k, struct slab *s, uint64_t la)
{
	struct cache *c = s->cache;

	set_link(k, s, la, s->freelist);
	s->freelist = ptr_of(k, la);
	if (s->inuse)
		s->inuse--;
	if (s == c->active)
		return;
	if (!s->partial)
		add_partial(s);
	if (!s->inuse && c->npartials > MIN_PARTIAL) {
		remove_partial(s);
		slab_destroy(k, s);
	}
}

static struct cache *cache_for(struct kern *k, uint64_t size)
{
	struct cache *c = k->slab->cache;

	while (c->size < size)
		c++;
	return c;
}

/* --- kmalloc() and its relatives ---------------------------------------------- */

static uint64_t alloc_large(struct kern *k, uint64_t size)
{
	unsigned int order = 0;

	while (order <= KERN_ORDER_MAX && KERN_PAGE << order < size)
		order++;
	struct slab *s = order > KERN_ORDER_MAX ? NULL :
						  slab_create(k, NULL, order);
	return s ? s->la : 0;
}

/* After kfree() of a wrong pointer an object may stick out of RAM. */
static void zero_object(struct kern *k, uint64_t la)
{
	uint64_t len = kern_ksize(k, la);
	void *object = host_of(k, la, len);

	if (object)
		memset(object, 0, len);
}

uint64_t kern_kmalloc(struct kern *k, uint64_t size, unsigned int gfp)
{
	if (!size)
		return KERN_ZERO_SIZE_PTR;
	uint64_t la = size > MAX_CACHED ? alloc_large(k, size) :
					  cache_alloc(k, cache_for(k, size));

	if (la && gfp & KERN_GFP_ZERO)
		zero_object(k, la);
	return la;
}

/*
 * Simplified: what kmalloc() never gave out is reported in a line of ours.
 * Linux takes its struct page for what it is, and faults, frees the page or
 * corrupts a list.
 */
void kern_kfree(struct kern *k, uint64_t la)
{
	if (la <= KERN_ZERO_SIZE_PTR)
		return;
	struct slab *s = slab_of(k, la);

	if (s && !s->cache)
		slab_destroy(k, s);
	else if (s && has_link(s, la))
		cache_free(k, s, la);
	else
		kern_printk(k, KERN_ERR "kfree: %px is no object of kmalloc\n",
			    mmu_ptr(k->machine, la));
}

uint64_t kern_ksize(struct kern *k, uint64_t la)
{
	struct slab *s = la <= KERN_ZERO_SIZE_PTR ? NULL : slab_of(k, la);

	if (!s)
		return 0;
	return s->cache ? s->cache->size : slab_bytes(s);
}
