/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ranges.c - see ranges.h.
 *
 * Why a reader cannot be fooled: everything in a copy is written by release
 * stores and read by acquire loads. A reader that saw one of the writer's
 * stores therefore also sees the sequence number that was stored before it,
 * finds that it has changed, and looks again. What it read until then may be
 * mixed; a binary search ends on any numbers.
 */
#include "native/ranges.h"

#include <errno.h>
#include <stdlib.h>

#include "mem/pool.h"

#define FIRST_ROOM 16

struct slot {
	_Atomic(uint64_t) start, len;
	_Atomic(void *) value, owner;
};

/**
 * struct range_copy - one copy of the table
 * @older: a smaller one, no longer in use
 */
struct range_copy {
	struct range_copy *older;
	_Atomic(size_t) n;
	struct slot slot[];
};

#define load(from)	atomic_load_explicit(from, memory_order_acquire)
#define store(to, what) atomic_store_explicit(to, what, memory_order_release)

static struct ranges_entry read_slot(const struct slot *slot)
{
	return (struct ranges_entry){load(&slot->start), load(&slot->len),
				     load(&slot->value), load(&slot->owner)};
}

static void write_slot(struct slot *slot, const struct ranges_entry *range)
{
	store(&slot->start, range->start);
	store(&slot->len, range->len);
	store(&slot->value, range->value);
	store(&slot->owner, range->owner);
}

/* The number of ranges that start at or below an address. */
static size_t count_upto(const struct range_copy *copy, uint64_t at)
{
	size_t lo = 0, hi = copy ? load(&copy->n) : 0;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (load(&copy->slot[mid].start) <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool find_in(const struct range_copy *copy, uint64_t at,
		    struct ranges_entry *found)
{
	size_t n = count_upto(copy, at);

	if (!n)
		return false;
	*found = read_slot(&copy->slot[n - 1]);
	return at - found->start < found->len;
}

bool ranges_find(const struct ranges *ranges, uint64_t at,
		 struct ranges_entry *found)
{
	uint64_t seq;
	bool ok;

	do {
		seq = load(&ranges->seq);
		ok = find_in(load(&ranges->copy[seq & 1]), at, found);
	} while (load(&ranges->seq) != seq);
	return ok;
}

/* --- writing ------------------------------------------------------------------- */

static struct range_copy *create(struct pool *pool, size_t room)
{
	size_t size = sizeof(struct range_copy) + room * sizeof(struct slot);

	return pool ? pool_zalloc(pool, size) : calloc(1, size);
}

static void insert(struct range_copy *copy, const struct ranges_entry *range)
{
	size_t at = count_upto(copy, range->start), n = load(&copy->n);

	for (size_t i = n; i > at; i--) {
		struct ranges_entry moved = read_slot(&copy->slot[i - 1]);

		write_slot(&copy->slot[i], &moved);
	}
	write_slot(&copy->slot[at], range);
	store(&copy->n, n + 1);
}

static void take_out(struct range_copy *copy, uint64_t start)
{
	size_t at = count_upto(copy, start) - 1, n = load(&copy->n);

	for (size_t i = at; i + 1 < n; i++) {
		struct ranges_entry moved = read_slot(&copy->slot[i + 1]);

		write_slot(&copy->slot[i], &moved);
	}
	store(&copy->n, n - 1);
}

/* Send the readers to the other copy. */
static void turn(struct ranges *ranges)
{
	store(&ranges->seq, load(&ranges->seq) + 1);
}

/* Fill a larger copy while nobody can see it, and use it in place of i. */
static void replace(struct ranges *ranges, int i, struct range_copy *larger)
{
	struct range_copy *old = load(&ranges->copy[i]);
	size_t n = old ? load(&old->n) : 0;

	for (size_t j = 0; j < n; j++) {
		struct ranges_entry range = read_slot(&old->slot[j]);

		write_slot(&larger->slot[j], &range);
	}
	store(&larger->n, n);
	larger->older = old;
	store(&ranges->copy[i], larger);
}

static int grow(struct ranges *ranges)
{
	size_t room = ranges->room ? 2 * ranges->room : FIRST_ROOM;
	struct range_copy *larger[2] = {create(ranges->pool, room),
					create(ranges->pool, room)};

	if (!larger[0] || !larger[1]) {
		for (int i = 0; i < 2; i++)
			if (ranges->pool)
				pool_free(ranges->pool, larger[i]);
			else
				free(larger[i]);
		return -ENOMEM;
	}
	for (int i = 0; i < 2; i++) {
		turn(ranges);
		replace(ranges, i, larger[i]);
	}
	ranges->room = room;
	return 0;
}

int ranges_add(struct ranges *ranges, const struct ranges_entry *range)
{
	struct range_copy *first = load(&ranges->copy[0]);
	int err = 0;

	if (!first || load(&first->n) == ranges->room)
		err = grow(ranges);
	for (int i = 0; i < 2 && !err; i++) {
		turn(ranges);
		insert(load(&ranges->copy[i]), range);
	}
	return err;
}

void ranges_remove(struct ranges *ranges, uint64_t start)
{
	for (int i = 0; i < 2; i++) {
		turn(ranges);
		take_out(load(&ranges->copy[i]), start);
	}
}
