/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages and address ranges of x86-64 with 4-level paging.
 */
#ifndef _ASM_X86_PAGE_H
#define _ASM_X86_PAGE_H

#include <linux/const.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE  (_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK  (~(PAGE_SIZE - 1))

/* The kernel stack of a task: four pages. */
#define THREAD_SIZE_ORDER 2
#define THREAD_SIZE	  (PAGE_SIZE << THREAD_SIZE_ORDER)

/* The first address that is no user's: the last page of the half is kept. */
#define TASK_SIZE_MAX ((_AC(1, UL) << 47) - PAGE_SIZE)

#ifndef __ASSEMBLY__
#include <linux/log2.h>
#include <linux/types.h>

/* Where the direct map and the struct pages begin. */
extern unsigned long page_offset_base, vmemmap_base, vmalloc_base;

#define PAGE_OFFSET   (page_offset_base)
#define VMEMMAP_START (vmemmap_base)
#define vmemmap	      ((struct page *)VMEMMAP_START)

/* From a pointer to a symbol of the kernel to its frame. */
extern unsigned long phys_base;
#define __pa_symbol(x) ((unsigned long)(x) + 0x80000000 + phys_base)
#define lm_alias(x)    __va(__pa_symbol(x))

/* For addresses in the direct map, and in the kernel's image: 6 MiB, the last third of
 * which phys_base lies in. */
static inline unsigned long __phys_addr(unsigned long x)
{
	unsigned long image = (unsigned long)&phys_base & -0x200000ul;

	image -= 0x400000;
	return x - image < 0x600000 ? __pa_symbol(x) : x - PAGE_OFFSET;
}

#define __pa(x)		   __phys_addr((unsigned long)(x))
#define __va(x)		   ((void *)((unsigned long)(x) + PAGE_OFFSET))

#define pfn_to_page(pfn)   (vmemmap + (pfn))
#define page_to_pfn(page)  ((unsigned long)((page)-vmemmap))
#define virt_to_page(addr) pfn_to_page(__pa(addr) >> PAGE_SHIFT)

/* Does memory belong to an address of the direct map, or of the kernel's image? */
bool __virt_addr_valid(unsigned long x);
#define virt_addr_valid(kaddr) __virt_addr_valid((unsigned long)(kaddr))

/* Whole pages, by the functions of the kernel that suit this CPU: it has "enhanced
 * REP MOVSB". */
static inline void clear_page(void *page)
{
	__asm__ __volatile__("call clear_page_erms"
			     : "+D"(page)
			     :
			     : "memory", "cc", "rax", "rcx");
}

void copy_page(void *to, void *from);

/* The smallest order for which 2 to the order pages hold @size bytes. */
static inline __attribute_const__ int get_order(unsigned long size)
{
	return order_base_2((size + PAGE_SIZE - 1) >> PAGE_SHIFT);
}
#endif

#endif
