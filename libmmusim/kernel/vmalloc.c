/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmalloc.c - areas of contiguous linear addresses over scattered frames.
 *
 *   range: | area          |guard| area  |guard|    hole    | area |guard| ...
 *
 * The guard page behind each area is never mapped. A stack overflows
 * downwards: the guard that protects it is the one of the area below, or, at
 * the beginning of the range, a page left free.
 *
 * kern_vfree() clears the PTEs and frees the frames, but leaves the TLB alone,
 * and so the addresses must not be used again: the area becomes lazy. What is
 * still in the TLB stays accessible, and then shows what others now store in
 * these frames. One flush of the whole TLB for many areas is cheaper than
 * INVLPG for each page; kern_vmalloc_purge() does it.
 *
 * What kvmalloc() asks for is mapped by large pages, if it has the size of one and
 * there are such blocks.
 *
 * Invariants: the areas of a range are sorted and do not overlap, guards
 * included; lazy_pages counts the pages of lazy ones, guards included.
 *
 * Reference: Linux 6.1, mm/vmalloc.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/gfp.h"
#include "kernel/kern.h"
#include "kernel/page.h"
#include "kernel/vmalloc.h"

/* Modules begin where they do on a PC: before them Linux has a block of 2 MiB for
 * BPF programs (bpf_prog_pack), and its guard. There are none here; a range that
 * is too small for it goes without. */
#define BPF_PACK    (2ull << 20)

#define LARGE_ORDER 9u
#define LARGE_PAGES (1ull << LARGE_ORDER) /* in pages of 4 KiB */
#define LARGE	    (KERN_PAGE << LARGE_ORDER)

/* What a booted kernel has at the beginning of the area: the stack for interrupts,
 * windows of firmware and devices, and stacks of threads that began before them, with
 * the gaps between these filled. Debian's 6.1 on a PC with one CPU has the first gap
 * for another page at START + 0x55000, behind a stack. Below a stack there is no room
 * for an area, whose guard page would be the stack's, too. A range that is too small
 * goes without. */
#define BOOT_STACKS  20u
#define BELOW_STACKS (BOOT_STACKS * KERN_THREAD_SIZE - KERN_PAGE)
#define SMALL	     (64ull << 20)

/* fls(number of CPUs) times 32 MiB, in pages: lazy_max_pages(). */
static uint64_t lazy_limit(struct kern *k)
{
	unsigned int ncpus = 0, fls = 0;

	while (mmu_cpu(k->machine, ncpus))
		ncpus++;
	while (ncpus >> fls)
		fls++;
	return fls * (32ull << 20) / KERN_PAGE;
}

int kern_vmalloc_init(struct kern *k, uint64_t vmalloc_len,
		      uint64_t modules_len)
{
	struct kern_vmalloc *vm = pool_zalloc(k->pool, sizeof(*vm));

	if (!vm)
		return -ENOMEM;
	vm->vmalloc.start = KERN_VMALLOC_START;
	if (vmalloc_len > SMALL)
		vm->vmalloc.start += BELOW_STACKS;
	vm->vmalloc.end = KERN_VMALLOC_START + vmalloc_len;
	vm->modules.start = KERN_MODULES_START;
	if (modules_len > 2 * BPF_PACK)
		vm->modules.start += BPF_PACK + KERN_PAGE;
	vm->modules.end = KERN_MODULES_START + modules_len;
	vm->lazy_max = lazy_limit(k);
	k->vmalloc = vm;
	return 0;
}

/* --- addresses ----------------------------------------------------------- */

static struct range *range_of(struct kern *k, enum kern_area_kind kind)
{
	return kind == KERN_AREA_MODULE ? &k->vmalloc->modules :
					  &k->vmalloc->vmalloc;
}

static uint64_t align_up(uint64_t la, uint64_t align)
{
	return (la + align - 1) & ~(align - 1);
}

/* First fit upwards. Return: 0, and the area in its range; or -ENOSPC. */
static int place(struct kern *k, struct area *a)
{
	struct range *r = range_of(k, a->kind);
	bool stack = a->kind == KERN_AREA_STACK;
	uint64_t align = stack	  ? KERN_THREAD_SIZE :
			 a->large ? LARGE :
				    KERN_PAGE;
	uint64_t from = r->start + (stack ? KERN_PAGE : 0);
	uint64_t bytes = (a->npages + 1) * KERN_PAGE;
	struct area **link;

	for (link = &r->areas; *link; link = &(*link)->next) {
		from = align_up(from, align);
		if (from < (*link)->start && (*link)->start - from >= bytes)
			break;
		from = area_end(*link);
	}
	from = align_up(from, align);
	if (from >= r->end || r->end - from < bytes)
		return -ENOSPC;
	a->start = from;
	a->next = *link;
	*link = a;
	return 0;
}

static void unplace(struct kern *k, struct area *a)
{
	struct area **link = &range_of(k, a->kind)->areas;

	while (*link != a)
		link = &(*link)->next;
	*link = a->next;
}

/* find_vmap_area(): any address of an area, or of the page behind it, will do. */
static struct area *find_area(struct kern *k, uint64_t la)
{
	struct range *r = la >= KERN_MODULES_START ? &k->vmalloc->modules :
						     &k->vmalloc->vmalloc;
	struct area *a = r->areas;

	while (a && (la - a->start >= area_end(a) - a->start || a->lazy))
		a = a->next;
	return a;
}

bool kern_vmalloc_area(struct kern *k, uint64_t la, uint64_t *start,
		       uint64_t *end)
{
	const struct area *a = range_of(k, KERN_AREA_VMALLOC)->areas;

	while (a && (la - a->start >= area_end(a) - a->start || a->lazy))
		a = a->next;
	if (!a)
		return false;
	*start = a->start;
	*end = area_end(a);
	return true;
}

/* --- pages ----------------------------------------------------------------- */

static void free_frames(struct kern *k, struct area *a, uint64_t n)
{
	while (!a->lent && n-- > 0)
		kern_free_pages(k, kern_virt(a->frame[n]), 0);
}

/* split_page(): from now on each is freed on its own. */
static void split_block(struct kern *k, uint64_t pfn)
{
	for (uint64_t i = 1; i < LARGE_PAGES; i++)
		kern_pfn_to_page(k, pfn + i)->refcount = 1;
}

static int alloc_large(struct kern *k, struct area *a)
{
	for (uint64_t i = 0; i < a->npages; i++) {
		uint64_t la;

		if (i % LARGE_PAGES) {
			a->frame[i] = a->frame[i - 1] + KERN_PAGE;
			continue;
		}
		la = kern_get_free_pages(
			k, KERN_GFP_KERNEL | KERN_GFP_NOWARN | KERN_GFP_NORETRY,
			LARGE_ORDER);
		if (!la) {
			free_frames(k, a, i);
			return -ENOMEM;
		}
		a->frame[i] = kern_phys(la);
		split_block(k, a->frame[i] / KERN_PAGE);
	}
	return 0;
}

static int alloc_frames(struct kern *k, struct area *a)
{
	if (a->large)
		return alloc_large(k, a);
	for (uint64_t i = 0; i < a->npages; i++) {
		uint64_t la = kern_get_free_pages(
			k, KERN_GFP_KERNEL | KERN_GFP_NOWARN, 0);

		if (!la) {
			free_frames(k, a, i);
			return -ENOMEM;
		}
		a->frame[i] = kern_phys(la);
	}
	return 0;
}

/* The PTE of a page, or NULL when the tables above it do not lead to one. */
static volatile uint64_t *pte_of(struct kern *k, uint64_t la)
{
	unsigned int level;
	volatile uint64_t *entry =
		mmu_find_entry(k->machine, k->init_pgd, la, &level);

	return entry && level == 1 ? entry : NULL;
}

/* The entry of a large page that begins here, or NULL. */
static volatile uint64_t *large_of(struct kern *k, const struct area *a,
				   uint64_t la)
{
	unsigned int level;
	volatile uint64_t *entry;

	if (!a->large || la % LARGE)
		return NULL;
	entry = mmu_find_entry(k->machine, k->init_pgd, la, &level);
	return entry && level == 2 ? entry : NULL;
}

static void unmap(struct kern *k, struct area *a, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++) {
		uint64_t la = a->start + i * KERN_PAGE;
		volatile uint64_t *entry = large_of(k, a, la);

		if (!entry)
			entry = pte_of(k, la);
		if (entry)
			*entry = 0;
	}
}

/* Where a table of small pages has been, large ones are mapped by it. Simplified:
 * Linux frees the table. */
static int map_at(struct kern *k, const struct area *a, uint64_t i,
		  uint64_t flags)
{
	uint64_t la = a->start + i * KERN_PAGE;
	unsigned int level = 0, shift = 12;
	volatile uint64_t *entry = NULL;

	if (a->large && !(la % LARGE))
		entry = mmu_find_entry(k->machine, k->init_pgd, la, &level);
	if (entry && level >= 2 && !*entry)
		shift = 21;
	return mmu_map_page(k->machine, k->init_pgd, la, a->frame[i], shift,
			    flags);
}

static int map(struct kern *k, struct area *a, uint64_t flags)
{
	for (uint64_t i = 0; i < a->npages; i++) {
		volatile uint64_t *large;
		int err = map_at(k, a, i, kern_prot(k, flags));

		if (err) {
			unmap(k, a, i);
			return err;
		}
		large = large_of(k, a, a->start + i * KERN_PAGE);
		if (large && *large)
			i += LARGE_PAGES - 1;
	}
	return 0;
}

/* --- areas ------------------------------------------------------------------- */

/* More pages than there are free ones need not be tried. */
static struct area *area_create(struct kern *k, uint64_t len,
				enum kern_area_kind kind)
{
	uint64_t npages = len / KERN_PAGE + (len % KERN_PAGE != 0);
	struct area *a;

	if (!npages || npages > mmu_frames_free_count(k->machine))
		return NULL;
	a = pool_alloc(k->pool, sizeof(*a) + npages * sizeof(a->frame[0]));
	if (!a)
		return NULL;
	a->npages = npages;
	a->kind = kind;
	a->lazy = a->lent = a->large = a->io = false;
	return a;
}

/* To where the call that is served returns; of an area for a module, in what loads
 * it; of a stack, nobody. */
static uint64_t caller(struct kern *k, enum kern_area_kind kind)
{
	const struct kern_call *call = k->call;
	uint64_t ip = 0;

	if (call && kind == KERN_AREA_MODULE)
		kern_peek(k, kern_lift(k, call->gate_sp), &ip, sizeof(ip));
	else if (call && kind == KERN_AREA_VMALLOC)
		kern_peek(k, kern_lift(k, call->sp), &ip, sizeof(ip));
	return kern_lift(k, ip);
}

/* Find a place for an area that has its frames, and map them there. Return: where;
 * 0: nothing is left of it. */
static uint64_t enter(struct kern *k, struct area *a, uint64_t page_flags)
{
	int err = place(k, a);
	if (err) {
		kern_vmalloc_purge(k);
		err = place(k, a);
	}
	if (err)
		goto free_frames;
	if (map(k, a, page_flags))
		goto unplace;
	a->caller = caller(k, a->kind);
	return a->start;

unplace:
	unplace(k, a);
free_frames:
	free_frames(k, a, a->npages);
	pool_free(k->pool, a);
	return 0;
}

uint64_t kern_vmalloc(struct kern *k, uint64_t len, enum kern_area_kind kind,
		      uint64_t page_flags)
{
	struct area *a = area_create(k, len, kind);

	if (!a)
		return 0;
	if (alloc_frames(k, a)) {
		pool_free(k->pool, a);
		return 0;
	}
	return enter(k, a, page_flags);
}

uint64_t kern_vmalloc_huge(struct kern *k, uint64_t len)
{
	uint64_t bytes = align_up(len, LARGE), la;
	struct area *a = len < LARGE || bytes < len ?
				 NULL :
				 area_create(k, bytes, KERN_AREA_VMALLOC);

	if (a) {
		a->large = true;
		if (alloc_frames(k, a))
			pool_free(k->pool, a);
		else if ((la = enter(k, a, KERN_PAGE_KERNEL)))
			return la;
	}
	return kern_vmalloc(k, len, KERN_AREA_VMALLOC, KERN_PAGE_KERNEL);
}

uint64_t kern_vmap(struct kern *k, const uint64_t *frame, uint64_t npages,
		   uint64_t page_flags)
{
	struct area *a = area_create(k, npages * KERN_PAGE, KERN_AREA_VMALLOC);

	if (!a)
		return 0;
	a->lent = true;
	memcpy(a->frame, frame, npages * sizeof(*frame));
	return enter(k, a, page_flags);
}

/* On a bus where nobody answers all lines stay high. */
static void fill_frames(struct kern *k, const struct area *a)
{
	for (uint64_t i = 0; i < a->npages; i++)
		memset(mmu_mem_ptr(k->machine, a->frame[i], KERN_PAGE), 0xff,
		       KERN_PAGE);
}

uint64_t kern_ioremap(struct kern *k, uint64_t phys, uint64_t npages, bool ram,
		      uint64_t page_flags)
{
	struct area *a = area_create(k, npages * KERN_PAGE, KERN_AREA_VMALLOC);

	if (!a)
		return 0;
	a->io = true;
	a->phys = phys;
	a->lent = ram;
	for (uint64_t i = 0; ram && i < npages; i++)
		a->frame[i] = phys + i * KERN_PAGE;
	if (!ram) {
		if (alloc_frames(k, a)) {
			pool_free(k->pool, a);
			return 0;
		}
		fill_frames(k, a);
	}
	return enter(k, a, page_flags);
}

/* Where __vunmap() has its UD2s, in Debian's Linux 6.1. */
#define VUNMAP_BAD  0x31a
#define VUNMAP_NONE 0x7e

static void vfree_bad(struct kern *k, uint64_t la)
{
	bool is_bad = la % KERN_PAGE;

	kern_cut_here(k);
	kern_printk(k, KERN_WARNING "Trying to vfree() %s (%p)\n",
		    is_bad ? "bad address" : "nonexistent vm area",
		    mmu_ptr(k->machine, la));
	kern_warn_in(k, is_bad ? "mm/vmalloc.c:2752" : "mm/vmalloc.c:2758",
		     "__vunmap", is_bad ? VUNMAP_BAD : VUNMAP_NONE);
}

/* vm_remove_mappings(): nothing of what the area was for is left. */
static void reset_direct_map(struct kern *k, const struct area *a)
{
	for (uint64_t i = 0; i < a->npages; i++)
		if (!kern_direct_writable(k, a->frame[i]))
			kern_direct_protect(k, a->frame[i], true);
}

/* What was mapped there is not any more; whose the frames are, they stay. */
static void remove_area(struct kern *k, struct area *a)
{
	struct kern_vmalloc *vm = k->vmalloc;

	a->lazy = true;
	vm->lazy_pages += a->npages + 1;
	if (a->kind == KERN_AREA_MODULE || vm->lazy_pages > vm->lazy_max)
		kern_vmalloc_purge(k);
}

/*
 * Addresses of modules are flushed at once (VM_FLUSH_RESET_PERMS in Linux):
 * stale rights to execute would be dangerous.
 */
void kern_vfree(struct kern *k, uint64_t la)
{
	struct area *a = la % KERN_PAGE ? NULL : find_area(k, la);

	if (!la)
		return;
	if (!a) {
		vfree_bad(k, la);
		return;
	}
	unmap(k, a, a->npages);
	if (a->kind == KERN_AREA_MODULE)
		reset_direct_map(k, a);
	free_frames(k, a, a->npages);
	remove_area(k, a);
}

bool kern_iounmap(struct kern *k, uint64_t la)
{
	struct area *a = find_area(k, la);

	if (!a)
		return false;
	unmap(k, a, a->npages);
	if (a->io)
		free_frames(k, a, a->npages);
	remove_area(k, a);
	return true;
}

static void drop_lazy(struct kern *k, struct range *r)
{
	struct area **link = &r->areas;

	while (*link) {
		struct area *a = *link;

		if (!a->lazy) {
			link = &a->next;
			continue;
		}
		*link = a->next;
		pool_free(k->pool, a);
	}
}

void kern_vmalloc_purge(struct kern *k)
{
	mmu_flush_tlb(k->cpu);
	drop_lazy(k, &k->vmalloc->vmalloc);
	drop_lazy(k, &k->vmalloc->modules);
	k->vmalloc->lazy_pages = 0;
}

uint64_t kern_vmalloc_end(const struct kern *k)
{
	return k->vmalloc->vmalloc.end;
}

/* Simplified: Linux also flushes lazily freed areas on this occasion. */
void kern_set_memory(struct kern *k, uint64_t la, uint64_t npages,
		     uint64_t page_flags)
{
	for (uint64_t i = 0; i < npages; i++, la += KERN_PAGE) {
		volatile uint64_t *pte = pte_of(k, la);

		if (!pte || !(*pte & MMU_PTE_P))
			continue;
		*pte = (*pte & MMU_PTE_ADDR) | kern_prot(k, page_flags) |
		       MMU_PTE_P;
		mmu_invlpg(k->cpu, la);
		if (!(page_flags & MMU_PTE_RW))
			kern_direct_protect(k, *pte & MMU_PTE_ADDR, false);
	}
}
