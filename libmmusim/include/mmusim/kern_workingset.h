/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern_workingset.h - how much memory does a program need, and how often does it
 * wait for it?
 *
 *	kern_working_set(mm, &set);		a window begins
 *	... the program runs ...
 *	kern_working_set(mm, &set);		it ends, and the next one begins
 *	printf("%d pages, %.0f faults a ms\n", (int)set.used,
 *	       1e6 * set.maj_flt / set.ns);
 *
 * A program whose working set does not fit into memory thrashes: most of its
 * time goes by with waiting for pages.
 */
#ifndef MMUSIM_KERN_WORKINGSET_H
#define MMUSIM_KERN_WORKINGSET_H

#include <mmusim/kern_mm.h>

/**
 * struct kern_working_set - what an address space did in a window
 * @size:     sizeof(struct kern_working_set), set by the caller
 * @ns:       how long it was, in virtual time
 * @used:     pages that were used in it, and are still there: the working set
 * @resident: pages that are there
 * @min_flt, @maj_flt: faults in it; for each of the latter the program has
 *            waited for a disk
 */
struct kern_working_set {
	size_t size;
	uint64_t ns;
	uint64_t used;
	uint64_t resident;
	uint64_t min_flt, maj_flt;
};

/**
 * kern_working_set - what happened since the last time, or since the address
 * space was made
 * @set: out
 *
 * Looks at the A bits of all its pages, and clears them, as idle page tracking
 * does. A replacement policy that looks at them, too, does not notice:
 * kern_page_referenced() still says what it would have said, and the other way
 * round. Pages that several address spaces share are used when one of them does
 * so while a policy looks, too.
 *
 * Return: 0; -EINVAL for another size.
 * Reference: Linux 6.1, mm/page_idle.c; P. J. Denning, "The Working Set Model
 * for Program Behavior", 1968.
 */
MMU_API int kern_working_set(struct kern_mm *mm, struct kern_working_set *set);

/**
 * kern_pass_time - the program computes for so long
 * @ns: of virtual time
 *
 * Virtual time goes on by itself when the kernel works and when a program waits,
 * not while it computes: that is not watched. Policies that sample do so when
 * it is time to; with this function, a lab decides how many accesses lie between
 * two samples. A page fault takes 700 ns, and reading a page 100 us more.
 */
MMU_API void kern_pass_time(struct kern *kern, uint64_t ns);

#endif
