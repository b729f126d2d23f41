/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * world.h - a machine beside its model, and what is done to the tables of both.
 *
 * The functions here change an entry in simulated memory and in the model, and
 * drop the translation, or leave it to be stale for a while.
 */
#ifndef TESTS_SOAK_WORLD_H
#define TESTS_SOAK_WORLD_H

#include "model.h"

/**
 * struct world - a machine, and what it should be
 * @attempt: the access that is being made, see attempt.h
 * @depth:   of handlers that run
 * @open:    windows that are open
 * @eager:   how many changed pages in 100 are invalidated at once
 * @frames:  that were free before anything was mapped
 */
struct world {
	struct rng rng;
	struct mmu_machine *machine;
	struct mmu_cpu *cpu;
	uint64_t root[NSPACES];
	bool pcide, jumps;
	unsigned int eager;
	bool open[NWINDOWS];
	uint64_t frames;
	struct model model;
	struct attempt *attempt;
	unsigned int depth;
	unsigned long accesses, faults, jumped;
};

/* --- frames ------------------------------------------------------------------ */

static inline void *ram_of(const struct world *w, uint32_t frame)
{
	return mmu_mem_ptr(w->machine, frame * PAGE, PAGE);
}

/* What is there now shall be there. */
static inline void frame_hold(struct world *w, uint32_t frame)
{
	if (w->model.refs[frame]++)
		return;
	w->model.nframes++;
	memcpy(model_at(&w->model, frame, 0), ram_of(w, frame), PAGE);
}

static inline void frame_release(struct world *w, uint32_t frame)
{
	if (--w->model.refs[frame])
		return;
	w->model.nframes--;
	mmu_frame_free(w->machine, frame * PAGE, 1);
}

/* --- translations that may be stale --------------------------------------------- */

static inline void forget_old(struct world *w, struct page *page)
{
	if (!page->stale)
		return;
	page->stale = false;
	frame_release(w, page->old.frame);
}

static inline void forget_space(struct world *w, unsigned int space)
{
	for (unsigned int i = 0; i < NPAGES; i++)
		forget_old(w, &w->model.page[space][i]);
}

static inline uint64_t pcid_of(const struct world *w, unsigned int space)
{
	return w->pcide ? space + 1 : 0;
}

/* One of the ways to drop a translation. */
static inline void invalidate(struct world *w, unsigned int space,
			      unsigned int number)
{
	unsigned int way = rng_below(&w->rng, 3);

	if (way == 0)
		mmu_shootdown(w->cpu, la_of(number), PAGE);
	else if (way == 1 || space != w->model.space)
		soak_assert(mmu_invpcid(w->cpu, MMU_INVPCID_ADDRESS,
					(unsigned int)pcid_of(w, space),
					la_of(number)) == 0);
	else
		mmu_invlpg(w->cpu, la_of(number));
	forget_old(w, &w->model.page[space][number]);
}

static inline void settle(struct world *w, unsigned int space,
			  unsigned int start, unsigned int n)
{
	for (unsigned int i = start; i < start + n; i++)
		if (w->model.page[space][i].stale)
			invalidate(w, space, i);
}

static inline void flush_all(struct world *w)
{
	mmu_flush_tlb(w->cpu);
	for (unsigned int i = 0; i < NSPACES; i++)
		forget_space(w, i);
}

static inline void switch_space(struct world *w, unsigned int space)
{
	bool keep = w->pcide && rng_chance(&w->rng, 60);

	soak_assert(mmu_set_cr3(w->cpu, w->root[space] | pcid_of(w, space) |
						(keep ? MMU_CR3_NOFLUSH : 0)) ==
		    0);
	w->model.space = space;
	if (!w->pcide) {
		forget_space(w, 0);
		forget_space(w, 1);
	} else if (!keep) {
		forget_space(w, space);
	}
}

/* --- entries -------------------------------------------------------------------------- */

/* The page's entry says this now. The TLB may keep what it said before, unless
 * that is dropped at once; without PCIDs it holds nothing of other spaces. */
static inline void entry_changed(struct world *w, unsigned int space,
				 unsigned int number, struct pte now)
{
	struct page *page = &w->model.page[space][number];

	if (now.present)
		frame_hold(w, now.frame);
	if (page->now.present) {
		page->old = page->now;
		page->stale = true;
	}
	page->now = now;
	if (!page->stale)
		return;
	if (!w->pcide && space != w->model.space)
		forget_old(w, page);
	else if (rng_chance(&w->rng, w->eager))
		invalidate(w, space, number);
}

static inline uint64_t flags_of(struct pte pte)
{
	return (pte.rw ? MMU_PTE_RW : 0) | (pte.us ? MMU_PTE_US : 0) |
	       (pte.nx ? MMU_PTE_NX : 0) |
	       (uint64_t)pte.key << MMU_PTE_PKEY_SHIFT;
}

#define ALL_RIGHTS                              \
	(MMU_PTE_RW | MMU_PTE_US | MMU_PTE_NX | \
	 (uint64_t)(NKEYS - 1) << MMU_PTE_PKEY_SHIFT)

static inline bool any_present(const struct world *w, unsigned int space,
			       unsigned int start, unsigned int n)
{
	for (unsigned int i = start; i < start + n; i++)
		if (w->model.page[space][i].now.present)
			return true;
	return false;
}

/* New pages. False when there was no room, or when one was there already. */
static inline bool map(struct world *w, unsigned int space, unsigned int start,
		       unsigned int n, struct pte rights)
{
	uint64_t pa = mmu_frame_alloc(w->machine, n, n == 512 ? 512 : 1);
	bool busy = any_present(w, space, start, n);
	uint64_t *words;
	int err;

	if (pa == MMU_NO_PA)
		return false;
	words = mmu_mem_ptr(w->machine, pa, n * PAGE);
	for (size_t i = 0; i < n * PAGE / 8; i++)
		words[i] = rng_next(&w->rng);
	err = mmu_map(w->machine, w->root[space], la_of(start), pa, n * PAGE,
		      flags_of(rights));
	if (err)
		mmu_frame_free(w->machine, pa, n);
	soak_assert(err == (busy ? -EEXIST : 0));
	for (unsigned int i = 0; i < n && !err; i++) {
		struct page *page = &w->model.page[space][start + i];

		rights.present = true;
		rights.frame = (uint32_t)(pa / PAGE) + i;
		page->used = page->written = false;
		page->may_be_used = page->may_be_written = false;
		entry_changed(w, space, start + i, rights);
	}
	return !err;
}

/* A page that is mapped elsewhere. */
static inline void map_again(struct world *w, unsigned int space,
			     unsigned int number, uint32_t frame,
			     struct pte rights)
{
	struct page *page = &w->model.page[space][number];

	soak_assert(mmu_map(w->machine, w->root[space], la_of(number),
			    frame * PAGE, PAGE, flags_of(rights)) == 0);
	rights.present = true;
	rights.frame = frame;
	page->used = page->written = false;
	page->may_be_used = page->may_be_written = false;
	entry_changed(w, space, number, rights);
}

static inline void unmap(struct world *w, unsigned int space,
			 unsigned int start, unsigned int n)
{
	settle(w, space, start, n);
	soak_assert(mmu_unmap(w->machine, w->root[space], la_of(start),
			      n * PAGE) == 0);
	for (unsigned int i = start; i < start + n; i++)
		if (w->model.page[space][i].now.present)
			entry_changed(w, space, i, (struct pte){0});
}

static inline void protect(struct world *w, unsigned int space,
			   unsigned int start, unsigned int n,
			   struct pte rights)
{
	settle(w, space, start, n);
	soak_assert(mmu_protect(w->machine, w->root[space], la_of(start),
				n * PAGE, flags_of(rights), ALL_RIGHTS) == 0);
	for (unsigned int i = start; i < start + n; i++) {
		struct pte *now = &w->model.page[space][i].now;

		if (!now->present)
			continue;
		rights.present = true;
		rights.frame = now->frame;
		entry_changed(w, space, i, rights);
	}
}

/* --- is it all as it should be? ------------------------------------------------- */

static inline void check_memory(struct world *w)
{
	for (uint32_t i = 0; i < NFRAMES; i++)
		if (w->model.refs[i] &&
		    memcmp(ram_of(w, i), model_at(&w->model, i, 0), PAGE))
			soak_fail("frame %#x differs", i);
}

static inline void check_entry(struct world *w, unsigned int space,
			       unsigned int number)
{
	const struct page *page = &w->model.page[space][number];
	unsigned int level;
	uint64_t entry = *mmu_find_entry(w->machine, w->root[space],
					 la_of(number), &level);
	uint64_t pa = entry & MMU_PTE_ADDR;
	bool large = area_of(number)->large;

	soak_assert(!!(entry & MMU_PTE_P) == page->now.present);
	if (!page->now.present)
		return;
	if (level == 2)
		pa += la_of(number) & 0x1ff000;
	if (pa != page->now.frame * PAGE ||
	    (entry & ALL_RIGHTS) != flags_of(page->now))
		soak_fail("the entry of %#llx is %#llx",
			  (unsigned long long)la_of(number),
			  (unsigned long long)entry);
	if ((page->used && !(entry & MMU_PTE_A)) ||
	    (page->written && !(entry & MMU_PTE_D)) ||
	    (!large && !page->may_be_used && entry & MMU_PTE_A) ||
	    (!large && !page->may_be_written && entry & MMU_PTE_D))
		soak_fail("A or D is wrong at %#llx: %#llx",
			  (unsigned long long)la_of(number),
			  (unsigned long long)entry);
}

static inline void check_world(struct world *w)
{
	soak_check(w->machine);
	check_memory(w);
	for (unsigned int space = 0; space < NSPACES; space++)
		for (unsigned int i = 0; i < NPAGES; i++)
			check_entry(w, space, i);
}

/* --- making one, and ending it --------------------------------------------------- */

static inline void open_view(struct world *w, unsigned int i)
{
	soak_open(w->machine, la_of(views[i].first), views[i].npages * PAGE);
	w->open[i] = true;
}

static inline void close_view(struct world *w, unsigned int i)
{
	soak_assert(mmu_window_close(w->machine, la_of(views[i].first)) == 0);
	w->open[i] = false;
}

static inline void map_direct(struct world *w)
{
	struct mmu_window_config direct = {.size = sizeof(direct),
					   .la = DIRECT_LA,
					   .len = RAM,
					   .identity = true};

	soak_assert(mmu_window_open(w->machine, &direct) == 0);
	for (unsigned int i = 0; i < NSPACES; i++)
		soak_assert(mmu_map(w->machine, w->root[i], DIRECT_LA, 0, RAM,
				    MMU_PTE_RW | MMU_PTE_NX | MMU_PTE_G) == 0);
}

/* Tables below the upper half of the root are never freed: make them now. */
static inline void make_tables(struct world *w)
{
	for (unsigned int i = 0; i < NSPACES; i++) {
		uint64_t la = areas[NAREAS - 1].la;

		soak_assert(mmu_map(w->machine, w->root[i], la, 0, PAGE, 0) ==
			    0);
		soak_assert(mmu_unmap(w->machine, w->root[i], la, PAGE) == 0);
	}
}

/* Stacks for simulated code, the same in both spaces, which nothing is done to:
 * one for each depth of handlers. */
static inline void make_stacks(struct world *w)
{
	uint64_t len = NSTACKS * PAGE;
	uint64_t pa = mmu_frame_alloc(w->machine, NSTACKS, 1);

	soak_assert(pa != MMU_NO_PA);
	for (unsigned int i = 0; i < NSPACES; i++)
		soak_assert(mmu_map(w->machine, w->root[i], STACKS_LA, pa, len,
				    MMU_PTE_RW | MMU_PTE_NX) == 0);
	soak_open(w->machine, STACKS_LA, len);
}

static inline struct world *world_create(unsigned int purpose)
{
	struct world *w = calloc(1, sizeof(*w));

	soak_assert(w);
	w->model.bytes = calloc(1, RAM);
	soak_assert(w->model.bytes);
	w->rng = rng_create(purpose);
	w->machine = soak_machine(&w->rng, RAM);
	w->cpu = mmu_cpu(w->machine, 0);
	w->model.mode = (struct mode){.wp = true, .smap = true};
	w->root[0] = mmu_cr3(w->cpu);
	w->root[1] = mmu_frame_alloc(w->machine, 1, 1);
	memset(mmu_mem_ptr(w->machine, w->root[1], PAGE), 0, PAGE);
	map_direct(w);
	make_tables(w);
	make_stacks(w);
	for (unsigned int i = 0; i < NWINDOWS; i++)
		open_view(w, i);
	w->pcide = rng_chance(&w->rng, 50);
	if (w->pcide)
		soak_assert(mmu_set_cr4(w->cpu,
					mmu_cr4(w->cpu) | MMU_CR4_PCIDE) == 0);
	switch_space(w, 0);
	w->frames = mmu_frames_free_count(w->machine);
	return w;
}

/* All frames must have come back. */
static inline void world_destroy(struct world *w)
{
	for (unsigned int space = 0; space < NSPACES; space++)
		for (unsigned int i = 0; i < NAREAS; i++)
			unmap(w, space, areas[i].first, areas[i].npages);
	flush_all(w);
	soak_assert(w->model.nframes == 0);
	soak_assert(mmu_frames_free_count(w->machine) == w->frames);
	check_world(w);
	mmu_machine_destroy(w->machine);
	free(w->model.bytes);
	free(w);
}

#endif
