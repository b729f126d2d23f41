/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reclaim.h - reclaim, private to kernel/.
 *
 *   page_alloc.c  a frame is wanted, few are left
 *   vmscan.c      kern_try_to_free_pages(): which page? (lru.c, replace_*.c)
 *                 out of all page tables (rmap.c), to swap (swap.h) or to its file
 *                 (filemap.c), and its frame is free
 */
#ifndef KERNEL_RECLAIM_H
#define KERNEL_RECLAIM_H

#include <mmusim/kern_reclaim.h>
#include "kernel/rmap.h"

/**
 * struct kern_reclaim - the state of reclaim of a kernel
 * @policy, @state: who chooses pages
 * @npages:    the policy has
 * @max:       it may have, see kern_set_memory_max(); @failcnt: how often a page
 *             had to go for that
 * @next_tick: when it samples, in virtual time
 * @active:    reclaim is at work: what it allocates is not a reason for more of
 *             it, and may use all reserves (PF_MEMALLOC)
 * @woken:     kswapd shall run
 * @failures:  how often in a row it could free nothing
 */
struct kern_reclaim {
	const struct kern_replacement *policy;
	void *state;
	uint64_t npages;
	uint64_t max, failcnt;
	uint64_t next_tick;
	bool active;
	bool woken;
	unsigned int failures;
};

/* Before the first page. 0; -ENOMEM; -EINVAL: no policy of that name. */
int kern_reclaim_init(struct kern *k, const char *cmdline);

/* --- lru.c ---------------------------------------------------------------------- */

/* The page can be reclaimed from now on; no longer (whether it could or not). */
void kern_lru_cache_add(struct kern *k, uint64_t pa);
void kern_lru_cache_del(struct kern *k, uint64_t pa);
/* A victim, which the policy has forgotten; 0. Put it back, or free it. */
uint64_t kern_isolate_victim(struct kern *k);
void kern_putback_page(struct kern *k, uint64_t pa);
/* Let the policy sample, if it is time to. */
void kern_reclaim_sample(struct kern *k);
static inline void kern_reclaim_tick(struct kern *k)
{
	if (k->clock_ns >= k->reclaim->next_tick)
		kern_reclaim_sample(k);
}

/* --- rmap.c --------------------------------------------------------------------- */

/* All PTEs are gone, and those of an anonymous page are swap entries, which it
 * must have. The TLB has forgotten them. */
bool kern_try_to_unmap(struct kern *k, uint64_t pa);
/* Shared areas cannot write to it unnoticed. */
void kern_page_mkclean(struct kern *k, uint64_t pa);

/* --- vmscan.c -------------------------------------------------------------------- */

/* Direct reclaim, for a block of this order. False: nothing was freed. */
bool kern_try_to_free_pages(struct kern *k, unsigned int order);
/* There will be one page more: try_charge(). False: there are as many as may be,
 * none can go, and nobody be killed. */
bool kern_charge_slow(struct kern *k);
static inline bool kern_charge(struct kern *k)
{
	return k->reclaim->npages < k->reclaim->max || kern_charge_slow(k);
}
/* Fewer frames are free than should be. */
void kern_wake_kswapd(struct kern *k);
/* Its turn, if it was woken. */
void kern_kswapd(struct kern *k);

#endif
