/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crowd.h - many threads in the windows of one machine, while pages are taken
 * away from them.
 *
 * Every page has a slot for each thread. A thread writes and reads its own
 * slots, with instructions and without any lock, and knows what it wrote.
 * Meanwhile pages are evicted: unmapped and invalidated, what they hold is
 * moved to another frame, and the old one is given back, which fills it with
 * junk. So a store that comes through an old host page is lost, and a load sees
 * junk. The page comes back when somebody faults on it; some come back
 * read-only, and the first store faults once more.
 *
 * Whoever changes tables holds the CPU. Handlers do so by themselves.
 */
#ifndef TESTS_SOAK_CROWD_H
#define TESTS_SOAK_CROWD_H

#include <pthread.h>

#include "soak.h"

enum { MOST_THREADS = 8, CROWD_PAGES = 64, CROWD_SLOTS = PAGE / 8 };

#define CROWD_LA 0xffffc90000000000ull

/**
 * struct crowd - a machine and those in it
 * @frame: of each page, whether it is mapped or not
 * @faults: of all threads
 * @base:  where the window is for the host
 */
struct crowd {
	struct mmu_machine *machine;
	struct mmu_cpu *cpu;
	uint64_t root[2];
	uint64_t frame[CROWD_PAGES];
	bool mapped[CROWD_PAGES];
	unsigned int nthreads;
	unsigned long faults, goal;
	char *base;
	atomic_bool over;
	bool jumps;
};

/**
 * struct member - a thread
 * @value: what it wrote last to its slots
 * @jump:  its next fault shall be left by a jump
 * @quit:  it ends in the handler of its next fault
 */
struct member {
	struct crowd *crowd;
	unsigned int number;
	pthread_t thread;
	struct rng rng;
	uint64_t value[CROWD_PAGES];
	unsigned long accesses;
	bool jump, quit;
	sigjmp_buf back;
};

static _Thread_local struct member *me;

static inline uint64_t crowd_la(unsigned int page)
{
	return CROWD_LA + page * PAGE;
}

/* --- with the CPU held -------------------------------------------------------- */

static inline void crowd_map(struct crowd *crowd, unsigned int page, bool write)
{
	uint64_t flags = MMU_PTE_NX | (write ? MMU_PTE_RW : 0);

	soak_assert(mmu_map(crowd->machine, crowd->root[0], crowd_la(page),
			    crowd->frame[page], PAGE, flags) == 0);
	crowd->mapped[page] = true;
}

static inline void crowd_move(struct crowd *crowd, unsigned int page)
{
	uint64_t from = crowd->frame[page];
	uint64_t to = mmu_frame_alloc(crowd->machine, 1, 1);

	soak_assert(to != MMU_NO_PA);
	memcpy(mmu_mem_ptr(crowd->machine, to, PAGE),
	       mmu_mem_ptr(crowd->machine, from, PAGE), PAGE);
	mmu_frame_free(crowd->machine, from, 1);
	crowd->frame[page] = to;
}

static inline void crowd_evict(struct crowd *crowd, unsigned int page,
			       bool move)
{
	if (!crowd->mapped[page])
		return;
	soak_assert(mmu_unmap(crowd->machine, crowd->root[0], crowd_la(page),
			      PAGE) == 0);
	mmu_invlpg(crowd->cpu, crowd_la(page));
	crowd->mapped[page] = false;
	if (move)
		crowd_move(crowd, page);
}

static int crowd_fault(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	struct crowd *crowd = arg;
	const struct mmu_fault *fault = &frame->fault;
	unsigned int page = (unsigned int)((fault->la - CROWD_LA) / PAGE);

	soak_assert(cpu == crowd->cpu && fault->vector == MMU_TRAP_PF);
	soak_assert(page < CROWD_PAGES && frame->cpl == 0);
	crowd->faults++;
	if (crowd->mapped[page]) {
		soak_assert(fault->error_code == (MMU_PF_P | MMU_PF_WR));
		soak_assert(mmu_protect(crowd->machine, crowd->root[0],
					crowd_la(page), PAGE, MMU_PTE_RW,
					0) == 0);
	} else {
		soak_assert(!(fault->error_code & MMU_PF_P));
		crowd_map(crowd, page, crowd->faults % 4);
	}
	if (me && me->jump) {
		me->jump = false;
		siglongjmp(me->back, 1);
	}
	if (me && me->quit)
		pthread_exit(NULL);
	return 0;
}

/* --- threads --------------------------------------------------------------------- */

static inline bool slot_is(const struct member *m, unsigned int page,
			   uint64_t value)
{
	if (value == m->value[page])
		return true;
	soak_fail("thread %u reads %#llx at page %u, wrote %#llx", m->number,
		  (unsigned long long)value, page,
		  (unsigned long long)m->value[page]);
}

/* Slots of threads lie side by side. */
static inline uint64_t slot_offset(const struct member *m, unsigned int page)
{
	return page * PAGE + 8 * (m->number + MOST_THREADS * (page % 64));
}

/* Out of a handler, which drove the CPU: let others have it. */
static inline void landed_in(struct crowd *crowd)
{
	soak_assert(mmu_cpu_enter(crowd->cpu) == 0);
	mmu_cpu_leave(crowd->cpu);
}

static inline void use_natively(struct member *m, unsigned int page)
{
	char *ptr = m->crowd->base + slot_offset(m, page);
	bool write = rng_chance(&m->rng, 50);
	uint64_t value = rng_next(&m->rng);

	m->jump = m->crowd->jumps && rng_chance(&m->rng, 1);
	if (m->jump && sigsetjmp(m->back, 1)) {
		landed_in(m->crowd); /* the access was not carried out */
		return;
	}
	if (write) {
		soak_store(ptr, value);
		m->value[page] = value;
	} else {
		slot_is(m, page, soak_load(ptr).value);
	}
	m->jump = false;
}

static inline void use_softly(struct member *m, unsigned int page)
{
	struct mmu_cpu *cpu = m->crowd->cpu;
	uint64_t value = rng_next(&m->rng),
		 la = CROWD_LA + slot_offset(m, page);

	soak_assert(mmu_cpu_enter(cpu) == 0);
	if (rng_chance(&m->rng, 50)) {
		soak_assert(mmu_store(cpu, la, &value, 8, NULL) == 0);
		m->value[page] = value;
	} else {
		soak_assert(mmu_load(cpu, la, &value, 8, NULL) == 0);
		slot_is(m, page, value);
	}
	mmu_cpu_leave(cpu);
}

/* By simulated code, on a stack of the thread's own. */
static inline void use_in_sim(struct member *m, unsigned int page)
{
	struct crowd *crowd = m->crowd;
	bool write = rng_chance(&m->rng, 50);
	struct mmu_call_args args = {
		.size = sizeof(args),
		.fn = write ? (uintptr_t)soak_store : (uintptr_t)soak_load,
		.arg = {(uintptr_t)crowd->base + slot_offset(m, page),
			rng_next(&m->rng)},
		.sp = (uintptr_t)crowd->base +
		      (CROWD_PAGES + m->number + 1) * PAGE,
		.stack_len = PAGE,
	};
	uint64_t rax;

	m->jump = crowd->jumps && rng_chance(&m->rng, 1);
	if (m->jump && sigsetjmp(m->back, 1)) {
		landed_in(m->crowd);
		return;
	}
	soak_assert(mmu_call(crowd->cpu, &args, &rax) == 0);
	if (write)
		m->value[page] = args.arg[1];
	else
		slot_is(m, page, rax);
	m->jump = false;
}

static inline void change_tables(struct member *m, unsigned int page)
{
	struct crowd *crowd = m->crowd;
	unsigned int what = rng_below(&m->rng, 100);

	soak_assert(mmu_cpu_enter(crowd->cpu) == 0);
	if (what < 60)
		crowd_evict(crowd, page, what < 40);
	else if (what < 97)
		mmu_invlpg(crowd->cpu, crowd_la(page));
	else if (what < 99)
		soak_assert(mmu_set_cr3(crowd->cpu,
					crowd->root[rng_below(&m->rng, 2)]) ==
			    0);
	else
		soak_check(crowd->machine);
	mmu_cpu_leave(crowd->cpu);
}

static inline void come_and_go(struct member *m)
{
	uint64_t la = 0x40000000 + m->number * 0x100000;

	soak_open(m->crowd->machine, la, 0x10000);
	soak_assert(mmu_window_close(m->crowd->machine, la) == 0);
}

/* A thread that has never entered the machine, and may end in a handler. */
static void *visit(void *arg)
{
	struct member *m = arg;

	me = m;
	for (unsigned int i = 0; i < 4; i++)
		soak_load(m->crowd->base +
			  rng_below(&m->rng, CROWD_PAGES) * PAGE);
	return NULL;
}

static inline void have_visitor(struct member *m)
{
	struct member visitor = {.crowd = m->crowd,
				 .rng = {rng_next(&m->rng)},
				 .quit = rng_chance(&m->rng, 50)};

	soak_assert(!pthread_create(&visitor.thread, NULL, visit, &visitor));
	soak_assert(!pthread_join(visitor.thread, NULL));
}

static inline bool crowd_is_done(struct crowd *crowd)
{
	return atomic_load_explicit(&crowd->over, memory_order_relaxed);
}

/* Enough faults? */
static inline void look_at_goal(struct crowd *crowd)
{
	soak_assert(mmu_cpu_enter(crowd->cpu) == 0);
	if (crowd->faults >= crowd->goal)
		atomic_store(&crowd->over, true);
	mmu_cpu_leave(crowd->cpu);
}

static inline void crowd_step(struct member *m)
{
	unsigned int page = rng_below(&m->rng, CROWD_PAGES);
	unsigned int what = rng_below(&m->rng, 1000);

	m->accesses++;
	if (what < 500)
		use_natively(m, page);
	else if (what < 540)
		use_softly(m, page);
	else if (what < 580)
		use_in_sim(m, page);
	else if (what < 600) /* by somebody who does not drive the CPU */
		mmu_request_flush(m->crowd->cpu, crowd_la(page), PAGE);
	else if (what < 998)
		change_tables(m, page);
	else if (what < 999 && !soak_under("valgrind"))
		have_visitor(m);
	else
		come_and_go(m);
}

static void *crowd_member(void *arg)
{
	struct member *m = arg;

	me = m;
	for (soak_step = 0; !crowd_is_done(m->crowd); soak_step++) {
		crowd_step(m);
		if (soak_step % 64 == 0)
			look_at_goal(m->crowd);
	}
	for (unsigned int i = 0; i < CROWD_PAGES; i++)
		slot_is(m, i,
			soak_load(m->crowd->base + slot_offset(m, i)).value);
	return NULL;
}

/* --- all of them -------------------------------------------------------------------- */

/* For simulated code, behind the pages. Nothing is done to them. */
static inline void map_crowd_stacks(struct crowd *crowd)
{
	uint64_t pa = mmu_frame_alloc(crowd->machine, MOST_THREADS, 1);

	soak_assert(mmu_map(crowd->machine, crowd->root[0],
			    crowd_la(CROWD_PAGES), pa, MOST_THREADS * PAGE,
			    MMU_PTE_RW | MMU_PTE_NX) == 0);
}

static inline void crowd_create(struct crowd *crowd, struct rng *rng)
{
	crowd->machine = soak_machine(rng, 4 << 20);
	crowd->cpu = mmu_cpu(crowd->machine, 0);
	crowd->root[0] = mmu_cr3(crowd->cpu);
	crowd->root[1] = mmu_frame_alloc(crowd->machine, 1, 1);
	for (unsigned int i = 0; i < CROWD_PAGES; i++) {
		crowd->frame[i] = mmu_frame_alloc(crowd->machine, 1, 1);
		memset(mmu_mem_ptr(crowd->machine, crowd->frame[i], PAGE), 0,
		       PAGE);
	}
	crowd_map(crowd, 0, true); /* the tables, which stay */
	map_crowd_stacks(crowd);
	memcpy(mmu_mem_ptr(crowd->machine, crowd->root[1], PAGE),
	       mmu_mem_ptr(crowd->machine, crowd->root[0], PAGE), PAGE);
	soak_open(crowd->machine, CROWD_LA,
		  (CROWD_PAGES + MOST_THREADS) * PAGE);
	crowd->base = mmu_ptr(crowd->machine, CROWD_LA);
	mmu_set_handler(crowd->machine, MMU_TRAP_PF, crowd_fault, crowd);
}

static inline void crowd_destroy(struct crowd *crowd)
{
	uint64_t free_now = mmu_frames_free_count(crowd->machine);

	soak_check(crowd->machine);
	for (unsigned int i = 0; i < CROWD_PAGES; i++) {
		crowd_evict(crowd, i, false);
		mmu_frame_free(crowd->machine, crowd->frame[i], 1);
	}
	/* The tables stay: they have the stacks. */
	free_now = mmu_frames_free_count(crowd->machine) - free_now;
	soak_assert(free_now == CROWD_PAGES);
	mmu_machine_destroy(crowd->machine);
}

/* So many faults in so many threads; each begins without anything. */
static inline void run_crowd(unsigned int purpose, unsigned int nthreads,
			     unsigned long faults)
{
	struct rng rng = rng_create(purpose);
	struct member *member = calloc(nthreads, sizeof(*member));
	struct crowd crowd = {.nthreads = nthreads, .goal = faults};

	soak_assert(member);
	crowd.jumps = !soak_under("tsan");
	crowd_create(&crowd, &rng);
	/* Somebody must put our signal handler in place. */
	soak_assert(mmu_cpu_enter(crowd.cpu) == 0);
	mmu_cpu_leave(crowd.cpu);
	for (unsigned int i = 0; i < nthreads; i++) {
		member[i].crowd = &crowd;
		member[i].number = i;
		member[i].rng = rng_create(purpose + 1 + i);
		soak_assert(!pthread_create(&member[i].thread, NULL,
					    crowd_member, &member[i]));
	}
	for (unsigned int i = 0; i < nthreads; i++)
		soak_assert(!pthread_join(member[i].thread, NULL));
	soak_assert(crowd.faults >= faults);
	crowd_destroy(&crowd);
	free(member);
}

#endif
