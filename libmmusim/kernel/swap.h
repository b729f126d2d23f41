/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * swap.h - swap areas, their slots, and pages that have one; private to kernel/.
 *
 * A swap entry is what a PTE holds instead of a page, P=0:
 *
 *   63     59 58                          9  8 7 6 5 4 3 2 1 0
 *   |  type  |        ~offset             | 0 0 0 0 0 0 0 0 0 |
 *
 * The offset is inverted so that a CPU which speculates past P finds an address
 * where no RAM is (L1TF). Bit 8 is PROTNONE, and A and D are left alone.
 *
 * A slot is
 *   free              count 0, no page
 *   in use            count: PTEs that hold its entry, and shared memory that is
 *                     swapped out
 *   and, or just      in the swap cache: there is a page in RAM, too, which has
 *                     PG_swapcache and the entry in private. Unless that is
 *                     PG_dirty, the slot has the same contents
 *
 * Reference: Linux 6.1, arch/x86/include/asm/pgtable_64.h; mm/swap_state.c,
 * mm/swapfile.c.
 */
#ifndef KERNEL_SWAP_H
#define KERNEL_SWAP_H

#include <mmusim/kern_swap.h>
#include "kernel/mm.h"

#define KERN_SWP_TYPE_BITS    5
#define KERN_SWP_OFFSET_FIRST 9
#define KERN_SWP_OFFSET_SHIFT (KERN_SWP_OFFSET_FIRST + KERN_SWP_TYPE_BITS)

static inline uint64_t kern_swp_entry(unsigned int type, uint64_t offset)
{
	return (~offset << KERN_SWP_OFFSET_SHIFT >> KERN_SWP_TYPE_BITS) |
	       (uint64_t)type << (64 - KERN_SWP_TYPE_BITS);
}

static inline unsigned int kern_swp_type(uint64_t entry)
{
	return (unsigned int)(entry >> (64 - KERN_SWP_TYPE_BITS));
}

static inline uint64_t kern_swp_offset(uint64_t entry)
{
	return ~entry << KERN_SWP_TYPE_BITS >> KERN_SWP_OFFSET_SHIFT;
}

static inline bool kern_is_swap_pte(uint64_t pte)
{
	return pte && !kern_pte_present(pte);
}

/**
 * struct kern_slot - a slot
 * @count: how often its entry is held
 * @pa:    the page in the swap cache; 0
 * @data:  of an area in memory, its contents; NULL: none were written
 */
struct kern_slot {
	uint32_t count;
	uint64_t pa;
	void *data;
};

/**
 * struct kern_swap_area - swap_info_struct
 * @path:   NULL: in memory
 * @npages: slots, from 1 on: @slot has one more
 * @used:   slots that are not free
 * @next:   where to look for a free one
 * @closing: gives out no more
 */
struct kern_swap_area {
	unsigned int type;
	char *path;
	uint64_t dev, ino;
	uint64_t npages, used, next;
	int prio;
	bool closing;
	struct kern_slot *slot;
};

struct kern_swaps {
	struct kern_swap_area *area[KERN_MAX_SWAPFILES];
};

/* --- swapfile.c ---------------------------------------------------------------- */

/* The slot that an entry names, if it does; NULL. */
struct kern_slot *kern_swap_slot(struct kern *k, uint64_t entry);
struct kern_swap_area *kern_swap_area_of(struct kern *k, uint64_t entry);

/* A slot for a page, which goes into the swap cache at once, and is dirty then:
 * add_to_swap(). False: no room. */
bool kern_add_to_swap(struct kern *k, uint64_t pa);
/* A slot with count 1, for shared memory; 0: no room. */
uint64_t kern_swap_alloc(struct kern *k);
void kern_swap_dup(struct kern *k, uint64_t entry);
/* One less; the page in the cache stays. */
void kern_swap_free(struct kern *k, uint64_t entry);
/* The same for who will not need the page, either: free_swap_and_cache(). False:
 * the entry is none. */
bool kern_free_swap_and_cache(struct kern *k, uint64_t entry);

/* A slot that neither entries nor the cache hold any more is free. */
void kern_swap_release(struct kern *k, uint64_t entry);

/* In pages. */
uint64_t kern_swap_total(const struct kern *k);
uint64_t kern_swap_unused(const struct kern *k);
/* Is there any sense in choosing anonymous pages? */
bool kern_swap_has_room(const struct kern *k);
/* More than half is in use: vm_swap_full(). */
bool kern_swap_is_full(const struct kern *k);

/* --- swap_state.c: the swap cache ------------------------------------------------ */

void kern_swap_cache_add(struct kern *k, uint64_t pa, uint64_t entry);
/* The page gives up its slot, and is dirty from now on. */
void kern_swap_cache_del(struct kern *k, uint64_t pa);
/* The same if nobody holds its entry: folio_free_swap(). Done? */
bool kern_try_to_free_swap(struct kern *k, uint64_t pa);
/* Drop a reference; the cache does so, too, when nobody can come for the page:
 * free_page_and_swap_cache(). */
void kern_put_page_and_swap(struct kern *k, uint64_t pa);
/* The page of an entry, with a reference. 0; -ENOMEM; -EIO; -EINVAL: a bad
 * entry. read: it came from the area. */
int kern_swapin(struct kern_vma *vma, uint64_t la, uint64_t entry, uint64_t *pa,
		bool *read);

/* --- swap_io.c --------------------------------------------------------------------- */

/* 0 or -EIO; -ENOMEM. */
int kern_swap_read(struct kern *k, uint64_t entry, void *to);
int kern_swap_write(struct kern *k, uint64_t entry, const void *from);

/* --- memory_swap.c ------------------------------------------------------------------ */

unsigned int kern_do_swap_page(struct kern_vma *vma, volatile uint64_t *pte,
			       uint64_t la, bool write);

/* --- swapon.c ------------------------------------------------------------------------ */

struct kern_text;
void kern_proc_swaps(struct kern *k, struct kern_text *t);

/* --- swap_check.c ---------------------------------------------------------------------- */

/* How often entries were found, by area and slot. */
struct kern_swap_expected {
	struct kern *kern;
	uint32_t *count[KERN_MAX_SWAPFILES];
};
bool kern_swap_expect_init(struct kern *k, struct kern_swap_expected *e);
void kern_swap_expect_fini(struct kern_swap_expected *e);
/* An entry was found. False: it is none. */
bool kern_swap_expect(struct kern_swap_expected *e, uint64_t entry);
/* All that can be verified; says on stderr what does not fit. */
bool kern_swap_check(struct kern_swap_expected *e);

#endif
