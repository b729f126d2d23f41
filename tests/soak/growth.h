/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * growth.h - what the process holds between two rounds: it must not grow.
 */
#ifndef TESTS_SOAK_GROWTH_H
#define TESTS_SOAK_GROWTH_H

#include <dirent.h>
#include <malloc.h>

#include "soak.h"

enum {
	WARM_UP = 6,	    /* rounds after which the C library has it all */
	SLACK_PAGES = 2048, /* 8 MiB */
	SLACK_MAPPINGS = 100,
};

/**
 * struct holdings - what a process holds
 * @resident: pages
 */
struct holdings {
	unsigned long resident, mappings, fds;
};

static inline unsigned long count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned long n = 0;

	soak_assert(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static inline unsigned long count_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long n = 0;

	soak_assert(maps);
	for (int c; (c = getc(maps)) != EOF;)
		n += c == '\n';
	fclose(maps);
	return n;
}

static inline unsigned long count_resident(void)
{
	FILE *statm = fopen("/proc/self/statm", "r");
	unsigned long size, resident;

	soak_assert(statm && fscanf(statm, "%lu %lu", &size, &resident) == 2);
	fclose(statm);
	return resident;
}

/* Sanitizers and Valgrind keep what was freed. */
static inline struct holdings take_stock(void)
{
	bool native = !getenv("MMUSIM_TEST_TOOL") || soak_under("native");

	if (!native)
		return (struct holdings){.fds = count_fds()};
	malloc_trim(0);
	return (struct holdings){.resident = count_resident(),
				 .mappings = count_mappings(),
				 .fds = count_fds()};
}

static inline unsigned long larger(unsigned long a, unsigned long b)
{
	return a > b ? a : b;
}

/* After each round: it is the nth, from 0. */
static inline void check_growth(struct holdings *most, unsigned int n)
{
	struct holdings now = take_stock();

	if (n < WARM_UP) {
		most->resident = larger(most->resident, now.resident);
		most->mappings = larger(most->mappings, now.mappings);
		most->fds = larger(most->fds, now.fds);
	}
	if (now.resident > most->resident + SLACK_PAGES ||
	    now.mappings > most->mappings + SLACK_MAPPINGS ||
	    now.fds > most->fds)
		soak_fail("after round %u: %lu pages, %lu mappings, %lu file "
			  "descriptors; at first %lu, %lu, %lu",
			  n, now.resident, now.mappings, now.fds,
			  most->resident, most->mappings, most->fds);
}

#endif
