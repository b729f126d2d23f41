/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * attempt.h - one access, by an instruction or by the soft API, and all that it
 * may lead to.
 *
 * What must happen is known beforehand. When it is a fault, the handler does
 * what was planned: skip the instruction, make the access allowed, or jump out.
 * Before that it may make accesses of its own, which may fault again.
 */
#ifndef TESTS_SOAK_ATTEMPT_H
#define TESTS_SOAK_ATTEMPT_H

#include "world.h"

enum plan {
	SKIP,	 /* give up */
	RESOLVE, /* make it allowed, and try again */
	JUMP,	 /* leave the handler by siglongjmp() */
};

/**
 * struct attempt - an access
 * @page:  what it goes to; NULL: the direct map
 * @now:   what its entry says
 * @sim:   by an instruction of simulated code
 * @faults: that were taken
 */
struct attempt {
	struct attempt *outer;
	unsigned int depth;
	uint64_t la;
	unsigned int number, offset;
	struct page *page;
	struct pte now;
	unsigned int how;
	bool native, sim;
	enum plan plan;
	uint64_t value;
	struct mode mode;
	unsigned int faults;
	sigjmp_buf back;
};

enum { DEEPEST = 3 };

static void attempt(struct world *w);

/* --- what shall be done ------------------------------------------------------------ */

static inline struct pte entry_of(const struct attempt *a)
{
	return a->page ? a->page->now : a->now;
}

static inline struct verdict verdict_of(const struct world *w,
					const struct attempt *a)
{
	struct pte now = entry_of(a);

	return judge(&w->model.mode, &now, a->how);
}

/* May the TLB still allow it? */
static inline bool may_be_stale(const struct world *w, const struct attempt *a)
{
	return a->page && a->page->stale &&
	       judge(&w->model.mode, &a->page->old, a->how).ok;
}

static inline bool is_shown(const struct world *w, const struct attempt *a)
{
	if (!a->page)
		return true;
	for (unsigned int i = 0; i < NWINDOWS; i++)
		if (a->number - views[i].first < views[i].npages)
			return w->open[i];
	return false;
}

/* Some frame that is in use, by way of the direct map. */
static inline void choose_frame(struct world *w, struct attempt *a)
{
	uint32_t frame = rng_below(&w->rng, NFRAMES);

	while (!w->model.refs[frame])
		frame = (frame + 1) % NFRAMES;
	a->now = (struct pte){
		.present = true, .rw = true, .nx = true, .frame = frame};
	a->la = DIRECT_LA + frame * PAGE;
}

/* Neighbours and strangers. */
static inline unsigned int choose_page(struct world *w)
{
	const struct area *area = &areas[rng_below(&w->rng, NAREAS)];

	return area->first +
	       rng_below(&w->rng, rng_chance(&w->rng, 70) ? 24 : area->npages);
}

static inline void choose_place(struct world *w, struct attempt *a)
{
	if (w->model.nframes && rng_chance(&w->rng, 10)) {
		choose_frame(w, a);
	} else {
		a->number = choose_page(w);
		a->page = &w->model.page[w->model.space][a->number];
		a->la = la_of(a->number);
	}
	a->offset = 8 * rng_below(&w->rng, PAGE / 8);
	a->la += a->offset;
}

static inline enum plan choose_plan(struct world *w)
{
	unsigned int n = rng_below(&w->rng, 100);

	if (w->jumps && n < 3)
		return JUMP;
	return n < 50 ? SKIP : RESOLVE;
}

/* Simulated code reaches linear addresses without a window, too: those that
 * cannot be addresses of the host. Its stacks are the supervisor's. */
static inline bool choose_sim(struct world *w, const struct attempt *a)
{
	return a->mode.cpl == 0 && a->la >> 63 && rng_chance(&w->rng, 20);
}

static inline void choose(struct world *w, struct attempt *a)
{
	static const unsigned int hows[] = {MMU_READ, MMU_READ, MMU_WRITE,
					    MMU_WRITE, MMU_FETCH};

	choose_place(w, a);
	a->how = hows[rng_below(&w->rng, 5)];
	a->value = rng_next(&w->rng);
	a->plan = choose_plan(w);
	a->mode = w->model.mode;
	a->native = is_shown(w, a) && rng_chance(&w->rng, 75);
	a->sim = choose_sim(w, a);
	a->native |= a->sim;
	/* What would be allowed to run is no code. */
	if (a->how == MMU_FETCH) {
		if (verdict_of(w, a).ok || may_be_stale(w, a))
			a->native = a->sim = false;
		else if (a->native && a->plan == RESOLVE)
			a->plan = SKIP;
	}
}

/* --- in the handler ----------------------------------------------------------------- */

/* Rights with which the access is allowed; false when there are none. */
static inline bool find_rights(struct world *w, const struct attempt *a,
			       struct pte *rights)
{
	*rights = (struct pte){.present = true,
			       .rw = a->how == MMU_WRITE ||
				     rng_chance(&w->rng, 50),
			       .nx = a->how != MMU_FETCH,
			       .us = a->mode.cpl == 3};
	for (; rights->key < NKEYS; rights->key++)
		if (judge(&a->mode, rights, a->how).ok)
			return true;
	return false;
}

/* The nested accesses may have done so already. */
static inline bool resolve(struct world *w, struct attempt *a)
{
	unsigned int space = w->model.space;
	struct pte rights;

	if (judge(&a->mode, &a->page->now, a->how).ok)
		return true;
	if (!find_rights(w, a, &rights))
		return false;
	if (!a->page->now.present)
		return map(w, space, a->number, 1, rights);
	protect(w, space, a->number, 1, rights);
	return true;
}

static inline void check_frame(const struct world *w, const struct attempt *a,
			       const struct mmu_frame *frame)
{
	struct verdict verdict = verdict_of(w, a);
	const struct mmu_fault *fault = &frame->fault;

	if (fault->vector != MMU_TRAP_PF || fault->la != a->la ||
	    fault->error_code != verdict.error_code || verdict.ok ||
	    (fault->how & MMU_HOW) != a->how)
		soak_fail(
			"vector %u at %#llx, code %#x, for access %u at %#llx "
			"which %s, code %#x",
			fault->vector, (unsigned long long)fault->la,
			fault->error_code, a->how, (unsigned long long)a->la,
			verdict.ok ? "is allowed" : "faults",
			verdict.error_code);
	soak_assert(frame->cpl == a->mode.cpl);
	soak_assert(frame->native == a->native && frame->sim == a->sim);
	soak_assert(frame->depth == w->depth + 1);
	soak_assert(mmu_cr2(w->cpu) == a->la);
	soak_assert(mmu_cpl(w->cpu) == 0);
}

static inline int give_up(const struct attempt *a, struct mmu_frame *frame)
{
	if (!a->native || a->sim)
		return 1;
	frame->regs.rip = (uint64_t)(uintptr_t)soak_skipped;
	return 0;
}

static inline int carry_out(struct world *w, struct attempt *a,
			    struct mmu_frame *frame)
{
	if (a->plan == JUMP) {
		w->jumped++;
		siglongjmp(a->back, 1);
	}
	if (a->plan == RESOLVE && a->page && resolve(w, a))
		return 0;
	a->plan = SKIP;
	return give_up(a, frame);
}

static int on_fault(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	struct world *w = arg;
	struct attempt *a = w->attempt;
	struct mode before = w->model.mode;
	int result;

	soak_assert(cpu == w->cpu && a);
	check_frame(w, a, frame);
	w->faults++;
	if (a->faults++)
		soak_fail("a second fault at %#llx", (unsigned long long)a->la);
	w->model.mode.cpl = 0;
	w->model.mode.ac = false;
	w->depth++;
	while (w->depth < DEEPEST && rng_chance(&w->rng, 30))
		attempt(w);
	result = carry_out(w, a, frame);
	w->depth--;
	w->model.mode = before;
	return result;
}

/* --- making it ----------------------------------------------------------------------- */

/* True when it was carried out. */
static inline bool make_natively(struct world *w, struct attempt *a)
{
	void *ptr = mmu_ptr(w->machine, a->la);
	struct result result;

	if (a->how == MMU_WRITE) {
		result = soak_store(ptr, a->value);
	} else if (a->how == MMU_READ) {
		result = soak_load(ptr);
		a->value = result.value;
	} else {
		result = soak_jump(ptr);
	}
	return !result.skipped;
}

static inline bool make_in_sim(struct world *w, struct attempt *a)
{
	uint64_t ptr = (uintptr_t)mmu_ptr(w->machine, a->la), rax;
	uint64_t stack = STACKS_LA + a->depth * PAGE;
	struct mmu_call_args args = {
		.size = sizeof(args),
		.fn = a->how == MMU_FETCH ? ptr : (uintptr_t)soak_load,
		.arg = {ptr, a->value},
		.sp = (uintptr_t)mmu_ptr(w->machine, stack) + PAGE,
		.stack_len = PAGE,
	};
	int result;

	if (a->how == MMU_WRITE)
		args.fn = (uintptr_t)soak_store;
	result = mmu_call(w->cpu, &args, &rax);
	soak_assert(result == 0 || result == MMU_TRAP_PF);
	if (!result && a->how == MMU_READ)
		a->value = rax;
	return result == 0;
}

static inline bool make_softly(struct world *w, struct attempt *a)
{
	struct mmu_fault fault;
	int vector;

	if (a->how == MMU_WRITE)
		vector = mmu_store(w->cpu, a->la, &a->value, 8, &fault);
	else if (a->how == MMU_READ)
		vector = mmu_load(w->cpu, a->la, &a->value, 8, &fault);
	else
		vector = mmu_fetch(w->cpu, a->la, 8, &fault);
	soak_assert(vector == 0 || vector == MMU_TRAP_PF);
	return vector == 0;
}

/* Which frame did a store go to? */
static inline bool stored_in(struct world *w, const struct attempt *a,
			     uint32_t frame)
{
	uint64_t *at = mmu_mem_ptr(w->machine, frame * PAGE + a->offset, 8);

	return *at == a->value;
}

/* The access was carried out, by this entry. */
static inline bool agrees(struct world *w, const struct attempt *a,
			  const struct pte *pte)
{
	if (!judge(&a->mode, pte, a->how).ok)
		return false;
	if (a->how == MMU_FETCH)
		return true;
	if (a->how == MMU_READ)
		return model_get(&w->model, pte->frame, a->offset) == a->value;
	if (!stored_in(w, a, pte->frame))
		return false;
	model_set(&w->model, pte->frame, a->offset, a->value);
	return true;
}

static inline void note_use(const struct attempt *a)
{
	bool write = a->how == MMU_WRITE;

	if (!a->page)
		return;
	a->page->may_be_used = true;
	a->page->may_be_written |= write;
	a->page->used |= !a->page->stale;
	a->page->written |= write && !a->page->stale;
}

static inline void check_done(struct world *w, const struct attempt *a)
{
	struct pte now = entry_of(a);

	note_use(a);
	if (agrees(w, a, &now))
		return;
	if (a->page && a->page->stale && agrees(w, a, &a->page->old))
		return;
	soak_fail(
		"access %u at %#llx was carried out, %s, with value %#llx; in "
		"frame %#x there is %#llx, there should be %#llx",
		a->how, (unsigned long long)a->la,
		a->native ? "natively" : "softly", (unsigned long long)a->value,
		now.frame,
		*(unsigned long long *)mmu_mem_ptr(
			w->machine, now.frame * PAGE + a->offset, 8),
		(unsigned long long)model_get(&w->model, now.frame, a->offset));
}

static inline void make(struct world *w, struct attempt *a)
{
	bool done = a->sim    ? make_in_sim(w, a) :
		    a->native ? make_natively(w, a) :
				make_softly(w, a);

	if (done)
		check_done(w, a);
	else
		soak_assert(a->faults == 1 && a->plan == SKIP);
	soak_assert(mmu_cpl(w->cpu) == a->mode.cpl);
}

/* Back from a jump: all is as it was when the access was made. */
static inline void landed(struct world *w, const struct attempt *a)
{
	w->attempt = (struct attempt *)a;
	w->depth = a->depth;
	w->model.mode = a->mode;
	soak_assert(mmu_cpl(w->cpu) == a->mode.cpl); /* see mmu_handler */
}

static void attempt(struct world *w)
{
	struct attempt a = {.outer = w->attempt, .depth = w->depth};

	choose(w, &a);
	w->attempt = &a;
	w->accesses++;
	if (a.plan != JUMP || !sigsetjmp(a.back, 1))
		make(w, &a);
	else
		landed(w, &a);
	w->attempt = a.outer;
}

#endif
