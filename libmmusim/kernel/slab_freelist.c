/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab_freelist.c - the free objects of a slab.
 *
 * They form a list that lies in the objects themselves, in simulated RAM:
 *
 *   freelist --> object            object            object (in use)
 *               +----------+      +----------+      +----------+
 *               |          |      |          |      |   data   |
 *               | next ----------->  next = 0|      |          |
 *               |          |      |          |      |          |
 *               +----------+      +----------+      +----------+
 *
 * The link lies in the middle of the object, out of the way of small
 * overflows, and is the pointer that simulated code would hold, scrambled with
 * a random number and its own address (CONFIG_SLAB_FREELIST_HARDENED). Whoever
 * overflows an object or writes to a freed one really corrupts the list, and
 * whoever allocates afterwards follows it wherever it leads: most often into a
 * fault inside of kmalloc().
 *
 * Simplified: no order of objects at random.
 *
 * Reference: Linux 6.1, mm/slub.c.
 */
#include <string.h>

#include "kernel/slab.h"

/* Scramble the pointer that is stored at this one, or undo it. */
static uint64_t scramble(struct kern *k, uint64_t ptr, uint64_t at)
{
	uint64_t random = k->slab->random;

	return random ? ptr ^ random ^ __builtin_bswap64(at) : ptr;
}

void kern_set_freepointer(struct kern *k, const struct kern_cache *c,
			  uint64_t la, uint64_t next)
{
	uint64_t at = la + c->offset;
	void *host = kern_slab_host(k, at, sizeof(next));

	next = next ? kern_host(k, next) : 0;
	next = scramble(k, next, kern_host(k, at));
	if (host) /* an object that was freed at a wrong place may stick out */
		memcpy(host, &next, sizeof(next));
}

uint64_t kern_get_freepointer(struct kern *k, const struct kern_cache *c,
			      uint64_t la)
{
	uint64_t at = la + c->offset, next;
	const void *host = kern_slab_host(k, at, sizeof(next));

	if (!host)
		return 0;
	memcpy(&next, host, sizeof(next));
	return kern_lift(k, scramble(k, next, kern_host(k, at)));
}

uint64_t kern_slab_freelist(struct kern *k, const struct kern_slab *s)
{
	return s->freelist ? kern_lift(k, s->freelist) : 0;
}

void kern_slab_set_freelist(struct kern *k, struct kern_slab *s, uint64_t la)
{
	s->freelist = la ? kern_host(k, la) : 0;
}

bool kern_slab_valid(const struct kern_slab *s, uint64_t la)
{
	const struct kern_cache *c = s->cache;
	uint64_t at = la - c->red_left_pad - s->la;

	return !la || (at < (uint64_t)s->objects * c->size && !(at % c->size));
}

bool kern_slab_is_free(struct kern *k, const struct kern_slab *s, uint64_t la)
{
	uint64_t fp = kern_slab_freelist(k, s);

	for (unsigned int n = 0; fp && n <= s->objects; n++) {
		if (fp == la)
			return true;
		if (!kern_slab_valid(s, fp))
			return false;
		fp = kern_get_freepointer(k, s->cache, fp);
	}
	return false;
}

/* Chain all objects, the lowest address first. */
void kern_slab_thread(struct kern *k, struct kern_slab *s)
{
	const struct kern_cache *c = s->cache;
	uint64_t first = s->la + c->red_left_pad, next = 0;

	kern_debug_setup_slab(k, s);
	for (unsigned int n = s->objects; n-- > 0;) {
		uint64_t la = first + (uint64_t)n * c->size;

		kern_debug_setup_object(k, c, la);
		kern_set_freepointer(k, c, la, next);
		next = la;
	}
	kern_slab_set_freelist(k, s, next);
}

/*
 * Read the link of the first free object, as the caller would: it may lie
 * anywhere. False after kern_call_fault(); or, when no simulated code called,
 * after a line in the log.
 */
static bool follow(struct kern *k, const struct kern_slab *s, uint64_t *next)
{
	struct kern_call *call = k->call;
	uint64_t at = s->freelist + s->cache->offset, word;

	if (call) {
		if (kern_call_read(call, &word, at, sizeof(word)))
			return false;
	} else if (!kern_peek(k, kern_lift(k, at), &word, sizeof(word))) {
		kern_printk(k,
			    KERN_ERR
			    "%s: the free list leads to %px, dropped\n",
			    s->cache->name, (void *)(uintptr_t)s->freelist);
		return false;
	}
	*next = scramble(k, word, at);
	return true;
}

/* Take the first free object. Return: its linear address, or 0. */
uint64_t kern_slab_pop(struct kern *k, struct kern_slab *s)
{
	uint64_t la = kern_slab_freelist(k, s), next;

	if (!la)
		return 0;
	if (!follow(k, s, &next)) {
		if (!k->call)
			s->freelist = 0;
		return 0;
	}
	s->freelist = next;
	s->inuse++;
	return la;
}
