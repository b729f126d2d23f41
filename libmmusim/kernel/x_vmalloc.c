/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_vmalloc.c - exports that map pages, and those that do not say where memory
 * comes from.
 *
 * Reference: Linux 6.1, mm/vmalloc.c, vmap(); mm/util.c, kvmalloc_node().
 */
#include <limits.h>

#include "kernel/exports.h"
#include "kernel/gfp.h"
#include "kernel/page.h"

#define GIVEN_FLAGS (MMU_PTE_RW | MMU_PTE_A | MMU_PTE_D | MMU_PTE_NX)

static uint64_t pointer(struct kern_call *call, uint64_t la)
{
	return la ? kern_call_ptr(call, la) : 0;
}

bool kern_is_vmalloc(const struct kern *k, uint64_t la)
{
	return la >= KERN_VMALLOC_START && la < kern_vmalloc_end(k);
}

/* The frames of an array of struct page pointers. NULL after kern_call_fault(),
 * or without memory. */
static uint64_t *frames_of(struct kern_call *call, uint64_t pages, uint64_t n)
{
	struct kern *k = call->kern;
	uint64_t *frame = pool_zalloc(k->pool, n * sizeof(*frame));

	for (uint64_t i = 0; frame && i < n; i++) {
		uint64_t page, pfn;

		if (!kern_call_read(call, &page, pages + 8 * i, sizeof(page)) &&
		    kern_ptr_to_pfn(k, page, &pfn)) {
			frame[i] = pfn * KERN_PAGE;
			continue;
		}
		pool_free(k->pool, frame);
		return NULL;
	}
	return frame;
}

/* void *vmap(struct page **pages, unsigned int count, unsigned long flags,
 * pgprot_t prot) */
uint64_t kern_x_vmap(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t n = (unsigned int)call->arg[1], la;
	uint64_t *frame = n && n <= k->pages->managed ?
				  frames_of(call, call->arg[0], n) :
				  NULL;

	if (!frame)
		return 0;
	la = kern_vmap(k, frame, n, call->arg[3] & GIVEN_FLAGS);
	pool_free(k->pool, frame);
	return pointer(call, la);
}

uint64_t kern_x_vunmap(struct kern_call *call)
{
	kern_vfree(call->kern, kern_call_la(call, call->arg[0]));
	return 0;
}

uint64_t kern_x_is_vmalloc_addr(struct kern_call *call)
{
	return kern_is_vmalloc(call->kern, kern_call_la(call, call->arg[0]));
}

/* void *kvmalloc_node(size_t size, gfp_t flags, int node): kmalloc() without
 * trying hard, else vmalloc() */
uint64_t kern_x_kvmalloc_node(struct kern_call *call)
{
	unsigned int gfp = (unsigned int)call->arg[1], soft = gfp;
	uint64_t size = call->arg[0], la;

	if (size > KERN_PAGE)
		soft |= KERN_GFP_NOWARN | KERN_GFP_NORETRY;
	la = kern_kmalloc(call->kern, size, soft);
	if (!la && size > KERN_PAGE && size <= INT_MAX) {
		la = kern_vmalloc_huge(call->kern, size);
		if (la && gfp & KERN_GFP_ZERO)
			kern_zero_area(call->kern, la, size);
	}
	return pointer(call, la);
}

uint64_t kern_x_kvfree(struct kern_call *call)
{
	uint64_t la = kern_call_la(call, call->arg[0]);

	if (kern_is_vmalloc(call->kern, la))
		kern_vfree(call->kern, la);
	else
		kern_kfree(call->kern, la);
	return 0;
}
