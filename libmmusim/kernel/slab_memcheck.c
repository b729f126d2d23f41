/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab_memcheck.c - objects as memcheck sees them.
 *
 * Simulated code reaches objects through the window on the direct map, so it
 * is those addresses that memcheck is told of:
 *
 *   window on a slab:   ------ object ------ object ------ object ------
 *                       no access  in use    no access      in use
 *
 * Then it says at once, and with the stacks of both, what the kernel would
 * notice late or never: an overflow by one byte, a use after free, a double
 * free, a byte that was never written. The library itself works through the
 * alias of RAM, where memcheck allows everything.
 *
 * A leak is an object that nothing in memory points to any more. Memcheck finds
 * what points to an object by searching the alias: stacks, module data, other
 * objects. When the kernel is shut down all objects are gone, and none leaked.
 */
#include <errno.h>

#include "kernel/slab.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define ON_VALGRIND RUNNING_ON_VALGRIND
#else
#define ON_VALGRIND			      0
#define VALGRIND_MALLOCLIKE_BLOCK(a, n, r, z) ((void)(a), (void)(n), (void)(z))
#define VALGRIND_FREELIKE_BLOCK(a, r)	      ((void)(a))
#define VALGRIND_GET_VBITS(a, b, n)	      ((void)(a), (void)(b), 0)
#define VALGRIND_MAKE_MEM_UNDEFINED(a, n)     ((void)(a), (void)(n))
#define VALGRIND_MAKE_MEM_NOACCESS(a, n)      ((void)(a), (void)(n))
#define VALGRIND_MAKE_MEM_DEFINED(a, n)	      ((void)(a), (void)(n))
#define VALGRIND_DO_LEAK_CHECK		      ((void)0)
#define VALGRIND_COUNT_LEAK_BLOCKS(a, b, c, d) \
	((void)(a), (void)(b), (void)(c), (void)(d))
#endif

void kern_memcheck_begin(struct kern *k)
{
	k->slab->memcheck = ON_VALGRIND;
}

/* The address in the window; NULL: memcheck shall not know. */
static char *window(struct kern *k, uint64_t la)
{
	char *at = mmu_ptr(k->machine, la);

	return k->slab->memcheck && (uint64_t)(uintptr_t)at != la ? at : NULL;
}

void kern_memcheck_slab(struct kern *k, const struct kern_slab *s, bool begin)
{
	char *at = window(k, s->la);

	if (!at)
		return;
	if (begin)
		VALGRIND_MAKE_MEM_NOACCESS(at, kern_slab_bytes(s));
	else
		VALGRIND_MAKE_MEM_DEFINED(at, kern_slab_bytes(s));
}

static bool accessible(const char *at)
{
	char bits;

	return VALGRIND_GET_VBITS(at, &bits, 1) != 3;
}

/* Memcheck cannot stand blocks that overlap. There are some when an object that
 * was freed twice is handed out twice; it has reported that already. */
void kern_memcheck_alloc(struct kern *k, uint64_t la, uint64_t len, bool zero)
{
	char *at = window(k, la);

	if (at && !accessible(at) && !accessible(at + len - 1))
		VALGRIND_MALLOCLIKE_BLOCK(at, len, 0, zero);
}

void kern_memcheck_free(struct kern *k, uint64_t la)
{
	char *at = window(k, la);

	if (at)
		VALGRIND_FREELIKE_BLOCK(at, 0);
}

/* How much was asked for only memcheck knows: the end has no access (3). */
void kern_memcheck_grow(struct kern *k, uint64_t la, uint64_t room)
{
	char *at = window(k, la);

	while (at && room && !accessible(at + room - 1)) {
		room--;
		VALGRIND_MAKE_MEM_UNDEFINED(at + room, 1);
	}
}

static void forget(struct kern *k, const struct kern_slab *s)
{
	const struct kern_cache *c = s->cache;

	if (!c)
		kern_memcheck_free(k, s->la);
	for (unsigned int i = 0; i < s->objects; i++)
		if (s->live[i / 64] & 1ull << i % 64)
			kern_memcheck_free(k, s->la + (uint64_t)i * c->size +
						      c->red_left_pad);
	kern_memcheck_slab(k, s, false);
}

void kern_slab_fini(struct kern *k)
{
	if (!k->slab || !k->slab->memcheck)
		return;
	for (unsigned int i = 0; i < KERN_SLAB_BUCKETS; i++)
		for (const struct kern_slab *s = k->slab->bucket[i]; s;
		     s = s->hash_next)
			forget(k, s);
}

int kern_check_leaks(struct kern *k, unsigned long *lost)
{
	unsigned long definite = 0, possible = 0, reachable = 0, hidden = 0;

	if (!k->slab->memcheck)
		return -ENOTSUP;
	VALGRIND_DO_LEAK_CHECK;
	VALGRIND_COUNT_LEAK_BLOCKS(definite, possible, reachable, hidden);
	(void)possible, (void)reachable, (void)hidden;
	*lost = definite;
	return 0;
}
