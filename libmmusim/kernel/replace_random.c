/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replace_random.c - any page may go, each with the same probability.
 *
 * It knows nothing, needs no A bits, and is what others are measured by: a
 * policy that is worse than chance has understood the program wrongly. FIFO and
 * LRU are, for a loop over a little more than memory: they always throw away
 * what is needed next, while chance leaves most of it.
 *
 * The numbers come from a generator of its own, which is part of a snapshot; the
 * argument of kern_set_replacement() points to its seed, a uint64_t; NULL: 1. So
 * the same program has the same faults each time.
 *
 * Simplified: a list must be walked to find its n-th page; a kernel that really
 * did this would draw frame numbers.
 *
 * Reference: Silberschatz, "Operating System Concepts", "Page-Replacement
 * Algorithms"; the generator is splitmix64 of G. L. Steele, D. Lea and C. H.
 * Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
 */
#include "kernel/replace.h"

#define BAG 0u

/**
 * struct random - the state
 * @seed:     of the generator
 * @round:    pages that were put back in this round, which is noted in their
 *            word, are not drawn again before the next one
 * @nrefused: how many there are
 */
struct random {
	uint64_t seed;
	uint64_t round;
	uint64_t nrefused;
};

static uint64_t draw(struct random *random, uint64_t n)
{
	uint64_t z = random->seed += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	z ^= z >> 31;
	return (uint64_t)((unsigned __int128)z * n >> 64);
}

static void next_round(struct random *random)
{
	random->round++;
	random->nrefused = 0;
}

static int random_init(struct kern *k, void *state, void *arg)
{
	struct random *random = state;

	(void)k;
	random->seed = arg ? *(const uint64_t *)arg : 1;
	next_round(random);
	return 0;
}

/* Somebody found memory, so the search that refused pages is over. */
static void random_add(struct kern *k, void *state, uint64_t pfn)
{
	next_round(state);
	kern_lru_add(k, BAG, pfn);
}

static void random_remove(struct kern *k, void *state, uint64_t pfn)
{
	struct random *random = state;

	random->nrefused -= *kern_page_data(k, pfn) == random->round;
	kern_lru_del(k, BAG, pfn);
}

static void random_putback(struct kern *k, void *state, uint64_t pfn)
{
	struct random *random = state;

	*kern_page_data(k, pfn) = random->round;
	random->nrefused++;
	kern_lru_add(k, BAG, pfn);
}

static uint64_t random_victim(struct kern *k, void *state)
{
	struct random *random = state;
	uint64_t pfn = kern_lru_last(k, BAG), left = kern_lru_length(k, BAG), n;

	if (left <= random->nrefused)
		next_round(random);
	n = draw(random, left - random->nrefused);
	for (; pfn && --left; pfn = kern_lru_prev(k, BAG, pfn))
		if (*kern_page_data(k, pfn) != random->round && !n--)
			break;
	if (pfn)
		kern_lru_del(k, BAG, pfn);
	return pfn;
}

const struct kern_replacement kern_replacement_random = {
	.size = sizeof(kern_replacement_random),
	.name = "random",
	.state_size = sizeof(struct random),
	.init = random_init,
	.add = random_add,
	.remove = random_remove,
	.victim = random_victim,
	.putback = random_putback,
};
