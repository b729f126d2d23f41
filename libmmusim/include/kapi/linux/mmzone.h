/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * linux/mmzone.h - which page frames there are.
 *
 * RAM is known in sections of 128 MiB, and in subsections of 2 MiB, each of which has its
 * struct pages or has not.
 *
 * Reference: Linux 6.1, include/linux/mmzone.h.
 */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <asm/page.h>
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/rcupdate.h>

#define SECTION_SIZE_BITS	27
#define MAX_PHYSMEM_BITS	46
#define PFN_SECTION_SHIFT	(SECTION_SIZE_BITS - PAGE_SHIFT)
#define PAGES_PER_SECTION	(1UL << PFN_SECTION_SHIFT)
#define NR_MEM_SECTIONS		(1UL << (MAX_PHYSMEM_BITS - SECTION_SIZE_BITS))
#define SECTIONS_PER_ROOT	(PAGE_SIZE / sizeof(struct mem_section))
#define SECTION_ROOT_MASK	(SECTIONS_PER_ROOT - 1)

#define SECTION_HAS_MEM_MAP	BIT(1)

#define PFN_SUBSECTION_SHIFT	9
#define PAGES_PER_SUBSECTION	(1UL << PFN_SUBSECTION_SHIFT)
#define SUBSECTIONS_PER_SECTION (PAGES_PER_SECTION / PAGES_PER_SUBSECTION)

struct mem_section_usage {
	struct rcu_head rcu;
	DECLARE_BITMAP(subsection_map, SUBSECTIONS_PER_SECTION);
};

/**
 * struct mem_section - 128 MiB of physical addresses
 * @section_mem_map: flags, beside where the struct pages are
 * @usage:           which subsections there are
 */
struct mem_section {
	unsigned long section_mem_map;
	struct mem_section_usage *usage;
	void *page_ext;
	unsigned long pad;
};

extern struct mem_section **mem_section;

static inline int subsection_map_index(unsigned long pfn)
{
	return (pfn & (PAGES_PER_SECTION - 1)) / PAGES_PER_SUBSECTION;
}

static inline unsigned long pfn_to_section_nr(unsigned long pfn)
{
	return pfn >> PFN_SECTION_SHIFT;
}

static inline struct mem_section *__nr_to_section(unsigned long nr)
{
	struct mem_section *root = mem_section[nr / SECTIONS_PER_ROOT];

	return root ? &root[nr & SECTION_ROOT_MASK] : NULL;
}

/* Has the frame a struct page? */
static inline int pfn_valid(unsigned long pfn)
{
	const struct mem_section *section;
	int valid;

	if (pfn_to_section_nr(pfn) >= NR_MEM_SECTIONS)
		return 0;
	section = __nr_to_section(pfn_to_section_nr(pfn));
	rcu_read_lock_sched();
	valid = section && section->section_mem_map & SECTION_HAS_MEM_MAP &&
		test_bit(subsection_map_index(pfn),
			 section->usage->subsection_map);
	rcu_read_unlock_sched();
	return valid;
}

#endif
