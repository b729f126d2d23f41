/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel knows of each page frame.
 *
 * The layout is that of Linux 6.1 on x86-64, by the members that have a use
 * here. Memory of a struct page is scarce, so members share places.
 */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/build_bug.h>
#include <linux/types.h>

struct address_space;

struct page {
	unsigned long flags; /* the PG_ bits, and node and zone above */
	union {
		struct {
			union {
				struct list_head lru;
				struct list_head buddy_list;
			};
			struct address_space *mapping;
			pgoff_t index;
			unsigned long private; /* of a free block: its order */
		};
		struct { /* of the second and later ones of a block */
			unsigned long compound_head; /* bit 0 is set */
			unsigned char compound_dtor;
			unsigned char compound_order;
			atomic_t compound_mapcount;
			atomic_t compound_pincount;
			unsigned int compound_nr;
		};
	};
	union {
		atomic_t _mapcount; /* from -1 */
		unsigned int page_type;
	};
	atomic_t _refcount; /* use page_count() */
	unsigned long memcg_data;
};

static_assert(sizeof(struct page) == 64);

#endif
