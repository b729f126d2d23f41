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
 * What is not resident has no rights. It is either
 *   - address space that the window reserved, or
 *   - in an identity window, the memory itself, or
 *   - a mapping that is left of a page that was resident. When the page comes
 *     back with the same frame, rights are all that it needs (shown.c).
 * Reserved address space must never be given rights: it would read as zeros. So
 * only what is known to be mapped is given some.
 *
 * The host allows a process so many mappings. When those that are left are too
 * many, they are taken away in one sweep (reclaim()).
 *
 * The tables can change without INVLPG, so that several TLB entries translate
 * one address. Only one of them has host pages: see displace_others().
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "mem/bug.h"
#include "mem/limits.h"
#include "native/host.h"
#include "native/window.h"

#define PAGE MMU_PAGE_SIZE

void native_must(int err, const char *what)
{
	if (!err)
		return;
	mem_error_host(err, "a mapping", MEM_MAPPING, PAGE);
	mmu_bug("the host refused to %s: %s", what, mmu_last_error());
}

/* --- places ---------------------------------------------------------------- */

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
	*last = native_last(entry);
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

	shown_forget(native_of(window->cpu), host, len);
	err = host_drop(host, len, window->has_exec);
	if (!err && window->identity)
		err = map_identity_piece(window, piece);
	return err;
}

/* Take the mappings away; all of them, when the host has no room to split one
 * in the middle. */
static void unmap_piece(struct window *window, const struct native_piece *piece)
{
	int err = take_away(window, piece);

	if (err == -ENOMEM)
		native_relieve(native_of(window->cpu));
	else
		native_must(err, "take pages away");
}

/*
 * Take the rights away. The mappings may stay, unless they show another page's
 * memory in an identity window, or the host has no room to split them. But when
 * there is room for few that are in no use, a sweep would come soon, and find
 * them one by one: so they go at once.
 */
static void drop_piece(struct window *window, const struct native_piece *piece)
{
	enum { MANY = 1024, NEAR = 16 };
	struct native *native = native_of(window->cpu);
	int old_prot = window->has_exec ? PROT_EXEC : 0;

	window->cpu->stats.host_drops++;
	if (!window->identity && native->nmaps + NEAR >= native->max_maps &&
	    native->nhosted + MANY > native->max_maps) {
		unmap_piece(window, piece);
		native->nmaps--;
		return;
	}
	if ((window->identity && window->foreign) ||
	    host_protect(window->host + piece->start, piece->end - piece->start,
			 PROT_NONE, old_prot))
		unmap_piece(window, piece);
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
	if (native_last(entry) > range->last)
		range->last = native_last(entry);
}

/* The range may be a part of a large page, which loses all of its host pages
 * then. These are no other entry's. */
void native_drop(struct mmu_cpu *cpu, uint64_t la, uint64_t len)
{
	struct range range = {la, la + (len - 1)};

	tlb_each_in(&cpu->tlb, la, la + (len - 1), unhost, &range);
	drop_range(native_of(cpu), range.la, range.last);
}

/* --- when the host has no room ---------------------------------------------- */

/*
 * The host limits how many mappings a process has, and a page in the middle of
 * a mapping splits it in three. But no page has to be mapped: each comes back
 * when it is touched. So when the limit is hit, all of them go.
 *
 * That itself needs no room, for it begins and ends where mappings do. The host
 * asks for some all the same, and gets the spare mapping.
 */
void native_relieve(struct native *native)
{
	host_use_spare();
	native_unmap_all(native);
	host_keep_spare();
}

void native_unmap_all(struct native *native)
{
	for (size_t i = 0; i < native->nhosted; i++)
		if (hosted_live(&native->hosted[i]))
			native->hosted[i].entry->hosted = false;
	hosted_bury(native);
	for (size_t i = 0; i < native->n; i++) {
		struct window *window = native->window[i];
		struct native_piece all = {window->lo, window->hi};

		if (all.start == all.end)
			continue;
		native_must(take_away(window, &all), "take all pages away");
		window->lo = window->hi = 0;
		window->foreign = false;
		window->has_exec = false;
	}
	native->nmaps = 0;
}

void native_unmap_window(struct window *window, bool empty)
{
	native_must(host_drop(window->host, window->len, window->has_exec),
		    "empty a window");
	if (window->identity && !empty)
		native_must(native_map_identity(window), "lay out a window");
}

void native_forget_all(struct native *native)
{
	for (size_t i = 0; i < native->n; i++) {
		struct window *window = native->window[i];

		window->lo = window->hi = 0;
		window->foreign = false;
		window->has_exec = false;
	}
	native->nhosted = native->nsorted = native->nmaps = 0;
	memset(native->shown, 0, native->nshown * sizeof(native->shown[0]));
}

/* --- many entries at once --------------------------------------------------- */

typedef void piece_fn(struct window *window, const struct native_piece *piece);

static void apply(piece_fn *fn, struct window *window, uint64_t start,
		  uint64_t end)
{
	if (start < end)
		fn(window, &(struct native_piece){start, end});
}

/*
 * Call fn for the pages of a window that entries have lost, in as few pieces as
 * possible: what lies between two of them is in no use either, so only live
 * entries divide them.
 *
 *   dead   dead   live   dead   dead
 *   [ fn        )      [ fn        )
 *
 * @first: of the sorted list, where to begin
 * @todo:  a piece that fn shall be called for in any case, without what is live
 * Return: is anything of the window live?
 */
static bool each_dead(struct native *native, struct window *window,
		      size_t first, struct native_piece todo, piece_fn *fn)
{
	uint64_t last = window->la + (window->len - 1);
	struct native_piece piece;
	bool kept = false;

	for (size_t i = first; i < native->nhosted; i++) {
		const struct hosted *hosted = &native->hosted[i];

		if (hosted->la > last)
			break;
		if (!native_intersect(window, hosted->la, hosted->last, &piece))
			continue;
		if (hosted_live(hosted)) {
			kept = true;
			apply(fn, window, todo.start,
			      todo.end < piece.start ? todo.end : piece.start);
			todo.start = piece.end;
		} else {
			if (todo.start >= todo.end && piece.start > todo.start)
				todo.start = piece.start;
			if (piece.end > todo.end)
				todo.end = piece.end;
		}
	}
	apply(fn, window, todo.start, todo.end);
	return kept;
}

/* The first of the sorted list that may reach into the window or a later one. */
static size_t first_in(const struct native *native, const struct window *window,
		       size_t from)
{
	while (from < native->nhosted && native->hosted[from].last < window->la)
		from++;
	return from;
}

/* Take all mappings away that no entry uses, in all windows. */
static void reclaim(struct native *native)
{
	size_t first = 0;

	hosted_sort(native);
	for (size_t i = 0; i < native->n; i++) {
		struct window *window = native->window[i];

		first = first_in(native, window, first);
		if (!window->identity &&
		    !each_dead(native, window, first,
			       (struct native_piece){window->lo, window->hi},
			       unmap_piece))
			window->lo = window->hi = 0;
	}
	hosted_bury(native);
	native->nmaps = native->nhosted;
}

/* The host shows one address space, that of the current PCID. */
static void unhost_other_spaces(struct native *native)
{
	for (size_t i = 0; i < native->nhosted; i++) {
		struct tlb_entry *entry = native->hosted[i].entry;

		if (hosted_live(&native->hosted[i]) && !entry->global &&
		    entry->pcid != native->cpu->pcid)
			entry->hosted = false;
	}
}

void native_flush(struct mmu_cpu *cpu)
{
	struct native *native = native_of(cpu);
	size_t first = 0;

	unhost_other_spaces(native);
	hosted_sort(native);
	for (size_t i = 0; i < native->n; i++) {
		struct window *window = native->window[i];

		first = first_in(native, window, first);
		if (!each_dead(native, window, first,
			       (struct native_piece){0, 0}, drop_piece)) {
			window->foreign = false;
			window->has_exec = false;
		}
	}
	hosted_bury(native);
	/* Few are left in use now, so that the sweep has few pieces. */
	if (native->nmaps > native->max_maps / 2)
		reclaim(native);
}

/* --- filling ---------------------------------------------------------------- */

/**
 * struct others - TLB entries that overlap one
 */
struct others {
	struct mmu_cpu *cpu;
	const struct tlb_entry *entry;
	uint64_t la, last;
	bool found;
};

static void displace(struct tlb_entry *other, void *arg)
{
	struct others *others = arg;
	uint64_t la = tlb_start(other), last = native_last(other);

	if (!other->hosted || other == others->entry)
		return;
	others->found = true;
	if (la < others->la)
		others->la = la;
	if (last > others->last)
		others->last = last;
	tlb_drop(&others->cpu->tlb, other);
	others->cpu->stats.evictions++;
	cpu_event(others->cpu,
		  &(struct mmu_event){.kind = MMU_EVENT_EVICT, .la = la});
}

/*
 * Entries of another size that have host pages at these addresses lose them,
 * and leave the TLB. A CPU may use either translation until INVLPG, and may
 * forget either at any time. Were they kept, an instruction that needs both
 * would never end.
 */
static void displace_others(struct mmu_cpu *cpu, const struct tlb_entry *entry)
{
	struct others others = {.cpu = cpu,
				.entry = entry,
				.la = tlb_start(entry),
				.last = native_last(entry)};

	tlb_each_in(&cpu->tlb, others.la, others.last, displace, &others);
	if (others.found)
		native_drop(cpu, others.la, others.last - others.la + 1);
}

/* Map memory, which is more work for the host than any other way. */
static int map_anew(struct native *native, char *host, size_t len, int prot,
		    uint64_t offset)
{
	int fd = native->cpu->machine->mem.fd;
	int err;

	if (native->nmaps >= native->max_maps)
		reclaim(native);
	err = host_map(host, len, prot, fd, offset);
	if (err == -ENOMEM) {
		reclaim(native);
		err = host_map(host, len, prot, fd, offset);
	}
	if (err) {
		shown_forget(native, host, len);
		return err;
	}
	native->nmaps++;
	shown_set(native, host, len, offset);
	return 0;
}

/* Make the host show the memory from this offset in a piece of a window. */
static int show(struct window *window, const struct native_piece *piece,
		const struct tlb_entry *entry, int prot, uint64_t offset)
{
	struct native *native = native_of(window->cpu);
	char *host = window->host + piece->start;
	uint64_t len = piece->end - piece->start;
	int old_prot = entry->hosted ? entry->host_prot : 0;

	if (in_place(window, entry))
		return host_protect(host, len, prot, old_prot);
	if (window->identity) {
		window->foreign = true;
		return host_map(host, len, prot, window->cpu->machine->mem.fd,
				offset);
	}
	if (shown_is(native, host, len, offset) &&
	    host_protect(host, len, prot, old_prot) == 0)
		return 0;
	return map_anew(native, host, len, prot, offset);
}

int native_fill(struct window *window, struct tlb_entry *entry, uint64_t pa,
		unsigned int how)
{
	struct mmu_cpu *cpu = window->cpu;
	const struct mem_region *region = mem_region_of(&cpu->machine->mem, pa);
	int prot = native_rights(cpu, entry, how), err;
	uint64_t la, last, offset;
	struct native_piece piece;

	clip_to_ram(region, entry, &la, &last);
	if (!native_intersect(window, la, last, &piece))
		return -EINVAL;
	displace_others(cpu, entry);
	offset = region->offset + (entry->pa - region->pa) +
		 (window->la + piece.start - tlb_start(entry));
	err = show(window, &piece, entry, prot, offset);
	if (err == -ENOMEM) {
		native_relieve(native_of(cpu));
		err = show(window, &piece, entry, prot, offset);
	}
	if (err)
		return err;
	window->has_exec |= !!(prot & PROT_EXEC);
	grow_span(window, &piece);
	if (!entry->hosted)
		hosted_add(native_of(cpu), entry);
	entry->hosted = true;
	entry->host_prot = prot;
	native_of(cpu)->wrote |= (how & MMU_HOW) == MMU_WRITE;
	cpu->stats.host_maps++;
	return 0;
}
