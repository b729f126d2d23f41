/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * space.h - whole address spaces: map, unmap, protect, check and list ranges.
 *
 * An address space is what one root table makes of the linear addresses. It
 * is given by its machine and the physical address of that table (bits 11:0
 * and 63:52 are ignored, so that CR3 will do), and need not be in use. What is
 * done to it here is what a kernel does: plain stores to RAM.
 *
 * The TLB is left alone. A translation that a CPU has used may stay usable
 * after mmu_unmap() and mmu_protect() until the caller drops it: mmu_invlpg()
 * for each page of the range, or mmu_flush_tlb(), on every CPU that may hold
 * it. After mmu_map() nothing is needed: what is not present is not cached.
 *
 * Whose tables: a table belongs to the one entry that leads to it, so a space
 * reaches it once, and mmu_unmap() frees it when it becomes empty. Two
 * exceptions: the root belongs to the caller, and the tables that the upper
 * half of the root leads to are never freed, because kernels copy those
 * entries into the root of every process. What lies below these is shared by
 * all such roots and freed like any other table. Pages are never freed here:
 * frames that were mapped remain the caller's.
 *
 * One thread at a time changes an address space; CPUs may go on setting
 * accessed and dirty flags meanwhile, and none is lost.
 */
#ifndef MMUSIM_SPACE_H
#define MMUSIM_SPACE_H

#include <mmusim/api.h>
#include <mmusim/machine.h>

/**
 * mmu_map - map a range of linear addresses to consecutive physical ones
 * @root:  physical address of the top-level table
 * @la:    first linear address, a multiple of 4096
 * @pa:    first physical address, a multiple of 4096; need not be RAM
 * @len:   in bytes, a multiple of 4096; 0 does nothing
 * @flags: MMU_PTE_* of the pages besides P, as in a PTE: bit 7 is PAT (and is
 *         put into bit 12 of large pages)
 *
 * Takes the largest pages that fit: both addresses aligned, the range long
 * enough, no table there yet (an existing table is used, even an empty one),
 * and 1 GiB only where the CPU has such pages. Missing tables are allocated
 * as mmu_map_page() does.
 *
 * Return: 0; -EEXIST when an entry in the range is not 0: a page, or a value
 * that is not present (unmap it first); -ENOMEM when there are not enough
 * frames for the tables; -EINVAL when a range leaves the canonical or the
 * physical addresses, or for tables outside RAM or inside themselves. After
 * an error nothing has changed. Misalignment, and address bits in @flags, are
 * a bug.
 */
MMU_API int mmu_map(struct mmu_machine *machine, uint64_t root, uint64_t la,
		    uint64_t pa, uint64_t len, uint64_t flags);

/**
 * mmu_unmap - make a range of linear addresses not present
 * @root: physical address of the top-level table
 * @la:   first linear address, a multiple of 4096
 * @len:  in bytes, a multiple of 4096; 0 does nothing
 *
 * Sets the entries of the range to 0, also those that are not present but
 * hold something, and frees the tables that are empty (all 0) then; see above
 * for which. Holes are fine. A large page that lies half in the range is
 * split; the half outside stays mapped as it was.
 *
 * Return: 0; -ENOMEM when there is no frame for a split; -EINVAL when the
 * range leaves the canonical addresses, and for tables outside RAM or inside
 * themselves. After an error nothing has changed. Misalignment is a bug.
 */
MMU_API int mmu_unmap(struct mmu_machine *machine, uint64_t root, uint64_t la,
		      uint64_t len);

/**
 * mmu_protect - change flags of the pages in a range
 * @root:  physical address of the top-level table
 * @la:    first linear address, a multiple of 4096
 * @len:   in bytes, a multiple of 4096; 0 does nothing
 * @set:   MMU_PTE_* to set, as in a PTE (bit 7 is PAT)
 * @clear: MMU_PTE_* to clear first, likewise; to change the protection key,
 *         clear all four bits and set the new ones
 *
 * Changes leaves only: a right that an upper table denies stays denied. Holes
 * are fine. Large pages that lie half in the range are split, and never
 * joined again.
 *
 * Return: as mmu_unmap(). Address bits and P in @set or @clear are a bug.
 */
MMU_API int mmu_protect(struct mmu_machine *machine, uint64_t root, uint64_t la,
			uint64_t len, uint64_t set, uint64_t clear);

/* What mmu_space_check() shall not complain about. */
#define MMU_SPACE_SHARED    (1u << 0) /* a table that is reached twice */
#define MMU_SPACE_RECURSIVE (1u << 1) /* an entry that leads to the root */

/**
 * mmu_space_check - is this address space sound?
 * @root:   physical address of the top-level table
 * @allow:  MMU_SPACE_*, or 0
 * @report: out: a sentence about the first violation, or ""; always terminated
 *          when @size is not 0; may be NULL when it is
 * @size:   of @report, in bytes; 192 bytes are enough
 *
 * Checks that every table is RAM, a frame in use, reached once and not inside
 * itself, and that no present entry has a reserved bit set (by the control
 * registers of CPU 0), which includes large pages that are misaligned or
 * where the CPU has none. Where pages lead is not looked at: devices are not
 * RAM.
 *
 * Return: 0; -EINVAL when something is wrong; -ENOMEM when the host has no
 * memory for the list of tables seen.
 */
MMU_API int mmu_space_check(struct mmu_machine *machine, uint64_t root,
			    unsigned int allow, char *report, size_t size);

/* What a range of an address space is. */
enum mmu_range_kind {
	MMU_RANGE_PAGES,    /* mapped */
	MMU_RANGE_HOLE,	    /* not present */
	MMU_RANGE_RESERVED, /* an entry has a reserved bit set: no access */
	MMU_RANGE_LOOP,	    /* an entry leads to a table that contains it */
	MMU_RANGE_NO_RAM,   /* an entry leads to a table outside RAM */
	MMU_RANGE_ENDLESS,  /* given up: tables shared again and again */
};

/**
 * struct mmu_range - consecutive addresses that are mapped alike
 * @la:    first linear address, a multiple of 4096
 * @len:   in bytes; the range may end where the addresses end
 * @pa:    PAGES: physical address of the first byte (later pages may lie
 *         anywhere); LOOP, NO_RAM, ENDLESS: of the table; else 0
 * @flags: PAGES: MMU_PTE_P, RW, US and NX as all levels allow together; PWT,
 *         PCD, G, the key, PAT as in a PTE (bit 7), and A and D on request,
 *         of the leaves. RESERVED: the bits at fault; else 0
 * @kind:  enum mmu_range_kind
 * @level: 1, 2 or 3: pages of 4 KiB, 2 MiB, 1 GiB. Of a range that is not
 *         PAGES the level of the entry to blame, 6 for @root itself; 0 of a
 *         HOLE
 */
struct mmu_range {
	uint64_t la;
	uint64_t len;
	uint64_t pa;
	uint64_t flags;
	uint8_t kind;
	uint8_t level;
};

/* What mmu_space_ranges() and mmu_space_text() shall show besides. */
#define MMU_SHOW_HOLES	  (1u << 0) /* what is not mapped */
#define MMU_SHOW_ACCESSED (1u << 1) /* A and D of the leaves */

/**
 * mmu_range_fn - sees one range
 * @range: valid during the call
 * @arg:   the caller's
 *
 * Return: 0 to go on; anything else ends the listing.
 */
typedef int mmu_range_fn(const struct mmu_range *range, void *arg);

/**
 * mmu_space_ranges - list an address space as ranges with equal rights
 * @root: physical address of the top-level table
 * @show: MMU_SHOW_HOLES, MMU_SHOW_ACCESSED, or 0
 * @fn:   called for each range, from address 0 upwards
 * @arg:  passed to @fn
 *
 * A range ends where the page size, the rights or a flag changes. Whether a
 * bit is reserved is judged by the control registers of CPU 0. An entry that
 * leads to a table above it (a recursive mapping) or outside RAM is a range
 * of its own and is not followed. Allocates nothing and changes nothing; the
 * time goes with the number of tables, not of pages.
 *
 *	static int show(const struct mmu_range *range, void *arg)
 *	{
 *		char line[MMU_RANGE_TEXT];
 *
 *		mmu_range_text(range, line, sizeof(line));
 *		return puts(line) < 0;
 *	}
 *	...
 *	mmu_space_ranges(machine, mmu_cr3(cpu), 0, show, NULL);
 *
 * Return: 0; what @fn returned to end it.
 */
MMU_API int mmu_space_ranges(struct mmu_machine *machine, uint64_t root,
			     unsigned int show, mmu_range_fn *fn, void *arg);

#define MMU_RANGE_TEXT 96 /* bytes that one line of text needs at most */

/**
 * mmu_range_text - one range as a line of text
 * @buf:  out: start, end, size, entry and flags in columns, no newline; always
 *        terminated. As in the kernel's own listing the end is the address
 *        after the last byte, which is 0 where the addresses end
 * @size: of @buf, in bytes: MMU_RANGE_TEXT
 *
 * Return: @buf.
 */
MMU_API char *mmu_range_text(const struct mmu_range *range, char *buf,
			     size_t size);

/**
 * mmu_space_text - list an address space as text, a line for each range
 * @root: physical address of the top-level table
 * @show: MMU_SHOW_HOLES, MMU_SHOW_ACCESSED, or 0
 * @buf:  out: lines of mmu_range_text(), each ended by a newline; always
 *        terminated when @size is not 0; may be NULL when it is
 * @size: of @buf, in bytes
 *
 * Return: the length of the whole text without its NUL, as snprintf(): the
 * text was cut when that is @size or more.
 */
MMU_API size_t mmu_space_text(struct mmu_machine *machine, uint64_t root,
			      unsigned int show, char *buf, size_t size);

#endif
