/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fail_rig.h - every allocation of everyday scenarios fails once.
 *
 * A scenario runs on a kernel that was just booted, with its first allocation
 * failing, then with its second, until it needs no more. It may notice
 * (-ENOMEM), or do without what it did not get. Afterwards it runs again, with
 * memory; what is in use in the end must be what it is after a run without any
 * failure, and every checker must be content.
 *
 * The tools, being slow, see each fifth allocation fail.
 */
#ifndef SUPPORT_FAIL_RIG_H
#define SUPPORT_FAIL_RIG_H

#include "mm_rig.h"

#include <mmusim/kern_fault_inject.h>
#include <mmusim/snapshot.h>

#include "kernel/module.h"
#include "kernel/page.h"
#include "kernel/slab.h"

/**
 * struct scenario - what is done
 * @run:      0; -ENOMEM, and nothing is left of it
 * @at_least: so many of its allocations can fail
 */
struct scenario {
	const char *name;
	int (*run)(struct kern *k);
	uint64_t at_least;
};

struct usage {
	struct mm_usage memory;
	uint64_t caches, objects, slabs;
};

/* Caches that keep empty slabs, and lazily freed areas, are no leaks. */
static inline struct usage settle(struct kern *k)
{
	struct usage u = {0};

	kern_idle(k);
	kern_unloaded_forget(k);
	kern_vmalloc_purge(k);
	for (struct kern_cache *c = k->slab->caches; c; c = c->next) {
		u.caches++;
		u.objects += kern_cache_inuse(c);
		u.slabs += kern_cache_shrink(k, c);
	}
	u.memory = mm_usage(k);
	/* How many there are is up to where a module's frames lie. */
	u.memory.frames += k->direct_splits;
	return u;
}

static inline void assert_sound(struct kern *k)
{
	assert_true(kern_mm_check_all(k));
	assert_true(kern_page_check(k));
	assert_true(pool_check(k->pool));
	assert_false(k->panicked);
}

/* Who did without something (spared) may have less than others. */
static inline void assert_usage_is(const char *name, uint64_t n, bool spared,
				   const struct usage *now,
				   const struct usage *want)
{
	if (!memcmp(now, want, sizeof(*now)) ||
	    (spared && now->memory.frames >= want->memory.frames &&
	     now->memory.pool <= want->memory.pool &&
	     now->objects <= want->objects && now->slabs <= want->slabs &&
	     now->caches <= want->caches))
		return;
	fail_msg("%s, allocation %d: %lld frames, %lld bytes of the pool, %d "
		 "objects in %d slabs of %d caches too many",
		 name, (int)n,
		 (long long)(want->memory.frames - now->memory.frames),
		 (long long)(now->memory.pool - want->memory.pool),
		 (int)(now->objects - want->objects),
		 (int)(now->slabs - want->slabs),
		 (int)(now->caches - want->caches));
}

/* Return: whether there was an n-th allocation. */
static inline bool fail_once(struct kern *k, const struct scenario *s,
			     uint64_t n, const struct usage *want)
{
	struct usage now;
	bool failed;
	int err;

	kern_fail_nth(k, KERN_FAIL_ALLOCATIONS, n);
	err = s->run(k);
	failed = !kern_fail_nth_left(k);
	kern_fail_nth(k, 0, 0);
	assert_true(err == 0 || (err == -ENOMEM && failed));
	assert_sound(k);
	if (err)
		assert_int_equal(s->run(k), 0);
	now = settle(k);
	assert_sound(k);
	assert_usage_is(s->name, n, failed && !err, &now, want);
	return failed;
}

static inline uint64_t step(void)
{
	return kern_rig_under("native") ? 1 : 5;
}

static inline void run_scenario(const struct scenario *s)
{
	struct kern *k = kern_rig_boot(NULL);
	struct mmu_snapshot *booted;
	struct usage want;
	uint64_t n = 1;

	assert_int_equal(mmu_snapshot(k->machine, &booted), 0);
	assert_int_equal(s->run(k), 0);
	want = settle(k);
	assert_int_equal(mmu_restore(k->machine, booted), 0);
	while (fail_once(k, s, n, &want)) {
		assert_int_equal(mmu_restore(k->machine, booted), 0);
		n += step();
	}
	print_message("%s: %d allocations\n", s->name, (int)n - 1);
	/* A program with sanitizers has much more data to be mapped. */
	assert_in_range(n - 1, s->at_least, 5000);
	mmu_snapshot_free(booted);
	kern_shutdown(k);
}

#endif
