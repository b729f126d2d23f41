/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sparse.c - which frames have a struct page, as modules see it: mem_section.
 *
 *   mem_section -> 4096 pointers, one for 16 GiB: image.S
 *                  -> a page of 128 times struct mem_section, one for 128 MiB
 *
 *   struct mem_section   00 section_mem_map: where the struct page of frame 0 would
 *                           be, and flags  08 usage  10 page_ext  18 pad
 *
 * A section that has RAM counts as a whole, as Linux's do that are there at boot.
 *
 * Reference: Linux 6.1, include/linux/mmzone.h, pfn_valid(); mm/sparse.c,
 * sparse_init().
 */
#include <errno.h>

#include "kernel/kern.h"
#include "kernel/page.h"

#define SECTION_SHIFT	27 /* SECTION_SIZE_BITS */
#define ROOT_SHIFT	7  /* of SECTIONS_PER_ROOT */
#define ROOTS		4096
#define SECTION_SIZE	32     /* sizeof(struct mem_section) */
#define SECTION_PRESENT 0xfull /* marked present, has a map, online, early */

/* Where mem_section[root] is; what it points to is there from now on. 0: no memory. */
static uint64_t root_page(struct kern *k, uint64_t at)
{
	uint64_t page, pointer;

	if (!kern_peek(k, at, &pointer, sizeof(pointer)))
		return 0;
	if (pointer)
		return kern_lift(k, pointer);
	page = kern_get_free_pages(k, KERN_GFP_KERNEL | KERN_GFP_ZERO, 0);
	if (!page)
		return 0;
	kern_pfn_to_page(k, kern_phys(page) / KERN_PAGE)->flags |=
		KERN_PG(RESERVED);
	k->pages->managed--;
	pointer = kern_host(k, page);
	kern_poke(k, at, &pointer, sizeof(pointer));
	return page;
}

static int mark_present(struct kern *k, uint64_t roots, uint64_t section)
{
	const struct kern_span *span = k->pages->span;
	uint64_t map = span->ptr - span->start * sizeof(struct kern_page);
	uint64_t in_root = section & ((1u << ROOT_SHIFT) - 1);
	uint64_t page = root_page(k, roots + 8 * (section >> ROOT_SHIFT));

	if (!page)
		return -ENOMEM;
	map |= SECTION_PRESENT;
	kern_poke(k, page + in_root * SECTION_SIZE, &map, sizeof(map));
	return 0;
}

int kern_sparse_init(struct kern *k)
{
	const struct mem *mem = &k->machine->mem;
	uint64_t roots = kern_image_symbol(k, "mem_section_roots", false);

	for (unsigned int i = 0; i < mem->nregions; i++) {
		uint64_t first = mem->region[i].pa >> SECTION_SHIFT;
		uint64_t last = (mem->region[i].pa + mem->region[i].len - 1) >>
				SECTION_SHIFT;

		for (; first <= last && first >> ROOT_SHIFT < ROOTS; first++)
			if (mark_present(k, roots, first))
				return -ENOMEM;
	}
	return 0;
}
