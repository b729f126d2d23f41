/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * common.h - measuring ratios.
 *
 * A time in nanoseconds says as much about the host, its load and its clock as
 * about us. So a benchmark prints how many times as long one thing takes as
 * another, the base, with both measured in the same run by turns:
 *
 *   round 1:  base, measured, base, measured, ...  -> ratio 1
 *   round 2:  base, measured, base, measured, ...  -> ratio 2
 *   ...
 *   round 11                                       -> median (least - greatest)
 *
 * A lap is one series of operations. Of the laps of a round the fastest counts:
 * what else the host does can only make a lap slower.
 */
#ifndef BENCH_COMMON_H
#define BENCH_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BENCH_ROUNDS = 11, BENCH_LAPS = 5 };

/**
 * bench_lap - one lap
 * @arg: the benchmark's
 *
 * Prepares, takes the time of a series of operations, cleans up.
 *
 * Return: nanoseconds for one operation.
 */
typedef double bench_lap(void *arg);

/**
 * struct bench_figure - one figure
 * @name:     what is measured
 * @measured: a lap of it
 * @base:     a lap of what it is compared with
 * @of:       name of that
 * @goal:     what the ratio should be, in words; NULL: there is none
 * @laps:     of each side in a round; 0: BENCH_LAPS
 * @arg:      passed to both
 */
struct bench_figure {
	const char *name;
	bench_lap *measured;
	bench_lap *base;
	const char *of;
	const char *goal;
	int laps;
	void *arg;
};

/*
 * In nanoseconds. The clock of this thread stops while another one has the
 * processor; none of the operations we measure waits for anything.
 */
static inline double bench_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* A benchmark that cannot go on ends with the reason. */
static inline void bench_need(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "bench: cannot %s\n", what);
	exit(1);
}

/* Marsaglia's xorshift: every run goes the same way. *state is not 0. */
static inline uint64_t bench_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Fill with the numbers 0 to n - 1 in random order. */
static inline void bench_shuffle(size_t *number, size_t n)
{
	uint64_t state = 1;

	for (size_t i = 0; i < n; i++) {
		size_t j = bench_random(&state) % (i + 1);

		number[i] = number[j];
		number[j] = i;
	}
}

/* What a round found: nanoseconds for one operation. */
struct bench_times {
	double measured, base;
};

static inline struct bench_times bench_round(const struct bench_figure *figure)
{
	struct bench_times best = {1e18, 1e18};
	int laps = figure->laps ? figure->laps : BENCH_LAPS;

	for (int i = 0; i < laps; i++) {
		double base = figure->base(figure->arg);
		double measured = figure->measured(figure->arg);

		if (base < best.base)
			best.base = base;
		if (measured < best.measured)
			best.measured = measured;
	}
	return best;
}

static inline int bench_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* What all rounds found: the ratio and, in nanoseconds, medians of both. */
struct bench_result {
	double ratio, least, greatest;
	struct bench_times ns;
};

static inline struct bench_result bench_run(const struct bench_figure *figure)
{
	double ratio[BENCH_ROUNDS], base[BENCH_ROUNDS], measured[BENCH_ROUNDS];
	const int middle = BENCH_ROUNDS / 2;

	bench_round(figure); /* to warm up */
	for (int i = 0; i < BENCH_ROUNDS; i++) {
		struct bench_times times = bench_round(figure);

		ratio[i] = times.measured / times.base;
		base[i] = times.base;
		measured[i] = times.measured;
	}
	qsort(ratio, BENCH_ROUNDS, sizeof(ratio[0]), bench_compare);
	qsort(base, BENCH_ROUNDS, sizeof(base[0]), bench_compare);
	qsort(measured, BENCH_ROUNDS, sizeof(measured[0]), bench_compare);
	return (struct bench_result){
		.ratio = ratio[middle],
		.least = ratio[0],
		.greatest = ratio[BENCH_ROUNDS - 1],
		.ns = {.measured = measured[middle], .base = base[middle]},
	};
}

/* Measure a figure and print its line. */
static inline void bench_print(const struct bench_figure *figure)
{
	struct bench_result result = bench_run(figure);

	printf("  %-33s %.2fx (%.2f - %.2f) of %s, %.*f ns", figure->name,
	       result.ratio, result.least, result.greatest, figure->of,
	       result.ns.base < 100, result.ns.base);
	if (figure->goal)
		printf("; goal: %s", figure->goal);
	printf("\n");
	fflush(stdout);
}

#endif
