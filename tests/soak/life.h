/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * life.h - a machine lives for a number of steps, and is as its model all the
 * time.
 */
#ifndef TESTS_SOAK_LIFE_H
#define TESTS_SOAK_LIFE_H

#include "attempt.h"

static inline struct pte random_rights(struct world *w, const struct area *area)
{
	return (struct pte){
		.rw = rng_chance(&w->rng, 70),
		.us = area->user && rng_chance(&w->rng, 80),
		.nx = rng_chance(&w->rng, 50),
		.key = rng_chance(&w->rng, 60) ? 0 : rng_below(&w->rng, NKEYS),
	};
}

/**
 * struct range - pages of one area
 */
struct range {
	const struct area *area;
	unsigned int space, start, n;
};

static inline struct range random_range(struct world *w)
{
	struct range range = {
		.area = &areas[rng_below(&w->rng, NAREAS)],
		.space = rng_chance(&w->rng, 80) ? w->model.space :
						   rng_below(&w->rng, NSPACES),
		.n = 1 + rng_below(&w->rng, 12),
	};
	unsigned int limit = rng_chance(&w->rng, 70) ? 24 : range.area->npages;

	if (range.area->large && rng_chance(&w->rng, 20)) {
		range.n = 512;
		limit = 1024;
	}
	range.start =
		rng_below(&w->rng, limit - (range.n == 512 ? 0 : range.n) + 1);
	if (range.n == 512)
		range.start = range.start / 512 % 2 * 512;
	range.start += range.area->first;
	return range;
}

static inline void do_map(struct world *w)
{
	struct range r = random_range(w);

	if (w->model.nframes + r.n < NFRAMES / 2)
		map(w, r.space, r.start, r.n, random_rights(w, r.area));
}

static inline void do_map_again(struct world *w)
{
	struct range r = random_range(w);
	const struct pte *other =
		&w->model.page[rng_below(&w->rng, NSPACES)][choose_page(w)].now;

	if (other->present && !w->model.page[r.space][r.start].now.present)
		map_again(w, r.space, r.start, other->frame,
			  random_rights(w, r.area));
}

/* A large page in place of small ones, or of another. */
static inline void do_map_large(struct world *w)
{
	unsigned int space = rng_below(&w->rng, NSPACES);
	unsigned int start = areas[1].first + 512 * rng_below(&w->rng, 2);

	unmap(w, space, start, 512);
	if (w->model.nframes + 512 < NFRAMES / 2)
		map(w, space, start, 512, random_rights(w, &areas[1]));
}

static inline void do_unmap(struct world *w)
{
	struct range r = random_range(w);

	unmap(w, r.space, r.start, r.n);
}

static inline void do_protect(struct world *w)
{
	struct range r = random_range(w);

	protect(w, r.space, r.start, r.n, random_rights(w, r.area));
}

static inline void do_invlpg(struct world *w)
{
	invalidate(w, w->model.space, choose_page(w));
}

static inline void do_switch(struct world *w)
{
	switch_space(w, rng_below(&w->rng, NSPACES));
}

static inline void do_flush(struct world *w)
{
	flush_all(w);
}

static inline void do_mode(struct world *w)
{
	struct mode *mode = &w->model.mode;
	uint64_t cr0 = mmu_cr0(w->cpu) & ~MMU_CR0_WP;
	uint64_t cr4 = mmu_cr4(w->cpu) & ~MMU_CR4_SMAP;
	uint64_t rflags = mmu_rflags(w->cpu) & ~MMU_RFLAGS_AC;

	mode->cpl = rng_chance(&w->rng, 50) ? 3 : 0;
	mode->wp = rng_chance(&w->rng, 80);
	mode->smap = rng_chance(&w->rng, 50);
	mode->ac = rng_chance(&w->rng, 30);
	if (rng_chance(&w->rng, 40))
		mode->pkru = rng_below(&w->rng, 256);
	soak_assert(mmu_set_cr0(w->cpu, cr0 | (mode->wp ? MMU_CR0_WP : 0)) ==
		    0);
	soak_assert(mmu_set_cr4(w->cpu,
				cr4 | (mode->smap ? MMU_CR4_SMAP : 0)) == 0);
	mmu_set_rflags(w->cpu, rflags | (mode->ac ? MMU_RFLAGS_AC : 0));
	mmu_set_pkru(w->cpu, mode->pkru);
	mmu_set_cpl(w->cpu, mode->cpl);
}

static inline void do_window(struct world *w)
{
	unsigned int i = rng_below(&w->rng, NWINDOWS);

	if (w->open[i])
		close_view(w, i);
	else
		open_view(w, i);
}

/* How far does a copy come? Nothing in the range may be stale. */
static inline uint64_t reach(struct world *w, unsigned int start,
			     uint64_t offset, uint64_t len, unsigned int how)
{
	uint64_t done = 0;

	while (done < len) {
		unsigned int i = start + (unsigned int)((offset + done) / PAGE);
		uint64_t in_page = (offset + done) % PAGE;
		struct page *page = &w->model.page[w->model.space][i];

		if (!judge(&w->model.mode, &page->now, how).ok)
			break;
		page->used = page->may_be_used = true;
		if (how == MMU_WRITE)
			page->written = page->may_be_written = true;
		done += PAGE - in_page;
	}
	return done < len ? done : len;
}

/* Through the tables, byte by byte. */
static inline unsigned char *byte_of(struct world *w, unsigned int start,
				     uint64_t at)
{
	struct page *page = &w->model.page[w->model.space][start + at / PAGE];

	return model_at(&w->model, page->now.frame, at % PAGE);
}

/* Several pages at once, softly. */
static inline void do_copy(struct world *w)
{
	static _Thread_local unsigned char buf[3 * PAGE];
	struct range r = random_range(w);
	uint64_t offset = rng_below(&w->rng, PAGE), len, expected, done = 0;
	bool write = rng_chance(&w->rng, 50);
	struct mmu_fault fault;
	int vector;

	r.n = r.n < 3 ? r.n : 3;
	len = rng_below(&w->rng, (unsigned int)(r.n * PAGE - offset));
	settle(w, w->model.space, r.start, r.n);
	expected = reach(w, r.start, offset, len, write ? MMU_WRITE : MMU_READ);
	memset(buf, (int)rng_next(&w->rng), len);
	if (write)
		vector = mmu_copy_out(w->cpu, la_of(r.start) + offset, buf, len,
				      0, &done, &fault);
	else
		vector = mmu_copy_in(w->cpu, buf, la_of(r.start) + offset, len,
				     0, &done, &fault);
	soak_assert(done == expected);
	soak_assert(vector == (done < len ? MMU_TRAP_PF : 0));
	for (uint64_t i = 0; i < done; i++)
		if (write)
			*byte_of(w, r.start, offset + i) = buf[i];
		else
			soak_assert(*byte_of(w, r.start, offset + i) == buf[i]);
}

/* Of little cost. */
static inline void do_check_native(struct world *w)
{
	soak_assert(native_check(w->machine));
}

static inline void do_check(struct world *w)
{
	check_world(w);
}

/* In a thousand steps, how many do what? The rest are accesses. */
static const struct {
	void (*fn)(struct world *w);
	unsigned int share;
} deeds[] = {
	{do_map, 80},	  {do_map_again, 20}, {do_unmap, 50},
	{do_protect, 50}, {do_invlpg, 40},    {do_switch, 15},
	{do_flush, 5},	  {do_mode, 40},      {do_map_large, 4},
	{do_window, 10},  {do_copy, 30},      {do_check_native, 50},
	{do_check, 2},
};

static inline void live_step(struct world *w)
{
	static const unsigned int eager[] = {10, 70, 100};
	unsigned int n = rng_below(&w->rng, 1000);

	w->eager = eager[rng_below(&w->rng, 3)];
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
		if (n < deeds[i].share) {
			deeds[i].fn(w);
			return;
		}
		n -= deeds[i].share;
	}
	attempt(w);
}

/* A whole life. */
static inline void live(unsigned int purpose, unsigned long steps)
{
	struct world *w = world_create(purpose);

	/* TSan knows nothing of jumps between the stacks of a thread. */
	w->jumps = !soak_under("tsan");
	mmu_set_handler(w->machine, MMU_TRAP_PF, on_fault, w);
	soak_assert(mmu_cpu_enter(w->cpu) == 0);
	for (soak_step = 0; soak_step < steps; soak_step++)
		live_step(w);
	mmu_cpu_leave(w->cpu);
	world_destroy(w);
}

#endif
