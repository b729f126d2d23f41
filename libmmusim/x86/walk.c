/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * walk.c - from a linear address to a physical one, as the CPU does it.
 *
 * Each level of tables takes nine bits of the linear address as an index:
 *
 *   56    48 47    39 38    30 29    21 20    12 11         0
 *  +--------+--------+--------+--------+--------+------------+
 *  | level 5| level 4| level 3| level 2| level 1|   offset   |  4 KiB page
 *  | PML5E  | PML4E  | PDPTE  | PDE    | PTE    |            |
 *  +--------+--------+--------+--------+--------+------------+
 *                             |        |     offset (PS=1)   |  2 MiB page
 *                             |        offset (PS=1)         |  1 GiB page
 *
 * CR3 holds the address of the first table, each entry that of the next one;
 * the last entry, the leaf, holds that of the page. At every level an entry
 * with P=0 ends the walk, and then one with a reserved bit set. Rights come
 * after that: they are the sum of all levels (US and RW must be 1 everywhere,
 * NX 0 everywhere), so nothing can be said before the leaf is known, and a
 * missing entry below wins over a forbidding one above. Last of all A and D
 * are set, once it is certain that the access will be made.
 *
 * Simplified: a CPU may set A in the upper entries of a walk that faults below
 * them, and may keep upper entries in paging-structure caches. We do neither.
 */
#include "x86/judge.h"
#include "x86/walk.h"

/*
 * These are static for the walk to have them inline: a public function in a
 * shared library can be replaced by the program and so is never inlined.
 */
static inline bool is_canonical(uint64_t la, unsigned int levels)
{
	unsigned int unused = 64 - (12 + 9 * levels);

	return (uint64_t)((int64_t)(la << unused) >> unused) == la;
}

/* What is reserved at all levels, and what PS=1 adds above level 1. */
static inline uint64_t reserved_always(const struct mmu_mode *mode)
{
	uint64_t bits = MMU_PTE_ADDR & ~0ull << mode->maxphyaddr;

	return mode->nxe ? bits : bits | MMU_PTE_NX;
}

static inline uint64_t reserved_in_large(const struct mmu_mode *mode,
					 unsigned int level)
{
	if (level > 3 || (level == 3 && !mode->gb_pages))
		return MMU_PTE_PS; /* there are no large pages at this level */
	/* The address is a multiple of the page size; bit 12 is PAT. */
	return level == 3 ? 0x3fffe000 : 0x1fe000;
}

bool mmu_is_canonical(uint64_t la, unsigned int levels)
{
	return is_canonical(la, levels);
}

uint64_t mmu_reserved_bits(const struct mmu_mode *mode, uint64_t entry,
			   unsigned int level)
{
	uint64_t large = level > 1 ? reserved_in_large(mode, level) : 0;

	if (!(entry & MMU_PTE_PS))
		large &= MMU_PTE_PS;
	return reserved_always(mode) | large;
}

/*
 * End a walk: @step is the entry to blame, if one is, and @error_code what
 * mmu_judge() said, if the rights decided.
 */
static int raise_fault(const struct mmu_mode *mode, uint64_t la,
		       unsigned int how, enum mmu_why why, uint32_t error_code,
		       const struct mmu_step *step, struct mmu_fault *fault)
{
	enum mmu_trap vector = MMU_TRAP_PF;

	switch (why) {
	case MMU_WHY_NON_CANONICAL:
		vector = how & MMU_STACK ? MMU_TRAP_SS : MMU_TRAP_GP;
		break;
	case MMU_WHY_NO_RAM:
		vector = MMU_TRAP_MC;
		break;
	case MMU_WHY_NOT_PRESENT:
		error_code = judge_access_bits(mode, how);
		break;
	case MMU_WHY_RESERVED:
		error_code = judge_access_bits(mode, how);
		error_code |= MMU_PF_P | MMU_PF_RSVD;
		break;
	default: /* rights */
		break;
	}
	*fault = (struct mmu_fault){
		.la = la,
		.error_code = error_code,
		.vector = vector,
		.how = how,
		.why = why,
		.level = step ? step->level : 0,
		.entry = step ? step->entry : 0,
		.entry_pa = step ? step->pa : 0,
	};
	return vector;
}

/* Does this entry alone deny for that reason? */
static bool denies(uint64_t entry, enum mmu_why why)
{
	switch (why) {
	case MMU_WHY_SUPERVISOR:
		return !(entry & MMU_PTE_US);
	case MMU_WHY_READ_ONLY:
		return !(entry & MMU_PTE_RW);
	case MMU_WHY_NX:
		return entry & MMU_PTE_NX;
	default: /* SMEP and SMAP take US=1 everywhere; the key is the leaf's */
		return false;
	}
}

/* The topmost entry that denies; the leaf when no single bit does. */
static const struct mmu_step *deciding_step(const struct mmu_xlat *xlat,
					    enum mmu_why why)
{
	const struct mmu_step *step = xlat->step;
	const struct mmu_step *leaf = step + xlat->nsteps - 1;

	while (step < leaf && !denies(step->entry, why))
		step++;
	return step;
}

/*
 * Set A on the way and D in the leaf of a write. False when an entry is not
 * what it was when it was read: the walk is void then, and must start again.
 * (In recursive tables the entry has changed because we did it.)
 */
static bool set_accessed_dirty(const struct mmu_xlat *xlat, bool write)
{
	const struct mmu_step *step = xlat->step;
	const struct mmu_step *leaf = step + xlat->nsteps - 1;

	for (; step <= leaf; step++) {
		uint64_t old = step->entry;
		uint64_t new = old | MMU_PTE_A;

		if (step == leaf && write)
			new |= MMU_PTE_D;
		if (new != old && !__atomic_compare_exchange_n(
					  step->host, &old, new, false,
					  __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
			return false;
	}
	return true;
}

/* What the leaf says, and what all entries (and), or any of them (or), say. */
static inline void finish(struct mmu_xlat *xlat, uint64_t la, uint64_t leaf,
			  unsigned int shift, uint64_t all, uint64_t any)
{
	uint64_t offset = (1ull << shift) - 1;

	xlat->pa = (leaf & MMU_PTE_ADDR & ~offset) | (la & offset);
	xlat->shift = shift;
	xlat->rights = (all & MMU_PTE_US ? MMU_RIGHT_US : 0) |
		       (all & MMU_PTE_RW ? MMU_RIGHT_RW : 0) |
		       (any & MMU_PTE_NX ? MMU_RIGHT_NX : 0);
	xlat->pkey = leaf >> MMU_PTE_PKEY_SHIFT & 15;
	xlat->pat = (leaf >> 3 & 3) | /* PWT and PCD */
		    (leaf & (shift == 12 ? MMU_PTE_PAT : MMU_PTE_PAT_LARGE) ?
			     4 :
			     0);
	xlat->global = leaf & MMU_PTE_G;
	xlat->dirty = leaf & MMU_PTE_D;
}

/*
 * The walk: see mmu_walk(). It is inlined into the two functions below, so
 * that the one through RAM makes no call for each entry.
 */
static inline __attribute__((always_inline)) int
walk(const struct mmu_mode *mode, mmu_entry_fn *entry_fn, void *ctx,
     uint64_t la, unsigned int how, struct mmu_xlat *xlat,
     struct mmu_fault *fault)
{
	const uint64_t reserved = reserved_always(mode);
	const bool write = (how & MMU_HOW) == MMU_WRITE;
	const struct mmu_step *blame = NULL;
	uint64_t table, entry, all, any;
	unsigned int level, shift;
	uint32_t error_code = 0;
	struct mmu_step *step;
	enum mmu_why why;

again:
	step = xlat->step;
	why = MMU_WHY_NON_CANONICAL;
	if (!is_canonical(la, mode->levels))
		goto fail;
	table = mode->cr3;
	all = ~0ull;
	any = 0;
	for (level = mode->levels;; level--, step++) {
		shift = 3 + 9 * level;
		blame = step;
		step->level = level;
		step->pa = (table & MMU_PTE_ADDR) + (la >> shift & 511) * 8;
		step->entry = 0;
		step->host = entry_fn(ctx, step->pa);
		why = MMU_WHY_NO_RAM;
		if (!step->host)
			goto fail;

		entry = __atomic_load_n(step->host, __ATOMIC_RELAXED);
		step->entry = entry;
		why = MMU_WHY_NOT_PRESENT;
		if (!(entry & MMU_PTE_P))
			goto fail;
		why = MMU_WHY_RESERVED;
		if (entry & reserved)
			goto fail;

		all &= entry;
		any |= entry;
		if (level == 1)
			break;
		if (entry & MMU_PTE_PS) {
			if (entry & reserved_in_large(mode, level))
				goto fail;
			break;
		}
		table = entry;
	}

	xlat->nsteps = step + 1 - xlat->step;
	finish(xlat, la, entry, shift, all, any);
	why = mmu_judge(mode, xlat->rights, xlat->pkey, how, &error_code);
	if (why != MMU_WHY_NONE) {
		blame = deciding_step(xlat, why);
		goto fail;
	}
	if (how & MMU_PEEK)
		return 0;
	if ((!(all & MMU_PTE_A) || (write && !(entry & MMU_PTE_D))) &&
	    !set_accessed_dirty(xlat, write))
		goto again;
	xlat->dirty |= write;
	return 0;
fail:
	xlat->nsteps = blame ? step + 1 - xlat->step : 0;
	return raise_fault(mode, la, how, why, error_code, blame, fault);
}

int mmu_walk(const struct mmu_mode *mode, mmu_entry_fn *entry_fn, void *ctx,
	     uint64_t la, unsigned int how, struct mmu_xlat *xlat,
	     struct mmu_fault *fault)
{
	return walk(mode, entry_fn, ctx, la, how, xlat, fault);
}

static inline volatile uint64_t *ram_entry(void *ctx, uint64_t pa)
{
	const struct walk_ram *ram = ctx;

	if (pa - ram->pa < ram->len)
		return (volatile uint64_t *)(ram->host + (pa - ram->pa));
	return ram->elsewhere(ram->ctx, pa);
}

int walk_ram(const struct mmu_mode *mode, struct walk_ram *ram, uint64_t la,
	     unsigned int how, struct mmu_xlat *xlat, struct mmu_fault *fault)
{
	return walk(mode, ram_entry, ram, la, how, xlat, fault);
}
