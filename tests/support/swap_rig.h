/* SPDX-License-Identifier: GPL-2.0-or-later */
/* swap_rig.h - small machines with swap on the test bench. */
#ifndef SUPPORT_SWAP_RIG_H
#define SUPPORT_SWAP_RIG_H

#include "mm_rig.h"

#include <mmusim/kern_reclaim.h>
#include <mmusim/kern_swap.h>
#include <mmusim/kern_trace.h>
#include "kernel/reclaim.h"
#include "kernel/swap.h"

/* The least that a kernel and a few hundred pages need. */
#define SMALL_RAM (2ull << 20)

static inline struct kern *small_kern(void)
{
	struct mmu_config config = {.size = sizeof(config),
				    .ram_bytes = SMALL_RAM};

	return kern_rig_boot(&config);
}

/* cmocka fixture, for kern_rig_teardown(). */
static inline int small_setup(void **state)
{
	*state = small_kern();
	return 0;
}

/* An area in memory. */
static inline int swap_on(struct kern *k, uint64_t npages)
{
	struct kern_swap_config config = {.size = sizeof(config),
					  .npages = npages};
	int area = kern_swapon(k, &config);

	assert_true(area >= 0);
	return area;
}

/* An area in a file of the host. */
static inline int swap_on_file(struct kern *k, const char *path,
			       uint64_t npages)
{
	struct kern_swap_config config = {
		.size = sizeof(config), .npages = npages, .path = path};

	return kern_swapon(k, &config);
}

/* A path that nobody else has; remove the file. */
static inline char *swap_path(void)
{
	static char path[64];
	static unsigned int n;

	snprintf(path, sizeof(path), "build/swap-test-%d-%u", (int)getpid(),
		 n++);
	return path;
}

/* A trace in which nothing happens. It stays. */
static inline struct kern_trace *no_trace(void)
{
	static struct kern_trace *trace;

	if (!trace)
		assert_int_equal(kern_trace_create(&trace), 0);
	return trace;
}

/* The n-th policy of the library; opt has this trace. */
static inline void use_policy(struct kern *k, unsigned int n,
			      struct kern_trace *trace)
{
	const struct kern_replacement *policy = kern_replacement_at(n);
	bool opt = !strcmp(policy->name, "opt");

	assert_int_equal(kern_set_replacement(k, policy, opt ? trace : NULL),
			 0);
}

/* Everything that can go goes. */
static inline void all_out(struct kern *k)
{
	kern_use_mm(k, NULL);
	while (kern_reclaim(k, 1000))
		;
	assert_true(kern_mm_check_all(k));
}

static inline uint64_t swapped(const struct kern_mm *mm)
{
	struct kern_mm_stats stats = {.size = sizeof(stats)};

	assert_int_equal(kern_mm_stats(mm, &stats), 0);
	return stats.swapped;
}

#endif
