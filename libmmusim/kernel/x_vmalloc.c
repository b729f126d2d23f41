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

#define VMALLOC_SIZE (32ull << 40) /* ours is shorter; nothing is behind it */

bool kern_is_vmalloc(const struct kern *k, uint64_t la)
{
	(void)k;
	return la - KERN_VMALLOC_START < VMALLOC_SIZE;
}

bool kern_area_in_interrupt(struct kern_call *call)
{
	bool bad = kern_in_interrupt(call->kern);

	if (bad)
		kern_call_bug(call, "mm/vmalloc.c:2554");
	return bad;
}

/* Where vmap_small_pages_range_noflush() warns: kernel/image_layout.inc. */
#define NO_PAGE_WARNS	0x4a2
#define NOT_VALID_WARNS 0x522

/* The frame of one page of an array. False after kern_call_fault(), or when there is
 * no such page: that is said. */
static bool frame_of(struct kern_call *call, uint64_t at, uint64_t *frame)
{
	struct kern *k = call->kern;
	uint64_t page, pfn;

	if (kern_call_read(call, &page, at, sizeof(page)))
		return false;
	if (kern_ptr_to_pfn(k, page, &pfn)) {
		*frame = pfn * KERN_PAGE;
		return true;
	}
	kern_cut_here(k);
	kern_warn_in(k, page ? "mm/vmalloc.c:549" : "mm/vmalloc.c:545",
		     "vmap_small_pages_range_noflush",
		     page ? NOT_VALID_WARNS : NO_PAGE_WARNS);
	return false;
}

/* The frames of an array of struct page pointers, or NULL. */
static uint64_t *frames_of(struct kern_call *call, uint64_t pages, uint64_t n)
{
	struct pool *pool = call->kern->pool;
	uint64_t *frame = pool_zalloc(pool, n * sizeof(*frame));

	for (uint64_t i = 0; frame && i < n; i++)
		if (!frame_of(call, pages + 8 * i, &frame[i])) {
			pool_free(pool, frame);
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
	uint64_t *frame;

	if (n > k->pages->managed || kern_area_in_interrupt(call) || !n)
		return 0;
	frame = frames_of(call, call->arg[0], n);
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

/* --- pages that are mapped for a short time -------------------------------------- */

/* void *vm_map_ram(struct page **pages, unsigned int count, int node) */
uint64_t kern_x_vm_map_ram(struct kern_call *call)
{
	call->arg[3] = KERN_PAGE_KERNEL | MMU_PTE_P;
	return kern_x_vmap(call);
}

/* void vm_unmap_ram(const void *mem, unsigned int count). Simplified: all of the
 * area goes, whatever the count is. */
uint64_t kern_x_vm_unmap_ram(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t la = kern_call_la(call, call->arg[0]), start, end;

	if (!la)
		kern_call_bug(call, "mm/vmalloc.c:2281");
	else if (la < KERN_VMALLOC_START)
		kern_call_bug(call, "mm/vmalloc.c:2282");
	else if (!kern_is_vmalloc(k, la))
		kern_call_bug(call, "mm/vmalloc.c:2283");
	else if (la % KERN_PAGE)
		kern_call_bug(call, "mm/vmalloc.c:2284");
	else if (!kern_vmalloc_area(k, la, &start, &end))
		kern_call_bug(call, "mm/vmalloc.c:2295");
	else
		kern_vfree(k, la);
	return 0;
}

uint64_t kern_x_is_vmalloc_addr(struct kern_call *call)
{
	return kern_is_vmalloc(call->kern, kern_call_la(call, call->arg[0]));
}

/* Where kvmalloc_node() warns: kernel/image_layout.inc. */
#define KVMALLOC_WARNS 0xc0

/* Once: nobody wants that much. */
static void warn_size(struct kern *k, unsigned int gfp)
{
	if (k->warned_kvmalloc || gfp & KERN_GFP_NOWARN)
		return;
	k->warned_kvmalloc = true;
	kern_cut_here(k);
	kern_warn_in(k, "mm/util.c:596", "kvmalloc_node", KVMALLOC_WARNS);
}

/* The second half of kvmalloc_node(): kmalloc() had nothing. */
static uint64_t large(struct kern_call *call, uint64_t size, unsigned int gfp)
{
	uint64_t la;

	if (size <= KERN_PAGE || !(gfp & KERN_GFP_DIRECT_RECLAIM))
		return 0;
	if (size > INT_MAX) {
		warn_size(call->kern, gfp);
		return 0;
	}
	if (kern_area_in_interrupt(call))
		return 0;
	la = kern_vmalloc_huge(call->kern, size);
	if (la && gfp & KERN_GFP_ZERO)
		kern_zero_area(call->kern, la, size);
	return la;
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
	return pointer(call, la ? la : large(call, size, gfp));
}
