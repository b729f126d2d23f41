/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ranges_race.h - readers of a table of ranges while it is written.
 *
 * Ranges at even multiples of STEP are there all the time, those at odd ones
 * come and go, and the readers check whatever they find. test_ranges.c runs it
 * as it is, ranges_race.c under ThreadSanitizer.
 */
#ifndef TESTS_NATIVE_RANGES_RACE_H
#define TESTS_NATIVE_RANGES_RACE_H

#include <pthread.h>

#include "native/ranges.h"

enum { RACE_N = 64, RACE_READERS = 2, RACE_STEP = 0x1000 };

/**
 * struct race - what the threads share
 * @stop:  the writer is done
 * @wrong: answers that no state of the table could give
 * @looks: how often the readers looked
 */
struct race {
	struct ranges ranges;
	atomic_bool stop;
	atomic_uint wrong;
	atomic_ulong looks;
};

static inline struct ranges_entry race_entry(unsigned int i)
{
	uint64_t start = (uint64_t)i * RACE_STEP;

	return (struct ranges_entry){start, RACE_STEP / 2,
				     (void *)(uintptr_t)(start + 1),
				     (void *)(uintptr_t)(start + 2)};
}

static inline bool race_answer_is_right(struct race *race, unsigned int i)
{
	struct ranges_entry want = race_entry(i), got;

	if (!ranges_find(&race->ranges, want.start + 5, &got))
		return i % 2; /* an even one is always there */
	return got.start == want.start && got.len == want.len &&
	       got.value == want.value && got.owner == want.owner;
}

static inline void *race_read(void *arg)
{
	struct race *race = arg;

	while (!atomic_load(&race->stop)) {
		for (unsigned int i = 0; i < RACE_N; i++)
			if (!race_answer_is_right(race, i))
				atomic_fetch_add(&race->wrong, 1);
		atomic_fetch_add(&race->looks, RACE_N);
	}
	return NULL;
}

static inline bool race_add(struct race *race, unsigned int i)
{
	struct ranges_entry entry = race_entry(i);

	return ranges_add(&race->ranges, &entry) == 0;
}

/* False when a thread or memory cannot be had. */
static inline bool race_run(struct race *race, unsigned int rounds)
{
	pthread_t thread[RACE_READERS];
	bool ok = true;

	for (unsigned int i = 0; i < RACE_N; i += 2)
		ok = ok && race_add(race, i);
	for (int i = 0; i < RACE_READERS; i++)
		if (pthread_create(&thread[i], NULL, race_read, race))
			return false;
	while (!atomic_load(&race->looks))
		; /* until there is somebody to disturb */
	for (unsigned int round = 0; round < rounds && ok; round++) {
		for (unsigned int i = 1; i < RACE_N; i += 2)
			ok = ok && race_add(race, i);
		for (unsigned int i = 1; i < RACE_N; i += 2)
			ranges_remove(&race->ranges, i * RACE_STEP);
	}
	atomic_store(&race->stop, true);
	for (int i = 0; i < RACE_READERS; i++)
		pthread_join(thread[i], NULL);
	return ok;
}

#endif
