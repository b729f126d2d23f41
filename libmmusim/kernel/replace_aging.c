/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replace_aging.c - LRU approximated by aging: each page has a shift register.
 *
 * The CPU says that a page was used, its A bit, but not when. So the kernel
 * looks from time to time, at each tick, and shifts what it sees into the page's
 * register from the left:
 *
 *                 tick 1     tick 2     tick 3     tick 4
 *   A bits        1 0        1 1        0 1        0 0
 *   register a    1100 0000  1110 0000  0111 0000  0011 1000
 *   register b    0100 0000  1010 0000  1101 0000  0110 1000  <- larger: it was
 *                                                              used later
 *
 * Read as numbers, registers are in the order in which pages were used last, as
 * far as ticks can tell: the page with the least one goes. Of several that have
 * the same, the one that came first goes. A page begins with 1000 0000, as it
 * was used just now.
 *
 * What is lost compared to exact LRU: the order of uses between two ticks, and
 * all that was more than eight ticks ago. Ticks come each millisecond of virtual
 * time, as with HZ=1000. To sample at another rate, copy the policy:
 *
 *	struct kern_replacement often = *kern_find_replacement("aging");
 *
 *	often.period_ns = 10000;
 *	kern_set_replacement(k, &often, NULL);
 *
 * A tick looks at all pages, and so does the search for a victim: fine for a few
 * thousand. Linux cannot afford that, see replace_lru.c.
 *
 * Reference: Tanenbaum, "Modern Operating Systems", "Simulating LRU in Software";
 * Silberschatz, "Operating System Concepts", "Additional-Reference-Bits
 * Algorithm". Linux 2.0 to 2.4 had page->age, with addition and halving.
 */
#include "kernel/replace.h"

#define QUEUE	  0u
#define BITS	  8
#define USED	  (1ull << (BITS - 1))
#define PERIOD_NS 1000000

static void aging_add(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	*kern_page_data(k, pfn) = USED;
	kern_lru_add(k, QUEUE, pfn);
}

static void aging_remove(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	kern_lru_del(k, QUEUE, pfn);
}

/* It is offered again when all others have been. */
static void aging_putback(struct kern *k, void *state, uint64_t pfn)
{
	(void)state;
	*kern_page_data(k, pfn) = 2 * USED - 1;
	kern_lru_add(k, QUEUE, pfn);
}

static void aging_tick(struct kern *k, void *state)
{
	uint64_t pfn = kern_lru_last(k, QUEUE);

	(void)state;
	for (uint64_t n = kern_lru_length(k, QUEUE); n && pfn; n--) {
		uint64_t *age = kern_page_data(k, pfn);

		*age = *age >> 1 | (kern_page_referenced(k, pfn) ? USED : 0);
		pfn = kern_lru_prev(k, QUEUE, pfn);
	}
}

/* From the oldest on: of equals it is the victim. */
static uint64_t aging_victim(struct kern *k, void *state)
{
	uint64_t pfn = kern_lru_last(k, QUEUE), victim = 0, least = UINT64_MAX;

	(void)state;
	for (uint64_t n = kern_lru_length(k, QUEUE); n && pfn && least; n--) {
		uint64_t age = *kern_page_data(k, pfn);

		if (age < least) {
			least = age;
			victim = pfn;
		}
		pfn = kern_lru_prev(k, QUEUE, pfn);
	}
	if (victim)
		kern_lru_del(k, QUEUE, victim);
	return victim;
}

const struct kern_replacement kern_replacement_aging = {
	.size = sizeof(kern_replacement_aging),
	.name = "aging",
	.period_ns = PERIOD_NS,
	.add = aging_add,
	.remove = aging_remove,
	.victim = aging_victim,
	.putback = aging_putback,
	.tick = aging_tick,
};
