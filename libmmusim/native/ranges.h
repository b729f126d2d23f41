/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ranges.h - a sorted table of address ranges that is read without a lock.
 *
 * Readers may be anywhere, also in a signal handler that interrupted the
 * writer, so they must not wait. There are two copies of the table, and a
 * sequence number says which one to read while the other one is written:
 *
 *   seq     copy 0    copy 1
 *   even    read      spare, the same
 *   odd     written   read
 *   even    read      written
 *
 * A reader whose number has changed when it is done looks again. (Linux calls
 * this a latch: include/linux/seqlock.h, raw_write_seqcount_latch().)
 *
 * A copy that became too small may still be read and is not freed. Each one is
 * twice as large as the one before, so that costs little.
 */
#ifndef NATIVE_RANGES_H
#define NATIVE_RANGES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool;
struct range_copy;

/**
 * struct ranges_entry - one range
 * @start: its first address
 * @len:   in bytes, not 0
 * @value: what it stands for; it may be gone by the time it is used
 * @owner: whose that is
 */
struct ranges_entry {
	uint64_t start, len;
	void *value;
	void *owner;
};

/**
 * struct ranges - the table; all zeros when empty
 * @pool: where its memory comes from; NULL: malloc()
 * @room: ranges that a copy has room for
 * Invariant: while nobody writes, both copies hold the same ranges, sorted, and
 * they do not overlap.
 */
struct ranges {
	struct pool *pool;
	_Atomic(uint64_t) seq;
	_Atomic(struct range_copy *) copy[2];
	size_t room;
};

/* The range that an address lies in; false when there is none. AS-safe, and
 * from any thread. */
bool ranges_find(const struct ranges *ranges, uint64_t at,
		 struct ranges_entry *found);

/* One writer at a time. 0, or -ENOMEM; the range overlaps none of the table. */
int ranges_add(struct ranges *ranges, const struct ranges_entry *range);

/* Takes out the range that starts there; it is in the table. */
void ranges_remove(struct ranges *ranges, uint64_t start);

#endif
