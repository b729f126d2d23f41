/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replace_clock.c - CLOCK: first in, first out, with a second chance.
 *
 * Think of all pages in a ring, with a hand that points at the oldest one:
 *
 *               page, A=1               The hand stops at a page:
 *          page           page            A=1: used since the hand was here
 *           ^               |                  last; clear A, go on
 *         hand              v             A=0: that is the victim
 *          page           page          A new page is put right behind the
 *               page, A=0               hand, so its turn comes last.
 *
 * The ring is a list here: its last page is where the hand points, and a page
 * that the hand passes moves to its front. If all pages were used the hand goes
 * once round, and takes the page that it began with: then CLOCK is FIFO.
 *
 * This costs little, as nothing is done when a page is used, and it is no worse
 * than one bit of memory for each page allows. What it cannot see is how often
 * a page was used, or when, between two visits of the hand.
 *
 * Reference: F. J. Corbato, "A Paging Experiment with the Multics System",
 * 1968; Silberschatz, "Operating System Concepts", "LRU-Approximation Page
 * Replacement"; Tanenbaum, "Modern Operating Systems", "The Clock Page
 * Replacement Algorithm". Linux up to 2.2 went through page tables so,
 * mm/vmscan.c, swap_out().
 */
#include "kernel/replace.h"

#define RING 0u

/* Behind the hand, which is in front of everybody else. */
static void clock_add(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	kern_lru_add(k, RING, pfn);
}

static void clock_remove(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	kern_lru_del(k, RING, pfn);
}

static uint64_t clock_victim(struct kern *k, void *state)
{
	uint64_t pfn, passed = 0, n = kern_lru_length(k, RING);

	(void)state;
	while ((pfn = kern_lru_last(k, RING))) {
		kern_lru_del(k, RING, pfn);
		/* Other CPUs may set A all the time: once round is enough. */
		if (passed++ == n || !kern_page_referenced(k, pfn))
			return pfn;
		kern_lru_add(k, RING, pfn);
	}
	return 0;
}

const struct kern_replacement kern_replacement_clock = {
	.size = sizeof(kern_replacement_clock),
	.name = "clock",
	.add = clock_add,
	.remove = clock_remove,
	.victim = clock_victim,
	.putback = clock_add,
};
