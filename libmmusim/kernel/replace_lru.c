/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replace_lru.c - two lists, as Linux has them.
 *
 *   new --> [ inactive ] --> victim, if it was not used meanwhile
 *              |    ^
 *         used |    | the oldest, when inactive is too short
 *              v    |
 *           [ active ]
 *
 * A pair of lists is for anonymous pages, one for pages of files. Nothing is
 * done when a page is used: the CPU sets the A bit of its PTE, and that is looked
 * at when the page's turn comes. Pages that are used once go through the
 * inactive list alone, and do not drive out those that are used all the time.
 *
 *   inactive is too short: inactive * ratio < active, where ratio is
 *   sqrt(10 * both in GiB), at least 1
 *
 * Which of the two pairs is asked alternates, weighted by their length; without
 * free swap it is the files'.
 *
 * Simplified: Linux weighs by what it has cost lately, too (get_scan_count());
 * a page of a file needs two looks to become active (PG_referenced, and so here)
 * unless it is executable; no workingset detection, no multi-generational LRU.
 *
 * Reference: Linux 6.1, mm/vmscan.c, shrink_active_list(),
 * folio_check_references(), inactive_is_low().
 */
#include "kernel/reclaim.h"
#include "kernel/replace.h"
#include "kernel/swap.h"

/**
 * struct lru - the state
 * @credit: below 0: it is the turn of anonymous pages
 */
struct lru {
	int64_t credit;
};

static unsigned int list_of(bool anon, bool active)
{
	return (anon ? KERN_LRU_INACTIVE_ANON : KERN_LRU_INACTIVE_FILE) +
	       active;
}

static struct kern_page *page_of(struct kern *k, uint64_t pfn)
{
	return kern_pfn_to_page(k, pfn);
}

static void insert(struct kern *k, uint64_t pfn)
{
	bool active = page_of(k, pfn)->flags & KERN_PG(ACTIVE);

	kern_lru_add(k, list_of(kern_page_anon(k, pfn), active), pfn);
}

static void lru_add(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	insert(k, pfn);
}

static void take_out(struct kern *k, uint64_t pfn)
{
	struct kern_page *page = page_of(k, pfn);

	kern_lru_del(k,
		     list_of(kern_page_anon(k, pfn),
			     page->flags & KERN_PG(ACTIVE)),
		     pfn);
}

static void lru_remove(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	take_out(k, pfn);
	page_of(k, pfn)->flags &= ~(KERN_PG(ACTIVE) | KERN_PG(REFERENCED));
}

/* What did not work once is not tried again soon: activate_locked */
static void lru_putback(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	page_of(k, pfn)->flags |= KERN_PG(ACTIVE);
	insert(k, pfn);
}

/* inactive_is_low() */
static bool inactive_is_low(struct kern *k, bool anon)
{
	uint64_t inactive = kern_lru_length(k, list_of(anon, false));
	uint64_t active = kern_lru_length(k, list_of(anon, true));
	uint64_t gib = (inactive + active) >> 18, ratio = 1;

	while (gib && (ratio + 1) * (ratio + 1) <= 10 * gib)
		ratio++;
	return inactive * ratio < active;
}

/* shrink_active_list(), for one page: the oldest. Code that is in use stays. */
static void deactivate_one(struct kern *k, bool anon)
{
	unsigned int list = list_of(anon, true);
	struct kern_page_info info = {.size = sizeof(info)};
	uint64_t pfn = kern_lru_last(k, list);

	if (!pfn)
		return;
	kern_lru_del(k, list, pfn);
	kern_stat_add(k, KERN_PGREFILL, 1);
	if (kern_page_referenced(k, pfn) && !anon &&
	    !kern_page_info(k, pfn, &info) && info.executable) {
		kern_lru_add(k, list, pfn);
		return;
	}
	page_of(k, pfn)->flags &= ~KERN_PG(ACTIVE);
	kern_lru_add(k, list_of(anon, false), pfn);
	kern_stat_add(k, KERN_PGDEACTIVATE, 1);
}

/* folio_check_references(): what becomes of a page at the inactive end? */
static enum fate {
	EVICT,
	KEEP,
	ACTIVATE
} check_references(struct kern *k, uint64_t pfn, bool anon)
{
	struct kern_page *page = page_of(k, pfn);
	struct kern_page_info info = {.size = sizeof(info)};
	bool before = page->flags & KERN_PG(REFERENCED);
	unsigned int used = kern_page_referenced(k, pfn);

	page->flags &= ~KERN_PG(REFERENCED);
	if (!used)
		return EVICT;
	if (anon || before || used > 1)
		return ACTIVATE;
	if (!kern_page_info(k, pfn, &info) && info.executable)
		return ACTIVATE;
	page->flags |= KERN_PG(REFERENCED);
	return KEEP;
}

/* shrink_inactive_list(): the first page from its end that was not used. */
static uint64_t scan(struct kern *k, bool anon)
{
	unsigned int list = list_of(anon, false);
	uint64_t n = kern_lru_length(k, list) +
		     kern_lru_length(k, list_of(anon, true));

	/* The second time round no A bit is set. */
	for (n = 2 * n + 1; n; n--) {
		uint64_t pfn;
		enum fate fate;

		if (inactive_is_low(k, anon) || !kern_lru_length(k, list))
			deactivate_one(k, anon);
		pfn = kern_lru_last(k, list);
		if (!pfn)
			return 0;
		kern_lru_del(k, list, pfn);
		fate = check_references(k, pfn, anon);
		if (fate == EVICT)
			return pfn;
		if (fate == ACTIVATE) {
			page_of(k, pfn)->flags |= KERN_PG(ACTIVE);
			kern_stat_add(k, KERN_PGACTIVATE, 1);
		}
		insert(k, pfn);
	}
	return 0;
}

static uint64_t both(struct kern *k, bool anon)
{
	return kern_lru_length(k, list_of(anon, false)) +
	       kern_lru_length(k, list_of(anon, true));
}

/* get_scan_count(): is it the turn of anonymous pages? */
static bool anon_is_next(struct kern *k, struct lru *lru)
{
	uint64_t anon = both(k, true), file = both(k, false);

	if (!anon || !kern_swap_has_room(k))
		return false;
	if (!file)
		return true;
	/* Each gets a share of the turns that is its share of the pages. */
	if (lru->credit >= 0) {
		lru->credit -= (int64_t)file;
		return true;
	}
	lru->credit += (int64_t)anon;
	return false;
}

static uint64_t lru_victim(struct kern *k, void *state)
{
	bool anon = anon_is_next(k, state);
	uint64_t pfn = scan(k, anon);

	if (pfn || (!anon && !kern_swap_has_room(k)))
		return pfn;
	return scan(k, !anon);
}

const struct kern_replacement kern_replacement_lru = {
	.size = sizeof(kern_replacement_lru),
	.name = "lru",
	.state_size = sizeof(struct lru),
	.add = lru_add,
	.remove = lru_remove,
	.victim = lru_victim,
	.putback = lru_putback,
};
