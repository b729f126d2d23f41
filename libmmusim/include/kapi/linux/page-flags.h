/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of a page frame: page->flags, and page->page_type of pages that
 * nobody maps, whose bits are clear where something is so.
 */
#ifndef _LINUX_PAGE_FLAGS_H
#define _LINUX_PAGE_FLAGS_H

#include <linux/bitops.h>
#include <linux/mm_types.h>
#include <linux/types.h>

enum pageflags {
	PG_locked,
	PG_referenced,
	PG_uptodate,
	PG_dirty,
	PG_lru,
	PG_active,
	PG_workingset,
	PG_waiters,
	PG_error,
	PG_slab,
	PG_owner_priv_1,
	PG_arch_1,
	PG_reserved,
	PG_private,
	PG_private_2,
	PG_writeback,
	PG_head,
	PG_mappedtodisk,
	PG_reclaim,
	PG_swapbacked,
	PG_unevictable,
	PG_mlocked,
	PG_uncached,
	PG_hwpoison,
	PG_young,
	PG_idle,
	__NR_PAGEFLAGS,

	PG_checked = PG_owner_priv_1,
	PG_swapcache = PG_owner_priv_1,
};

/* The first page of a block: of the others, compound_head leads there. */
static inline struct page *__compound_head(const struct page *page)
{
	unsigned long head = READ_ONCE(page->compound_head);

	return (struct page *)(head & 1 ? head - 1 : (unsigned long)page);
}
#define compound_head(page) __compound_head(page)

static __always_inline bool PageTail(const struct page *page)
{
	return READ_ONCE(page->compound_head) & 1;
}

/* Test, set and clear a flag; of the head of a block, or of the page itself. */
#define __PAGE_FLAG(Name, name, which)                                  \
	static __always_inline bool Page##Name(const struct page *page) \
	{                                                               \
		return test_bit(PG_##name, &which(page)->flags);        \
	}                                                               \
	static __always_inline void SetPage##Name(struct page *page)    \
	{                                                               \
		set_bit(PG_##name, &which(page)->flags);                \
	}                                                               \
	static __always_inline void ClearPage##Name(struct page *page)  \
	{                                                               \
		clear_bit(PG_##name, &which(page)->flags);              \
	}
/* By who has the page alone. */
#define __PAGE_FLAG_ALONE(Name, name, which)                             \
	static __always_inline void __SetPage##Name(struct page *page)   \
	{                                                                \
		__set_bit(PG_##name, &which(page)->flags);               \
	}                                                                \
	static __always_inline void __ClearPage##Name(struct page *page) \
	{                                                                \
		__clear_bit(PG_##name, &which(page)->flags);             \
	}
/* What it was before is told. */
#define __PAGE_FLAG_TESTED(Name, name, which)                              \
	static __always_inline int TestSetPage##Name(struct page *page)    \
	{                                                                  \
		return test_and_set_bit(PG_##name, &which(page)->flags);   \
	}                                                                  \
	static __always_inline int TestClearPage##Name(struct page *page)  \
	{                                                                  \
		return test_and_clear_bit(PG_##name, &which(page)->flags); \
	}
#define __page_itself(page) (page)

__PAGE_FLAG(Locked, locked, compound_head)
__PAGE_FLAG_ALONE(Locked, locked, compound_head)
__PAGE_FLAG(Waiters, waiters, __page_itself)
__PAGE_FLAG(Error, error, compound_head)
__PAGE_FLAG(Referenced, referenced, compound_head)
__PAGE_FLAG(Uptodate, uptodate, compound_head)
__PAGE_FLAG(Dirty, dirty, compound_head)
__PAGE_FLAG_TESTED(Dirty, dirty, compound_head)
__PAGE_FLAG(LRU, lru, compound_head)
__PAGE_FLAG(Active, active, compound_head)
__PAGE_FLAG(Workingset, workingset, compound_head)
__PAGE_FLAG(Slab, slab, compound_head)
__PAGE_FLAG_ALONE(Slab, slab, compound_head)
__PAGE_FLAG(Writeback, writeback, compound_head)
__PAGE_FLAG(Reserved, reserved, __page_itself)
__PAGE_FLAG_ALONE(Reserved, reserved, __page_itself)
__PAGE_FLAG(SwapBacked, swapbacked, compound_head)
__PAGE_FLAG(Unevictable, unevictable, compound_head)
__PAGE_FLAG(OwnerPriv1, owner_priv_1, __page_itself)
__PAGE_FLAG(Checked, checked, __page_itself)
__PAGE_FLAG(Private, private, __page_itself)
__PAGE_FLAG(Private2, private_2, __page_itself)
__PAGE_FLAG_TESTED(Private2, private_2, __page_itself)
__PAGE_FLAG(Head, head, __page_itself)
__PAGE_FLAG(MappedToDisk, mappedtodisk, compound_head)
__PAGE_FLAG(Reclaim, reclaim, compound_head)
__PAGE_FLAG(Mlocked, mlocked, compound_head)
__PAGE_FLAG(Uncached, uncached, __page_itself)
__PAGE_FLAG(HWPoison, hwpoison, __page_itself)
#undef __PAGE_FLAG
#undef __PAGE_FLAG_ALONE
#undef __PAGE_FLAG_TESTED

static __always_inline bool PageSwapCache(const struct page *page)
{
	page = compound_head(page);
	return PageSwapBacked(page) && test_bit(PG_swapcache, &page->flags);
}

static __always_inline bool PageCompound(const struct page *page)
{
	return test_bit(PG_head, &page->flags) || PageTail(page);
}

#define PG_buddy 0x00000080
#define PG_table 0x00000200

static inline bool __page_is_of_type(const struct page *page, unsigned int type)
{
	return (page->page_type & (0xf0000000 | type)) == 0xf0000000;
}

/* Is the page the first one of a free block, with the order in private? */
static inline bool PageBuddy(const struct page *page)
{
	return __page_is_of_type(page, PG_buddy);
}

/* Is it a page table? */
static inline bool PageTable(const struct page *page)
{
	return __page_is_of_type(page, PG_table);
}

/* An anonymous page: mapping points to an anon_vma, with bit 0 set. What mapping
 * points to cannot be read. */
static inline bool PageAnon(const struct page *page)
{
	return (unsigned long)compound_head(page)->mapping & 1;
}

#endif
