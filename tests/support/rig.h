/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rig.h - a machine on the test bench: create it, map pages, look at entries.
 *
 * Functions here assert that they succeed, so that tests read as what they
 * are about.
 */
#ifndef SUPPORT_RIG_H
#define SUPPORT_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <mmusim/cpu.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define RIG_RW	     (MMU_PTE_RW | MMU_PTE_NX) /* kernel data */
#define RIG_USER     (MMU_PTE_RW | MMU_PTE_US)

struct rig {
	struct mmu_machine *machine;
	struct mmu_cpu *cpu;
};

static inline void rig_create(struct rig *rig, const struct mmu_config *config)
{
	assert_int_equal(mmu_machine_create(config, &rig->machine), 0);
	rig->cpu = mmu_cpu(rig->machine, 0);
	assert_non_null(rig->cpu);
}

static inline void rig_destroy(struct rig *rig)
{
	mmu_machine_destroy(rig->machine);
	*rig = (struct rig){NULL, NULL};
}

static inline uint64_t rig_root(const struct rig *rig)
{
	return mmu_cr3(rig->cpu) & MMU_PTE_ADDR;
}

static inline void rig_map_to(struct rig *rig, uint64_t la, uint64_t pa,
			      unsigned int shift, uint64_t flags)
{
	assert_int_equal(mmu_map_page(rig->machine, rig_root(rig), la, pa,
				      shift, flags),
			 0);
}

/* Maps a new frame and returns its physical address. */
static inline uint64_t rig_map(struct rig *rig, uint64_t la, uint64_t flags)
{
	uint64_t pa = mmu_frame_alloc(rig->machine, 1, 1);

	assert_true(pa != MMU_NO_PA);
	rig_map_to(rig, la, pa, 12, flags);
	return pa;
}

static inline volatile uint64_t *rig_entry(struct rig *rig, uint64_t la)
{
	volatile uint64_t *entry;

	entry = mmu_find_entry(rig->machine, rig_root(rig), la, NULL);
	assert_non_null((void *)(uintptr_t)entry);
	return entry;
}

static inline unsigned char *rig_byte(struct rig *rig, uint64_t pa)
{
	unsigned char *byte = mmu_mem_ptr(rig->machine, pa, 1);

	assert_non_null(byte);
	return byte;
}

static inline struct mmu_stats rig_stats(const struct rig *rig)
{
	struct mmu_stats stats;

	mmu_cpu_stats(rig->cpu, &stats);
	return stats;
}

/* Write entry number index of the table at a physical address. */
static inline void rig_put(struct rig *rig, uint64_t table, unsigned int index,
			   uint64_t entry)
{
	uint64_t *host = mmu_mem_ptr(rig->machine, table + 8 * index, 8);

	assert_non_null(host);
	*host = entry;
}

/* What an access returns, when nobody asks for the details. */
static inline int rig_access(struct rig *rig, uint64_t la, unsigned int how)
{
	struct mmu_fault fault;

	return mmu_access(rig->cpu, la, how, NULL, &fault);
}

/* The tool that run.sh runs this program under. */
static inline bool rig_under_valgrind(void)
{
	const char *tool = getenv("MMUSIM_TEST_TOOL");

	return tool && strstr(tool, "valgrind");
}

/* Counts broken rules: install with mmu_set_bug_hook(rig_count_bug, &n). */
static inline void rig_count_bug(const char *message, void *arg)
{
	(void)message;
	++*(unsigned int *)arg;
}

#endif
