/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_gup.c - exports that say which page an address has, the user's or one of
 * vmalloc()'s, and how much memory there is.
 *
 * Reference: Linux 6.1, mm/gup.c; mm/vmalloc.c, vmalloc_to_page();
 * mm/show_mem.c, si_meminfo(); mm/page_alloc.c, si_mem_available().
 */
#include <errno.h>

#include "kernel/exports.h"
#include "kernel/mm.h"
#include "kernel/page.h"
#include "kernel/proc.h"
#include "kernel/sim.h"
#include "kernel/task.h"

#define FOLL_WRITE 1
#define PIN_BIAS   1024 /* a pinned page has that many references more */

/* Pages of the current process from start on, each with a reference, or as many
 * as a pin has, into the array at pages: how many; or the error of the first. */
static uint64_t get_pages(struct kern_call *call, uint64_t start, uint64_t n,
			  uint64_t flags, uint64_t pages, int32_t references)
{
	struct kern *k = call->kern;
	struct kern_mm *mm = k->current ? k->current->mm : NULL;
	uint64_t la = kern_call_la(call, start) & ~(KERN_PAGE - 1), i;
	int err = mm ? 0 : -EFAULT;

	for (i = 0; i < n && !err; i++) {
		uint64_t pa, page;

		err = kern_get_user_page(mm, la + i * KERN_PAGE,
					 flags & FOLL_WRITE, &pa);
		if (err)
			break;
		page = kern_page_ptr(k, pa / KERN_PAGE);
		if (pages &&
		    kern_call_write(call, pages + 8 * i, &page, sizeof(page)))
			break;
		if (pages)
			kern_pfn_to_page(k, pa / KERN_PAGE)->refcount +=
				references;
	}
	return i || !err ? i : (uint64_t)err;
}

/* long get_user_pages(start, nr_pages, gup_flags, pages, vmas); simplified: the
 * areas are not told. */
uint64_t kern_x_get_user_pages(struct kern_call *call)
{
	if (call->arg[4])
		return (uint64_t)-EINVAL;
	return get_pages(call, call->arg[0], call->arg[1], call->arg[2],
			 call->arg[3], 1);
}

/* int get_user_pages_fast(start, nr_pages, gup_flags, pages) */
uint64_t kern_x_get_user_pages_fast(struct kern_call *call)
{
	return get_pages(call, call->arg[0], (uint32_t)call->arg[1],
			 call->arg[2], call->arg[3], 1);
}

/* long get_user_pages_unlocked(start, nr_pages, pages, gup_flags) */
uint64_t kern_x_get_user_pages_unlocked(struct kern_call *call)
{
	return get_pages(call, call->arg[0], call->arg[1], call->arg[3],
			 call->arg[2], 1);
}

uint64_t kern_x_pin_user_pages(struct kern_call *call)
{
	if (call->arg[4])
		return (uint64_t)-EINVAL;
	return get_pages(call, call->arg[0], call->arg[1], call->arg[2],
			 call->arg[3], PIN_BIAS);
}

uint64_t kern_x_pin_user_pages_fast(struct kern_call *call)
{
	return get_pages(call, call->arg[0], (uint32_t)call->arg[1],
			 call->arg[2], call->arg[3], PIN_BIAS);
}

/* The page that the kernel's tables have for an address; KERN_NO_PFN. */
static uint64_t pfn_of(struct kern_call *call, uint64_t ptr)
{
	uint64_t la = kern_call_la(call, ptr), size;
	unsigned int level;
	volatile uint64_t *entry = mmu_find_entry(
		call->kern->machine, call->kern->init_pgd, la, &level);

	if (!entry || !(*entry & MMU_PTE_P))
		return KERN_NO_PFN;
	size = KERN_PAGE << 9 * (level - 1);
	return ((*entry & MMU_PTE_ADDR & ~(size - 1)) + (la & (size - 1))) /
	       KERN_PAGE;
}

/* struct page *vmalloc_to_page(const void *addr) */
uint64_t kern_x_vmalloc_to_page(struct kern_call *call)
{
	uint64_t pfn = pfn_of(call, call->arg[0]);

	return pfn == KERN_NO_PFN ? 0 : kern_page_ptr(call->kern, pfn);
}

/* --- how much there is ------------------------------------------------------------ */

/**
 * struct sysinfo - as the kernel and sysinfo(2) have it
 *
 * si_meminfo() counts in pages and says so in @mem_unit.
 */
struct sysinfo {
	int64_t uptime;
	uint64_t loads[3];
	uint64_t totalram, freeram, sharedram, bufferram;
	uint64_t totalswap, freeswap;
	uint16_t procs, pad;
	uint64_t totalhigh, freehigh;
	uint32_t mem_unit;
};

/* void si_meminfo(struct sysinfo *val): it leaves the rest alone */
uint64_t kern_x_si_meminfo(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct sysinfo info;

	if (kern_call_read(call, &info, call->arg[0], sizeof(info)))
		return 0;
	info.totalram = k->pages->managed;
	info.freeram = (uint64_t)k->pages->stat[KERN_NR_FREE_PAGES];
	info.sharedram = (uint64_t)k->pages->stat[KERN_NR_SHMEM];
	info.bufferram = 0;
	info.totalhigh = info.freehigh = 0;
	info.mem_unit = KERN_PAGE;
	kern_call_write(call, call->arg[0], &info, sizeof(info));
	return 0;
}

/* long si_mem_available(void) */
uint64_t kern_x_si_mem_available(struct kern_call *call)
{
	return (uint64_t)kern_mem_available(call->kern);
}

/* void vm_unmap_aliases(void): areas that were freed go from the TLB */
uint64_t kern_x_vm_unmap_aliases(struct kern_call *call)
{
	kern_vmalloc_purge(call->kern);
	return 0;
}
