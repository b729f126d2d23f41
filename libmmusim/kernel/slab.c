/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab.c - slabs and their objects, as SLUB does it.
 *
 * A cache hands out objects from slabs: blocks of 1 to 8 pages that are cut
 * into objects of its size. The free objects of a slab form a list that lies in
 * the objects themselves: slab_freelist.c.
 *
 * Which slabs there are is known on the host side. Invariant: a slab of a
 * cache without options is exactly one of: its active one; on the partial
 * list; full. With options there is no active one.
 *
 * Simplified: no per-CPU partial lists.
 *
 * kmalloc() on top of it is in kmalloc.c, what debug options add in
 * slab_debug.c, caches in slab_cache.c.
 *
 * Reference: Linux 6.1, mm/slub.c.
 */
#include <errno.h>
#include <string.h>

#include "kernel/fault_inject.h"
#include "kernel/gfp.h"
#include "kernel/page.h"
#include "kernel/slab.h"

#define MIN_PARTIAL 5 /* empty slabs beyond these many are given back */

/* --- which slab holds an address ----------------------------------------- */

static struct kern_slab **bucket_of(struct kern *k, uint64_t la)
{
	return &k->slab->bucket[la / KERN_PAGE % KERN_SLAB_BUCKETS];
}

/* Slabs are naturally aligned: try the block of each order around la. */
struct kern_slab *kern_slab_of(struct kern *k, uint64_t la)
{
	for (unsigned int order = 0; order <= KERN_ORDER_MAX; order++) {
		uint64_t start = la & ~((KERN_PAGE << order) - 1);
		struct kern_slab *s = *bucket_of(k, start);

		for (; s; s = s->hash_next)
			if (s->la == start && s->order == order)
				return s;
	}
	return NULL;
}

static void link_slab(struct kern_slab *s)
{
	struct kern_cache *c = s->cache;

	s->next = c->slabs;
	if (s->next)
		s->next->prev = s;
	c->slabs = s;
}

static void unlink_slab(struct kern_slab *s)
{
	if (s->prev)
		s->prev->next = s->next;
	else
		s->cache->slabs = s->next;
	if (s->next)
		s->next->prev = s->prev;
}

/* GFP_SLAB_BUG_MASK: objects need addresses, and there are no such bits. */
#define NOT_FOR_SLABS (KERN_GFP_HIGHMEM | KERN_GFP_DMA32 | ~0x7ffffffu)

/* kmalloc_fix_flags() */
static unsigned int fix_flags(struct kern *k, unsigned int gfp)
{
	unsigned int bad = gfp & NOT_FOR_SLABS;
	char text[2][160];

	if (!bad)
		return gfp;
	gfp &= ~bad;
	kern_gfp_text(bad, text[0], sizeof(text[0]));
	kern_gfp_text(gfp, text[1], sizeof(text[1]));
	kern_printk(k,
		    KERN_WARNING "Unexpected gfp: %#x (%s). Fixing up to gfp: "
				 "%#x (%s). Fix your code!\n",
		    bad, text[0], gfp, text[1]);
	kern_dump_stack(k);
	return gfp;
}

struct kern_slab *kern_slab_create(struct kern *k, struct kern_cache *c,
				   unsigned int gfp, unsigned int order)
{
	uint64_t n = c ? (KERN_PAGE << order) / c->size : 0;
	struct kern_slab *s =
		pool_zalloc(k->pool, sizeof(*s) + (n + 63) / 64 * 16);

	if (!s)
		return NULL;
	gfp = fix_flags(k, gfp);
	s->la = kern_get_free_pages(k, gfp & ~KERN_GFP_ZERO, order);
	if (!s->la) {
		pool_free(k->pool, s);
		return NULL;
	}
	kern_stat_add(k, KERN_NR_SLAB_UNRECLAIMABLE, 1ll << order);
	s->cache = c;
	s->order = order;
	s->objects = (unsigned int)n;
	s->hash_next = *bucket_of(k, s->la);
	*bucket_of(k, s->la) = s;
	if (c)
		link_slab(s);
	kern_memcheck_slab(k, s, true);
	return s;
}

void kern_slab_destroy(struct kern *k, struct kern_slab *s)
{
	struct kern_slab **link = bucket_of(k, s->la);

	while (*link != s)
		link = &(*link)->hash_next;
	*link = s->hash_next;
	kern_stat_add(k, KERN_NR_SLAB_UNRECLAIMABLE, -(1ll << s->order));
	if (s->cache)
		unlink_slab(s);
	kern_memcheck_slab(k, s, false);
	kern_free_pages(k, s->la, s->order);
	pool_free(k->pool, s);
}

/* A slab whose objects nobody constructs: NULL for a cache that wants that. */
static struct kern_slab *new_slab(struct kern *k, struct kern_cache *c,
				  unsigned int gfp)
{
	struct kern_slab *s;

	s = c->ctor ? NULL : kern_slab_create(k, c, gfp, c->order);
	if (s)
		kern_slab_thread(k, s);
	return s;
}

/* --- the list of slabs that have free objects ------------------------------- */

static void add_partial(struct kern_slab *s, bool tail)
{
	struct kern_cache *c = s->cache;

	s->prev_partial = tail ? c->last_partial : NULL;
	s->next_partial = tail ? NULL : c->partials;
	if (s->next_partial)
		s->next_partial->prev_partial = s;
	else
		c->last_partial = s;
	if (s->prev_partial)
		s->prev_partial->next_partial = s;
	else
		c->partials = s;
	c->npartials++;
	s->partial = true;
}

static void remove_partial(struct kern_slab *s)
{
	struct kern_cache *c = s->cache;

	if (s->prev_partial)
		s->prev_partial->next_partial = s->next_partial;
	else
		c->partials = s->next_partial;
	if (s->next_partial)
		s->next_partial->prev_partial = s->prev_partial;
	else
		c->last_partial = s->prev_partial;
	c->npartials--;
	s->partial = false;
}

static bool discards(const struct kern_slab *s)
{
	return !s->inuse && s->cache->npartials > MIN_PARTIAL;
}

/* Make a slab with free objects the active one: a partial one, or a new one. */
static bool refill(struct kern *k, struct kern_cache *c, unsigned int gfp)
{
	struct kern_slab *s = c->partials;

	if (s) {
		remove_partial(s);
	} else {
		s = new_slab(k, c, gfp);
		if (!s)
			return false;
	}
	c->active = s;
	return true;
}

/* --- caches with a constructor --------------------------------------------------- */

bool kern_cache_is_ready(const struct kern_cache *c)
{
	return c->partials || (c->active && c->active->freelist);
}

/* Where ___slab_alloc() warns: kernel/image_layout.inc. */
#define SLAB_ALLOC_WARNS 0x365

/* Once: what the constructor wrote would not stay. */
static void warn_zeroed(struct kern *k)
{
	if (k->slab->warned_zeroed)
		return;
	k->slab->warned_zeroed = true;
	kern_cut_here(k);
	kern_warn_in(k, "mm/slub.c:2001", "___slab_alloc", SLAB_ALLOC_WARNS);
}

uint64_t kern_construct_slab(struct kern *k, struct kern_cache *c,
			     unsigned int gfp)
{
	struct kern_slab *s;

	if (gfp & KERN_GFP_ZERO)
		warn_zeroed(k);
	s = kern_slab_create(k, c, gfp, c->order);
	if (!s)
		return 0;
	kern_slab_thread(k, s);
	kern_memcheck_construct(k, s->la + c->red_left_pad, c->object_size,
				true);
	return s->la + c->red_left_pad;
}

uint64_t kern_construct_next(struct kern *k, struct kern_cache *c, uint64_t la)
{
	struct kern_slab *s = kern_slab_of(k, la);

	if (!s || s->cache != c)
		return 0;
	kern_memcheck_construct(k, la, c->object_size, false);
	la += c->size;
	if (kern_slab_valid(s, la)) {
		kern_memcheck_construct(k, la, c->object_size, true);
		return la;
	}
	add_partial(s, false);
	return 0;
}

/* --- caches without options ---------------------------------------------------- */

static bool faulted(struct kern *k)
{
	return k->call && k->call->fault;
}

static uint64_t alloc_plain(struct kern *k, struct kern_cache *c,
			    unsigned int gfp)
{
	uint64_t la = 0;

	/* A partial slab yields nothing when its list turns out corrupted. */
	while (!la) {
		if (c->active)
			la = kern_slab_pop(k, c->active);
		if (!la && (faulted(k) || !refill(k, c, gfp)))
			break;
	}
	return la;
}

/* set_freepointer() finds it a bug that an object is its own successor. Caches with
 * options have a function of their own. */
static void double_free(struct kern *k, const struct kern_cache *c, uint64_t la)
{
	const char *where = "mm/slub.c:419";

	if (k->call && kern_cache_debugs(c))
		kern_call_bug_inside(k->call, where);
	else if (k->call)
		kern_call_bug(k->call, where);
	else
		kern_printk(k, KERN_ERR "%s: double free of %px\n", c->name,
			    (void *)(uintptr_t)kern_host(k, la));
}

static void free_plain(struct kern *k, struct kern_slab *s, uint64_t la)
{
	struct kern_cache *c = s->cache;
	uint64_t first = kern_slab_freelist(k, s);

	if (k->slab->random && first == la) {
		double_free(k, c, la);
		return;
	}
	kern_set_freepointer(k, c, la, first);
	kern_slab_set_freelist(k, s, la);
	if (s->inuse)
		s->inuse--;
	if (s == c->active)
		return;
	if (!s->partial)
		add_partial(s, false);
	if (discards(s)) {
		remove_partial(s);
		kern_slab_destroy(k, s);
	}
}

/* --- caches with options ---------------------------------------------------------- */

/* alloc_single_from_partial() */
static uint64_t take_checked(struct kern *k, struct kern_slab *s, uint64_t size)
{
	uint64_t la = kern_slab_freelist(k, s);

	kern_slab_set_freelist(k, s, kern_get_freepointer(k, s->cache, la));
	s->inuse++;
	if (!kern_debug_alloc(k, s, la, size)) {
		remove_partial(s);
		return 0;
	}
	if (s->inuse >= s->objects || !s->freelist)
		remove_partial(s);
	return la;
}

/* Of the slab that a running kernel goes on with, half is in use. Only reports of
 * caches with options tell. */
static void take_kernels_own(struct kern *k, struct kern_slab *s)
{
	struct kern_cache *c = s->cache;

	if (!c->kernels || c->flags & KERN_SLAB_TRACE)
		return;
	c->kernels = false;
	c->own = s->objects / 2;
	for (unsigned int n = 0; n < c->own; n++)
		take_checked(k, s, c->object_size);
}

static struct kern_slab *debug_slab(struct kern *k, struct kern_cache *c,
				    unsigned int gfp)
{
	struct kern_slab *s = c->partials;

	if (!s) {
		s = new_slab(k, c, gfp);
		if (!s)
			return NULL;
		add_partial(s, false);
		take_kernels_own(k, s);
	}
	return s;
}

static uint64_t alloc_checked(struct kern *k, struct kern_cache *c,
			      unsigned int gfp, uint64_t size)
{
	struct kern_slab *s;
	uint64_t la = 0;

	while (!la) {
		s = debug_slab(k, c, gfp);
		if (!s)
			return 0;
		la = take_checked(k, s, size);
	}
	kern_debug_track_alloc(k, c, la);
	return la;
}

/* free_to_partial_list() */
static void free_checked(struct kern *k, struct kern_cache *c,
			 struct kern_slab *s, uint64_t la)
{
	/* slab_free_freelist_hook() builds a list of what is to be freed */
	kern_set_freepointer(k, c, la, 0);
	if (!kern_debug_free(k, c, s, la))
		return;
	if (k->slab->random && kern_slab_freelist(k, s) == la) {
		double_free(k, c, la);
		return;
	}
	kern_set_freepointer(k, c, la, kern_slab_freelist(k, s));
	kern_slab_set_freelist(k, s, la);
	if (s->inuse)
		s->inuse--;
	if (!s->partial)
		add_partial(s, true);
	if (discards(s)) {
		remove_partial(s);
		kern_slab_destroy(k, s);
	}
}

/* --- both ---------------------------------------------------------------------------- */

static void mark_live(struct kern *k, uint64_t la, bool live)
{
	struct kern_slab *s = k->slab->memcheck ? kern_slab_of(k, la) : NULL;

	if (!s || !s->cache)
		return;
	uint64_t i = (la - s->la) / s->cache->size;
	if (i >= s->objects)
		return;
	if (live)
		s->live[i / 64] |= 1ull << i % 64;
	else
		s->live[i / 64] &= ~(1ull << i % 64);
}

static const char zeros[KERN_PAGE];

/* A corrupted free list may have led anywhere: into modules, or onto a stack. */
void kern_zero_object(struct kern *k, uint64_t la, uint64_t len)
{
	void *object = kern_slab_host(k, la, len);

	if (la >= KERN_PAGE_OFFSET && object) {
		memset(object, 0, len);
		return;
	}
	for (uint64_t n; len; la += n, len -= n) {
		n = len < sizeof(zeros) ? len : sizeof(zeros);
		kern_poke(k, la, zeros, n);
	}
}

/* slab_want_init_on_alloc(), slab_want_init_on_free() */
static bool wants_init(const struct kern_cache *c, bool always, bool else_want)
{
	if (!always)
		return else_want;
	if (c->flags & (KERN_SLAB_BY_RCU | KERN_SLAB_POISON))
		return else_want && !c->ctor;
	return !c->ctor;
}

uint64_t kern_cache_alloc(struct kern *k, struct kern_cache *c,
			  unsigned int gfp, uint64_t size)
{
	uint64_t la;

	if (kern_should_failslab(k, c, gfp))
		return 0;
	la = kern_cache_debugs(c) ? alloc_checked(k, c, gfp, size) :
				    alloc_plain(k, c, gfp);
	if (!la)
		return 0;
	mark_live(k, la, true);
	if (wants_init(c, k->init_on_alloc, gfp & KERN_GFP_ZERO))
		kern_zero_object(k, la, c->object_size);
	if (c != k->slab->kmem_cache)
		kern_memcheck_alloc(k, la, size,
				    c->ctor || gfp & KERN_GFP_ZERO);
	return la;
}

/* Does the free pointer of an object here lie in its slab? More is not asked:
 * freeing a pointer into the middle of an object works, as in Linux. */
static bool has_link(const struct kern_slab *s, uint64_t la)
{
	uint64_t room = kern_slab_bytes(s) - s->cache->offset - 8;

	return la - s->la <= room;
}

/* slab_ksize(): with red zones or poison only what the caller asked for. */
uint64_t kern_usable(const struct kern_cache *c)
{
	if (c->flags & (KERN_SLAB_RED_ZONE | KERN_SLAB_POISON))
		return c->object_size;
	if (c->flags & (KERN_SLAB_BY_RCU | KERN_SLAB_STORE_USER))
		return c->inuse;
	return c->size;
}

void kern_cache_free(struct kern *k, struct kern_cache *c, uint64_t la)
{
	struct kern_slab *s = kern_slab_of(k, la);

	if (c != k->slab->kmem_cache)
		kern_memcheck_free(k, la,
				   kern_slab_valid(s, la) ? kern_usable(c) : 0);
	mark_live(k, la, false);
	if (wants_init(c, k->init_on_free, false) && kern_slab_valid(s, la))
		kern_zero_object(k, la, c->object_size);
	if (kern_cache_debugs(c))
		free_checked(k, c, s, la);
	else if (has_link(s, la))
		free_plain(k, s, la);
	else
		kern_printk(k, KERN_ERR "%s: %px is no object\n", c->name,
			    (void *)(uintptr_t)kern_host(k, la));
}

unsigned int kern_cache_inuse(const struct kern_cache *c)
{
	unsigned int n = 0;

	for (const struct kern_slab *s = c->slabs; s; s = s->next)
		n += s->inuse;
	return n > c->own ? n - c->own : 0;
}

unsigned int kern_cache_shrink(struct kern *k, struct kern_cache *c)
{
	unsigned int left = 0;

	for (struct kern_slab *s = c->slabs, *next; s; s = next) {
		next = s->next;
		if (s->inuse) {
			left++;
			continue;
		}
		if (s->partial)
			remove_partial(s);
		if (s == c->active)
			c->active = NULL;
		kern_slab_destroy(k, s);
	}
	return left;
}
