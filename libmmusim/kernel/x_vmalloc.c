/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_vmalloc.c - exports that map pages, and those that do not say where memory
 * comes from.
 *
 * Reference: Linux 6.1, mm/vmalloc.c, vmap(); mm/util.c, kvmalloc_node().
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
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

/* --- vmalloc() -------------------------------------------------------------------- */

void kern_zero_area(struct kern *k, uint64_t la, uint64_t len)
{
	for (uint64_t end = la + len, size; la < end; la += size) {
		unsigned int level;
		volatile uint64_t *entry =
			mmu_find_entry(k->machine, k->init_pgd, la, &level);
		uint64_t pa = *entry & MMU_PTE_ADDR;

		size = KERN_PAGE << 9 * (level - 1);
		memset(mmu_mem_ptr(k->machine, pa, size), 0, size);
	}
}

/* Where __vmalloc_node_range() warns of a size of 0. */
#define VMALLOC_WARNS 0x806

/* What cannot be is reported. */
static bool may_be(struct kern *k, uint64_t len, unsigned int gfp)
{
	char what[80];

	if (len / KERN_PAGE > k->pages->managed) {
		snprintf(what, sizeof(what),
			 "vmalloc error: size %llu, exceeds total pages",
			 (unsigned long long)len);
		kern_warn_alloc_what(k, gfp, what);
		return false;
	}
	if (!len && !k->warned_vmalloc) {
		k->warned_vmalloc = true;
		kern_cut_here(k);
		kern_warn_in(k, "mm/vmalloc.c:3227", "__vmalloc_node_range",
			     VMALLOC_WARNS);
	}
	return len;
}

static uint64_t area(struct kern_call *call, uint64_t len, unsigned int gfp,
		     bool huge)
{
	struct kern *k = call->kern;
	uint64_t la;

	if (!may_be(k, len, gfp) || kern_area_in_interrupt(call))
		return 0;
	la = huge ? kern_vmalloc_huge(k, len) :
		    kern_vmalloc(k, len, KERN_AREA_VMALLOC, KERN_PAGE_KERNEL);
	if (la && gfp & KERN_GFP_ZERO)
		kern_zero_area(k, la, len);
	return pointer(call, la);
}

uint64_t kern_x_vmalloc(struct kern_call *call)
{
	return area(call, call->arg[0], KERN_GFP_KERNEL, false);
}

uint64_t kern_x_vzalloc(struct kern_call *call)
{
	return area(call, call->arg[0], KERN_GFP_KERNEL | KERN_GFP_ZERO, false);
}

/* void *__vmalloc(unsigned long size, gfp_t gfp) */
uint64_t kern_x___vmalloc(struct kern_call *call)
{
	return area(call, call->arg[0], (unsigned int)call->arg[1], false);
}

/* __vunmap(), which is what vfree() calls */
uint64_t kern_e_vunmap(struct kern_call *call)
{
	kern_vfree(call->kern, kern_call_la(call, call->arg[0]));
	return 0;
}

/* --- vmap() --------------------------------------------------------------------- */

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
	/* pgprot_nx(): nothing there can be executed. */
	la = kern_vmap(k, frame, n, (call->arg[3] & GIVEN_FLAGS) | MMU_PTE_NX);
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
	if (size <= KERN_PAGE || !(gfp & KERN_GFP_DIRECT_RECLAIM))
		return 0;
	if (size > INT_MAX) {
		warn_size(call->kern, gfp);
		return 0;
	}
	return area(call, size, gfp, true);
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
	return la ? pointer(call, la) : large(call, size, gfp);
}
