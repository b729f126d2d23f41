/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern_reclaim.h - which page goes when memory runs short: page replacement.
 *
 * When a frame is wanted and few are left, the kernel takes some from pages that
 * can be had again: pages of files, which are written back if they are dirty,
 * and, as long as there is swap (kern_swap.h), anonymous pages. Which of them is
 * the business of a replacement policy, which is a few functions:
 *
 *	static void add(struct kern *k, void *state, uint64_t pfn)
 *	{
 *		kern_lru_add(k, 0, pfn);
 *	}
 *	static void drop(struct kern *k, void *state, uint64_t pfn)
 *	{
 *		kern_lru_del(k, 0, pfn);
 *	}
 *	static uint64_t victim(struct kern *k, void *state)
 *	{
 *		uint64_t pfn = kern_lru_last(k, 0);
 *
 *		if (pfn)
 *			kern_lru_del(k, 0, pfn);
 *		return pfn;
 *	}
 *	static const struct kern_replacement fifo = {
 *		.size = sizeof(fifo), .name = "my-fifo", .add = add,
 *		.remove = drop, .victim = victim, .putback = add,
 *	};
 *	...
 *	kern_set_replacement(k, &fifo, NULL);
 *
 * Pages are named by the number of their frame (pfn); 0 is none. What a policy
 * needs to remember lies in its state, in the word that each page has for it
 * (kern_page_data()), and in lists: all of it is part of a snapshot.
 *
 * Functions of a policy must not fault, allocate, or let the kernel run.
 */
#ifndef MMUSIM_KERN_RECLAIM_H
#define MMUSIM_KERN_RECLAIM_H

#include <mmusim/kern.h>

/**
 * struct kern_replacement - a replacement policy
 * @size:       sizeof(struct kern_replacement)
 * @name:       as after mmusim.replacement= on the command line
 * @state_size: bytes that the kernel keeps for it, zeroed at first; they move
 *              never, and are freed when another policy takes over
 * @period_ns:  virtual time between two calls of @tick; 0: there are none
 * @init:       before all else. 0, or a negative errno, which
 *              kern_set_replacement() returns; may be NULL
 * @add:        the page may be reclaimed from now on; it was just brought in
 * @remove:     the page is gone, or may not be reclaimed any more. The policy
 *              has it (it was added, and is no victim right now)
 * @victim:     choose a page, and forget it: it was added, and is not in a list
 *              any more when this returns. 0: none can be had
 * @putback:    the victim stays, since it is pinned or in use, there is no swap
 *              for it, or it could not be written; it is as if added again. It
 *              should not be chosen again soon: the kernel gives up after
 *              twice as many victims as there are pages
 * @tick:       sampling: look at pages, with kern_page_referenced(). May be NULL
 *
 * The structure itself must stay as long as the kernel uses it.
 */
struct kern_replacement {
	size_t size;
	const char *name;
	size_t state_size;
	uint64_t period_ns;
	int (*init)(struct kern *k, void *state, void *arg);
	void (*add)(struct kern *k, void *state, uint64_t pfn);
	void (*remove)(struct kern *k, void *state, uint64_t pfn);
	uint64_t (*victim)(struct kern *k, void *state);
	void (*putback)(struct kern *k, void *state, uint64_t pfn);
	void (*tick)(struct kern *k, void *state);
};

/**
 * kern_set_replacement - from now on this policy chooses
 * @policy: kept
 * @arg:    for its init()
 *
 * It gets all pages that can be reclaimed, by frame number. At boot the policy
 * is the one that mmusim.replacement= names, or "lru", the two lists of Linux.
 *
 * Return: 0; -EINVAL for NULL (kern_find_replacement() knows no such name), for a
 * wrong size, or when a function is missing; -ENOMEM;
 * what init() said. After an error the old policy stays.
 */
MMU_API int kern_set_replacement(struct kern *kern,
				 const struct kern_replacement *policy,
				 void *arg);

/** kern_replacement - the policy in use */
MMU_API const struct kern_replacement *kern_replacement(struct kern *kern);

/**
 * kern_find_replacement - one that the library has, by name; NULL: none
 *
 *	lru     the two lists of Linux
 *	fifo    first in, first out
 *	clock   the same with a second chance
 *	aging   LRU approximated by shift registers, sampled each ms
 *	random  by chance; the argument points to a seed (uint64_t), or is NULL
 *	opt     from a recorded trace, which the argument points to (kern_trace.h);
 *		not at boot
 */
MMU_API const struct kern_replacement *kern_find_replacement(const char *name);

/** kern_replacement_at - the n-th that the library has, from 0; NULL: no more */
MMU_API const struct kern_replacement *kern_replacement_at(unsigned int n);

/* --- what a policy may ask ------------------------------------------------------ */

/**
 * kern_page_referenced - was the page used since the last time?
 *
 * Through the reverse mapping: tests the A bit of each PTE that leads to it,
 * clears it, and flushes the TLB entries that were made with it, as without
 * that the CPU would not set it again.
 *
 * Simplified: Linux on x86-64 clears A without a flush, and lives with the
 * references that it misses. Here the TLB may be larger than the program.
 *
 * Return: in how many PTEs it was set.
 * Reference: Linux 6.1, mm/rmap.c, folio_referenced().
 */
MMU_API unsigned int kern_page_referenced(struct kern *kern, uint64_t pfn);

/**
 * struct kern_page_info - what is known of a page
 * @size:      sizeof(struct kern_page_info), set by the caller
 * @anon:      anonymous or shared memory: needs swap, or has a slot there
 * @dirty:     would have to be written before it can go
 * @executable: an area that maps it may be executed
 * @mapcount:  how many PTEs lead to it
 * @index:     which page of its file; or, of private anonymous memory, its
 *             address / 4096
 */
struct kern_page_info {
	size_t size;
	bool anon;
	bool dirty;
	bool executable;
	unsigned int mapcount;
	uint64_t index;
};

/** kern_page_info - fill in @info. Return: 0; -EINVAL for another size; -ENOENT
 *  when the page is none that can be reclaimed */
MMU_API int kern_page_info(struct kern *kern, uint64_t pfn,
			   struct kern_page_info *info);

/** kern_page_anon - kern_page_info.anon alone, fast */
MMU_API bool kern_page_anon(struct kern *kern, uint64_t pfn);

/** kern_page_data - a word for the policy in use; 0 when the page is added. It
 *  lies in struct page, where Linux has memcg_data */
MMU_API uint64_t *kern_page_data(struct kern *kern, uint64_t pfn);

/* --- lists ---------------------------------------------------------------------- */

/**
 * enum kern_lru - numbers of lists
 *
 * A policy may use them as it likes. Active and Inactive in /proc/meminfo count
 * pages in lists of odd and of even numbers.
 */
enum kern_lru {
	KERN_LRU_INACTIVE_ANON,
	KERN_LRU_ACTIVE_ANON,
	KERN_LRU_INACTIVE_FILE,
	KERN_LRU_ACTIVE_FILE,
	KERN_NR_LRU_LISTS
};

/* Lists run through struct pages, in simulated memory. A page is in one list at
 * most. A list that a stray write has spoiled is reported in the log, and empty
 * then; its pages are not reclaimed any more. */

/** kern_lru_add, kern_lru_add_tail - as first, or last, of a list */
MMU_API void kern_lru_add(struct kern *kern, unsigned int list, uint64_t pfn);
MMU_API void kern_lru_add_tail(struct kern *kern, unsigned int list,
			       uint64_t pfn);
/** kern_lru_del - out of the list that it is in */
MMU_API void kern_lru_del(struct kern *kern, unsigned int list, uint64_t pfn);
/** The first page of a list, the last one, its neighbours; 0: none */
MMU_API uint64_t kern_lru_first(struct kern *kern, unsigned int list);
MMU_API uint64_t kern_lru_last(struct kern *kern, unsigned int list);
MMU_API uint64_t kern_lru_next(struct kern *kern, unsigned int list,
			       uint64_t pfn);
MMU_API uint64_t kern_lru_prev(struct kern *kern, unsigned int list,
			       uint64_t pfn);
MMU_API uint64_t kern_lru_length(struct kern *kern, unsigned int list);

/* --- for those who watch ---------------------------------------------------------- */

/**
 * kern_reclaim - take pages away now, whether memory is short or not
 * @npages: how many frames to free
 *
 * As writing to memory.reclaim does.
 *
 * Return: how many were freed.
 */
MMU_API uint64_t kern_reclaim(struct kern *kern, uint64_t npages);

/**
 * kern_set_memory_max - so many pages that can be reclaimed may be there
 * @npages: at least 1; at boot it is UINT64_MAX, as many as memory has room for
 *
 * As memory.max of a cgroup that everybody is in. Who needs a page when there
 * are so many waits until one has gone, which the policy chooses: with 4, a
 * program has four page frames. As long as free memory is above the watermark
 * "low", kswapd does not interfere. Where no page can go the OOM killer looks for
 * somebody (kern_oom.h). An access that needs two pages at once (it crosses a page boundary;
 * the copy of a page of a file) needs 2.
 *
 * Simplified: Linux reclaims at least 32 pages at a time, and charges page
 * tables and slab objects, too.
 *
 * Return: 0; -EINVAL; -EBUSY: there are more, and they cannot go (Linux would
 * begin to kill). The limit holds for those to come.
 * Reference: Linux 6.1, mm/memcontrol.c, try_charge_memcg(), memory_max_write().
 */
MMU_API int kern_set_memory_max(struct kern *kern, uint64_t npages);

/** kern_vmstat - a value of /proc/vmstat, such as "pswpin"; -1: no such name */
MMU_API int64_t kern_vmstat(struct kern *kern, const char *name);

#endif
