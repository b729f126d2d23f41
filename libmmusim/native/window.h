/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.h - windows, as registry.c, window.c and resident.c share them.
 *
 *   registry.c  all windows of the process, by host address
 *   window.c    the windows of one machine, by linear address
 *   resident.c  which of their pages the host has mapped now
 */
#ifndef NATIVE_WINDOW_H
#define NATIVE_WINDOW_H

#include <mmusim/window.h>
#include "cpu/machine.h"

/**
 * struct window - one window
 * @cpu:     whose TLB it shows
 * @lo, @hi: offsets between which host pages may be accessible
 * @foreign: in an identity window, whether pages may show another frame than
 *           the linear one
 * @has_exec: some page of it was executable
 */
struct window {
	struct mmu_cpu *cpu;
	uint64_t la, len;
	char *host;
	bool identity;
	uint64_t pa;
	uint64_t lo, hi;
	bool foreign;
	bool has_exec;
};

/**
 * struct native - windows of a machine
 * @window:  sorted by linear address; they do not overlap
 * @scratch: room to sort all TLB entries in; used where nothing can allocate
 */
struct native {
	struct mmu_cpu *cpu;
	struct window **window;
	size_t n;
	struct tlb_entry **scratch;
	size_t nscratch;
};

static inline struct native *native_of(const struct mmu_cpu *cpu)
{
	return cpu->machine->native;
}

static inline uint64_t native_lift(const struct window *window, uint64_t host)
{
	return window->la + (host - (uint64_t)(uintptr_t)window->host);
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
void native_sync(struct mmu_cpu *cpu);

/* Verifies the invariants of a machine's windows; calls mmu_bug() and returns
 * false if one fails. */
bool native_check(const struct mmu_machine *machine);

#endif
