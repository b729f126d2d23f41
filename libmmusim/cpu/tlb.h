/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tlb.h - the translation lookaside buffer.
 *
 * Set-associative, one array for each page size, so that a large page never
 * competes with 4 KiB pages for a set. Replacement within a set is first in,
 * first out: an entry survives the next ways - 1 fills of its set, which is
 * what lets an instruction that needs several pages at once make progress.
 *
 * An entry holds the rights combined over the levels; whether they allow an
 * access is judged anew each time, because CPL, AC, WP and PKRU change.
 */
#ifndef CPU_TLB_H
#define CPU_TLB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mmu_xlat;
struct pool;

/**
 * struct tlb_entry - one translation
 * @page:   linear address >> shift
 * @pa:     of the page's first byte
 * @host:   that byte in the alias; NULL when the page is not all RAM
 * @shift:  12, 21 or 30; 0 when the entry is invalid
 * @pcid:   address-space identifier; ignored when global
 * @rights: MMU_RIGHT_*
 * @dirty:  D is set in the leaf, so a write needs no walk
 * @hosted: native/ has host pages for it, with the rights @host_prot (PROT_*)
 */
struct tlb_entry {
	uint64_t page;
	uint64_t pa;
	char *host;
	uint16_t pcid;
	uint8_t shift;
	uint8_t rights;
	uint8_t pkey;
	bool global;
	bool dirty;
	bool hosted;
	uint8_t host_prot;
};

#define TLB_CLASSES 3 /* 4 KiB, 2 MiB, 1 GiB */

/**
 * struct tlb_class - the entries of one page size
 * @entry: sets * ways of them
 * @next:  per set, the way to replace next
 * Invariant: a valid entry lies in set page % sets and has this shift.
 */
struct tlb_class {
	struct tlb_entry *entry;
	uint8_t *next;
	unsigned int sets;
	unsigned int ways;
	unsigned int used;
	uint8_t shift;
};

/** struct tlb - @last: the entry that hit last, a shortcut; never NULL */
struct tlb {
	struct tlb_class class[TLB_CLASSES];
	struct tlb_entry *last;
};

/* 0 or -ENOMEM; memory comes from pool and goes with it */
int tlb_init(struct tlb *tlb, struct pool *pool, unsigned int sets,
	     unsigned int ways);

/* The ways of the set that an address belongs to. */
static inline struct tlb_entry *tlb_set(const struct tlb_class *class,
					uint64_t la)
{
	size_t set = (la >> class->shift) & (class->sets - 1);

	return &class->entry[set * class->ways];
}

/* The entry for an address, or NULL. */
struct tlb_entry *tlb_lookup_slow(struct tlb *tlb, uint64_t la,
				  unsigned int pcid);

static inline bool tlb_match(const struct tlb_entry *entry, uint64_t la,
			     unsigned int pcid)
{
	return entry->shift && la >> entry->shift == entry->page &&
	       (entry->global || entry->pcid == pcid);
}

static inline struct tlb_entry *tlb_lookup(struct tlb *tlb, uint64_t la,
					   unsigned int pcid)
{
	if (tlb_match(tlb->last, la, pcid))
		return tlb->last;
	return tlb_lookup_slow(tlb, la, pcid);
}

/* The entry that a new translation of la will replace; it may be valid. */
struct tlb_entry *tlb_victim(struct tlb *tlb, uint64_t la, unsigned int shift);

/* Put a translation into the entry that tlb_victim() chose. */
void tlb_fill(struct tlb *tlb, struct tlb_entry *entry, uint64_t la,
	      const struct mmu_xlat *xlat, char *host, unsigned int pcid);

/* Bring an entry up to date with a new walk of the same page, keeping what the
 * host has for it. False when the walk led to another page. */
bool tlb_renew(struct tlb_entry *entry, uint64_t la,
	       const struct mmu_xlat *xlat);

/* Make an entry invalid. */
void tlb_drop(struct tlb *tlb, struct tlb_entry *entry);

/* Bounds of an entry's page as linear addresses. */
static inline uint64_t tlb_start(const struct tlb_entry *entry)
{
	return entry->page << entry->shift;
}
static inline uint64_t tlb_size(const struct tlb_entry *entry)
{
	return 1ull << entry->shift;
}

/* Walk all valid entries; fn may drop the one it is shown. */
void tlb_each(struct tlb *tlb, void (*fn)(struct tlb_entry *entry, void *arg),
	      void *arg);

/* Walk those that translate any byte of [la, last]. */
void tlb_each_in(struct tlb *tlb, uint64_t la, uint64_t last,
		 void (*fn)(struct tlb_entry *entry, void *arg), void *arg);

/* Verifies the invariants; mmu_bug() and false when one fails. */
bool tlb_check(const struct tlb *tlb);

#endif
