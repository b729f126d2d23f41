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
 * alias of RAM, where memcheck allows everything, and asks memcheck where it
 * writes to an object that a module named (kern_wrote()).
 *
 * What the kernel allocates for its own work is memory in use, and no block: of a
 * freed block memcheck names the oldest that was at this address, and that shall be
 * the module's.
 *
 * A leak is an object that nothing in memory points to any more. Memcheck finds
 * what points to an object by searching the alias: stacks, module data, other
 * objects. When the kernel is shut down all objects are gone, and none leaked.
 */
#include <errno.h>

#include "cpu/machine.h"
#include "kernel/slab.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define ON_VALGRIND   RUNNING_ON_VALGRIND
#define REQUEST_ALLOC VG_USERREQ__MALLOCLIKE_BLOCK
#define REQUEST_FREE  VG_USERREQ__FREELIKE_BLOCK
#ifdef __x86_64__
#define WITH_REQUESTS 1
#endif
#else
#define ON_VALGRIND			      0
#define REQUEST_ALLOC			      0
#define REQUEST_FREE			      1
#define VALGRIND_MALLOCLIKE_BLOCK(a, n, r, z) ((void)(a), (void)(n), (void)(z))
#define VALGRIND_FREELIKE_BLOCK(a, r)	      ((void)(a))
#define VALGRIND_GET_VBITS(a, b, n)	      ((void)(a), (void)(b), 0)
#define VALGRIND_MAKE_MEM_UNDEFINED(a, n)     ((void)(a), (void)(n))
#define VALGRIND_MAKE_MEM_NOACCESS(a, n)      ((void)(a), (void)(n))
#define VALGRIND_MAKE_MEM_DEFINED(a, n)	      ((void)(a), (void)(n))
#define VALGRIND_MONITOR_COMMAND(text)	      (text)
#define VALGRIND_COUNT_LEAK_BLOCKS(a, b, c, d) \
	((void)(a), (void)(b), (void)(c), (void)(d))
#endif

void kern_memcheck_begin(struct kern *k)
{
	/* Without NX the direct map is executable. Each time that a page of it is
	 * mapped, Valgrind is told so, and forgets what it knew of it. */
	k->slab->memcheck = ON_VALGRIND && mmu_efer(k->cpu) & MMU_EFER_NXE;
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

	/* Those of struct kmem_cache are the kernel's own, never a leak. */
	if (!at || (s->cache && s->cache == k->slab->kmem_cache))
		return;
	if (begin)
		VALGRIND_MAKE_MEM_NOACCESS(at, kern_slab_bytes(s));
	else
		VALGRIND_MAKE_MEM_DEFINED(at, kern_slab_bytes(s));
}

/* --- requests, as if the module itself made them ------------------------------- */

#ifdef WITH_REQUESTS
/*
 * Memcheck keeps the call stack of whoever makes a request, and cannot look
 * through the gate to a simulated stack. So the stack that the kernel's unwinder
 * finds is laid out here, in frames that are chained by RBP:
 *
 *   RBP -> next, address in the module     next -> next, its caller    ...  0, 0
 *
 * This function has no unwind information, so Valgrind goes by RBP.
 */
int kern_memcheck_request(const uint64_t *request, const void *frames);

__asm__(".pushsection .text\n"
	".hidden kern_memcheck_request\n"
	".globl kern_memcheck_request\n"
	".type kern_memcheck_request, @function\n"
	"kern_memcheck_request:\n"
	"	push	%rbp\n"
	"	mov	%rsi, %rbp\n"
	"	mov	%rdi, %rax\n"
	"	xor	%edx, %edx\n"
	"	rol	$3, %rdi\n" /* valgrind.h: a request */
	"	rol	$13, %rdi\n"
	"	rol	$61, %rdi\n"
	"	rol	$51, %rdi\n"
	"	xchg	%rbx, %rbx\n"
	"	mov	%edx, %eax\n"
	"	pop	%rbp\n"
	"	ret\n"
	".size kern_memcheck_request, . - kern_memcheck_request\n"
	".popsection\n");

struct frame {
	const struct frame *next;
	uint64_t ip;
};

/* False when no simulated code called. */
static bool request(struct kern *k, const uint64_t args[6])
{
	struct frame frame[KERN_TRACK_FRAMES + 1] = {{NULL, 0}};
	uint64_t ip[KERN_TRACK_FRAMES];
	unsigned int n = kern_save_trace(k, ip, KERN_TRACK_FRAMES);

	for (unsigned int i = 0; i < n; i++)
		frame[i] = (struct frame){&frame[i + 1], kern_host(k, ip[i])};
	if (n)
		kern_memcheck_request(args, frame);
	return n;
}
#else
static bool request(struct kern *k, const uint64_t args[6])
{
	(void)k, (void)args;
	return false;
}
#endif

static void announce(struct kern *k, char *at, uint64_t len, bool zero)
{
	const uint64_t args[6] = {REQUEST_ALLOC, (uintptr_t)at, len, 0, zero};

	if (!request(k, args))
		VALGRIND_MALLOCLIKE_BLOCK(at, len, 0, zero);
}

static bool accessible(const char *at)
{
	char bits;

	return VALGRIND_GET_VBITS(at, &bits, 1) != 3;
}

/* --- objects ---------------------------------------------------------------------- */

static bool is_image(uint64_t la)
{
	return la >= KERN_IMAGE_START && la < KERN_MODULES_START;
}

/* Is no code but that of the kernel on the stack? */
static bool is_kernels_own(struct kern *k)
{
	uint64_t ip[KERN_TRACK_FRAMES];
	unsigned int n = kern_save_trace(k, ip, KERN_TRACK_FRAMES), i = 0;

	while (i < n && is_image(ip[i]))
		i++;
	return n && i == n && n < KERN_TRACK_FRAMES;
}

/* Where it is noted whether an object is the kernel's own; NULL: nowhere. */
static uint64_t *note_of(struct kern *k, uint64_t la, uint64_t *bit)
{
	struct kern_slab *s = kern_slab_of(k, la);
	uint64_t i;

	if (!s || !s->cache || (la - s->la) / s->cache->size >= s->objects)
		return NULL;
	i = (la - s->la) / s->cache->size;
	*bit = 1ull << i % 64;
	return &s->live[(s->objects + 63) / 64 + i / 64];
}

/* It is no object any more. Was it the kernel's own? */
static bool was_own(struct kern *k, uint64_t la)
{
	uint64_t bit, *note = note_of(k, la, &bit);
	bool was = note && *note & bit;

	if (was)
		*note &= ~bit;
	return was;
}

static bool becomes_own(struct kern *k, uint64_t la)
{
	uint64_t bit, *note = note_of(k, la, &bit);

	was_own(k, la);
	if (!note || !is_kernels_own(k))
		return false;
	*note |= bit;
	return true;
}

static void make_accessible(char *at, uint64_t len, bool zero)
{
	if (zero)
		VALGRIND_MAKE_MEM_DEFINED(at, len);
	else
		VALGRIND_MAKE_MEM_UNDEFINED(at, len);
}

/* Memcheck cannot stand blocks that overlap. There are some when an object that
 * was freed twice is handed out twice; it has reported that already. */
void kern_memcheck_alloc(struct kern *k, uint64_t la, uint64_t len, bool zero)
{
	char *at = window(k, la);

	if (!at || accessible(at) || accessible(at + len - 1))
		return;
	if (becomes_own(k, la))
		make_accessible(at, len, zero);
	else
		announce(k, at, len, zero);
}

void kern_memcheck_free(struct kern *k, uint64_t la, uint64_t room)
{
	char *at = window(k, la);

	const uint64_t args[6] = {REQUEST_FREE, (uintptr_t)at};

	if (at && !was_own(k, la) && !request(k, args))
		VALGRIND_FREELIKE_BLOCK(at, 0);
	/* what ksize() gave access to, too */
	if (at && room)
		VALGRIND_MAKE_MEM_NOACCESS(at, room);
}

void kern_memcheck_construct(struct kern *k, uint64_t la, uint64_t len,
			     bool begin)
{
	char *at = window(k, la);

	if (at && begin)
		VALGRIND_MAKE_MEM_UNDEFINED(at, len);
	else if (at)
		VALGRIND_MAKE_MEM_NOACCESS(at, len);
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

	if (c && c == k->slab->kmem_cache)
		return;
	if (!c)
		kern_memcheck_free(k, s->la, 0);
	for (unsigned int i = 0; i < s->objects; i++)
		if (s->live[i / 64] & 1ull << i % 64)
			kern_memcheck_free(k,
					   s->la + (uint64_t)i * c->size +
						   c->red_left_pad,
					   0);
	kern_memcheck_slab(k, s, false);
}

static void each_slab(struct kern *k,
		      void (*tell)(struct kern *k, const struct kern_slab *s))
{
	if (!k->slab || !k->slab->memcheck)
		return;
	for (unsigned int i = 0; i < KERN_SLAB_BUCKETS; i++)
		for (const struct kern_slab *s = k->slab->bucket[i]; s;
		     s = s->hash_next)
			tell(k, s);
}

void kern_slab_fini(struct kern *k)
{
	each_slab(k, forget);
}

/* Objects that were in use then are so again. Simplified: for memcheck they are
 * as large as their class, and somebody else allocated them. */
static void remember(struct kern *k, const struct kern_slab *s)
{
	const struct kern_cache *c = s->cache;

	if (c && c == k->slab->kmem_cache)
		return;
	kern_memcheck_slab(k, s, true);
	if (!c)
		kern_memcheck_alloc(k, s->la, s->size, true);
	for (unsigned int i = 0; i < s->objects; i++)
		if (s->live[i / 64] & 1ull << i % 64)
			kern_memcheck_alloc(k,
					    s->la + (uint64_t)i * c->size +
						    c->red_left_pad,
					    c->object_size, true);
}

void kern_memcheck_restore(struct kern *k, bool after)
{
	if (k->slab && k->slab->memcheck)
		each_slab(k, after ? remember : forget);
}

int kern_check_leaks(struct kern *k, unsigned long *lost)
{
	unsigned long definite = 0, possible = 0, reachable = 0, hidden = 0;

	if (!k->slab->memcheck)
		return -ENOTSUP;
	(void)VALGRIND_MONITOR_COMMAND("leak_check full definiteleak any");
	VALGRIND_COUNT_LEAK_BLOCKS(definite, possible, reachable, hidden);
	(void)possible, (void)reachable, (void)hidden;
	*lost = definite;
	return 0;
}
