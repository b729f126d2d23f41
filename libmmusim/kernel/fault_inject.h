/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault_inject.h - the places that fail on demand ask here.
 *
 * kern_alloc_pages(), kern_cache_alloc() and transfers of files ask themselves.
 * The machine's pool and its frames ask by a hook each, so that no allocation
 * can be forgotten.
 */
#ifndef KERNEL_FAULT_INJECT_H
#define KERNEL_FAULT_INJECT_H

#include <mmusim/kern_fault_inject.h>

struct kern_cache;
struct kern_fault_inject;

/* Read the command line, which may be NULL, and ask from now on. 0 or -ENOMEM. */
int kern_fault_inject_init(struct kern *k, const char *cmdline);
/* Once there is a log: an option that could not be parsed. */
void kern_fault_inject_complain(struct kern *k);

/* should_failslab(), should_fail_alloc_page() */
bool kern_should_failslab(struct kern *k, const struct kern_cache *c,
			  unsigned int gfp);
bool kern_should_fail_alloc_page(struct kern *k, unsigned int gfp,
				 unsigned int order);
/* Memory of the host's that does not come from the pool. */
bool kern_should_fail_host(struct kern *k, size_t size);
/* should_fail_request(): a transfer of so many bytes */
bool kern_should_fail_request(struct kern *k, size_t bytes);

#endif
