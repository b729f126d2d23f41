/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tlb.h - the translation lookaside buffer.
 *
 * Set-associative, one array for each page size, so that a large page never
 * competes with 4 KiB pages for a set. Replacement within a set is first in,
 * first out: an entry survives the next ways - 1 fills of its set, which is
 * what lets an instruction that needs several pages at once make progress.
 *
 * An entry holds the rights combined over the levels, not what they allow:
 * CPL, AC, WP and PKRU change. So every access is judged anew; but as long as
 * nothing of that has changed, the verdict is that of the last time, and the
 * entry remembers it (@may).
 *
 * A look-up compares one byte of each way first, its hint: the page number's
 * lowest bits above those that choose the set. The hints of eight ways are one
 * word of the host. Most look-ups do not get that far (tlb_lookup()).
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
 * @mask:   size of the page less 1
 * @shift:  12, 21 or 30; 0 when the entry is invalid
 * @pcid:   address-space identifier; ignored when global
 * @rights: MMU_RIGHT_*
 * @dirty:  D is set in the leaf, so a write needs no walk
 * @may:    kinds of access, 1 << MMU_READ and so on, for which the entry is
 *          known to suffice while the CPU's mode_id is @mode_id
 * @hosted: native/ has host pages for it, with the rights @host_prot (PROT_*)
 */
struct tlb_entry {
	uint64_t page;
	uint64_t pa;
	char *host;
	uint64_t mask;
	uint16_t pcid;
	uint8_t shift;
	uint8_t rights;
	uint8_t pkey;
	bool global;
	bool dirty;
	bool hosted;
	uint8_t host_prot;
	uint8_t may;
	uint64_t mode_id;
	uint64_t unused;
};

_Static_assert(sizeof(struct tlb_entry) == 64,
	       "an entry fills one line of the host's cache");

#define TLB_CLASSES 3  /* 4 KiB, 2 MiB, 1 GiB */
#define TLB_HINTS   16 /* no set has more ways */

/**
 * struct tlb_class - the entries of one page size
 * @entry: sets * ways of them
 * @hint:  per set TLB_HINTS of them, one for each way; of invalid entries they
 *         mean nothing
 * @next:  per set, the way to replace next
 * @busy:  one bit a set: it may have valid entries. So a flush of few entries
 *         does not go through all sets
 * @log2_sets: sets == 1 << log2_sets
 * Invariant: a valid entry lies in set page % sets, which is busy, has this
 * shift, and its hint is page / sets % 256.
 */
struct tlb_class {
	struct tlb_entry *entry;
	uint8_t (*hint)[TLB_HINTS];
	uint8_t *next;
	uint64_t *busy;
	unsigned int sets;
	unsigned int ways;
	unsigned int used;
	uint8_t shift;
	uint8_t log2_sets;
};

#define TLB_RECENT 512

/**
 * struct tlb - all of it
 * @recent: a shortcut, by the low bits of la >> 12: the entry that was used
 *          last for such an address. It may be invalid or another page's by
 *          now; never NULL
 */
struct tlb {
	struct tlb_class class[TLB_CLASSES];
	struct tlb_entry *recent[TLB_RECENT];
};

/* Entries of a TLB of this size, for pages of all sizes. */
unsigned int tlb_capacity(unsigned int sets, unsigned int ways);

/* 0 or -ENOMEM; memory comes from pool and goes with it */
int tlb_init(struct tlb *tlb, struct pool *pool, unsigned int sets,
	     unsigned int ways);

static inline struct tlb_class *tlb_class_of(struct tlb *tlb,
					     unsigned int shift)
{
	return &tlb->class[shift == 12 ? 0 : shift == 21 ? 1 : 2];
}

static inline uint8_t tlb_hint_of(const struct tlb_class *class, uint64_t page)
{
	return page >> class->log2_sets;
}

/* The number of the set that an address belongs to, and its ways. */
static inline size_t tlb_set_number(const struct tlb_class *class, uint64_t la)
{
	return la >> class->shift & (class->sets - 1);
}

static inline struct tlb_entry *tlb_set(const struct tlb_class *class,
					uint64_t la)
{
	return &class->entry[tlb_set_number(class, la) * class->ways];
}

static inline struct tlb_entry **tlb_recent(struct tlb *tlb, uint64_t la)
{
	return &tlb->recent[la >> 12 & (TLB_RECENT - 1)];
}

static inline bool tlb_match(const struct tlb_entry *entry, uint64_t la,
			     unsigned int pcid)
{
	return entry->shift && la >> entry->shift == entry->page &&
	       (entry->pcid == pcid || entry->global);
}

/* Bring an entry up to date with a new walk of the same page, keeping what the
 * host has for it. False when the walk led to another page. */
bool tlb_renew(struct tlb_entry *entry, uint64_t la,
	       const struct mmu_xlat *xlat);

/* Note that the entry suffices for this kind of access in this mode. */
static inline void tlb_remember(struct tlb_entry *entry, unsigned int kind,
				uint64_t mode_id)
{
	if (entry->mode_id != mode_id)
		entry->may = 0;
	entry->mode_id = mode_id;
	entry->may |= 1u << kind;
}

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
