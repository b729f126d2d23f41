/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.h - windows, as registry.c, window.c and resident.c share them.
 *
 *   registry.c  all windows of the process, by host address
 *   window.c    the windows of one machine, by linear address
 *   pin.c       memory in windows for the host's kernel
 *   resident.c  which of their pages the host has mapped now
 *   mode.c      with which rights
 *   hosted.c    the TLB entries of these
 *   shown.c     the memory that the host shows there
 *   check.c     are the invariants kept?
 */
#ifndef NATIVE_WINDOW_H
#define NATIVE_WINDOW_H

#include <mmusim/window.h>
#include "cpu/machine.h"
#include "native/ranges.h"

/**
 * struct window - one window
 * @cpu:     whose TLB it shows
 * @reserved: host addresses from @host on, in bytes; at least @len
 * @lo, @hi: offsets between which the host may have mappings
 * @foreign: in an identity window, whether pages may show another frame than
 *           the linear one
 * @has_exec: some page of it was executable
 */
struct window {
	struct mmu_cpu *cpu;
	uint64_t la, len;
	char *host;
	uint64_t reserved;
	bool identity;
	uint64_t pa;
	uint64_t lo, hi;
	bool foreign;
	bool has_exec;
};

/**
 * struct hosted - a TLB entry that was given host pages
 * @la, @last: bounds of its page then; it may be another page's by now
 */
struct hosted {
	uint64_t la, last;
	struct tlb_entry *entry;
};

/**
 * struct shown - what lies behind a page of host addresses
 * @host:   its address; NULL: nothing known
 * @offset: in the memory file
 */
struct shown {
	char *host;
	uint64_t offset;
};

/**
 * struct native - windows of a machine
 * @window: sorted by linear address; they do not overlap
 * @room:   how many pointers fit
 * @places: the same by linear address, for mmu_ptr(): the host addresses
 * @hosted: see hosted.c; all of it is allocated beforehand, for signal handlers
 * @merged: room to sort it
 * @shown:  see shown.c; @nshown slots, a power of two
 * @nmaps:  mappings made since all that were not in use were taken away
 * @max_maps: how many of these are allowed
 * @nsyncs:   changes of mode that host rights have followed
 * @watching: pages get no right to write before something writes to them;
 * @wrote:    something did: interrupt.c
 */
struct native {
	struct mmu_cpu *cpu;
	struct window **window;
	size_t n, room;
	struct ranges places;
	struct hosted *hosted, *merged;
	size_t nhosted, nsorted, max_hosted;
	struct shown *shown;
	size_t nshown;
	size_t nmaps, max_maps;
	uint64_t nsyncs;
	bool watching, wrote;
};

static inline struct native *native_of(const struct mmu_cpu *cpu)
{
	return cpu->machine->native;
}

static inline uint64_t native_lift(const struct window *window, uint64_t host)
{
	return window->la + (host - (uint64_t)(uintptr_t)window->host);
}

/* The last byte of the page that a TLB entry stands for. */
static inline uint64_t native_last(const struct tlb_entry *entry)
{
	return tlb_start(entry) + (tlb_size(entry) - 1);
}

/**
 * struct native_piece - the part of a page or range that a window shows
 * @start, @end: offsets in the window
 */
struct native_piece {
	uint64_t start, end;
};

/* --- registry.c ------------------------------------------------------------ */

/* The window that a host address lies in, of any machine. It stays while the
 * CPU whose TLB it shows is locked. AS-safe. */
struct window *native_window_at(uint64_t host);

/* That CPU; NULL. AS-safe. */
struct mmu_cpu *native_cpu_at(uint64_t host);

/* For fork.c. */
void native_lock_registry(bool yes);

/* 0 or -ENOMEM */
int native_register(struct window *window);
void native_unregister(const struct window *window);

/* --- window.c -------------------------------------------------------------- */

/* The first window that ends above la; native->n when there is none. */
size_t native_window_from(const struct native *native, uint64_t la);

/* The part of [la, last] that the window shows; false when it shows none. The
 * last byte is given, not the end, so that a range may end at 2^64. */
bool native_intersect(const struct window *window, uint64_t la, uint64_t last,
		      struct native_piece *piece);

/* Close window number i. */
void native_close_window(struct native *native, size_t i);

/* --- restore.c: see struct cpu_native_ops ----------------------------------- */

int native_save(const struct mmu_machine *machine, void **saved);
bool native_lost(const struct mmu_machine *machine, const void *saved);
void native_before_restore(struct mmu_machine *machine, const void *saved);
void native_after_restore(struct mmu_machine *machine);
void native_hide(struct mmu_machine *machine);
void native_forked(struct mmu_machine *machine, bool lost);

/* --- resident.c. All of it is AS-safe -------------------------------------- */

/* Make the page of a TLB entry, with physical address pa in it, accessible in
 * the window, for an access of this kind at least. 0 or -errno of the host. */
int native_fill(struct window *window, struct tlb_entry *entry, uint64_t pa,
		unsigned int how);

/* Lay out the memory of an identity window, inaccessible. 0 or -errno. */
int native_map_identity(struct window *window);

/* See struct cpu_native_ops. */
void native_drop(struct mmu_cpu *cpu, uint64_t la, uint64_t len);
void native_flush(struct mmu_cpu *cpu);

/* Take everything away that the host has mapped. */
void native_unmap_all(struct native *native);

/* Take everything of one window away; with @empty, also what an identity window
 * is laid out with. */
void native_unmap_window(struct window *window, bool empty);

/* Nothing is mapped, whatever is written down. The TLB is the caller's. */
void native_forget_all(struct native *native);

/* The host has no room for a mapping more: take all away. */
void native_relieve(struct native *native);

/* A host that cannot take a mapping away leaves nothing to do but stop. */
void native_must(int err, const char *what);

/* --- mode.c. AS-safe -------------------------------------------------------- */

/* The rights that the host gives a page, for an access of the kind that is
 * needed now: PROT_*. */
int native_rights(const struct mmu_cpu *cpu, const struct tlb_entry *entry,
		  unsigned int how);

/* See struct cpu_native_ops: park pages that the new mode forbids, restore what
 * it allows. */
void native_sync(struct mmu_cpu *cpu);

/* --- check.c ---------------------------------------------------------------- */

/* Verifies the invariants of a machine's windows; calls mmu_bug() and returns
 * false if one fails. */
bool native_check(const struct mmu_machine *machine);

/* --- hosted.c. AS-safe but for hosted_init() -------------------------------- */

/* For a TLB of so many entries; 0 or -ENOMEM */
int hosted_init(struct native *native, size_t entries);

/* This entry has got host pages. */
void hosted_add(struct native *native, struct tlb_entry *entry);

/* Has it still? */
bool hosted_live(const struct hosted *hosted);

/* Sort native->hosted[] by address; with the dead. */
void hosted_sort(struct native *native);

/* Take the dead out. */
void hosted_bury(struct native *native);

/* Verifies that host pages of two entries never overlap, and that all entries
 * which have some are in the list; mmu_bug() and false otherwise. */
bool hosted_check(struct native *native);

/* --- shown.c. AS-safe but for shown_init() ---------------------------------- */

int shown_init(struct native *native, size_t entries);

/* Does the host show len bytes of the memory file from offset there? */
bool shown_is(const struct native *native, const char *host, size_t len,
	      uint64_t offset);

/* It does so from now on. */
void shown_set(struct native *native, char *host, size_t len, uint64_t offset);

/* It shows nothing any more. */
void shown_forget(struct native *native, const char *host, size_t len);

/* --- pin.c ------------------------------------------------------------------ */

/* For fork.c. */
void native_lock_pins(bool yes);

/* In the child of a fork(): the views become memory of its own. */
void native_part_pins(void);

/* Is anything of the machine pinned? */
bool native_pinned(const struct mmu_machine *machine);

/* End the pins of a machine. */
void native_unpin_all(const struct mmu_machine *machine);

#endif
