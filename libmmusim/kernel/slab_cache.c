/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab_cache.c - caches: creating and destroying them, and what the boot options
 * say of them.
 *
 * A cache is known to simulated code by the address of its struct kmem_cache,
 * an object of the cache "kmem_cache". Its first words are those of Linux; the
 * library itself goes by its own structure and never looks at them.
 *
 * Reference: Linux 6.1, mm/slub.c, calculate_sizes(), kmem_cache_flags();
 * mm/slab_common.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/gfp.h"
#include "kernel/slab.h"
#include "kernel/text.h"

#define MIN_ALIGN      8u
#define CACHE_LINE     64u
#define COSTLY_ORDER   3u /* PAGE_ALLOC_COSTLY_ORDER */
#define MIN_OBJECTS    8u /* of a slab, for one CPU */
#define CACHE_SIZE_MAX (4u << 20)

/* As the beginning of Linux 6.1's struct kmem_cache. */
struct handle {
	uint64_t cpu_slab;
	uint64_t flags;
	uint64_t min_partial;
	uint32_t size;
	uint32_t object_size;
	uint64_t reciprocal_size;
	uint32_t offset;
	uint32_t cpu_partial;
	char orders[24];
	uint64_t ctor; /* image_slab.inc calls it */
	char rest[176];
};

_Static_assert(offsetof(struct handle, ctor) == 72, "image_slab.inc");

/* --- slub_debug= -------------------------------------------------------------- */

#define FLAGS_DEFAULT                                                    \
	(KERN_SLAB_CONSISTENCY | KERN_SLAB_RED_ZONE | KERN_SLAB_POISON | \
	 KERN_SLAB_STORE_USER)

static uint32_t letter_flag(char letter)
{
	switch (letter | 0x20) {
	case 'f':
		return KERN_SLAB_CONSISTENCY;
	case 'z':
		return KERN_SLAB_RED_ZONE;
	case 'p':
		return KERN_SLAB_POISON;
	case 'u':
		return KERN_SLAB_STORE_USER;
	case 't':
		return KERN_SLAB_TRACE;
	}
	return 0;
}

/* The flags that a block's letters ask for; no letters: the usual ones. */
static uint32_t block_flags(const char *text, size_t len)
{
	uint32_t flags = 0;

	if (!len)
		return FLAGS_DEFAULT;
	for (size_t i = 0; i < len; i++)
		flags |= letter_flag(text[i]);
	return flags;
}

/* Is the name in the list "kmalloc-64,dma*"? */
static bool listed(const char *list, size_t len, const char *name)
{
	while (len) {
		const char *comma = memchr(list, ',', len);
		size_t n = comma ? (size_t)(comma - list) : len;
		bool prefix = n && list[n - 1] == '*';

		if (prefix ? !strncmp(name, list, n - 1) :
			     strlen(name) == n && !strncmp(name, list, n))
			return true;
		if (!comma)
			return false;
		list += n + 1;
		len -= n + 1;
	}
	return false;
}

/* "FZ,kmalloc-64;P": the first block that names the cache counts, else the
 * last one without names. */
uint32_t kern_cache_debug_flags(struct kern *k, const char *name)
{
	const char *block = k->slab->debug;
	uint32_t everywhere = 0;

	while (block) {
		size_t len = strcspn(block, ";"),
		       letters = strcspn(block, ",;");
		uint32_t flags = block_flags(block, letters);

		if (letters == len)
			everywhere = flags;
		else if (listed(block + letters + 1, len - letters - 1, name))
			return flags;
		block = block[len] ? block + len + 1 : NULL;
	}
	return everywhere;
}

/* Does any block ask for traces? Then the depot for them is there from the start. */
static bool wants_traces(const char *block)
{
	while (block) {
		size_t letters = strcspn(block, ",;"),
		       len = strcspn(block, ";");

		if (block_flags(block, letters) & KERN_SLAB_STORE_USER)
			return true;
		block = block[len] ? block + len + 1 : NULL;
	}
	return false;
}

static void complain(struct kern *k)
{
	for (const char *p = k->slab->debug; p && *p; p++) {
		if (*p == ',')
			p += strcspn(p, ";");
		if (!*p)
			break;
		if (*p != ';' && *p != '-' && !letter_flag(*p))
			kern_printk(k,
				    KERN_ERR "slub_debug option '%c' "
					     "unknown. skipped\n",
				    *p);
	}
}

/* --- sizes --------------------------------------------------------------------- */

static uint32_t round_up(uint32_t size, uint32_t to)
{
	return (size + to - 1) / to * to;
}

static bool power_of_two(uint32_t n)
{
	return !(n & (n - 1));
}

static unsigned int order_for(uint64_t bytes)
{
	unsigned int order = 0;

	while (KERN_PAGE << order < bytes)
		order++;
	return order;
}

/* calc_slab_order(): the smallest that wastes at most one part of so many */
static unsigned int slab_order(uint32_t size, uint32_t objects,
			       unsigned int max, uint32_t fraction)
{
	unsigned int order = order_for((uint64_t)size * objects);

	while (order <= max) {
		uint64_t bytes = KERN_PAGE << order;

		if (bytes % size <= bytes / fraction)
			break;
		order++;
	}
	return order;
}

/* calculate_order() */
static unsigned int choose_order(uint32_t size)
{
	uint64_t most = (KERN_PAGE << COSTLY_ORDER) / size;
	uint32_t objects = most < MIN_OBJECTS ? (uint32_t)most : MIN_OBJECTS;

	for (; objects > 1; objects--)
		for (uint32_t fraction = 16; fraction >= 4; fraction /= 2) {
			unsigned int order = slab_order(size, objects,
							COSTLY_ORDER, fraction);

			if (order <= COSTLY_ORDER)
				return order;
		}
	return slab_order(size, 1, KERN_ORDER_MAX, 1);
}

/* calculate_sizes(): where the parts of an object lie. See slab.h. */
static void lay_out(struct kern_cache *c)
{
	uint32_t size = round_up(c->object_size, 8), flags = c->flags;
	bool orig_size = flags & KERN_SLAB_STORE_USER &&
			 flags & KERN_SLAB_KMALLOC;

	if (flags & KERN_SLAB_POISON && !(flags & KERN_SLAB_BY_RCU) && !c->ctor)
		c->flags |= KERN_SLAB_OBJ_POISON;
	if (flags & KERN_SLAB_RED_ZONE && size == c->object_size)
		size += 8;
	c->inuse = size;
	if (flags & (KERN_SLAB_BY_RCU | KERN_SLAB_POISON) ||
	    (flags & KERN_SLAB_RED_ZONE && c->object_size < 8) || c->ctor) {
		c->offset = size;
		size += 8;
	} else {
		c->offset = c->object_size / 2 & ~7u;
	}
	if (flags & KERN_SLAB_STORE_USER)
		size += 2 * sizeof(struct kern_track);
	if (orig_size)
		size += sizeof(uint32_t);
	if (flags & KERN_SLAB_RED_ZONE) {
		c->red_left_pad = round_up(8, c->align);
		size += 8 + c->red_left_pad;
	}
	c->size = round_up(size, c->align);
	c->order = choose_order(c->size);
}

/* calculate_alignment() */
uint32_t kern_cache_alignment(uint32_t flags, uint32_t align, uint32_t size)
{
	uint32_t line = CACHE_LINE;

	if (flags & KERN_SLAB_HWCACHE_ALIGN) {
		while (size <= line / 2)
			line /= 2;
		align = align > line ? align : line;
	}
	return round_up(align > MIN_ALIGN ? align : MIN_ALIGN, 8);
}

/* --- creating and destroying ------------------------------------------------------ */

/* Simulated code may look at its struct kmem_cache. */
static void fill_handle(struct kern *k, const struct kern_cache *c)
{
	struct handle handle = {.flags = c->flags & ~KERN_SLAB_OBJ_POISON,
				.min_partial = 5,
				.size = c->size,
				.object_size = c->object_size,
				.offset = c->offset,
				.ctor = c->ctor};

	memcpy(kern_slab_host(k, c->handle, sizeof(handle)), &handle,
	       sizeof(handle));
	kern_wrote(k, c->handle, sizeof(handle));
}

static struct kern_cache *cache_new(struct kern *k, const char *name,
				    uint32_t size, uint32_t align,
				    uint32_t flags, uint64_t ctor)
{
	struct kern_cache *c = pool_zalloc(k->pool, sizeof(*c));

	if (!c)
		return NULL;
	snprintf(c->name, sizeof(c->name), "%s", name);
	c->object_size = size;
	c->flags = flags | kern_cache_debug_flags(k, name);
	c->align = kern_cache_alignment(flags, align, size);
	c->users = 1;
	c->ctor = ctor;
	lay_out(c);
	if (c->order <= KERN_ORDER_MAX)
		return c;
	pool_free(k->pool, c);
	return NULL;
}

struct kern_cache *kern_cache_create_ctor(struct kern *k, const char *name,
					  uint32_t size, uint32_t align,
					  uint32_t flags, uint64_t ctor)
{
	struct kern_cache *c;

	if (!size || size > CACHE_SIZE_MAX || !power_of_two(align) ||
	    align > CACHE_SIZE_MAX)
		return NULL;
	c = cache_new(k, name, size, align, flags, ctor);
	if (!c)
		return NULL;
	if (!k->slab->kmem_cache)
		k->slab->kmem_cache = c;
	c->handle = kern_cache_alloc(k, k->slab->kmem_cache, KERN_GFP_KERNEL,
				     sizeof(struct handle));
	if (!c->handle) {
		pool_free(k->pool, c);
		return NULL;
	}
	fill_handle(k, c);
	c->next = k->slab->caches;
	k->slab->caches = c;
	return c;
}

struct kern_cache *kern_cache_create(struct kern *k, const char *name,
				     uint32_t size, uint32_t align,
				     uint32_t flags)
{
	return kern_cache_create_ctor(k, name, size, align, flags, 0);
}

static void unlink_cache(struct kern *k, struct kern_cache *c)
{
	struct kern_cache **link = &k->slab->caches;

	while (*link != c)
		link = &(*link)->next;
	*link = c->next;
}

/* list_slab_objects() */
static void list_objects(struct kern *k, const struct kern_slab *s)
{
	const struct kern_cache *c = s->cache;

	kern_slab_err(k, c, s,
		      "Objects remaining in %s on __kmem_cache_shutdown()",
		      c->name);
	for (unsigned int i = 0; i < s->objects; i++) {
		uint64_t la = s->la + (uint64_t)i * c->size + c->red_left_pad;

		if (kern_slab_is_free(k, s, la))
			continue;
		kern_printk(k, KERN_ERR "Object 0x%p @offset=%llu\n",
			    (void *)(uintptr_t)la,
			    (unsigned long long)(la - s->la));
		kern_print_tracking(k, c, la);
	}
}

/* free_partial(): of slabs that are full nobody knows which they are. */
static bool is_partial(const struct kern_slab *s)
{
	return s->partial || (s == s->cache->active && s->freelist);
}

bool kern_cache_destroy(struct kern *k, struct kern_cache *c)
{
	if (c->users > 1) {
		c->users--;
		return true;
	}
	if (kern_cache_shrink(k, c)) {
		for (const struct kern_slab *s = c->slabs; s; s = s->next)
			if (is_partial(s))
				list_objects(k, s);
		return false;
	}
	unlink_cache(k, c);
	kern_cache_free(k, k->slab->kmem_cache, c->handle);
	pool_free(k->pool, c);
	return true;
}

struct kern_cache *kern_cache_find(struct kern *k, uint64_t handle)
{
	struct kern_cache *c = k->slab->caches;

	while (c && c->handle != handle)
		c = c->next;
	return c;
}

/* --- boot ------------------------------------------------------------------------------ */

/* The value of an option on the command line, "" when it has none; NULL
 * when it is not there. pool_free() it. */
char *kern_cmdline_option(struct kern *k, const char *cmdline, const char *name)
{
	size_t len = strlen(name);

	while (cmdline && *cmdline) {
		size_t n = strcspn(cmdline, " ");

		if (n >= len && !strncmp(cmdline, name, len) &&
		    (n == len || cmdline[len] == '=')) {
			char *value = pool_zalloc(k->pool, n - len + 1);

			if (value && n > len)
				memcpy(value, cmdline + len + 1, n - len - 1);
			return value;
		}
		cmdline += n + strspn(cmdline + n, " ");
	}
	return NULL;
}

static bool option_is_off(struct kern *k, const char *cmdline, const char *name)
{
	char *value = kern_cmdline_option(k, cmdline, name);
	bool off = value && !strcmp(value, "0");

	pool_free(k->pool, value);
	return off;
}

static bool option_is_given(struct kern *k, const char *cmdline,
			    const char *name)
{
	char *value = kern_cmdline_option(k, cmdline, name);
	bool given = value;

	pool_free(k->pool, value);
	return given;
}

/* Seen from outside it is random enough, and every run is the same. */
#define RANDOM 0x9e3779b97f4a7c15ull

int kern_slab_init(struct kern *k, const char *cmdline)
{
	struct kern_slabs *all = pool_zalloc(k->pool, sizeof(*all));

	if (!all)
		return -ENOMEM;
	k->slab = all;
	all->debug = kern_cmdline_option(k, cmdline, "slub_debug");
	if (all->debug && strcmp(all->debug, "-"))
		k->no_hash_pointers = true;
	all->has_depot = wants_traces(all->debug);
	complain(k);
	all->nomerge = option_is_given(k, cmdline, "slab_nomerge") ||
		       option_is_given(k, cmdline, "slub_nomerge");
	if (!option_is_off(k, cmdline, "mmusim.freelist_hardened"))
		all->random = RANDOM;
	if (!option_is_off(k, cmdline, "mmusim.memcheck"))
		kern_memcheck_begin(k);
	if (!kern_cache_create(k, "kmem_cache", sizeof(struct handle), 0,
			       KERN_SLAB_HWCACHE_ALIGN))
		return -ENOMEM;
	return kern_kmalloc_init(k);
}

/* --- /proc/slabinfo ---------------------------------------------------------------------- */

static void print_cache(FILE *file, const struct kern_cache *c)
{
	unsigned int objects =
		(unsigned int)((KERN_PAGE << c->order) / c->size);
	unsigned long nslabs = 0, total = 0;

	for (const struct kern_slab *s = c->slabs; s; s = s->next) {
		nslabs++;
		total += s->objects;
	}
	fprintf(file,
		"%-17s %6lu %6lu %6u %4u %4u : tunables %4u %4u %4u : "
		"slabdata %6lu %6lu %6lu\n",
		c->name, (unsigned long)kern_cache_inuse(c), total, c->size,
		objects, 1u << c->order, 0u, 0u, 0u, nslabs, nslabs, 0ul);
}

char *kern_proc_slabinfo(struct kern *k)
{
	char *text;
	size_t len;
	FILE *file = kern_text_open(k, &text, &len);

	if (!file)
		return NULL;
	fprintf(file, "slabinfo - version: 2.1\n"
		      "# name            <active_objs> <num_objs> <objsize> "
		      "<objperslab> <pagesperslab> : tunables <limit> "
		      "<batchcount> <sharedfactor> : slabdata <active_slabs> "
		      "<num_slabs> <sharedavail>\n");
	for (const struct kern_cache *c = k->slab->caches; c; c = c->next)
		print_cache(file, c);
	return kern_text_close(file, &text);
}
