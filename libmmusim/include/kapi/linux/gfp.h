/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How an allocation may behave, and whole pages.
 *
 * The bits are Linux 6.1's, since they are printed when an allocation fails.
 */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/numa.h>
#include <linux/types.h>

/* Where the memory may lie, and whether it can be moved. */
#define __GFP_DMA	  ((__force gfp_t)0x01u)
#define __GFP_HIGHMEM	  ((__force gfp_t)0x02u)
#define __GFP_DMA32	  ((__force gfp_t)0x04u)
#define __GFP_MOVABLE	  ((__force gfp_t)0x08u)
#define __GFP_RECLAIMABLE ((__force gfp_t)0x10u)

/* What may be done to get it. */
#define __GFP_HIGH	     ((__force gfp_t)0x20u)
#define __GFP_IO	     ((__force gfp_t)0x40u)
#define __GFP_FS	     ((__force gfp_t)0x80u)
#define __GFP_ZERO	     ((__force gfp_t)0x100u)
#define __GFP_ATOMIC	     ((__force gfp_t)0x200u)
#define __GFP_DIRECT_RECLAIM ((__force gfp_t)0x400u)
#define __GFP_KSWAPD_RECLAIM ((__force gfp_t)0x800u)
#define __GFP_WRITE	     ((__force gfp_t)0x1000u)
#define __GFP_NOWARN	     ((__force gfp_t)0x2000u)
#define __GFP_RETRY_MAYFAIL  ((__force gfp_t)0x4000u)
#define __GFP_NOFAIL	     ((__force gfp_t)0x8000u)
#define __GFP_NORETRY	     ((__force gfp_t)0x10000u)
#define __GFP_MEMALLOC	     ((__force gfp_t)0x20000u)
#define __GFP_COMP	     ((__force gfp_t)0x40000u)
#define __GFP_NOMEMALLOC     ((__force gfp_t)0x80000u)
#define __GFP_HARDWALL	     ((__force gfp_t)0x100000u)
#define __GFP_THISNODE	     ((__force gfp_t)0x200000u)
#define __GFP_ACCOUNT	     ((__force gfp_t)0x400000u)

#define __GFP_RECLAIM	     (__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)

/* The combinations that callers use. */
#define GFP_ATOMIC	     (__GFP_HIGH | __GFP_ATOMIC | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL	     (__GFP_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_KERNEL_ACCOUNT   (GFP_KERNEL | __GFP_ACCOUNT)
#define GFP_NOWAIT	     (__GFP_KSWAPD_RECLAIM)
#define GFP_NOIO	     (__GFP_RECLAIM)
#define GFP_NOFS	     (__GFP_RECLAIM | __GFP_IO)
#define GFP_USER	     (GFP_KERNEL | __GFP_HARDWALL)
#define GFP_DMA		     __GFP_DMA
#define GFP_DMA32	     __GFP_DMA32
#define GFP_HIGHUSER	     (GFP_USER | __GFP_HIGHMEM)
#define GFP_HIGHUSER_MOVABLE (GFP_HIGHUSER | __GFP_MOVABLE)

/* True where the caller may sleep while memory is sought. */
static inline bool gfpflags_allow_blocking(const gfp_t gfp)
{
	return !!(gfp & __GFP_DIRECT_RECLAIM);
}

struct page;

/*
 * 2 to the power of @order pages, by the struct page of the first; NULL where
 * there are none. __free_pages() drops the reference that the caller has, and
 * frees them when it was the last one.
 */
struct page *alloc_pages(gfp_t gfp, unsigned int order);
void __free_pages(struct page *page, unsigned int order);

/* The same of one node. There is one, number 0. */
typedef struct nodemask nodemask_t;
struct page *__alloc_pages(gfp_t gfp, unsigned int order, int preferred_nid,
			   nodemask_t *nodemask);

static inline struct page *alloc_pages_node(int nid, gfp_t gfp,
					    unsigned int order)
{
	return __alloc_pages(gfp, order, nid < 0 ? 0 : nid, NULL);
}

#define alloc_page(gfp)	  alloc_pages((gfp), 0)
#define __free_page(page) __free_pages((page), 0)

/*
 * 2 to the power of @order pages, in a row and aligned to their size, at
 * most order 10. The address is 0 where there are none.
 */
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);

/* One page of zeroes. */
unsigned long get_zeroed_page(gfp_t gfp);

/* Gives pages back; nothing happens where @addr is 0. */
void free_pages(unsigned long addr, unsigned int order);

/* Whole pages for @size bytes, not rounded up to a power of two. NULL where there
 * are none. */
void *alloc_pages_exact(size_t size, gfp_t gfp) __alloc_size(1);
void free_pages_exact(void *addr, size_t size);

/* Makes the pages of a block such as can be freed one by one. */
void split_page(struct page *page, unsigned int order);

#define __get_free_page(gfp) __get_free_pages((gfp), 0)
#define free_page(addr)	     free_pages((addr), 0)

#endif
