/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab_merge.c - a new cache may be another name for an old one.
 *
 * Linux gives a module whose objects are as large as those of a cache that is
 * there already that cache: kmem_cache_create() counts one user more, and
 * kmem_cache_destroy() one less. So reports name the older cache, and objects that
 * were left behind are not noticed. Caches with debug options, with a constructor,
 * with a part that user space may see, and those of kmalloc() are never shared.
 *
 * Which caches the kernel itself has decides on that; a running one has dozens,
 * kernel_caches.def. One of them comes into being here when a module's is merged
 * with it.
 *
 * Reference: Linux 6.1, mm/slab_common.c, find_mergeable(); mm/slub.c,
 * __kmem_cache_alias().
 */
#include <string.h>

#include "kernel/slab.h"

#define NEVER_MERGE                                                     \
	(KERN_SLAB_RED_ZONE | KERN_SLAB_POISON | KERN_SLAB_STORE_USER | \
	 KERN_SLAB_TRACE | KERN_SLAB_BY_RCU | KERN_SLAB_NOLEAKTRACE)
#define MERGE_SAME                                             \
	(KERN_SLAB_RECLAIM | KERN_SLAB_DMA | KERN_SLAB_DMA32 | \
	 KERN_SLAB_ACCOUNT)

/* A cache that the kernel has, or that is asked for. */
struct want {
	const char *name;
	uint32_t size, align, flags;
};

static const struct want kernel_caches[] = {
#define KERNEL_CACHE(name, size, align, flags) {name, size, align, flags},
#include "kernel/kernel_caches.def"
#undef KERNEL_CACHE
};

static uint32_t whole_size(const struct want *w)
{
	uint32_t align = kern_cache_alignment(w->flags, w->align, w->size);

	return (w->size + align - 1) / align * align;
}

/* Do objects as they are wanted fit into ones of this size? */
static bool fits(const struct want *w, uint32_t size, uint32_t flags)
{
	uint32_t need = whole_size(w);
	uint32_t align = kern_cache_alignment(w->flags, w->align, w->size);

	return need <= size && size - need < sizeof(uint64_t) &&
	       !(size & (align - 1)) &&
	       (w->flags & MERGE_SAME) == (flags & MERGE_SAME);
}

static struct kern_cache *create_own(struct kern *k, const struct want *own)
{
	struct kern_cache *c = kern_cache_create(k, own->name, own->size,
						 own->align, own->flags);

	if (c)
		c->kernels = k->slab->busy;
	return c;
}

void kern_slab_busy(struct kern *k)
{
	k->slab->busy = true;
	for (struct kern_cache *c = k->slab->caches; c; c = c->next)
		c->kernels = c->flags & KERN_SLAB_KMALLOC && !c->slabs;
}

static struct kern_cache *by_name(struct kern *k, const char *name)
{
	struct kern_cache *c = k->slab->caches;

	while (c && !(c->users && !strcmp(c->name, name)))
		c = c->next;
	return c;
}

/* One of the kernel's own. */
static struct kern_cache *find_of_kernel(struct kern *k, const struct want *w)
{
	size_t n = sizeof(kernel_caches) / sizeof(*kernel_caches);

	for (const struct want *own = kernel_caches; own < kernel_caches + n;
	     own++) {
		struct kern_cache *c;

		if (!fits(w, whole_size(own), own->flags))
			continue;
		c = by_name(k, own->name);
		if (!c)
			c = create_own(k, own);
		if (c && !(c->flags & NEVER_MERGE))
			return c;
	}
	return NULL;
}

/* The oldest of those that modules made. */
static struct kern_cache *find_of_modules(struct kern *k, const struct want *w)
{
	struct kern_cache *found = NULL;

	for (struct kern_cache *c = k->slab->caches; c; c = c->next)
		if (c->users && !c->ctor && !c->user_size &&
		    !(c->flags & (NEVER_MERGE | KERN_SLAB_KMALLOC)) &&
		    c != k->slab->kmem_cache && fits(w, c->size, c->flags))
			found = c;
	return found;
}

struct kern_cache *kern_cache_merge(struct kern *k, const char *name,
				    uint32_t size, uint32_t align,
				    uint32_t flags)
{
	struct want want = {name, size, align,
			    flags | kern_cache_debug_flags(k, name)};
	struct kern_cache *c;

	if (k->slab->nomerge || want.flags & NEVER_MERGE || !size ||
	    size > KERN_KMALLOC_MAX || align & (align - 1))
		return NULL;
	want.size = (size + 7) / 8 * 8;
	c = find_of_kernel(k, &want);
	if (!c)
		c = find_of_modules(k, &want);
	if (!c)
		return NULL;
	c->users++;
	if (c->object_size < size)
		c->object_size = size;
	return c;
}
