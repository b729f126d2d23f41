/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages: sizes, addresses, and the struct page of each.
 *
 * A frame of RAM has a number, the page frame number; a struct page; and an
 * address in the direct map:
 *
 *	pfn_to_page(pfn)	page_to_pfn(page)
 *	page_address(page)	virt_to_page(address)
 */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/pgtable.h>
#include <asm/page.h>
#include <linux/align.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/types.h>

#define PAGE_ALIGN(addr)      ALIGN(addr, PAGE_SIZE)
#define PAGE_ALIGN_DOWN(addr) ALIGN_DOWN(addr, PAGE_SIZE)
#define PAGE_ALIGNED(addr)    IS_ALIGNED((unsigned long)(addr), PAGE_SIZE)

#define offset_in_page(p)     ((unsigned long)(p) & ~PAGE_MASK)

/* Where the direct map and the struct pages begin. */
extern unsigned long page_offset_base, vmemmap_base;

#define PAGE_OFFSET   (page_offset_base)
#define VMEMMAP_START (vmemmap_base)
#define vmemmap	      ((struct page *)VMEMMAP_START)

/* For addresses in the direct map. */
#define __pa(x)		   ((unsigned long)(x)-PAGE_OFFSET)
#define __va(x)		   ((void *)((unsigned long)(x) + PAGE_OFFSET))

#define pfn_to_page(pfn)   (vmemmap + (pfn))
#define page_to_pfn(page)  ((unsigned long)((page)-vmemmap))
#define virt_to_page(addr) pfn_to_page(__pa(addr) >> PAGE_SHIFT)
#define page_address(page) __va(page_to_pfn(page) << PAGE_SHIFT)

/* The number of references, and of page-table entries that map the page. */
static inline int page_count(const struct page *page)
{
	return atomic_read(&page->_refcount);
}

static inline int page_mapcount(const struct page *page)
{
	return atomic_read(&page->_mapcount) + 1;
}

/* Takes a reference to a page that is not part of a larger block. */
static inline void get_page(struct page *page)
{
	atomic_inc(&page->_refcount);
}

static inline void put_page(struct page *page)
{
	__free_pages(page, 0);
}

/* Is the page the first one of a free block, with the order in private? */
static inline bool PageBuddy(const struct page *page)
{
	return (page->page_type & 0xf0000080) == 0xf0000000;
}

/* Is it a page table? */
static inline bool PageTable(const struct page *page)
{
	return (page->page_type & 0xf0000200) == 0xf0000000;
}

#define KAPI_PAGE_FLAG(name, bit)                              \
	static inline bool Page##name(const struct page *page) \
	{                                                      \
		return page->flags >> (bit)&1;                 \
	}
KAPI_PAGE_FLAG(Referenced, 1)
KAPI_PAGE_FLAG(Uptodate, 2)
KAPI_PAGE_FLAG(Dirty, 3)
KAPI_PAGE_FLAG(LRU, 4)
KAPI_PAGE_FLAG(Active, 5)
KAPI_PAGE_FLAG(Reserved, 12)
KAPI_PAGE_FLAG(SwapBacked, 19)
#undef KAPI_PAGE_FLAG

/* An anonymous page: mapping points to an anon_vma, with bit 0 set. What mapping
 * points to cannot be read. */
static inline bool PageAnon(const struct page *page)
{
	return (unsigned long)page->mapping & 1;
}

static inline bool PageSwapCache(const struct page *page)
{
	return PageSwapBacked(page) && page->flags >> 10 & 1;
}

/* Map memory of the current task's. The file can only be NULL. Returns the
 * address, or a negative error number as one; vm_munmap() 0 or that. */
struct file;
unsigned long vm_mmap(struct file *file, unsigned long addr, unsigned long len,
		      unsigned long prot, unsigned long flag,
		      unsigned long offset);
int vm_munmap(unsigned long start, size_t len);

#endif
