/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern_fault_inject.h - allocations of the simulated kernel that fail on demand.
 *
 * As Linux's fault injection (CONFIG_FAULT_INJECTION): a site is a kind of
 * place where something may fail, and each has attributes that say how often it
 * does. One can also have exactly the n-th call fail, which visits the paths
 * that nobody tests one after the other:
 *
 *	for (n = 1;; n++) {
 *		kern_fail_nth(k, KERN_FAIL_ALLOCATIONS, n);
 *		err = what_is_to_be_tested(k);
 *		if (kern_fail_nth_left(k))	there were fewer calls than n
 *			break;
 *	}
 *	kern_fail_nth(k, 0, 0);
 *
 * On the kernel's command line (struct kern_config), for failures while it
 * boots:
 *
 *	failslab=<interval>,<probability>,<space>,<times>
 *	fail_page_alloc=, fail_make_request=     the same
 *	mmusim.fail_pool=                        the same
 *	mmusim.fail_nth=<n>                      of all allocations
 *	mmusim.fail_seed=<number>
 *
 * As these are for whoever tests a kernel, they are kept when it panics, and go
 * back with a snapshot.
 *
 * Differences to Linux: what fails by chance follows from a seed, so each run is
 * the same. The n-th call counts for the kernel, not for a task, and is asked
 * before everything else but __GFP_NOFAIL: in Linux the filters of a site, such
 * as ignore-gfp-wait, which is on by default, come first. There are no filters
 * by task or by call trace.
 *
 * Reference: Linux 6.1, lib/fault-inject.c; mm/failslab.c; mm/page_alloc.c,
 * should_fail_alloc_page(); Documentation/fault-injection/fault-injection.rst.
 */
#ifndef MMUSIM_KERN_FAULT_INJECT_H
#define MMUSIM_KERN_FAULT_INJECT_H

#include <mmusim/kern.h>

/**
 * enum kern_fail_site - where something may fail
 * @KERN_FAILSLAB:         objects of slab caches, kmalloc()
 * @KERN_FAIL_PAGE_ALLOC:  page frames: alloc_pages(), page tables, and what
 *                         mmu_frame_alloc() gives out. What lies below slabs and
 *                         vmalloc areas comes from there, too
 * @KERN_FAIL_POOL:        the state that the library keeps on the host side for
 *                         the kernel, and texts such as those of /proc. Linux
 *                         has no such site
 * @KERN_FAIL_MAKE_REQUEST: transfers from and to files of the host, which end
 *                         with an I/O error
 */
enum kern_fail_site {
	KERN_FAILSLAB,
	KERN_FAIL_PAGE_ALLOC,
	KERN_FAIL_POOL,
	KERN_FAIL_MAKE_REQUEST,
	KERN_NR_FAIL_SITES
};

/* Sets of sites. */
#define KERN_FAIL_SITE(site)  (1u << (site))
#define KERN_FAIL_ALLOCATIONS 7u

/**
 * struct kern_fault_attr - how often a site fails: the files of debugfs
 * @size:        sizeof(struct kern_fault_attr)
 * @probability: in percent; 0, the default: never
 * @interval:    only each so many-th call is asked; 1. For failures far apart,
 *               with a probability of 100
 * @times:       so many failures at most; -1: no limit; 1
 * @space:       so many bytes (pages for KERN_FAIL_PAGE_ALLOC) are allocated
 *               before the first failure; 0
 * @verbose:     what the log says of a failure: 0 nothing; 1 a line; 2, the
 *               default, with a call trace. Nothing with __GFP_NOWARN
 * @min_order:   pages: smaller blocks never fail; 1, as in Linux
 * @ignore_gfp_wait: slab and pages: allocations that may wait
 *               (__GFP_DIRECT_RECLAIM) never fail; true, as in Linux
 * @ignore_gfp_highmem: pages: those for user memory (__GFP_HIGHMEM) never fail;
 *               true, as in Linux
 */
struct kern_fault_attr {
	size_t size;
	unsigned long probability;
	unsigned long interval;
	int times;
	int space;
	unsigned int verbose;
	unsigned int min_order;
	bool ignore_gfp_wait;
	bool ignore_gfp_highmem;
};

/**
 * kern_fault_attr - read the attributes of a site
 * @attr: out; @times and @space are what is left of them. Its @size is set by
 *        the caller
 *
 * Return: 0; -EINVAL for a site that does not exist, or another size.
 */
MMU_API int kern_fault_attr(const struct kern *kern, enum kern_fail_site site,
			    struct kern_fault_attr *attr);

/** kern_set_fault_attr - set them. Return: as kern_fault_attr() */
MMU_API int kern_set_fault_attr(struct kern *kern, enum kern_fail_site site,
				const struct kern_fault_attr *attr);

/** kern_fault_seed - begin the sequence of chance anew; it begins with 0 */
MMU_API void kern_fault_seed(struct kern *kern, uint64_t seed);

/**
 * kern_fail_nth - have one call fail, as /proc/self/fail-nth
 * @sites: KERN_FAIL_SITE() of those that count, or KERN_FAIL_ALLOCATIONS
 * @n:     the n-th of their calls from now on, from 1; 0: none
 *
 * Attributes are not asked as long as it waits.
 */
MMU_API void kern_fail_nth(struct kern *kern, unsigned int sites, uint64_t n);

/** kern_fail_nth_left - which call from now on will fail; 0: it has failed */
MMU_API uint64_t kern_fail_nth_left(const struct kern *kern);

#endif
