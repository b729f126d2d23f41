/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sparse.c - which frames have a struct page, as modules see it: mem_section.
 *
 *   mem_section -> 4096 pointers, one for 16 GiB: image.S
 *                  -> a page of 128 times struct mem_section, one for 128 MiB
 *
 *   struct mem_section   00 section_mem_map: where the struct page of frame 0 would
 *                           be, and flags  08 usage  10 page_ext  18 pad
 *   struct mem_section_usage  00 rcu  10 subsection_map: a bit for 2 MiB
 *
 * Linux has the struct pages of a whole section that is there at boot, and says so
 * by a flag; we have those of the subsections that RAM touches, and leave the flag
 * out. What usage points to lies in the structure itself, so that the map is pad.
 *
 * Reference: Linux 6.1, include/linux/mmzone.h, pfn_valid(); mm/sparse.c,
 * sparse_init().
 */
#include <errno.h>

#include "kernel/kern.h"
#include "kernel/page.h"

#define SECTION_SHIFT	15 /* PFN_SECTION_SHIFT */
#define ROOT_SHIFT	7  /* of SECTIONS_PER_ROOT */
#define ROOTS		4096
#define SECTION_PRESENT 7ull /* marked present, has a map, online */

struct mem_section {
	uint64_t map, usage, page_ext, subsections;
};

#define USAGE 8 /* from there, the last member is where subsection_map is */

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

static int mark_present(struct kern *k, uint64_t roots, uint64_t pfn)
{
	const struct kern_span *span = k->pages->span;
	uint64_t nr = pfn >> SECTION_SHIFT;
	uint64_t page = root_page(k, roots + 8 * (nr >> ROOT_SHIFT));
	uint64_t at = page + (nr & ((1u << ROOT_SHIFT) - 1)) *
				     sizeof(struct mem_section);
	uint64_t in_section = pfn & ((1u << SECTION_SHIFT) - 1);
	struct mem_section section = {};

	if (!page)
		return -ENOMEM;
	kern_peek(k, at, &section, sizeof(section));
	section.map = span->ptr - span->start * sizeof(struct kern_page) +
		      SECTION_PRESENT;
	section.usage = kern_host(k, at) + USAGE;
	section.subsections |= 1ull << in_section / KERN_SUBSECTION;
	kern_poke(k, at, &section, sizeof(section));
	return 0;
}

int kern_sparse_init(struct kern *k)
{
	uint64_t roots = kern_image_symbol(k, "mem_section_roots", false);

	for (unsigned int i = 0; i < k->pages->nspans; i++) {
		const struct kern_span *span = &k->pages->span[i];

		for (uint64_t pfn = span->start;
		     pfn < span->end &&
		     pfn >> SECTION_SHIFT >> ROOT_SHIFT < ROOTS;
		     pfn += KERN_SUBSECTION)
			if (mark_present(k, roots, pfn))
				return -ENOMEM;
	}
	return 0;
}
