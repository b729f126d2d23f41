/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stress.h - patterns that are written to simulated memory and verified, as
 * memtester and "stress-ng --vm --verify" do.
 */
#ifndef TOOL_STRESS_H
#define TOOL_STRESS_H

#include <mmusim/mmusim.h>

/**
 * struct stress_memory - pages under test
 * @cpu:    by which they are accessed
 * @la:     linear address of each page, of @npages
 * @user:   accesses are those of user mode: faults are delivered, and the kernel
 *          brings pages in
 */
struct stress_memory {
	struct mmu_cpu *cpu;
	const uint64_t *la;
	size_t npages;
	bool user;
};

/**
 * struct stress_error - what went wrong first
 * @trap:     the exception that an access raised; 0: the data differ
 * @fault:    that exception
 * @la:       where
 * @got, @expected: with @trap 0: what was read, and what had been written
 */
struct stress_error {
	int trap;
	struct mmu_fault fault;
	uint64_t la;
	uint64_t got, expected;
};

/**
 * struct stress_pattern - a pattern
 * @name:  as -m takes it
 * @title: as it is printed
 * @steps: how often all memory is written and read
 * @word:  what 64-bit word number @index holds in a step
 */
struct stress_pattern {
	const char *name;
	const char *title;
	unsigned int steps;
	uint64_t (*word)(uint64_t index, unsigned int step, uint64_t seed);
};

/* The i-th; NULL past the last. */
const struct stress_pattern *stress_pattern_nth(size_t i);

/*
 * Write a pattern everywhere, read it back, and compare, for each of its steps:
 * upwards first, then downwards. True when all was as written; else *error.
 */
bool stress_run(const struct stress_memory *memory,
		const struct stress_pattern *pattern, uint64_t seed,
		struct stress_error *error);

#endif
