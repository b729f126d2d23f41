/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tlb.c - the set-associative arrays of tlb.h; tlb_fill.h has look-up and fill.
 *
 * Simplified: real CPUs add paging-structure caches (SDM vol. 3A, "Paging-
 * Structure Caches"); here a miss always walks from the top. What they could
 * make stale is a subset of what a program must flush anyway.
 */
#include "cpu/tlb.h"

#include <errno.h>
#include <stddef.h>

#include <mmusim/x86.h>
#include "mem/bug.h"
#include "mem/pool.h"

static const uint8_t class_shift[TLB_CLASSES] = {12, 21, 30};

/* Sets of the arrays for large pages, as on common CPUs. */
enum { SETS_2M = 64, SETS_1G = 4 };

/* From the start of a cache line. Nobody frees them: the pool does, in the
 * end. */
static struct tlb_entry *alloc_entries(struct pool *pool, size_t n)
{
	enum { LINE = sizeof(struct tlb_entry) };
	char *entries = pool_zalloc(pool, (n + 1) * LINE);

	if (!entries)
		return NULL;
	return (void *)(entries + (-(uintptr_t)entries & (LINE - 1)));
}

static size_t busy_words(const struct tlb_class *class)
{
	return (class->sets + 63) / 64;
}

unsigned int tlb_capacity(unsigned int sets, unsigned int ways)
{
	return (sets + SETS_2M + SETS_1G) * ways;
}

int tlb_init(struct tlb *tlb, struct pool *pool, unsigned int sets,
	     unsigned int ways)
{
	const unsigned int nsets[TLB_CLASSES] = {sets, SETS_2M, SETS_1G};

	for (unsigned int i = 0; i < TLB_CLASSES; i++) {
		struct tlb_class *class = &tlb->class[i];
		size_t n = (size_t)nsets[i] * ways;

		class->shift = class_shift[i];
		class->sets = nsets[i];
		class->log2_sets = __builtin_ctz(nsets[i]);
		class->ways = ways;
		class->used = 0;
		class->entry = alloc_entries(pool, n);
		class->hint =
			pool_zalloc(pool, nsets[i] * sizeof(*class->hint));
		class->next = pool_zalloc(pool, nsets[i]);
		class->busy = pool_zalloc(pool, busy_words(class) * 8);
		if (!class->entry || !class->hint || !class->next ||
		    !class->busy)
			return -ENOMEM;
	}
	for (unsigned int i = 0; i < TLB_RECENT; i++)
		tlb->recent[i] = &tlb->class[0].entry[0];
	return 0;
}

bool tlb_renew(struct tlb_entry *entry, uint64_t la,
	       const struct mmu_xlat *xlat)
{
	uint64_t offset = la & ((1ull << xlat->shift) - 1);

	if (entry->shift != xlat->shift || entry->pa != xlat->pa - offset ||
	    entry->global != xlat->global)
		return false;
	entry->rights = xlat->rights;
	entry->pkey = xlat->pkey;
	entry->dirty = xlat->dirty;
	entry->may = 0;
	return true;
}

void tlb_drop(struct tlb *tlb, struct tlb_entry *entry)
{
	tlb_class_of(tlb, entry->shift)->used--;
	entry->shift = 0;
	entry->hosted = false;
}

/* Show those of one set. Are any left? */
static bool set_each(struct tlb_class *class, size_t set,
		     void (*fn)(struct tlb_entry *entry, void *arg), void *arg)
{
	struct tlb_entry *entry = &class->entry[set * class->ways];
	bool left = false;

	for (unsigned int way = 0; way < class->ways; way++, entry++) {
		if (entry->shift)
			fn(entry, arg);
		left |= entry->shift;
	}
	return left;
}

void tlb_each(struct tlb *tlb, void (*fn)(struct tlb_entry *entry, void *arg),
	      void *arg)
{
	for (unsigned int i = 0; i < TLB_CLASSES; i++) {
		struct tlb_class *class = &tlb->class[i];

		for (size_t word = 0; word < busy_words(class); word++) {
			uint64_t bits = class->busy[word];

			for (; bits; bits &= bits - 1) {
				size_t set = __builtin_ctzll(bits) + 64 * word;

				if (!set_each(class, set, fn, arg))
					class->busy[word] &= ~(bits & -bits);
			}
		}
	}
}

/* Those of one set. */
static void set_each_in(const struct tlb_class *class, uint64_t page,
			uint64_t la, uint64_t last,
			void (*fn)(struct tlb_entry *entry, void *arg),
			void *arg)
{
	struct tlb_entry *entry = tlb_set(class, page << class->shift);

	for (unsigned int way = 0; way < class->ways; way++, entry++)
		if (entry->shift && tlb_start(entry) <= last &&
		    tlb_start(entry) + (tlb_size(entry) - 1) >= la)
			fn(entry, arg);
}

void tlb_each_in(struct tlb *tlb, uint64_t la, uint64_t last,
		 void (*fn)(struct tlb_entry *entry, void *arg), void *arg)
{
	for (unsigned int i = 0; i < TLB_CLASSES; i++) {
		const struct tlb_class *class = &tlb->class[i];
		uint64_t page = la >> class->shift;
		uint64_t more = (last >> class->shift) - page;

		if (!class->used)
			continue;
		if (more >= class->sets) /* each set once */
			more = class->sets - 1;
		for (uint64_t j = 0; j <= more; j++)
			set_each_in(class, page + j, la, last, fn, arg);
	}
}

static bool is_busy(const struct tlb_class *class, size_t set)
{
	return class->busy[set / 64] >> set % 64 & 1;
}

bool tlb_check(const struct tlb *tlb)
{
	for (unsigned int i = 0; i < TLB_CLASSES; i++) {
		const struct tlb_class *class = &tlb->class[i];
		size_t n = (size_t) class->sets * class->ways;
		unsigned int used = 0;

		for (size_t j = 0; j < n; j++) {
			const struct tlb_entry *entry = &class->entry[j];

			if (!entry->shift)
				continue;
			used++;
			if (entry->shift != class->shift ||
			    entry->page % class->sets != j / class->ways ||
			    !is_busy(class, j / class->ways)) {
				mmu_bug("tlb: entry %zu of class %u is in the "
					"wrong place",
					j, i);
				return false;
			}
			if (class->hint[j / class->ways][j % class->ways] !=
			    tlb_hint_of(class, entry->page)) {
				mmu_bug("tlb: entry %zu of class %u has the "
					"wrong hint",
					j, i);
				return false;
			}
		}
		if (used != class->used) {
			mmu_bug("tlb: class %u counts %u entries, has %u", i,
				class->used, used);
			return false;
		}
	}
	return true;
}
