/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.c - windows, and the host mapping as a cache of the TLB.
 *
 * Invariant: a host page of a window is accessible with right R only if a
 * valid TLB entry under the current PCID covers it, marked hosted, and the
 * mode for which host rights were last computed allows R; writing only if the
 * entry is dirty.
 *
 * Windows of all machines stand in one registry, sorted by host address, which
 * the signal handler reads without a lock: a writer publishes a new array and
 * frees the old one when no reader is left.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "mem/bug.h"
#include "native/host.h"
#include "native/native.h"

#define PAGE MMU_PAGE_SIZE
#define MAX_ALIGN (2ull << 20)

/* --- the registry ---------------------------------------------------------- */

struct registry {
	size_t n;
	struct window *window[];
};

static pthread_mutex_t registry_mutex = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct registry *) registry;
static _Atomic(unsigned int) registry_readers;

static uint64_t host_start(const struct window *window)
{
	return (uint64_t)(uintptr_t)window->host;
}

struct window *native_window_at(uint64_t host)
{
	struct window *found = NULL;
	struct registry *all;
	size_t lo = 0, hi;

	atomic_fetch_add(&registry_readers, 1);
	all = atomic_load(&registry);
	hi = all ? all->n : 0;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		struct window *window = all->window[mid];

		if (host < host_start(window)) {
			hi = mid;
		} else if (host - host_start(window) >= window->len) {
			lo = mid + 1;
		} else {
			found = window;
			break;
		}
	}
	atomic_fetch_sub(&registry_readers, 1);
	return found;
}

static void publish(struct registry *new)
{
	struct registry *old = atomic_exchange(&registry, new);

	while (atomic_load(&registry_readers))
		sched_yield();
	free(old);
}

/* Insert add, or leave out remove. */
static int registry_update(struct window *add, const struct window *remove)
{
	struct registry *old, *new;
	size_t n, out = 0;

	pthread_mutex_lock(&registry_mutex);
	old = atomic_load(&registry);
	n = old ? old->n : 0;
	new = malloc(sizeof(*new) + (n + 1) * sizeof(new->window[0]));
	if (!new) {
		pthread_mutex_unlock(&registry_mutex);
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		if (add && host_start(add) < host_start(old->window[i])) {
			new->window[out++] = add;
			add = NULL;
		}
		if (old->window[i] != remove)
			new->window[out++] = old->window[i];
	}
	if (add)
		new->window[out++] = add;
	new->n = out;
	if (!out) {
		free(new);
		new = NULL;
	}
	publish(new);
	pthread_mutex_unlock(&registry_mutex);
	return 0;
}

/* --- the windows of one machine -------------------------------------------- */

/**
 * struct native - windows of a machine
 * @window:  sorted by linear address
 * @scratch: room to sort all TLB entries in; used where nothing can allocate
 */
struct native {
	struct mmu_cpu *cpu;
	struct window **window;
	size_t n;
	struct tlb_entry **scratch;
	size_t nscratch;
};

static struct native *native_of(const struct mmu_cpu *cpu)
{
	return cpu->machine->native;
}

/* The first window that ends above la; native->n when there is none. */
static size_t window_from(const struct native *native, uint64_t la)
{
	size_t lo = 0, hi = native->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const struct window *window = native->window[mid];

		if (window->la + (window->len - 1) < la)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct window *window_of(const struct native *native, uint64_t la)
{
	size_t i = native ? window_from(native, la) : 0;

	if (!native || i == native->n || native->window[i]->la > la)
		return NULL;
	return native->window[i];
}

void *mmu_ptr(struct mmu_machine *machine, uint64_t la)
{
	struct window *window = window_of(machine->native, la);

	if (!window)
		return (void *)(uintptr_t)la;
	return window->host + (la - window->la);
}

uint64_t mmu_la(struct mmu_machine *machine, const void *ptr)
{
	uint64_t host = (uint64_t)(uintptr_t)ptr;
	struct window *window = native_window_at(host);

	if (!window || window->cpu->machine != machine)
		return host;
	return native_lift(window, host);
}

/* --- host pages ------------------------------------------------------------ */

/**
 * struct piece - the part of a page or range that a window shows
 * @start, @end: offsets in the window
 */
struct piece {
	uint64_t start, end;
};

/* Both ranges are given by their last byte, so that they may end at 2^64. */
static bool intersect(const struct window *window, uint64_t la, uint64_t last,
		      struct piece *piece)
{
	uint64_t window_last = window->la + (window->len - 1);

	if (last < window->la || la > window_last)
		return false;
	piece->start = la > window->la ? la - window->la : 0;
	piece->end = (last < window_last ? last : window_last) - window->la + 1;
	return true;
}

static bool allows(const struct mmu_cpu *cpu, const struct tlb_entry *entry,
		   unsigned int how)
{
	uint32_t error_code;

	return mmu_judge(&cpu->mode, entry->rights, entry->pkey, how,
			 &error_code) == MMU_WHY_NONE;
}

/*
 * Simplified: a page that may be fetched from but not read (SMAP without SMEP)
 * can be read natively, because the host has no such right.
 */
static int host_rights(const struct mmu_cpu *cpu, const struct tlb_entry *entry)
{
	int prot = PROT_NONE;

	if (allows(cpu, entry, MMU_READ))
		prot |= PROT_READ;
	if (entry->dirty && allows(cpu, entry, MMU_WRITE))
		prot |= PROT_WRITE;
	if (allows(cpu, entry, MMU_FETCH))
		prot |= PROT_EXEC;
	return prot;
}

static void grow_span(struct window *window, const struct piece *piece)
{
	if (window->lo == window->hi) {
		window->lo = piece->start;
		window->hi = piece->end;
		return;
	}
	if (piece->start < window->lo)
		window->lo = piece->start;
	if (piece->end > window->hi)
		window->hi = piece->end;
}

/* Bounds of the entry's page that lie in the RAM around pa. */
static void clip_to_ram(const struct mem_region *region,
			const struct tlb_entry *entry, uint64_t *la,
			uint64_t *last)
{
	uint64_t start = tlb_start(entry);

	*la = start;
	*last = start + (tlb_size(entry) - 1);
	if (entry->pa < region->pa)
		*la += region->pa - entry->pa;
	if (entry->pa + tlb_size(entry) > region->pa + region->len)
		*last = start + (region->pa + region->len - entry->pa) - 1;
}

/* Does identity memory lie behind this page anyway? */
static bool in_place(const struct window *window, const struct tlb_entry *entry)
{
	return window->identity && !window->foreign &&
	       entry->pa - window->pa == tlb_start(entry) - window->la;
}

int native_fill(struct window *window, struct tlb_entry *entry, uint64_t pa)
{
	struct mmu_cpu *cpu = window->cpu;
	struct mem *mem = &cpu->machine->mem;
	const struct mem_region *region = mem_region_of(mem, pa);
	int prot = host_rights(cpu, entry), err;
	uint64_t la, last, offset;
	struct piece piece;

	clip_to_ram(region, entry, &la, &last);
	if (!intersect(window, la, last, &piece))
		return -EINVAL;
	offset = region->offset + (entry->pa - region->pa) +
		 (window->la + piece.start - tlb_start(entry));
	if (in_place(window, entry)) {
		err = host_protect(window->host + piece.start,
				   piece.end - piece.start, prot,
				   entry->hosted ? entry->host_prot : 0);
	} else {
		err = host_map(window->host + piece.start,
			       piece.end - piece.start, prot, mem->fd, offset);
		window->foreign += window->identity;
	}
	if (err)
		return err;
	window->has_exec |= !!(prot & PROT_EXEC);
	grow_span(window, &piece);
	entry->hosted = true;
	entry->host_prot = prot;
	cpu->stats.host_maps++;
	return 0;
}

static int identity_prot(const struct window *window, int prot,
			 const struct piece *piece)
{
	const struct mem *mem = &window->cpu->machine->mem;
	uint64_t at = piece->start;

	while (at < piece->end) {
		const struct mem_region *region =
			mem_region_of(mem, window->pa + at);
		uint64_t end = piece->end;
		int err;

		if (!region) { /* a hole: nothing to map, go to the next page */
			at += PAGE;
			continue;
		}
		if (window->pa + end > region->pa + region->len)
			end = region->pa + region->len - window->pa;
		err = host_map(window->host + at, end - at, prot, mem->fd,
			       region->offset + window->pa + at - region->pa);
		if (err)
			return err;
		at = end;
	}
	return 0;
}

/* A host that cannot take a mapping away leaves nothing to do but stop. */
static void must(int err, const char *what)
{
	if (err)
		mmu_bug("the host refused to %s: %s", what, strerror(-err));
}

static void drop_piece(struct window *window, const struct piece *piece)
{
	char *host = window->host + piece->start;
	uint64_t len = piece->end - piece->start;

	window->cpu->stats.host_drops++;
	if (!window->identity) {
		must(host_drop(host, len, window->has_exec), "unmap pages");
	} else if (window->foreign) {
		must(host_drop(host, len, window->has_exec), "unmap pages");
		must(identity_prot(window, PROT_NONE, piece), "map pages");
	} else {
		must(host_protect(host, len, PROT_NONE,
				  window->has_exec ? PROT_EXEC : 0),
		     "protect pages");
	}
}

static void native_drop(struct mmu_cpu *cpu, uint64_t la, uint64_t len)
{
	struct native *native = native_of(cpu);
	uint64_t last = la + (len - 1);
	struct piece piece;

	for (size_t i = window_from(native, la); i < native->n; i++) {
		if (!intersect(native->window[i], la, last, &piece))
			break;
		drop_piece(native->window[i], &piece);
	}
}

/* --- many entries at once --------------------------------------------------- */

/* Heap sort by linear address: qsort() may allocate, and this may run inside
 * the signal handler. */
static void sift(struct tlb_entry **heap, size_t root, size_t n)
{
	for (;;) {
		size_t child = 2 * root + 1;
		struct tlb_entry *top = heap[root];

		if (child >= n)
			return;
		if (child + 1 < n &&
		    tlb_start(heap[child]) < tlb_start(heap[child + 1]))
			child++;
		if (tlb_start(top) >= tlb_start(heap[child]))
			return;
		heap[root] = heap[child];
		heap[child] = top;
		root = child;
	}
}

static void sort_entries(struct tlb_entry **entry, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sift(entry, i, n);
	for (size_t end = n; end-- > 1;) {
		struct tlb_entry *max = entry[0];

		entry[0] = entry[end];
		entry[end] = max;
		sift(entry, 0, end);
	}
}

static void collect_hosted(struct tlb_entry *entry, void *arg)
{
	struct native *native = arg;

	if (!entry->hosted)
		return;
	if (entry->global || entry->pcid == native->cpu->pcid)
		native->scratch[native->nscratch++] = entry;
	else
		entry->hosted = false; /* of another address space */
}

/* The hosted entries that are usable now, sorted. */
static size_t hosted_entries(struct native *native)
{
	native->nscratch = 0;
	tlb_each(&native->cpu->tlb, collect_hosted, native);
	sort_entries(native->scratch, native->nscratch);
	return native->nscratch;
}

/* Drop what lies in [lo, hi) of the window between the hosted entries. */
static void drop_gaps(struct native *native, struct window *window)
{
	uint64_t at = window->lo, hi = window->hi;
	bool kept = false;
	struct piece keep;

	for (size_t i = 0; i < native->nscratch && at < hi; i++) {
		const struct tlb_entry *entry = native->scratch[i];
		uint64_t la = tlb_start(entry);

		if (!intersect(window, la, la + (tlb_size(entry) - 1), &keep))
			continue;
		kept = true;
		if (keep.start > at)
			drop_piece(window,
				   &(struct piece){ at, keep.start });
		if (keep.end > at)
			at = keep.end;
	}
	if (at < hi)
		drop_piece(window, &(struct piece){ at, hi });
	if (!kept)
		window->lo = window->hi = 0;
}

static void native_flush(struct mmu_cpu *cpu)
{
	struct native *native = native_of(cpu);

	hosted_entries(native);
	for (size_t i = 0; i < native->n; i++)
		if (native->window[i]->lo != native->window[i]->hi)
			drop_gaps(native, native->window[i]);
}

/* Host rights of one page change in every window that shows it. */
static void reprotect(struct native *native, struct tlb_entry *entry, int prot)
{
	uint64_t la = tlb_start(entry), last = la + (tlb_size(entry) - 1);
	struct piece piece;

	for (size_t i = window_from(native, la); i < native->n; i++) {
		struct window *window = native->window[i];

		if (!intersect(window, la, last, &piece))
			break;
		must(host_protect(window->host + piece.start,
				  piece.end - piece.start, prot,
				  entry->host_prot),
		     "protect pages");
		window->has_exec |= !!(prot & PROT_EXEC);
	}
	entry->host_prot = prot;
}

/* The mode changed: park pages that it forbids, restore what it allows. */
static void native_sync(struct mmu_cpu *cpu)
{
	struct native *native = native_of(cpu);
	size_t n = hosted_entries(native);

	cpu->mode_stale = false;
	for (size_t i = 0; i < n; i++) {
		struct tlb_entry *entry = native->scratch[i];
		int prot = host_rights(cpu, entry);

		if (prot != entry->host_prot)
			reprotect(native, entry, prot);
	}
}

/* --- opening and closing --------------------------------------------------- */

static void close_window(struct native *native, size_t i)
{
	struct window *window = native->window[i];

	registry_update(NULL, window);
	host_release(window->host, window->len);
	pool_free(native->cpu->machine->pool, window);
	memmove(&native->window[i], &native->window[i + 1],
		(native->n - i - 1) * sizeof(native->window[0]));
	native->n--;
}

static void native_close(struct mmu_machine *machine)
{
	struct native *native = machine->native;

	while (native->n)
		close_window(native, native->n - 1);
	machine->native = NULL;
}

static const struct cpu_native_ops ops = {
	.drop = native_drop,
	.flush = native_flush,
	.sync = native_sync,
	.enter = native_enter,
	.close = native_close,
};

static size_t tlb_capacity(const struct tlb *tlb)
{
	size_t n = 0;

	for (unsigned int i = 0; i < TLB_CLASSES; i++)
		n += (size_t)tlb->class[i].sets * tlb->class[i].ways;
	return n;
}

static struct native *native_create(struct mmu_machine *machine)
{
	struct native *native = pool_zalloc(machine->pool, sizeof(*native));
	size_t n = tlb_capacity(&machine->cpu[0].tlb);

	if (!native)
		return NULL;
	native->cpu = &machine->cpu[0];
	native->scratch = pool_alloc(machine->pool,
				     n * sizeof(native->scratch[0]));
	if (!native->scratch) {
		pool_free(machine->pool, native);
		return NULL;
	}
	machine->native = native;
	machine->native_ops = &ops;
	native->cpu->native = true;
	return native;
}

static bool misaligned(uint64_t value)
{
	return value & (PAGE - 1);
}

static int check_config(const struct mmu_machine *machine,
			const struct mmu_window_config *config)
{
	uint64_t last = config->la + (config->len - 1);

	if (config->size != sizeof(*config) || misaligned(config->la) ||
	    misaligned(config->len) || !config->len || last < config->la ||
	    misaligned(config->pa) || misaligned(config->host_lo) ||
	    config->align & (config->align - 1) ||
	    (config->align && config->align < PAGE))
		return -EINVAL;
	if (!mmu_is_canonical(config->la, machine->levels) ||
	    !mmu_is_canonical(last, machine->levels))
		return -EINVAL;
	return 0;
}

/* Align as the linear address is, so that large pages fit. */
static uint64_t choose_align(const struct mmu_window_config *config)
{
	uint64_t align = MAX_ALIGN;

	if (config->align)
		return config->align;
	while (align > PAGE && (config->la & (align - 1) || config->len < align))
		align >>= 1;
	return align;
}

static int add_window(struct native *native, struct window *window)
{
	struct mmu_machine *machine = native->cpu->machine;
	size_t i = window_from(native, window->la);
	struct window **array;

	array = pool_realloc(machine->pool, native->window,
			     (native->n + 1) * sizeof(array[0]));
	if (!array)
		return -ENOMEM;
	native->window = array;
	memmove(&array[i + 1], &array[i], (native->n - i) * sizeof(array[0]));
	array[i] = window;
	native->n++;
	return 0;
}

static bool overlaps(const struct native *native, uint64_t la, uint64_t len)
{
	size_t i = window_from(native, la);
	struct piece piece;

	return i < native->n &&
	       intersect(native->window[i], la, la + (len - 1), &piece);
}

int mmu_window_open(struct mmu_machine *machine,
		    const struct mmu_window_config *config)
{
	struct native *native = machine->native;
	struct window *window;
	int err = check_config(machine, config);

	if (!err && machine->mem.fd < 0)
		err = -ENOTSUP;
	if (!err)
		err = native_enter();
	if (err)
		return err;
	if (!native)
		native = native_create(machine);
	if (!native)
		return -ENOMEM;
	if (overlaps(native, config->la, config->len))
		return -EEXIST;
	window = pool_zalloc(machine->pool, sizeof(*window));
	if (!window)
		return -ENOMEM;
	*window = (struct window){ .cpu = native->cpu,
				   .la = config->la,
				   .len = config->len,
				   .identity = config->identity,
				   .pa = config->pa };
	window->host = host_reserve(config->len, choose_align(config),
				    config->hint, config->host_lo,
				    config->host_hi);
	if (!window->host) {
		err = -ENOSPC;
		goto no_host;
	}
	if (window->identity) {
		struct piece all = { 0, window->len };

		err = identity_prot(window, PROT_NONE, &all);
		if (err)
			goto no_window;
	}
	err = add_window(native, window);
	if (err)
		goto no_window;
	err = registry_update(window, NULL);
	if (err)
		goto no_registry;
	return 0;

no_registry:
	close_window(native, window_from(native, window->la));
	return err;
no_window:
	host_release(window->host, window->len);
no_host:
	pool_free(machine->pool, window);
	return err;
}

int mmu_window_close(struct mmu_machine *machine, uint64_t la)
{
	struct native *native = machine->native;
	struct window *window = window_of(native, la);

	if (!window || window->la != la)
		return -ENOENT;
	close_window(native, window_from(native, la));
	return 0;
}
