/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mode.c - which rights host pages have in the CPU's current mode, and how they
 * follow when it changes.
 *
 * Pages that a mode forbids are parked: they keep their mappings, without
 * rights, and get them back by runs. That costs the host far less than to drop
 * them and to map them again.
 */
#include <errno.h>
#include <sys/mman.h>

#include "mem/bug.h"
#include "native/host.h"
#include "native/window.h"

static bool allows(const struct mmu_cpu *cpu, const struct tlb_entry *entry,
		   unsigned int how)
{
	uint32_t error_code;

	return mmu_judge(&cpu->mode, entry->rights, entry->pkey, how,
			 &error_code) == MMU_WHY_NONE;
}

/*
 * Simplified: a page that may be fetched from but not read (a protection key
 * denies it, or SMAP without SMEP) has no equal on most hosts, where PROT_EXEC
 * lets read as well. Such a page is made executable only when it is fetched
 * from; until it is dropped, reads of it are not noticed.
 */
int native_rights(const struct mmu_cpu *cpu, const struct tlb_entry *entry,
		  unsigned int how)
{
	int prot = PROT_NONE;

	if (allows(cpu, entry, MMU_READ))
		prot |= PROT_READ;
	if (entry->dirty &&
	    (!native_of(cpu)->watching || (how & MMU_HOW) == MMU_WRITE) &&
	    allows(cpu, entry, MMU_WRITE))
		prot |= PROT_WRITE;
	if ((prot & PROT_READ || (how & MMU_HOW) == MMU_FETCH) &&
	    allows(cpu, entry, MMU_FETCH))
		prot |= PROT_EXEC;
	return prot;
}

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
		native_relieve(native_of(run->window->cpu));
		run->relieved = true;
	} else {
		native_must(err, "protect pages");
	}
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
			      native_last(entry), piece))
		return NULL;
	if (i + 1 < native->n &&
	    native_intersect(native->window[i + 1], tlb_start(entry),
			     native_last(entry), &other))
		return NULL;
	return native->window[i];
}

void native_sync(struct mmu_cpu *cpu)
{
	struct native *native = native_of(cpu);
	struct run run = {.window = NULL};
	struct native_piece piece;

	cpu_begin(cpu);
	cpu->mode_stale = false;
	cpu->host_mode = cpu->mode;
	native->nsyncs++;
	hosted_sort(native);
	hosted_bury(native);
	/* Relieved, there are none. */
	for (size_t i = 0; i < native->nhosted; i++) {
		struct tlb_entry *entry = native->hosted[i].entry;
		int prot = native_rights(cpu, entry, MMU_READ);
		struct window *window;

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
	cpu_end(cpu);
}
