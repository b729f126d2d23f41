/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy_rig.h - programs on the test bench that store to pages of an area, while
 * kern_set_memory_max() leaves them some frames.
 */
#ifndef SUPPORT_POLICY_RIG_H
#define SUPPORT_POLICY_RIG_H

#include "swap_rig.h"

#include <mmusim/kern_workingset.h>

enum { NPAGES = 12, NREFS = 400 };

/* More than all faults of a run take: a tick comes when a test says so. */
#define TICK_NS 1000000000ull

static inline uint64_t stat_of(struct kern *k, const char *name)
{
	int64_t value = kern_vmstat(k, name);

	assert_true(value >= 0);
	return (uint64_t)value;
}

/**
 * struct program - a program that stores to pages
 * @la:    of page 0
 * @trace: what it is going to do
 */
struct program {
	struct kern *kern;
	struct kern_mm *mm;
	uint64_t la;
	struct kern_trace *trace;
};

/* The policy, but one that samples does so when a test says it. */
static inline void set_policy(struct kern *k, const char *name, void *arg)
{
	static struct kern_replacement policy;
	const struct kern_replacement *found = kern_find_replacement(name);

	assert_non_null(found);
	if (found->tick) {
		policy = *found;
		policy.period_ns = TICK_NS;
		found = &policy;
	}
	assert_int_equal(kern_set_replacement(k, found, arg), 0);
}

static inline struct program begin(struct kern *k, unsigned int frames)
{
	struct program p = {.kern = k, .mm = new_mm(k)};

	swap_on(k, NPAGES + 1);
	p.la = map_anon(p.mm, NPAGES);
	assert_int_equal(k->reclaim->npages, 0);
	assert_int_equal(kern_set_memory_max(k, frames), 0);
	return p;
}

static inline void end(struct program *p)
{
	struct kern *k = p->kern;

	/* It was the limit alone. */
	assert_int_equal(stat_of(k, "pageoutrun"), 0);
	assert_int_equal(stat_of(k, "allocstall_dma32"), 0);
	assert_true(kern_mm_check_all(k));
	set_policy(k, "lru", NULL);
	kern_trace_destroy(p->trace);
	kern_use_mm(k, NULL);
	kern_mm_put(p->mm);
	assert_int_equal(kern_swapoff(k, 0), 0);
}

static inline void foresee(struct program *p, const unsigned int *refs,
			   unsigned int n)
{
	assert_int_equal(kern_trace_create(&p->trace), 0);
	for (unsigned int i = 0; i < n; i++)
		assert_int_equal(
			kern_trace_add(p->trace, p->la / PAGE + refs[i]), 0);
}

static inline uint64_t faults_of(const struct program *p)
{
	return p->mm->min_flt + p->mm->maj_flt;
}

static inline unsigned int draw(uint64_t *seed, unsigned int n)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned int)(*seed >> 33) % n;
}

/* Low pages are used more often. */
static inline void make_refs(unsigned int *refs, uint64_t seed)
{
	for (unsigned int i = 0; i < NREFS; i++)
		refs[i] = draw(&seed, 1 + draw(&seed, NPAGES));
}

#endif
