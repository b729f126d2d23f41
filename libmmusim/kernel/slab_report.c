/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab_report.c - what SLUB prints about a bug that it found.
 *
 *   BUG kmalloc-64 (Tainted: ...): what is wrong     kern_slab_bug()
 *   who allocated the object, who freed it           kern_print_tracking()
 *   Slab ..., Object ..., its bytes and those around it, CPU, trace
 *   FIX kmalloc-64: what was done about it           kern_slab_fix()
 *
 * Who allocated or freed an object is noted behind the object, in simulated
 * RAM, where an overflow can destroy it. Of the call trace there is only a
 * number; traces are kept in a depot, each once, on the host side.
 *
 * Reference: Linux 6.1, mm/slub.c, print_trailer(); lib/stackdepot.c.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/page.h"
#include "kernel/regs.h"
#include "kernel/slab.h"
#include "kernel/task.h"

typedef unsigned long long ull;

#define JIFFY_NS (4 * 1000000ull) /* HZ=250 */
#define ROW	 16

/* --- who did it ------------------------------------------------------------- */

/**
 * struct kern_depot - a call trace; its number is its place in the list
 */
struct kern_depot {
	struct kern_depot *next;
	uint32_t handle;
	unsigned int n;
	uint64_t ip[KERN_TRACK_FRAMES];
};

unsigned int kern_save_trace(struct kern *k, uint64_t *ip, unsigned int max)
{
	struct kern_call *call = k->call;
	unsigned int n = 0;

	if (!call)
		return 0;
	struct kern_unwind unwind = {
		.sp = kern_lift(k, call->gate_sp),
		.bp = kern_lift(k, call->callee[1]),
		.ret_at = kern_lift(k, call->gate_sp),
	};
	while (unwind.ret_at && !unwind.error && n < max) {
		uint64_t word;

		if (!kern_peek(k, unwind.ret_at, &word, sizeof(word)))
			break;
		ip[n++] = kern_lift(k, word);
		kern_unwind_next(k, &unwind);
	}
	return n;
}

#define DEPOT_SCALE	  2 /* one entry for four pages */
#define DEPOT_ENTRIES_MIN 0x1000ul
#define DEPOT_ENTRIES_MAX 0x100000ul

void kern_depot_init(struct kern *k)
{
	unsigned long entries = 1;

	if (k->slab->has_depot)
		return;
	k->slab->has_depot = true;
	while (entries < k->pages->managed)
		entries *= 2;
	entries >>= DEPOT_SCALE;
	if (entries < DEPOT_ENTRIES_MIN)
		entries = DEPOT_ENTRIES_MIN;
	if (entries > DEPOT_ENTRIES_MAX)
		entries = DEPOT_ENTRIES_MAX;
	kern_printk(k,
		    KERN_INFO "Stack Depot allocating hash table of %lu "
			      "entries with kvcalloc\n",
		    entries);
}

/* The number of a trace, a new one if need be; 0 without memory. */
static uint32_t depot_save(struct kern *k, const uint64_t *ip, unsigned int n)
{
	struct kern_depot *d = k->slab->depot;
	uint32_t last = d ? d->handle : 0;

	for (; d; d = d->next)
		if (d->n == n && !memcmp(d->ip, ip, n * sizeof(ip[0])))
			return d->handle;
	d = pool_zalloc(k->pool, sizeof(*d));
	if (!d)
		return 0;
	d->handle = last + 1;
	d->n = n;
	memcpy(d->ip, ip, n * sizeof(ip[0]));
	d->next = k->slab->depot;
	k->slab->depot = d;
	return d->handle;
}

/* Where stack_depot_print() has its UD2: kernel/image_layout.inc. */
#define DEPOT_PRINT_WARNS 0x58
#define DEPOT_SLAB	  (4 * KERN_PAGE)

/* A handle is where a trace lies: which block, in its lower half, and where in it.
 * Was it overwritten? Then it leads out of all blocks. */
static bool is_out_of_bounds(struct kern *k, uint32_t handle)
{
	const struct kern_depot *d = k->slab->depot;
	uint32_t index = handle & 0xffff;
	uint32_t last = d ? (uint32_t)(d->handle * sizeof(*d) / DEPOT_SLAB) : 0;

	if (index <= last || (d && handle <= d->handle))
		return false;
	kern_cut_here(k);
	kern_printk(k,
		    KERN_WARNING "slab index %u out of bounds (%u) for stack "
				 "id %08x\n",
		    index, last, handle);
	kern_warn_in(k, "lib/stackdepot.c:377", "stack_depot_print",
		     DEPOT_PRINT_WARNS);
	return true;
}

static void depot_print(struct kern *k, uint32_t handle)
{
	const struct kern_depot *d = k->slab->depot;

	if (is_out_of_bounds(k, handle))
		return;
	while (d && d->handle != handle)
		d = d->next;
	if (!d) {
		kern_printk(k, KERN_ERR "object allocation/free stack trace "
					"missing\n");
		return;
	}
	for (unsigned int i = 0; i < d->n; i++)
		kern_printk(k, KERN_DEFAULT " %pS\n",
			    (void *)(uintptr_t)d->ip[i]);
}

static struct kern_track *track_of(struct kern *k, const struct kern_cache *c,
				   uint64_t la, int which)
{
	return kern_slab_host(k,
			      la + kern_info_end(c) +
				      (uint64_t)which *
					      sizeof(struct kern_track),
			      sizeof(struct kern_track));
}

/* Is it code of a function that modules call? Else the image itself called. */
static bool exported(struct kern *k, uint64_t ip)
{
	struct kern_sym sym;

	return kern_image_lookup(k, ip, &sym) &&
	       kern_image_symbol(k, sym.name, true);
}

/* The trace of an allocation begins with the exported function; that of a free
 * above its caller, for there kfree() calls nothing that is in the way. */
void kern_set_track(struct kern *k, const struct kern_cache *c, uint64_t la,
		    int which)
{
	uint64_t ip[KERN_TRACK_FRAMES + 2];
	unsigned int n = kern_save_trace(k, ip, KERN_TRACK_FRAMES + 2);
	unsigned int caller = n > 1 && exported(k, ip[0]);
	/* krealloc() calls kfree() itself. */
	bool inner = caller && which &&
		     kern_in_function(k, ip[0] - 1, "krealloc");
	unsigned int skip = which ? caller + !inner : 0;
	struct kern_track *at = track_of(k, c, la, which);
	struct kern_track t = {
		.addr = n ? ip[caller && !inner] : 0,
		.pid = k->current ? k->current->pid : 0,
		.when = k->clock_ns / JIFFY_NS,
	};

	n = n > skip ? n - skip : 0;
	if (n > KERN_TRACK_FRAMES)
		n = KERN_TRACK_FRAMES;
	t.handle = n ? depot_save(k, ip + skip, n) : 0;
	if (at)
		memcpy(at, &t, sizeof(t));
}

static void print_track(struct kern *k, const char *what,
			const struct kern_track *at)
{
	struct kern_track t;

	if (!at)
		return;
	memcpy(&t, at, sizeof(t));
	if (!t.addr)
		return;
	kern_printk(k, KERN_ERR "%s in %pS age=%llu cpu=%u pid=%d\n", what,
		    (void *)(uintptr_t)t.addr,
		    (ull)(k->clock_ns / JIFFY_NS - t.when), (unsigned int)t.cpu,
		    t.pid);
	depot_print(k, t.handle);
}

void kern_print_tracking(struct kern *k, const struct kern_cache *c,
			 uint64_t la)
{
	if (!(c->flags & KERN_SLAB_STORE_USER))
		return;
	print_track(k, "Allocated", track_of(k, c, la, 0));
	print_track(k, "Freed", track_of(k, c, la, 1));
}

/* --- what it looks like -------------------------------------------------------- */

static void print_row(struct kern *k, const char *text, uint64_t la,
		      const unsigned char *byte, uint64_t n)
{
	char hex[3 * ROW + 2] = "", ascii[ROW + 1] = "";

	for (uint64_t i = 0; i < n; i++) {
		snprintf(hex + 3 * i, 4, "%02x ", byte[i]);
		ascii[i] = byte[i] >= 0x20 && byte[i] < 0x7f ? (char)byte[i] :
							       '.';
	}
	kern_printk(k, KERN_ERR "%s%p: %-49s%s\n", text, (void *)(uintptr_t)la,
		    hex, ascii);
}

void kern_print_section(struct kern *k, const char *text, uint64_t la,
			uint64_t len)
{
	const unsigned char *byte = kern_slab_host(k, la, len);

	for (uint64_t i = 0; byte && i < len; i += ROW)
		print_row(k, text, la + i, byte + i,
			  len - i < ROW ? len - i : ROW);
}

/* The flags of its first struct page: PG_slab, PG_head, and what the upper
 * bits say: node 0, the zone, no CPU that used it last. */
static void page_flags(const struct kern_slab *s, char *text, size_t size)
{
	uint64_t pa = kern_phys(s->la);
	unsigned int zone = pa < 16ull << 20 ? 0 : pa < 4ull << 30 ? 1 : 2;
	uint64_t flags = 0x200 | (s->order ? 0x10000 : 0) | 0x1fffffull << 30 |
			 (uint64_t)zone << 51;

	snprintf(text, size,
		 "0x%llx(slab%s|node=0|zone=%u|lastcpupid=0x1fffff)",
		 (ull)flags, s->order ? "|head" : "", zone);
}

static void print_slab_info(struct kern *k, const struct kern_slab *s)
{
	char flags[80];

	if (!s)
		return;
	page_flags(s, flags, sizeof(flags));
	kern_printk(k,
		    KERN_ERR "Slab 0x%p objects=%u used=%u fp=0x%p "
			     "flags=%s\n",
		    (void *)(uintptr_t)(KERN_VMEMMAP_START +
					kern_phys(s->la) / KERN_PAGE *
						KERN_STRUCT_PAGE),
		    s->objects, s->inuse, (void *)(uintptr_t)s->freelist,
		    flags);
}

/* print_trailer() */
void kern_slab_trailer(struct kern *k, const struct kern_slab *s, uint64_t la)
{
	const struct kern_cache *c = s->cache;
	uint32_t start = kern_padding_start(c);

	kern_print_tracking(k, c, la);
	print_slab_info(k, s);
	kern_printk(k, KERN_ERR "Object 0x%p @offset=%lld fp=0x%p\n\n",
		    (void *)(uintptr_t)la, (long long)(la - s->la),
		    (void *)(uintptr_t)kern_get_freepointer(k, c, la));
	if (c->flags & KERN_SLAB_RED_ZONE)
		kern_print_section(k, "Redzone  ", la - c->red_left_pad,
				   c->red_left_pad);
	else if (la > s->la + ROW)
		kern_print_section(k, "Bytes b4 ", la - ROW, ROW);
	kern_print_section(k, "Object   ", la,
			   c->object_size < KERN_PAGE ? c->object_size :
							KERN_PAGE);
	if (c->flags & KERN_SLAB_RED_ZONE)
		kern_print_section(k, "Redzone  ", la + c->object_size,
				   c->inuse - c->object_size);
	kern_print_section(k, "Padding  ", la + start,
			   c->size - c->red_left_pad - start);
	kern_dump_stack(k);
}

/* --- the words ------------------------------------------------------------------- */

static void bug(struct kern *k, const struct kern_cache *c, const char *what)
{
	char taint[40];

	kern_printk(k, KERN_ERR "=========================================="
				"===================================\n");
	kern_printk(k, KERN_ERR "BUG %s (%s): %s\n", c->name,
		    kern_tainted_text(k->taint, taint), what);
	kern_printk(k, KERN_ERR "------------------------------------------"
				"-----------------------------------\n\n");
}

/* Format as the kernel does: pointers are printed as linear addresses. */
static void format_linear(struct kern *k, char *buf, size_t size,
			  const char *format, va_list ap)
{
	kern_vsnprintf(k, buf, size, format, ap);
}

void kern_slab_bug(struct kern *k, const struct kern_cache *c,
		   const char *format, ...)
{
	char what[160];
	va_list ap;

	va_start(ap, format);
	format_linear(k, what, sizeof(what), format, ap);
	va_end(ap);
	bug(k, c, what);
}

void kern_slab_fix(struct kern *k, const struct kern_cache *c,
		   const char *format, ...)
{
	char what[160];
	va_list ap;

	va_start(ap, format);
	format_linear(k, what, sizeof(what), format, ap);
	va_end(ap);
	kern_printk(k, KERN_ERR "FIX %s: %s\n", c->name, what);
}

void kern_slab_err(struct kern *k, const struct kern_cache *c,
		   const struct kern_slab *s, const char *format, ...)
{
	char what[100];
	va_list ap;

	va_start(ap, format);
	format_linear(k, what, sizeof(what), format, ap);
	va_end(ap);
	bug(k, c, what);
	print_slab_info(k, s);
	kern_dump_stack(k);
	kern_slab_taint(k);
}

void kern_object_err(struct kern *k, const struct kern_slab *s, uint64_t la,
		     const char *reason)
{
	bug(k, s->cache, reason);
	kern_slab_trailer(k, s, la);
	kern_slab_taint(k);
}

void kern_slab_taint(struct kern *k)
{
	kern_add_taint(k, KERN_TAINT_BAD_PAGE);
}

/* kmem_dump_obj(): behind what was printed. Simplified: not who allocated it. */
uint64_t kern_e_dump_slab_object(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t la = kern_call_la(call, call->arg[0]);
	const struct kern_slab *slab = kern_slab_of(k, la);
	const struct kern_cache *cache = slab ? slab->cache : NULL;
	uint64_t start;

	if (!cache) {
		kern_printk(k, KERN_CONT " non-slab/vmalloc memory\n");
		return 0;
	}
	start = la - (la - slab->la) % cache->size + cache->red_left_pad;
	kern_printk(k, KERN_CONT " slab %s start %016llx pointer offset %llu",
		    cache->name, (unsigned long long)start,
		    (unsigned long long)(la - start));
	kern_printk(k, KERN_CONT " size %u\n", cache->object_size);
	return 0;
}
