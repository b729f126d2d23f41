/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_area.c - page-table entries one after the other, areas of an address space,
 * and pages that become dirty, as code of the kernel image: functions of modules
 * are called, and pointers of theirs followed.
 *
 * Reference: Linux 6.1, mm/memory.c, mm/mmap.c, mm/page-writeback.c, mm/util.c,
 * mm/folio-compat.c.
 */
#include "kernel/kimage.h"
#include "kernel/kimage_sync.h"

#define PAGE	  4096ul
#define MAX_ERRNO 4095ul

/* --- entries ---------------------------------------------------------------------- */

typedef int entry_fn(void *entry, unsigned long addr, void *data);

/* x_mm.c: where the entry is, an error number, or NULL to go on without it. */
HIDDEN void *kimg___apply_to_page_range(void *mm, unsigned long addr,
					unsigned long size, bool create,
					unsigned long done);

KIMAGE_INLINE int apply(void *mm, unsigned long addr, unsigned long size,
			entry_fn *fn, void *data, bool create)
{
	unsigned long done = 0;

	do {
		void *entry = kimg___apply_to_page_range(mm, addr, size, create,
							 done);
		int err = 0;

		if ((unsigned long)entry >= -MAX_ERRNO)
			return (int)(long)entry;
		if (entry)
			err = fn(entry, addr + done, data);
		if (err)
			return err;
		done += PAGE;
	} while (done < size);
	return 0;
}

KIMAGE_DEFINE(int, apply_to_page_range, void *mm, unsigned long addr,
	      unsigned long size, entry_fn *fn, void *data)
{
	return apply(mm, addr, size, fn, data, true);
}

KIMAGE_DEFINE(int, apply_to_existing_page_range, void *mm, unsigned long addr,
	      unsigned long size, entry_fn *fn, void *data)
{
	return apply(mm, addr, size, fn, data, false);
}

#define PTE_THERE      0x101ul /* present, or there but not to be accessed */
#define MM_TABLES_LOCK 108 /* spinlock_t page_table_lock of struct mm_struct */
#define ERR_INVAL      (-22)

/* The entry of a page that is there, locked. Simplified: each address space has one
 * such lock, as without CONFIG_SPLIT_PTLOCK_CPUS. */
KIMAGE_DEFINE(int, follow_pte, void *mm, unsigned long addr,
	      volatile uint64_t **entry, volatile unsigned int **lock)
{
	volatile uint64_t *at = kimg___apply_to_page_range(
		mm, addr & ~(PAGE - 1), PAGE, false, 0);

	if (!at || (unsigned long)at >= -MAX_ERRNO)
		return ERR_INVAL;
	*lock = (unsigned int *)((char *)mm + MM_TABLES_LOCK);
	kimg__raw_spin_lock(*lock);
	if (*at & PTE_THERE) {
		*entry = at;
		return 0;
	}
	kimg__raw_spin_unlock(*lock);
	return ERR_INVAL;
}

/* What mmap_read_lock() and its like tell those who trace: nobody does. */
KIMAGE_DEFINE(void, __mmap_lock_do_trace_start_locking, void *mm, bool write)
{
	(void)mm;
	(void)write;
}

KIMAGE_DEFINE(void, __mmap_lock_do_trace_acquire_returned, void *mm, bool write,
	      bool success)
{
	(void)mm;
	(void)write;
	(void)success;
}

KIMAGE_DEFINE(void, __mmap_lock_do_trace_released, void *mm, bool write)
{
	(void)mm;
	(void)write;
}

/* --- areas ------------------------------------------------------------------------ */

/* x_mm.c: the struct vm_area_struct */
HIDDEN void *kimg_find_vma_area(void *mm, unsigned long addr);

/* The root of a maple tree is its second word. An area is asked for where the tree
 * begins an address space. */
KIMAGE_TEXT void *kimg_mt_find(void *const volatile *tree, unsigned long index);
KIMAGE_INNER(mt_find);
KIMAGE_TEXT void *kimg_mt_find(void *const volatile *tree, unsigned long index)
{
	(void)tree[1];
	return kimg_find_vma_area((void *)tree, index);
}

KIMAGE_DEFINE(void *, find_vma, void *mm, unsigned long addr)
{
	return kimg_mt_find(mm, addr);
}

/* --- dirty pages ------------------------------------------------------------------ */

/* struct page, as far as it is needed; struct folio is the same. */
struct page {
	unsigned long flags;
	unsigned long compound_head;
	unsigned long lru_prev;
	unsigned long mapping;
};

#define PG_DIRTY	(1ul << 3)
#define PG_SLAB		(1ul << 9)
#define PG_SWAPCACHE	(1ul << 10)
#define PG_RECLAIM	(1ul << 18)
#define PG_SWAPBACKED	(1ul << 19)
#define MAPPING_FLAGS	3ul
#define MAPPING_A_OPS	0x90
#define OPS_DIRTY_FOLIO 3

typedef bool dirty_fn(unsigned long mapping, volatile struct page *folio);

/* Simplified: pages in swap space belong to nobody. */
KIMAGE_TEXT unsigned long kimg_folio_mapping(volatile struct page *folio);
KIMAGE_EXPORT(folio_mapping);
KIMAGE_TEXT unsigned long kimg_folio_mapping(volatile struct page *folio)
{
	const unsigned long swap = PG_SWAPCACHE | PG_SWAPBACKED;

	if (folio->flags & PG_SLAB || (folio->flags & swap) == swap ||
	    folio->mapping & MAPPING_FLAGS)
		return 0;
	return folio->mapping;
}

KIMAGE_DEFINE(bool, folio_mark_dirty, volatile struct page *folio)
{
	unsigned long mapping = kimg_folio_mapping(folio), old;

	if (mapping) {
		dirty_fn *const volatile *ops =
			*(dirty_fn *const volatile *volatile *)(mapping +
								MAPPING_A_OPS);

		if (folio->flags & PG_RECLAIM)
			__atomic_and_fetch(&folio->flags, ~PG_RECLAIM,
					   __ATOMIC_SEQ_CST);
		return ops[OPS_DIRTY_FOLIO](mapping, folio);
	}
	old = __atomic_fetch_or(&folio->flags, PG_DIRTY, __ATOMIC_SEQ_CST);
	return !(old & PG_DIRTY);
}

KIMAGE_DEFINE(bool, set_page_dirty, volatile struct page *page)
{
	unsigned long head = page->compound_head;

	return kimg_folio_mark_dirty(head & 1 ? (void *)(head - 1) : page);
}
