/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tlb_fill.h - what a miss does with the TLB: look in vain, choose an entry to
 * replace, fill it. All of it is inline, for access.c: calls would add a tenth
 * to the instructions of a miss.
 */
#ifndef CPU_TLB_FILL_H
#define CPU_TLB_FILL_H

#include <string.h>

#include <mmusim/x86.h>
#include "cpu/tlb.h"

/*
 * Which bytes of a word are 0? Their upper bit is set in the result, and by the
 * borrow perhaps that of bytes above one that is 0.
 */
static inline uint64_t tlb_zero_bytes(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101ull;

	return (word - ones) & ~word & ones << 7;
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	       "way 0 is the lowest byte of a word of hints");

/*
 * The ways are not tried one after the other, for the host could not guess
 * where to stop. A hint that fits is right but for one case in 256 a way.
 */
static inline struct tlb_entry *tlb_lookup_in(const struct tlb_class *class,
					      uint64_t la, unsigned int pcid)
{
	size_t set = tlb_set_number(class, la);
	uint64_t hint = tlb_hint_of(class, la >> class->shift);
	struct tlb_entry *entry = &class->entry[set * class->ways];
	uint64_t word, maybe;

	for (unsigned int i = 0; i < class->ways; i += 8, entry += 8) {
		memcpy(&word, &class->hint[set][i], sizeof(word));
		maybe = tlb_zero_bytes(word ^ hint * 0x0101010101010101ull);
		for (; maybe; maybe &= maybe - 1) {
			unsigned int way = __builtin_ctzll(maybe) / 8;

			if (i + way < class->ways &&
			    tlb_match(&entry[way], la, pcid))
				return &entry[way];
		}
	}
	return NULL;
}

/* In all arrays. */
static inline struct tlb_entry *tlb_lookup_slow(struct tlb *tlb, uint64_t la,
						unsigned int pcid)
{
	for (unsigned int i = 0; i < TLB_CLASSES; i++) {
		struct tlb_entry *entry = NULL;

		if (tlb->class[i].used)
			entry = tlb_lookup_in(&tlb->class[i], la, pcid);
		if (entry)
			return *tlb_recent(tlb, la) = entry;
	}
	return NULL;
}

/* The entry for an address, or NULL. */
static inline struct tlb_entry *tlb_lookup(struct tlb *tlb, uint64_t la,
					   unsigned int pcid)
{
	struct tlb_entry *entry = *tlb_recent(tlb, la);

	if (tlb_match(entry, la, pcid))
		return entry;
	return tlb_lookup_slow(tlb, la, pcid);
}

/* The entry that a new translation of la will replace; it may be valid. */
static inline struct tlb_entry *tlb_victim(struct tlb *tlb, uint64_t la,
					   unsigned int shift)
{
	struct tlb_class *class = tlb_class_of(tlb, shift);
	size_t set = tlb_set_number(class, la);
	struct tlb_entry *entry = &class->entry[set * class->ways];
	unsigned int way;

	if (class->used < class->ways << class->log2_sets)
		for (way = 0; way < class->ways; way++)
			if (!entry[way].shift)
				return &entry[way];
	way = class->next[set];
	class->next[set] = way + 1 < class->ways ? way + 1 : 0;
	return &entry[way];
}

/* Put a translation into the entry that tlb_victim() chose, instead of what it
 * held. */
static inline void tlb_fill(struct tlb *tlb, struct tlb_entry *entry,
			    uint64_t la, const struct mmu_xlat *xlat,
			    char *host, unsigned int pcid)
{
	struct tlb_class *class = tlb_class_of(tlb, xlat->shift);
	uint64_t mask = (1ull << xlat->shift) - 1;
	size_t set = tlb_set_number(class, la);

	if (__builtin_expect(!entry->shift, 0)) {
		class->used++;
		class->busy[set / 64] |= 1ull << set % 64;
	}
	*entry = (struct tlb_entry){
		.page = la >> xlat->shift,
		.pa = xlat->pa & ~mask,
		.host = host,
		.mask = mask,
		.pcid = pcid,
		.shift = xlat->shift,
		.rights = xlat->rights,
		.pkey = xlat->pkey,
		.global = xlat->global,
		.dirty = xlat->dirty,
	};
	class->hint[set][entry - &class->entry[set * class->ways]] =
		tlb_hint_of(class, entry->page);
	*tlb_recent(tlb, la) = entry;
}

#endif
