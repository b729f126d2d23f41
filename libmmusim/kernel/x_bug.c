/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_bug.c - BUGs of functions that are code of the kernel image: they tell which
 * one it is, and run into UD2.
 */
#include "kernel/image_bugs.h"
#include "kernel/kern.h"

/* void bug_at(unsigned int where) */
uint64_t kern_e_bug_at(struct kern_call *call)
{
	static const char *const where[] = {
		[KERN_BUG_POOL_IN_USE] = "lib/genalloc.c:255",
		[KERN_BUG_POOL_ALGORITHM] = "lib/genalloc.c:312",
		[KERN_BUG_POOL_BEYOND] = "lib/genalloc.c:505",
		[KERN_BUG_POOL_FREE] = "lib/genalloc.c:508",
		[KERN_BUG_POOL_STRANGER] = "lib/genalloc.c:518",
		[KERN_BUG_SG_LAST] = "lib/scatterlist.c:109",
		[KERN_BUG_LRU_STATUS] = "mm/list_lru.c:260",
	};

	if (call->arg[0] < sizeof(where) / sizeof(where[0]))
		call->kern->bug = where[call->arg[0]];
	return 0;
}
