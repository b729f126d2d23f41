/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kmalloc.c - objects by their size.
 *
 * There is a cache for each of 13 sizes, kmalloc-8 to kmalloc-8k; what is larger
 * gets pages of its own. Modules that ask for a constant size name the cache
 * themselves: they find it in kmalloc_caches[], which lies in the kernel image.
 *
 * Reference: Linux 6.1, mm/slab_common.c; mm/slub.c, kfree().
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/gfp.h"
#include "kernel/page.h"
#include "kernel/slab.h"

#define MIN_ALIGN     8u
#define KMALLOC_TYPES 4

/* Where it has its UD2: kernel/image_layout.inc. */
#define FREE_LARGE_KMALLOC_WARNS 0x3c

/* --- the caches ---------------------------------------------------------------- */

/* kmalloc_index() */
static unsigned int kmalloc_index(uint64_t size)
{
	unsigned int index = 3;

	if (size > 64 && size <= 96)
		return 1;
	if (size > 128 && size <= 192)
		return 2;
	while (1ull << index < size)
		index++;
	return index;
}

struct kern_cache *kern_kmalloc_cache(struct kern *k, uint64_t size)
{
	return size > KERN_KMALLOC_MAX ? NULL :
					 k->slab->kmalloc[kmalloc_index(size)];
}

static int create_one(struct kern *k, unsigned int index)
{
	uint32_t size = index == 1 ? 96 : index == 2 ? 192 : 1u << index;
	char name[24];

	if (size < 1024)
		snprintf(name, sizeof(name), "kmalloc-%u", size);
	else
		snprintf(name, sizeof(name), "kmalloc-%uk", size / 1024);
	k->slab->kmalloc[index] = kern_cache_create(
		k, name, size, !(size & (size - 1)) ? size : MIN_ALIGN,
		KERN_SLAB_KMALLOC);
	return k->slab->kmalloc[index] ? 0 : -ENOMEM;
}

/*
 * kmalloc_caches[type][index], which modules read. Simplified: the caches for
 * other types of memory are the ordinary ones.
 */
static void publish(struct kern *k)
{
	uint64_t at = k->image ? kern_image_symbol(k, "kmalloc_caches", true) :
				 0;
	uint64_t row[KERN_KMALLOC_CACHES] = {0};

	for (unsigned int i = 1; i < KERN_KMALLOC_CACHES; i++)
		row[i] = kern_host(k, k->slab->kmalloc[i]->handle);
	for (unsigned int type = 0; at && type < KMALLOC_TYPES; type++)
		kern_poke(k, at + type * sizeof(row), row, sizeof(row));
}

int kern_kmalloc_init(struct kern *k)
{
	int err = 0;

	for (unsigned int i = 3; i < KERN_KMALLOC_CACHES && !err; i++) {
		err = create_one(k, i);
		if (!err && (i == 6 || i == 7)) /* 96 and 192 come in order */
			err = create_one(k, i - 5);
	}
	if (!err)
		publish(k);
	return err;
}

/* --- kmalloc() and its relatives ---------------------------------------------- */

static uint64_t alloc_large(struct kern *k, uint64_t size, unsigned int gfp)
{
	unsigned int order = 0;

	while (order <= KERN_ORDER_MAX && KERN_PAGE << order < size)
		order++;
	struct kern_slab *s = NULL;

	if (order <= KERN_ORDER_MAX)
		s = kern_slab_create(k, NULL, gfp, order);
	else
		kern_warn_order(k, gfp);
	if (!s)
		return 0;
	s->size = size;
	if (gfp & KERN_GFP_ZERO)
		kern_zero_object(k, s->la, kern_slab_bytes(s));
	kern_memcheck_alloc(k, s->la, size, gfp & KERN_GFP_ZERO);
	return s->la;
}

uint64_t kern_kmalloc(struct kern *k, uint64_t size, unsigned int gfp)
{
	if (!size)
		return KERN_ZERO_SIZE_PTR;
	if (size > KERN_KMALLOC_MAX)
		return alloc_large(k, size, gfp);
	return kern_cache_alloc(k, kern_kmalloc_cache(k, size), gfp, size);
}

bool kern_has_page(struct kern *k, uint64_t la)
{
	uint64_t pa = kern_phys_of(la);
	uint64_t page = KERN_VMEMMAP_START + pa / KERN_PAGE * KERN_STRUCT_PAGE;

	if (mmu_mem_ptr(k->machine, pa, 1))
		return true;
	if (k->call)
		kern_call_fault(k->call, kern_host(k, page + 8), false);
	return false;
}

/* free_large_kmalloc() of a page that is no large object: it warns once, and
 * frees the page. */
static void free_page_of(struct kern *k, uint64_t la)
{
	uint64_t pfn = kern_phys_of(la) / KERN_PAGE;

	if (!k->call) {
		kern_printk(k, KERN_ERR "kfree: %px is no object of kmalloc\n",
			    mmu_ptr(k->machine, la));
		return;
	}
	if (!k->slab->warned_large) {
		k->slab->warned_large = true;
		kern_cut_here(k);
		kern_warn_in(k, "mm/slab_common.c:904", "free_large_kmalloc",
			     FREE_LARGE_KMALLOC_WARNS);
		kern_printk(k, KERN_WARNING "object pointer: 0x%p\n",
			    mmu_ptr(k->machine, la));
	}
	kern_put_pages(k, pfn, 0);
}

void kern_kfree(struct kern *k, uint64_t la)
{
	if (la <= KERN_ZERO_SIZE_PTR)
		return;
	struct kern_slab *s = kern_slab_of(k, la);

	if (s && s->cache) {
		kern_cache_free(k, s->cache, la);
	} else if (s) {
		kern_memcheck_free(k, la, 0);
		kern_slab_destroy(k, s);
	} else if (kern_has_page(k, la) || !k->call) {
		free_page_of(k, la);
	}
}

uint64_t kern_ksize(struct kern *k, uint64_t la)
{
	struct kern_slab *s = la <= KERN_ZERO_SIZE_PTR ? NULL :
							 kern_slab_of(k, la);

	if (!s)
		return 0;
	return s->cache ? kern_usable(s->cache) : kern_slab_bytes(s);
}
