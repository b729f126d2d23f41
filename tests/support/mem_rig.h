/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mem_rig.h - RAM without a machine on the test bench.
 */
#ifndef SUPPORT_MEM_RIG_H
#define SUPPORT_MEM_RIG_H

#include "rig.h"

#include "mem/bug.h"
#include "mem/mem.h"

static struct mem mem;
static unsigned int bugs; /* broken rules that were reported */

static int mem_rig_setup(const struct mmu_region *map, unsigned int n)
{
	bugs = 0;
	mmu_set_bug_hook(rig_count_bug, &bugs);
	return mem_init(&mem, map, n);
}

static int mem_rig_teardown(void **state)
{
	bool sane = mem_check(&mem);

	(void)state;
	mem_fini(&mem);
	mmu_set_bug_hook(NULL, NULL);
	return sane ? 0 : -1;
}

#endif
