/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image_map.c - where the kernel image lies, and what may be done with it.
 *
 *   ffffffff81000000  text       r-x
 *   ffffffff81200000  constants  r--
 *   ffffffff81400000  variables  rw-
 *
 * Each part is one page of 2 MiB. Frames follow each other as addresses do. In the
 * direct map the first two are read-only, too, and none can be executed there. What the
 * variables do not need of their page is given back, as Linux does with gaps, and stays
 * mapped; a machine with little RAM gives back what the others do not need, too. When
 * RAM has no such block, pages of 4 KiB must do.
 *
 * Text is global, as Linux has it even with page-table isolation.
 *
 * Simplified: Linux has constants from ffffffff82000000 on, for its text is longer.
 * Reference: Linux 6.1, arch/x86/mm/init_64.c, mark_rodata_ro().
 */
#include <errno.h>

#include "kernel/kern.h"
#include "kernel/image.h"
#include "kernel/image_data.h"
#include "kernel/page.h"
#include "kernel/percpu.h"

#define PMD_PAGES 512 /* of a large page */
#define PMD_SIZE  (PMD_PAGES * KERN_PAGE)
#define IMAGE_PA  0x1000000ull
#define SMALL	  ((64ull << 20) / KERN_PAGE)  /* a machine that goes without */
#define PLENTY	  ((256ull << 20) / KERN_PAGE) /* one that need not save */

static uint64_t pages_of(const struct kern_image_part *part)
{
	return (part->len + KERN_PAGE - 1) / KERN_PAGE;
}

/* --- frames ----------------------------------------------------------------------- */

/* What a part leaves of its large page. */
static void give_back(struct kern *k, const struct kern_image_part *part)
{
	uint64_t npages = pages_of(part);

	mmu_frame_free(k->machine, part->pa + npages * KERN_PAGE,
		       PMD_PAGES - npages);
}

static bool alloc_large(struct kern *k, struct kern_image_part *part)
{
	bool plenty = mmu_frames_free_count(k->machine) >= PLENTY;
	uint64_t pa = mmu_frame_alloc(k->machine, KERN_IMAGE_PARTS * PMD_PAGES,
				      PMD_PAGES);

	if (pa == MMU_NO_PA)
		return false;
	for (int i = 0; i < KERN_IMAGE_PARTS; i++) {
		part[i].pa = pa + (uint64_t)i * PMD_SIZE;
		if (!plenty || i == KERN_IMAGE_VARIABLES)
			give_back(k, &part[i]);
	}
	kern_drain_pages(k); /* what lies there does not depend on our size */
	return true;
}

static int alloc_small(struct kern *k, struct kern_image_part *part)
{
	for (int i = 0; i < KERN_IMAGE_PARTS; i++) {
		part[i].pa = mmu_frame_alloc(k->machine, pages_of(&part[i]), 1);
		if (part[i].pa == MMU_NO_PA)
			return -ENOMEM;
	}
	return 0;
}

/* --- mappings --------------------------------------------------------------------- */

static uint64_t rights(struct kern *k, enum kern_image_which which)
{
	static const uint64_t flags[KERN_IMAGE_PARTS] = {
		[KERN_IMAGE_TEXT] = KERN_PAGE_KERNEL_ROX | MMU_PTE_G,
		[KERN_IMAGE_CONSTANTS] = KERN_PAGE_KERNEL_RO | MMU_PTE_G,
		[KERN_IMAGE_VARIABLES] = KERN_PAGE_KERNEL,
	};

	return kern_prot(k, flags[which]);
}

static int map_part(struct kern *k, const struct kern_image_part *part,
		    enum kern_image_which which, bool large)
{
	uint64_t pages = large ? 1 : pages_of(part), pa = part->pa;
	uint64_t la = KERN_IMAGE_START + part->at;
	int err = 0;

	for (; pages && !err; pages--, la += KERN_PAGE, pa += KERN_PAGE)
		err = mmu_map_page(k->machine, k->init_pgd, la, pa,
				   large ? 21 : 12, rights(k, which));
	return err;
}

/* The same frames in the direct map. */
static void seal(struct kern *k, const struct kern_image_part *part,
		 enum kern_image_which which, bool whole)
{
	bool global = which == KERN_IMAGE_TEXT;
	uint64_t npages = pages_of(part);

	if (whole) {
		kern_direct_seal(k, part->pa, 2, global);
		return;
	}
	for (uint64_t i = 0; i < npages; i++)
		kern_direct_seal(k, part->pa + i * KERN_PAGE, 1, global);
}

/*
 * Code and data for the boot are given back, and nothing may reach them any more: a
 * PTE that is not present has the number of its frame inverted, since some CPUs
 * would speculate on with it (L1TF). Only what offsets of CPUs that are not there
 * lead to is mapped so: percpu.c.
 */
static int unmap_init(struct kern *k)
{
	uint64_t la = KERN_PERCPU_LOAD + KERN_PERCPU_MODULES;
	uint64_t end = KERN_PERCPU_LOAD + KERN_PERCPU_END;
	int err = 0;

	if (mmu_frames_free_count(k->machine) < SMALL)
		return 0;
	for (; la < end && !err; la += KERN_PAGE) {
		uint64_t pa = la - KERN_IMAGE_START + IMAGE_PA;
		volatile uint64_t *entry;

		err = mmu_map_page(k->machine, k->init_pgd, la, pa, 12, 0);
		if (err)
			break;
		entry = mmu_find_entry(k->machine, k->init_pgd, la, NULL);
		*entry = (~pa & MMU_PTE_ADDR) | MMU_PTE_NX | MMU_PTE_RW |
			 MMU_PTE_A | MMU_PTE_D;
	}
	return err;
}

/* level1_fixmap_pgt: tables are there for the fixmap, the last part of which is the
 * vsyscall page; that can only be executed, and no entry backs it. */
static int make_fixmap(struct kern *k)
{
	enum { TABLES = 2, TABLE_SPAN = 0x200000 };
	uint64_t la = KERN_VSYSCALL_PAGE + TABLE_SPAN - TABLES * TABLE_SPAN;
	int err = 0;

	if (mmu_frames_free_count(k->machine) < SMALL)
		return 0;
	for (int i = 0; i < TABLES && !err; i++, la += TABLE_SPAN) {
		volatile uint64_t *entry;

		err = mmu_map_page(k->machine, k->init_pgd, la, 0, 12, 0);
		entry = mmu_find_entry(k->machine, k->init_pgd, la, NULL);
		if (!err && entry)
			*entry = 0;
	}
	return err;
}

int kern_image_map(struct kern *k, struct kern_image_part *part)
{
	uint64_t free = mmu_frames_free_count(k->machine);
	bool large = alloc_large(k, part);
	int err = large ? 0 : alloc_small(k, part);

	for (int i = 0; i < KERN_IMAGE_PARTS && !err; i++) {
		err = map_part(k, &part[i], i, large);
		if (!err && i != KERN_IMAGE_VARIABLES)
			seal(k, &part[i], i, large && free >= PLENTY);
	}
	if (!err)
		err = unmap_init(k);
	if (!err)
		err = make_fixmap(k);
	return err;
}
