/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * resident.c - host pages: the host mapping as a cache of the TLB.
 *
 * Invariant: a host page of a window is accessible with right R only if a
 * valid TLB entry under the current PCID covers it, marked hosted, and
 * cpu->host_mode, the mode for which host rights were last computed, allows R;
 * writing only if the entry is dirty. native_check() verifies what can be seen
 * of it.
 *
 * What is not resident is either address space that the window reserved, or,
 * in an identity window, the memory itself; both without any rights. Reserved
 * address space must never be given rights: it would read as zeros. So only
 * pages that are known to be mapped are protected, all others are dropped.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "mem/bug.h"
#include "mem/limits.h"
#include "native/host.h"
#include "native/window.h"

#define PAGE MMU_PAGE_SIZE

static uint64_t last_of(const struct tlb_entry *entry)
{
	return tlb_start(entry) + (tlb_size(entry) - 1);
}

/* A host that cannot take a mapping away leaves nothing to do but stop. */
static void must(int err, const char *what)
{
	if (!err)
		return;
	mem_error_host(err, "a mapping", MEM_MAPPING, PAGE);
	mmu_bug("the host refused to %s: %s", what, mmu_last_error());
}

static void relieve(struct native *native);

/* --- filling --------------------------------------------------------------- */

static bool allows(const struct mmu_cpu *cpu, const struct tlb_entry *entry,
		   unsigned int how)
{
	uint32_t error_code;

	return mmu_judge(&cpu->mode, entry->rights, entry->pkey, how,
			 &error_code) == MMU_WHY_NONE;
}

/*
 * The rights that the host gives, for an access of the kind that is needed now.
 *
 * Simplified: a page that may be fetched from but not read (a protection key
 * denies it, or SMAP without SMEP) has no equal on most hosts, where PROT_EXEC
 * lets read as well. Such a page is made executable only when it is fetched
 * from; until it is dropped, reads of it are not noticed.
 */
static int host_rights(const struct mmu_cpu *cpu, const struct tlb_entry *entry,
		       unsigned int how)
{
	int prot = PROT_NONE;

	if (allows(cpu, entry, MMU_READ))
		prot |= PROT_READ;
	if (entry->dirty && allows(cpu, entry, MMU_WRITE))
		prot |= PROT_WRITE;
	if ((prot & PROT_READ || (how & MMU_HOW) == MMU_FETCH) &&
	    allows(cpu, entry, MMU_FETCH))
		prot |= PROT_EXEC;
	return prot;
}

static void grow_span(struct window *window, const struct native_piece *piece)
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
	*la = tlb_start(entry);
	*last = last_of(entry);
	if (entry->pa < region->pa)
		*la += region->pa - entry->pa;
	if (entry->pa + tlb_size(entry) > region->pa + region->len)
		*last = tlb_start(entry) +
			(region->pa + region->len - entry->pa) - 1;
}

/* Does identity memory lie behind this page anyway? */
static bool in_place(const struct window *window, const struct tlb_entry *entry)
{
	return window->identity && !window->foreign &&
	       entry->pa - window->pa == tlb_start(entry) - window->la;
}

/* Make a piece of the window show the entry's page. 0 or -errno. */
static int show(struct window *window, const struct tlb_entry *entry,
		const struct mem_region *region,
		const struct native_piece *piece, int prot)
{
	char *host = window->host + piece->start;
	uint64_t len = piece->end - piece->start;
	uint64_t offset = region->offset + (entry->pa - region->pa) +
			  (window->la + piece->start - tlb_start(entry));

	if (in_place(window, entry))
		return host_protect(host, len, prot,
				    entry->hosted ? entry->host_prot : 0);
	window->foreign = window->identity;
	return host_map(host, len, prot, window->cpu->machine->mem.fd, offset);
}

int native_fill(struct window *window, struct tlb_entry *entry, uint64_t pa,
		unsigned int how)
{
	struct mmu_cpu *cpu = window->cpu;
	const struct mem_region *region = mem_region_of(&cpu->machine->mem, pa);
	int prot = host_rights(cpu, entry, how), err;
	struct native_piece piece;
	uint64_t la, last;

	clip_to_ram(region, entry, &la, &last);
	if (!native_intersect(window, la, last, &piece))
		return -EINVAL;
	err = show(window, entry, region, &piece, prot);
	if (err == -ENOMEM) {
		relieve(native_of(cpu));
		err = show(window, entry, region, &piece, prot);
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

/* --- dropping -------------------------------------------------------------- */

/* The first RAM at or above pa, as a distance from it; ~0 when there is none */
static uint64_t distance_to_ram(const struct mem *mem, uint64_t pa)
{
	for (unsigned int i = 0; i < mem->nregions; i++)
		if (mem->region[i].pa >= pa)
			return mem->region[i].pa - pa;
	return ~0ull;
}

/* Put the linear memory back behind a piece, without rights. Where physical
 * addresses have no RAM the window stays as it was reserved. */
static int map_identity_piece(const struct window *window,
			      const struct native_piece *piece)
{
	const struct mem *mem = &window->cpu->machine->mem;
	uint64_t at = piece->start, left, len, skip;
	const struct mem_region *region;
	int err;

	while (at < piece->end) {
		left = piece->end - at;
		region = mem_region_of(mem, window->pa + at);
		if (!region) {
			skip = distance_to_ram(mem, window->pa + at);
			if (skip >= left)
				break;
			at += skip;
			continue;
		}
		len = region->pa + region->len - (window->pa + at);
		if (len > left)
			len = left;
		err = host_map(window->host + at, len, PROT_NONE, mem->fd,
			       region->offset + (window->pa + at - region->pa));
		if (err)
			return err;
		at += len;
	}
	return 0;
}

int native_map_identity(struct window *window)
{
	struct native_piece all = {0, window->len};

	return map_identity_piece(window, &all);
}

static int take_away(struct window *window, const struct native_piece *piece)
{
	char *host = window->host + piece->start;
	uint64_t len = piece->end - piece->start;
	int err;

	window->cpu->stats.host_drops++;
	if (window->identity && !window->foreign)
		return host_protect(host, len, PROT_NONE,
				    window->has_exec ? PROT_EXEC : 0);
	err = host_drop(host, len, window->has_exec);
	if (!err && window->identity)
		err = map_identity_piece(window, piece);
	return err;
}

static void drop_piece(struct window *window, const struct native_piece *piece)
{
	int err = take_away(window, piece);

	if (err == -ENOMEM) {
		relieve(native_of(window->cpu));
		err = take_away(window, piece);
	}
	must(err, "take a page away");
}

static void drop_range(struct native *native, uint64_t la, uint64_t last)
{
	struct native_piece piece;

	for (size_t i = native_window_from(native, la); i < native->n; i++) {
		if (!native_intersect(native->window[i], la, last, &piece))
			break;
		drop_piece(native->window[i], &piece);
	}
}

/**
 * struct range - linear addresses; @last is the last byte
 */
struct range {
	uint64_t la, last;
};

static void unhost(struct tlb_entry *entry, void *arg)
{
	struct range *range = arg;

	if (!entry->hosted)
		return;
	entry->hosted = false;
	if (tlb_start(entry) < range->la)
		range->la = tlb_start(entry);
	if (last_of(entry) > range->last)
		range->last = last_of(entry);
}

/*
 * The tables can change without INVLPG, so several entries may translate one
 * address: of different size, or a global one beside one that is not. They
 * share the host pages, and lose them together. The range that is looked at
 * first may grow by a larger page; what lies in that one is found by looking
 * again.
 */
void native_drop(struct mmu_cpu *cpu, uint64_t la, uint64_t len)
{
	struct range range = {la, la + (len - 1)};
	struct tlb *tlb = &cpu->tlb;

	tlb_each_in(tlb, range.la, range.last, unhost, &range);
	if (range.last - range.la >= len)
		tlb_each_in(tlb, range.la, range.last, unhost, &range);
	drop_range(native_of(cpu), range.la, range.last);
}

/* --- when the host has no room ------------------------------------------------ */

/*
 * The host limits how many mappings a process has, and a page in the middle of
 * a mapping splits it in three. But no page has to be mapped: each comes back
 * when it is touched. So when the limit is hit, all of them go.
 *
 * That itself needs no room if it begins and ends where mappings do: at the
 * first and behind the last page of a window that is mapped. The host asks for
 * room all the same, and gets the spare mapping.
 */
struct extent {
	const struct window *window;
	struct native_piece piece;
};

static void extend(struct tlb_entry *entry, void *arg)
{
	struct extent *extent = arg;
	struct native_piece piece;

	if (!entry->hosted ||
	    !native_intersect(extent->window, tlb_start(entry), last_of(entry),
			      &piece))
		return;
	if (piece.start < extent->piece.start)
		extent->piece.start = piece.start;
	if (piece.end > extent->piece.end)
		extent->piece.end = piece.end;
}

static void forget(struct tlb_entry *entry, void *arg)
{
	(void)arg;
	entry->hosted = false;
}

static void relieve(struct native *native)
{
	struct tlb *tlb = &native->cpu->tlb;

	host_use_spare();
	for (size_t i = 0; i < native->n; i++) {
		struct window *window = native->window[i];
		struct extent extent = {window, {window->len, 0}};

		if (window->lo == window->hi)
			continue;
		tlb_each_in(tlb, window->la, window->la + (window->len - 1),
			    extend, &extent);
		if (extent.piece.start < extent.piece.end)
			must(take_away(window, &extent.piece),
			     "take all pages away");
	}
	tlb_each(tlb, forget, NULL);
	host_keep_spare();
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
	struct native_piece keep;
	bool kept = false;

	for (size_t i = 0; i < native->nscratch && at < hi; i++) {
		const struct tlb_entry *entry = native->scratch[i];

		if (!native_intersect(window, tlb_start(entry), last_of(entry),
				      &keep))
			continue;
		kept = true;
		if (keep.start > at)
			drop_piece(window,
				   &(struct native_piece){at, keep.start});
		if (keep.end > at)
			at = keep.end;
	}
	if (at < hi)
		drop_piece(window, &(struct native_piece){at, hi});
	if (!kept) {
		window->lo = window->hi = 0;
		window->foreign = false;
		window->has_exec = false;
	}
}

void native_flush(struct mmu_cpu *cpu)
{
	struct native *native = native_of(cpu);

	hosted_entries(native);
	for (size_t i = 0; i < native->n; i++)
		if (native->window[i]->lo != native->window[i]->hi)
			drop_gaps(native, native->window[i]);
}

/* --- a change of mode ------------------------------------------------------- */

/**
 * struct run - neighbouring pages of a window that get the same rights
 * @window:   NULL: nothing yet
 * @old_prot: rights that any of them had
 * @relieved: the host had no room, and no page is mapped any more
 */
struct run {
	struct window *window;
	struct native_piece piece;
	int prot;
	int old_prot;
	bool relieved;
};

static void run_end(struct run *run)
{
	int err;

	if (!run->window)
		return;
	run->window->has_exec |= !!(run->prot & PROT_EXEC);
	err = host_protect(run->window->host + run->piece.start,
			   run->piece.end - run->piece.start, run->prot,
			   run->old_prot);
	if (err == -ENOMEM) {
		relieve(native_of(run->window->cpu));
		run->relieved = true;
		err = 0;
	}
	must(err, "protect pages");
	run->window = NULL;
}

/* Gaps between resident pages have no rights, so a run of pages that lose
 * theirs goes over them: one call to the host instead of one for each page. */
static void run_add(struct run *run, struct window *window,
		    const struct native_piece *piece, int prot, int old_prot)
{
	bool joins = run->window == window && run->prot == prot &&
		     (piece->start == run->piece.end || prot == PROT_NONE);

	if (!joins) {
		run_end(run);
		if (run->relieved)
			return;
		*run = (struct run){
			.window = window, .piece = *piece, .prot = prot};
	}
	if (piece->end > run->piece.end)
		run->piece.end = piece->end;
	run->old_prot |= old_prot;
}

/* The window that shows the entry's page, if it is one and if all that it
 * shows is mapped. */
static struct window *sole_window(const struct native *native,
				  const struct tlb_entry *entry,
				  struct native_piece *piece)
{
	size_t i = native_window_from(native, tlb_start(entry));
	struct native_piece other;

	if (!entry->host || i == native->n ||
	    !native_intersect(native->window[i], tlb_start(entry),
			      last_of(entry), piece))
		return NULL;
	if (i + 1 < native->n &&
	    native_intersect(native->window[i + 1], tlb_start(entry),
			     last_of(entry), &other))
		return NULL;
	return native->window[i];
}

/* Park pages that the new mode forbids, restore what it allows. */
void native_sync(struct mmu_cpu *cpu)
{
	struct native *native = native_of(cpu);
	size_t n = hosted_entries(native);
	struct run run = {.window = NULL};
	struct native_piece piece;

	cpu->mode_stale = false;
	cpu->host_mode = cpu->mode;
	for (size_t i = 0; i < n; i++) {
		struct tlb_entry *entry = native->scratch[i];
		int prot = host_rights(cpu, entry, MMU_READ);
		struct window *window;

		if (run.relieved)
			return;
		if (!entry->hosted) /* dropped with one before */
			continue;
		if (prot == entry->host_prot) {
			if (prot != PROT_NONE)
				run_end(&run);
			continue;
		}
		window = sole_window(native, entry, &piece);
		if (window) {
			run_add(&run, window, &piece, prot, entry->host_prot);
			entry->host_prot = prot;
		} else {
			run_end(&run);
			native_drop(cpu, tlb_start(entry), tlb_size(entry));
		}
	}
	run_end(&run);
}

/* --- checking --------------------------------------------------------------- */

/**
 * struct check - what native_check() found so far
 */
struct check {
	const struct mmu_machine *machine;
	bool ok;
};

static void check_entry(struct tlb_entry *entry, void *arg)
{
	struct check *check = arg;
	const struct native *native = check->machine->native;
	size_t i = native_window_from(native, tlb_start(entry));
	struct native_piece piece;

	if (!entry->hosted)
		return;
	if (!entry->global && entry->pcid != native->cpu->pcid) {
		mmu_bug("window: a page of another address space is resident");
		check->ok = false;
	} else if (i == native->n ||
		   !native_intersect(native->window[i], tlb_start(entry),
				     last_of(entry), &piece)) {
		mmu_bug("window: a page that no window shows is resident");
		check->ok = false;
	} else if (!native->cpu->mode_stale &&
		   entry->host_prot &
			   ~host_rights(native->cpu, entry, MMU_FETCH)) {
		mmu_bug("window: the host allows more than the TLB at %#llx",
			(unsigned long long)tlb_start(entry));
		check->ok = false;
	}
}

bool native_check(const struct mmu_machine *machine)
{
	struct native *native = machine->native;
	struct check check = {machine, true};

	if (!native)
		return true;
	for (size_t i = 0; i < native->n; i++) {
		const struct window *window = native->window[i];
		uint64_t last = window->la + (window->len - 1);

		if ((i + 1 < native->n && native->window[i + 1]->la <= last) ||
		    window->lo > window->hi || window->hi > window->len) {
			mmu_bug("window: window %zu is out of order", i);
			return false;
		}
	}
	tlb_each(&native->cpu->tlb, check_entry, &check);
	return check.ok;
}
