/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_page.c - exports that allocate and free whole pages.
 *
 * A struct page is named by the pointer that simulated code has of it, and may
 * be anything. When what it points at is no struct page, or when the free lists
 * lead to nowhere, the call faults where Linux's code would.
 *
 * Reference: Linux 6.1, mm/page_alloc.c.
 */
#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/page.h"

/* What the allocator stumbled over becomes a fault of the call. */
static bool stumbled(struct kern_call *call)
{
	uint64_t ptr;
	bool write;

	if (!kern_page_take_fault(call->kern, &ptr, &write))
		return false;
	kern_call_fault(call, ptr, write);
	return true;
}

/* Others may have stumbled before, in no call of their own. */
static void forget(struct kern_call *call)
{
	uint64_t ptr;
	bool write;

	kern_page_take_fault(call->kern, &ptr, &write);
}

/* Where __alloc_pages() has its UD2: kernel/image_layout.inc. */
#define ALLOC_PAGES_WARNS 0x2a9

void kern_warn_order(struct kern *k, unsigned int gfp)
{
	if (gfp & KERN_GFP_NOWARN || k->warned_order || !k->call)
		return;
	k->warned_order = true;
	kern_cut_here(k);
	kern_warn_in(k, "mm/page_alloc.c:5634", "__alloc_pages",
		     ALLOC_PAGES_WARNS);
}

static uint64_t alloc(struct kern_call *call, unsigned int gfp, uint64_t order)
{
	uint64_t pfn = KERN_NO_PFN;

	forget(call);
	if (order <= KERN_ORDER_MAX)
		pfn = kern_alloc_pages(call->kern, gfp, (unsigned int)order);
	else
		kern_warn_order(call->kern, gfp);
	return stumbled(call) ? KERN_NO_PFN : pfn;
}

/* A node that is not there has no struct pglist_data, and no list of zones in it. */
#define NODE_ZONELISTS 0x1e00
#define ZONE_INDEX     8

static uint64_t as_address(struct kern_call *call, uint64_t pfn)
{
	return pfn ? kern_call_ptr(call, kern_virt(pfn * KERN_PAGE)) : 0;
}

/* struct page *alloc_pages(gfp_t gfp, unsigned int order) */
uint64_t kern_x_alloc_pages(struct kern_call *call)
{
	uint64_t pfn = alloc(call, (unsigned int)call->arg[0],
			     (unsigned int)call->arg[1]);

	return pfn ? kern_page_ptr(call->kern, pfn) : 0;
}

/* struct page *__alloc_pages(gfp_t gfp, unsigned int order, int node, nodemask_t *
 * nodes). Simplified: nobody limits the nodes; there is one. */
uint64_t kern_x___alloc_pages(struct kern_call *call)
{
	if ((int)call->arg[2] > 0) {
		kern_call_fault(call, NODE_ZONELISTS + ZONE_INDEX, false);
		return 0;
	}
	return kern_x_alloc_pages(call);
}

/* struct folio *folio_alloc(gfp_t gfp, unsigned int order) */
uint64_t kern_x_folio_alloc(struct kern_call *call)
{
	uint64_t pfn = alloc(call, (unsigned int)call->arg[0] | KERN_GFP_COMP,
			     (unsigned int)call->arg[1]);

	return pfn ? kern_page_ptr(call->kern, pfn) : 0;
}

uint64_t kern_x___get_free_pages(struct kern_call *call)
{
	return as_address(call, alloc(call, (unsigned int)call->arg[0],
				      (unsigned int)call->arg[1]));
}

uint64_t kern_x_get_zeroed_page(struct kern_call *call)
{
	unsigned int gfp = (unsigned int)call->arg[0] | KERN_GFP_ZERO;

	return as_address(call, alloc(call, gfp, 0));
}

static void put(struct kern_call *call, uint64_t pfn, unsigned int order)
{
	forget(call);
	if (order > KERN_ORDER_MAX)
		kern_printk(call->kern,
			    KERN_ALERT "free_pages: order %u is none\n", order);
	else
		kern_put_pages(call->kern, pfn, order);
	stumbled(call);
}

/* void __free_pages(struct page *page, unsigned int order): it looks at flags,
 * where it faults, and counts down _refcount. */
uint64_t kern_x___free_pages(struct kern_call *call)
{
	uint64_t pfn;

	if (kern_ptr_to_pfn(call->kern, call->arg[0], &pfn))
		put(call, pfn, (unsigned int)call->arg[1]);
	else
		kern_call_fault(call, call->arg[0], false);
	return 0;
}

/* void __folio_put(struct folio *folio): put_page() took the last reference. What
 * is behind a first page says how many pages there are. */
uint64_t kern_x___folio_put(struct kern_call *call)
{
	uint64_t pfn;

	if (!kern_ptr_to_pfn(call->kern, call->arg[0], &pfn)) {
		kern_call_fault(call, call->arg[0], false);
		return 0;
	}
	forget(call);
	kern_put_last(call->kern, pfn);
	stumbled(call);
	return 0;
}

/* void dump_page(struct page *page, const char *reason) */
uint64_t kern_x_dump_page(struct kern_call *call)
{
	char reason[128];
	uint64_t pfn;

	if (!kern_ptr_to_pfn(call->kern, call->arg[0], &pfn)) {
		kern_call_fault(call, call->arg[0], false);
		return 0;
	}
	if (call->arg[1] &&
	    kern_call_string(call, reason, call->arg[1], sizeof(reason)))
		return 0;
	kern_dump_page(call->kern, pfn, call->arg[1] ? reason : NULL);
	return 0;
}

#define DIRECT_LEN (1ull << 46)

/* virt_to_page(): what lies beyond the windows is as far from the beginning of
 * the direct map as simulated code computed it. */
static uint64_t frame_of(struct kern_call *call, uint64_t ptr)
{
	struct kern *k = call->kern;
	uint64_t offset = kern_phys_of(kern_call_la(call, ptr));
	uint64_t pa = k->machine->mem.region->pa;
	uint64_t base = kern_host(k, kern_virt(pa)) - pa;

	if (offset >= DIRECT_LEN && ptr - base < DIRECT_LEN)
		offset = ptr - base;
	return offset / KERN_PAGE;
}

/* struct page *virt_to_page(const void *addr): free_pages() of the image goes on
 * with it. */
uint64_t kern_e_virt_to_page(struct kern_call *call)
{
	uint64_t pfn = frame_of(call, call->arg[0]);

	return kern_call_ptr(call, KERN_VMEMMAP_START +
					   pfn * sizeof(struct kern_page));
}
