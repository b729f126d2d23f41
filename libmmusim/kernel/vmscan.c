/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmscan.c - reclaim: frames are freed by taking pages away that can be had
 * again.
 *
 *   free frames
 *     high  ---  kswapd stops
 *     low   ---  kswapd is woken
 *     min   ---  who wants a frame must free some himself: direct reclaim
 *     0
 *
 * A page goes in this order, and at each step it may turn out that it cannot:
 *
 *   chosen by the policy (lru.c)
 *   nobody is at work on it, nor has it pinned
 *   an anonymous page gets a slot, and joins the swap cache
 *   its PTEs are taken away, or become swap entries; the TLB forgets them
 *   if it is dirty it is written, to its slot or its file
 *   only its cache has it now: it leaves that, and the frame is free
 *
 * So until the very end the page is there to be found, and if it cannot be
 * written it just stays, dirty.
 *
 * kswapd has no thread yet: it runs when an allocation that woke it has been
 * served and may sleep, or in kern_idle(). The new frame is in nobody's table
 * then, and cannot be taken away again before it was used.
 *
 * Simplified: all is done at once, nothing is under write-back while others go
 * on; no dirty throttling, no shrinkers; slab memory is not reclaimed.
 *
 * Reference: Linux 6.1, mm/vmscan.c.
 */
#include <errno.h>

#include "kernel/oom.h"
#include "kernel/reclaim.h"
#include "kernel/swap.h"

#define SWAP_CLUSTER_MAX    32u
#define MAX_RECLAIM_RETRIES 16
#define PATIENCE	    512u

/**
 * struct scan - one run of reclaim
 * @want:  frames to be freed
 * @scanned, @stolen: where to count
 * @patient: all pages are tried before it ends; else PATIENCE of them in a row
 *           that cannot go are enough, once one could (or at once, for kswapd)
 */
struct scan {
	uint64_t want;
	enum kern_stat scanned, stolen;
	bool patient;
};

static struct kern_page *page_of(struct kern *k, uint64_t pa)
{
	return kern_pfn_to_page(k, pa / KERN_PAGE);
}

/* --- one page ------------------------------------------------------------------------ */

/* Somebody is at work on it: there are more references than caches and PTEs. */
static bool is_busy(struct kern *k, uint64_t pa)
{
	const struct kern_page *page = page_of(k, pa);
	bool cached = !(page->mapping & KERN_MAPPING_ANON) ||
		      page->flags & KERN_PG(SWAPCACHE);

	return page->refcount != page->mapcount + 1 + (int32_t)cached ||
	       mmu_frame_pinned(k->machine, pa);
}

/* Anonymous memory, which may be in the swap cache already. */
static bool evict_anon(struct kern *k, uint64_t pa)
{
	const struct kern_page *page = page_of(k, pa);

	if (!(page->flags & KERN_PG(SWAPCACHE)) && !kern_add_to_swap(k, pa))
		return false;
	if (!kern_swap_cache_usable(k, pa))
		return false;
	if (!kern_try_to_unmap(k, pa)) {
		kern_try_to_free_swap(k, pa);
		return false;
	}
	if (kern_page_dirty(k, pa)) {
		if (kern_swap_write(k, page->private, kern_frame_ptr(k, pa)))
			return false;
		kern_page_set_dirty(k, pa, false);
		kern_stat_add(k, KERN_PSWPOUT, 1);
	}
	/* Who pinned it meanwhile may have changed it. */
	if (is_busy(k, pa)) {
		kern_page_set_dirty(k, pa, true);
		return false;
	}
	kern_swap_cache_del(k, pa);
	return true;
}

/* A page of the page cache; shared memory among them. */
static bool evict_file(struct kern *k, uint64_t pa)
{
	return kern_try_to_unmap(k, pa) && kern_filemap_evict(k, pa);
}

/* shrink_folio_list(), for one page */
static bool evict(struct kern *k, uint64_t pa)
{
	if (is_busy(k, pa))
		return false;
	switch (kern_frame_kind(k, pa)) {
	case KERN_FRAME_ANON:
		return evict_anon(k, pa);
	case KERN_FRAME_FILE:
		return evict_file(k, pa);
	default:
		return false;
	}
}

/* --- many ------------------------------------------------------------------------------ */

/* Where swap is full, the few pages that can go may be far apart: an allocation
 * that has got some does not pay for finding more of them. */
static bool gives_up(const struct scan *s, uint64_t freed, unsigned int in_vain)
{
	return !s->patient && in_vain >= PATIENCE &&
	       (freed || s->stolen == KERN_PGSTEAL_KSWAPD);
}

/* shrink_lruvec(). Return: frames that were freed. */
static uint64_t shrink(struct kern *k, const struct scan *s)
{
	struct kern_reclaim *r = k->reclaim;
	unsigned int in_vain = 0;
	uint64_t freed = 0;

	r->active = true;
	/* Some may be offered again before others have had their turn. */
	for (uint64_t left = 2 * r->npages; left && freed < s->want; left--) {
		uint64_t pa = gives_up(s, freed, in_vain) ?
				      0 :
				      kern_isolate_victim(k);

		if (!pa)
			break;
		kern_stat_add(k, s->scanned, 1);
		if (evict(k, pa)) {
			kern_stat_add(k, s->stolen, 1);
			freed++;
			in_vain = 0;
		} else {
			kern_putback_page(k, pa);
			in_vain++;
		}
	}
	r->active = false;
	return freed;
}

uint64_t kern_reclaim(struct kern *k, uint64_t npages)
{
	const struct scan s = {npages, KERN_PGSCAN_DIRECT, KERN_PGSTEAL_DIRECT,
			       true};

	return k->reclaim->active ? 0 : shrink(k, &s);
}

/* Down to so many pages. */
static bool shrink_to(struct kern *k, uint64_t npages)
{
	struct kern_reclaim *r = k->reclaim;
	struct scan s = {0, KERN_PGSCAN_DIRECT, KERN_PGSTEAL_DIRECT, true};

	if (r->npages <= npages || r->active)
		return true;
	s.want = r->npages - npages;
	return shrink(k, &s) == s.want;
}

/* A victim of the OOM killer comes to its end, with more than it may have. */
bool kern_charge_slow(struct kern *k)
{
	k->reclaim->failcnt++;
	while (!shrink_to(k, k->reclaim->max - 1)) {
		if (kern_oom_reserves_allowed(k))
			return true;
		if (!kern_memcg_oom(k))
			return false;
	}
	return true;
}

int kern_set_memory_max(struct kern *k, uint64_t npages)
{
	if (!npages)
		return -EINVAL;
	k->reclaim->max = npages;
	return shrink_to(k, npages) ? 0 : -EBUSY;
}

bool kern_try_to_free_pages(struct kern *k, unsigned int order)
{
	const struct scan s = {
		SWAP_CLUSTER_MAX > 1u << order ? SWAP_CLUSTER_MAX : 1u << order,
		KERN_PGSCAN_DIRECT, KERN_PGSTEAL_DIRECT, false};

	kern_stat_add(k, KERN_ALLOCSTALL_DMA32, 1);
	if (!shrink(k, &s))
		return false;
	k->reclaim->failures = 0;
	return true;
}

/* A kswapd that can free nothing rests, until direct reclaim could. */
void kern_wake_kswapd(struct kern *k)
{
	if (k->reclaim->failures < MAX_RECLAIM_RETRIES)
		k->reclaim->woken = true;
}

/* balance_pgdat() */
void kern_kswapd(struct kern *k)
{
	struct kern_pages *p = k->pages;
	const struct scan s = {SWAP_CLUSTER_MAX, KERN_PGSCAN_KSWAPD,
			       KERN_PGSTEAL_KSWAPD, false};

	if (!k->reclaim->woken || k->reclaim->active)
		return;
	k->reclaim->woken = false;
	kern_stat_add(k, KERN_PAGEOUTRUN, 1);
	p->pcp.reclaim_active = true;
	while (p->stat[KERN_NR_FREE_PAGES] < (int64_t)p->wmark[KERN_WMARK_HIGH])
		if (!shrink(k, &s)) {
			k->reclaim->failures++;
			p->pcp.reclaim_active = false;
			return;
		}
	p->pcp.reclaim_active = false;
	k->reclaim->failures = 0;
}
