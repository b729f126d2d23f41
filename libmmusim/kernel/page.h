/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page.h - page frames and what the kernel knows of each: struct page.
 *
 * There is a struct page for every frame of RAM. They lie in simulated RAM, one
 * after the other, mapped at vmemmap, where modules see them:
 *
 *   struct page of frame number pfn:  ffffea0000000000 + pfn * 64
 *
 * RAM may have holes; a span is a range of frames without one. The zone, which
 * has the heads of the free lists, lies in simulated RAM, too. Links of the
 * lists are pointers as simulated code holds them, so a stray write corrupts
 * them for real. Everything else is on the host side, in the kernel's pool.
 *
 * A page is one of
 *   free      in a block on a free list; the block's first page is PageBuddy,
 *             unless the list is a per-CPU one
 *   in use    its block's first page has a _refcount above 0
 *   reserved  PG_reserved: taken before the allocator came up, or no RAM
 *
 * The struct pages of a chunk, which is 1024 frames, are written when the first
 * of its frames is needed or when somebody looks at them, as deferred_init of
 * Linux does on large machines: a fresh kernel would spend most of its boot on
 * them. Frames of chunks that were not yet needed count as free blocks of
 * order 10.
 *
 * Simplified: one zone, DMA32. On PCs Linux puts the first 16 MiB into DMA and
 * what lies above 4 GiB into Normal. Migrate types only in the per-CPU lists: on
 * the free lists, as on a machine with very little memory
 * (page_group_by_mobility_disabled), all blocks are unmovable. A freed page keeps what was in it, unless page_poison=1
 * on the command line has it filled with 0xaa; Linux then also looks, when the
 * page is allocated, whether somebody wrote to it.
 *
 * Reference: Linux 6.1, include/linux/mm_types.h, mm/page_alloc.c.
 */
#ifndef KERNEL_PAGE_H
#define KERNEL_PAGE_H

#include <mmusim/kern_reclaim.h>
#include "cpu/machine.h"
#include "kernel/gfp.h"
#include "kernel/kern.h"

#define KERN_VMEMMAP_START 0xffffea0000000000ull
#define KERN_NR_ORDERS	   (KERN_ORDER_MAX + 1)
#define KERN_PCP_ORDERS	   4 /* PAGE_ALLOC_COSTLY_ORDER + 1 */
#define KERN_CHUNK	   (1ull << KERN_ORDER_MAX) /* in frames */
#define KERN_MAP_STEP	   (KERN_PAGE / sizeof(struct kern_page))
#define KERN_SUBSECTION	   512ull /* PAGES_PER_SUBSECTION */
#define KERN_NO_PFN	   0ull	  /* frame 0 is never given out */

/* Bits of struct page's flags. */
enum kern_pageflag {
	KERN_PG_LOCKED = 0,
	KERN_PG_REFERENCED = 1,
	KERN_PG_UPTODATE = 2,
	KERN_PG_DIRTY = 3,
	KERN_PG_LRU = 4,
	KERN_PG_ACTIVE = 5,
	KERN_PG_WORKINGSET = 6,
	KERN_PG_ERROR = 8,
	KERN_PG_SLAB = 9,
	KERN_PG_SWAPCACHE = 10, /* PG_owner_priv_1, of anonymous pages */
	KERN_PG_RESERVED = 12,
	KERN_PG_PRIVATE = 13,
	KERN_PG_PRIVATE_2 = 14,
	KERN_PG_WRITEBACK = 15,
	KERN_PG_HEAD = 16,
	KERN_PG_RECLAIM = 18,
	KERN_PG_SWAPBACKED = 19,
	KERN_PG_UNEVICTABLE = 20,
	KERN_PG_MLOCKED = 21,
	KERN_PG_HWPOISON = 23,
	KERN_PG_YOUNG = 24,
	KERN_PG_IDLE = 25,
	KERN_NR_PAGEFLAGS = 26,
};
#define KERN_PG(name) (1ull << KERN_PG_##name)

/* Node 0, zone 1 (DMA32), and "no CPU used it last": what flags begin as. */
#define KERN_PAGE_FLAGS 0x000fffffc0000000ull

/* _mapcount of a page that is not mapped; bits cleared in it make a type. */
#define KERN_MAPCOUNT_NONE (-1)
#define KERN_PAGE_TYPE	   0xf0000000u
#define KERN_PG_BUDDY	   0x00000080u
#define KERN_PG_TABLE	   0x00000200u

/* The lowest bit of mapping: what it points to is an anon_vma. */
#define KERN_MAPPING_ANON 1ull

#define KERN_LIST_POISON1 0xdead000000000100ull
#define KERN_LIST_POISON2 0xdead000000000122ull
#define KERN_TAIL_MAPPING 0xdead000000000400ull

#define KERN_LINK	  8 /* offset of lru: next, and prev behind it */

/**
 * struct kern_page - Linux's struct page, by the members we use
 * @lru_next, @lru_prev: links of a free list or of an LRU list: pointers to the
 *            lru member of another page
 * @compound_head: of a tail of a compound page: the pointer to its head, plus 1
 * @compound_order: and what is beside it: of the first tail
 * @private:  of the first page of a free block: its order; of a page in the
 *            swap cache: its swap entry
 * @memcg_data: of a page that can be reclaimed: its replacement policy's
 * @mapcount: how many page-table entries map it, minus 1
 */
struct kern_page {
	uint64_t flags;
	union {
		uint64_t lru_next;
		uint64_t compound_head;
	};
	union {
		uint64_t lru_prev;
		struct {
			uint8_t compound_dtor;
			uint8_t compound_order;
			uint16_t unused;
			int32_t compound_mapcount;
		};
	};
	union {
		uint64_t mapping;
		struct {
			int32_t compound_pincount;
			uint32_t compound_nr;
		};
	};
	uint64_t index;
	uint64_t private;
	union {
		int32_t mapcount;
		uint32_t page_type;
	};
	int32_t refcount;
	uint64_t memcg_data;
};

_Static_assert(sizeof(struct kern_page) == 64, "as in Linux");

/**
 * struct kern_free_area - the free blocks of one order, in simulated RAM
 * @next, @prev: the list's head
 */
struct kern_free_area {
	uint64_t next, prev;
	uint64_t nr_free;
};

/**
 * struct kern_lru_list - pages that may be reclaimed (lru.c), in simulated RAM
 * @next, @prev: the list's head
 */
struct kern_lru_list {
	uint64_t next, prev;
	uint64_t length;
};

/* Whether what is in a page can be moved or dropped. */
enum kern_migratetype {
	KERN_MIGRATE_UNMOVABLE,
	KERN_MIGRATE_MOVABLE,
	KERN_MIGRATE_RECLAIMABLE,
	KERN_MIGRATE_PCPTYPES,
};
#define KERN_NR_PCP_LISTS (KERN_PCP_ORDERS * KERN_MIGRATE_PCPTYPES)

/* Blocks of one order and type on a per-CPU list: the list's head, in simulated
 * RAM */
struct kern_pcp_list {
	uint64_t next, prev;
};

/* The page of simulated RAM that has the heads. */
struct kern_zone {
	struct kern_free_area free_area[KERN_NR_ORDERS];
	struct kern_lru_list lru[KERN_NR_LRU_LISTS];
	struct kern_pcp_list pcp[KERN_NR_PCP_LISTS];
};

/* READY, or the struct pages are not written yet: their frames are all free, all
 * in use, or some of each. */
enum kern_chunk {
	KERN_CHUNK_READY,
	KERN_CHUNK_FREE,
	KERN_CHUNK_USED,
	KERN_CHUNK_MIXED,
};

/**
 * struct kern_span - frames [start, end) and their struct pages
 * @map:   the first one, in the alias
 * @ptr:   the first one as simulated code points at it
 * @pa:    where they lie
 * @chunk: for each chunk that the span touches an enum kern_chunk
 * @pcp:   for each frame a note of page_pcp.c
 * @poisoned: for each frame: it was filled when it was freed (page_poison.c); NULL
 * Bounds are multiples of 512, so that a page of struct pages belongs to one
 * span; frames within that are no RAM are reserved.
 */
struct kern_span {
	uint64_t start, end;
	struct kern_page *map;
	uint64_t ptr;
	uint64_t pa;
	uint8_t *chunk;
	uint8_t *pcp;
	bool *poisoned;
};

enum kern_wmark { KERN_WMARK_MIN, KERN_WMARK_LOW, KERN_WMARK_HIGH };

/**
 * struct kern_pcp - what Linux's struct per_cpu_pages has beside the lists
 * @count:  pages on all lists; @length: blocks on each
 * @high:   so many pages are too many
 * @batch:  how many pages come from the buddy allocator at once
 * @free_factor: how often there were too many, and no allocation since
 * @reclaim_active: kswapd is at work (ZONE_RECLAIM_ACTIVE): keep few
 */
struct kern_pcp {
	unsigned int count, length[KERN_NR_PCP_LISTS];
	unsigned int high, batch;
	unsigned int free_factor;
	bool reclaim_active;
};

/**
 * struct kern_pages - the page allocator of one kernel
 * @lock:     several host threads may allocate. A host signal handler must not
 *            while the same thread does
 * @zone:     in the alias; @zone_ptr: as simulated code points at it
 * @present, @managed: frames of RAM; those that the allocator has or gave out
 * @deferred: chunks that are KERN_CHUNK_FREE
 * @grow_span, @grow_chunk: below these no chunk is KERN_CHUNK_FREE
 * @wmark:    in pages
 * @stat:     see enum kern_stat
 * @fault, @fault_write: see kern_page_take_fault()
 * @poison_reports, @poison_since: how many there were, and since which jiffy
 *
 * Invariant: stat[KERN_NR_FREE_PAGES] == deferred * 1024 + the sum over the
 * orders of nr_free << order; pcp.count == the sum of pcp.length << order; and
 * see kern_page_check().
 */
struct kern_pages {
	struct cpu_lock lock;
	struct kern_span *span;
	unsigned int nspans;
	struct kern_zone *zone;
	uint64_t zone_ptr;
	uint64_t present, managed;
	uint64_t deferred;
	unsigned int grow_span;
	uint64_t grow_chunk;
	uint64_t wmark[3];
	struct kern_pcp pcp;
	int64_t stat[KERN_NR_STATS];
	uint64_t fault;
	bool fault_write;
	unsigned long bad_shown, bad_unshown;
	uint64_t bad_resume;
	unsigned int failures_shown;
	uint64_t failures_resume;
	unsigned int poison_reports;
	uint64_t poison_since;
};

/* --- page_map.c: struct pages ------------------------------------------------- */

/* The span of a frame, or NULL. */
struct kern_span *kern_span_of(struct kern *k, uint64_t pfn);

/* The struct page of a frame, or NULL when there is none. */
struct kern_page *kern_find_page(struct kern *k, uint64_t pfn);

/* The pointer to it that simulated code holds. */
uint64_t kern_page_ptr(struct kern *k, uint64_t pfn);

/* The other way round. False: it points at no struct page. */
bool kern_ptr_to_pfn(struct kern *k, uint64_t ptr, uint64_t *pfn);

/* Write the struct pages of the chunk that pfn lies in, if they are not, and
 * give its free frames to the buddy allocator. */
void kern_chunk_ready(struct kern *k, struct kern_span *span, uint64_t pfn);

/* The same for any chunk that is all free. False: there is none. */
bool kern_chunk_grow(struct kern *k);

static inline enum kern_chunk kern_chunk_state(const struct kern_span *span,
					       uint64_t pfn)
{
	return span->chunk[pfn / KERN_CHUNK - span->start / KERN_CHUNK];
}

/* The same as kern_find_page(), fast where it lies in the first span. */
static inline struct kern_page *kern_pfn_to_page(struct kern *k, uint64_t pfn)
{
	const struct kern_span *span = k->pages->span;

	if (pfn - span->start < span->end - span->start &&
	    kern_chunk_state(span, pfn) == KERN_CHUNK_READY)
		return &span->map[pfn - span->start];
	return kern_find_page(k, pfn);
}

/* An access to vmemmap faulted. True: now there is something. */
bool kern_vmemmap_fault(struct kern *k, uint64_t la);

/* --- page_list.c: links in simulated memory --------------------------------------- */

/* The word at a pointer that simulated code may have written, if it lies in a
 * struct page or the zone, where links belong; NULL. */
uint64_t *kern_link_word(struct kern *k, uint64_t ptr);
/* Read it wherever it lies. False: Linux would fault, see
 * kern_page_take_fault(). */
bool kern_link_get(struct kern *k, uint64_t ptr, uint64_t *value);

/* Put the entry between two neighbours; take it out. False: the list is
 * corrupted, the log says how, and nothing was changed. */
bool kern_list_add(struct kern *k, uint64_t entry, uint64_t prev,
		   uint64_t next);
bool kern_list_del(struct kern *k, uint64_t entry);

static inline bool kern_page_is_table(const struct kern_page *page)
{
	return (page->page_type & (KERN_PAGE_TYPE | KERN_PG_TABLE)) ==
	       KERN_PAGE_TYPE;
}

/* --- page.c: the buddy allocator ------------------------------------------------ */

static inline bool kern_page_buddy(const struct kern_page *page)
{
	return (page->page_type & (KERN_PAGE_TYPE | KERN_PG_BUDDY)) ==
	       KERN_PAGE_TYPE;
}

void kern_zone_init(struct kern *k);

/* Put frames [pfn, end) on the free lists in the largest blocks that they
 * make. Their struct pages are those of pages in nobody's hands. */
void kern_free_range(struct kern *k, uint64_t pfn, uint64_t end);

/* Put a block on its free list, at the end or in front, or what it makes with
 * its buddy. */
void kern_free_one(struct kern *k, uint64_t pfn, unsigned int order, bool tail);

/* Take a free block off its list, whatever the watermarks: a small one off the
 * per-CPU list of this type. Its pages were verified. KERN_NO_PFN: there is
 * none. */
uint64_t kern_rmqueue(struct kern *k, unsigned int order,
		      enum kern_migratetype type);

/* The same, of the buddy allocator, and nobody looked at them. */
uint64_t kern_take_smallest(struct kern *k, unsigned int order);

/* Take exactly this free block. False: its list was corrupted. */
bool kern_take_block(struct kern *k, uint64_t pfn, unsigned int order);

/* Take frame pfn out of the free block that it lies in. False: it is in use. */
bool kern_take_page(struct kern *k, uint64_t pfn);

/* Is the frame in a free block, or on a per-CPU list? */
bool kern_page_is_free(struct kern *k, uint64_t pfn);

/* --- page_pcp.c: per-CPU lists ---------------------------------------------------- */

/* Before the first page is freed; when the watermarks are known. */
void kern_pcp_init(struct kern *k);
void kern_pcp_set_high(struct kern *k);

/* rmqueue_pcplist(), free_unref_page_commit(): for orders below
 * KERN_PCP_ORDERS */
uint64_t kern_pcp_take(struct kern *k, unsigned int order,
		       enum kern_migratetype type);
void kern_pcp_free(struct kern *k, uint64_t pfn, unsigned int order);

/* Is the frame on such a list? */
bool kern_pcp_holds(struct kern *k, uint64_t pfn);

/* drain_all_pages(): all go to the buddy allocator. False: there were none. */
bool kern_drain_pages(struct kern *k);

/* --- page_free.c: what is verified ------------------------------------------------ */

/* free_page_is_bad(), check_new_page(): false after a report. The flags are
 * those that must not be set. */
bool kern_page_is_good(struct kern *k, uint64_t pfn, uint64_t flags);
/* check_new_pages() */
bool kern_new_pages_are_good(struct kern *k, uint64_t pfn, unsigned int order);

/* Verify the struct pages of a block whose last reference is gone, and put it
 * on a list. */
void kern_free_block(struct kern *k, uint64_t pfn, unsigned int order);

/* --- page_alloc.c: allocating ------------------------------------------------------- */

/**
 * kern_alloc_pages - alloc_pages(): a block of 2^order frames
 *
 * Return: number of the first frame, or KERN_NO_PFN after a report in the log
 * (not with KERN_GFP_NOWARN). The first page has one reference.
 */
uint64_t kern_alloc_pages(struct kern *k, unsigned int gfp, unsigned int order);

/* What address spaces have noted in the page is undone: mm_frames.c. */
void kern_frame_release(struct kern *k, uint64_t pa);

/* __free_pages(): drop a reference; the last one frees the block. It may be that
 * of a module, to a page that was the user's. */
void kern_put_pages(struct kern *k, uint64_t pfn, unsigned int order);
/* __folio_put(): the last reference is gone. Free the page, or the compound one
 * that begins with it. */
void kern_put_last(struct kern *k, uint64_t pfn);

/*
 * Simulated code corrupted a list so that the allocator followed a pointer to
 * nowhere. True, once: at that host pointer the caller would have faulted.
 */
bool kern_page_take_fault(struct kern *k, uint64_t *ptr, bool *write);

/* Flags that a page must not have when it is freed, or allocated. */
#define KERN_CHECK_AT_FREE                                             \
	(KERN_PG(LRU) | KERN_PG(LOCKED) | KERN_PG(PRIVATE) |           \
	 KERN_PG(PRIVATE_2) | KERN_PG(WRITEBACK) | KERN_PG(RESERVED) | \
	 KERN_PG(SLAB) | KERN_PG(ACTIVE) | KERN_PG(UNEVICTABLE) |      \
	 KERN_PG(MLOCKED))
#define KERN_CHECK_AT_PREP \
	(((1ull << KERN_NR_PAGEFLAGS) - 1) & ~KERN_PG(HWPOISON))

/* --- page_frames.c: mmu_frame_alloc() and its like ------------------------------ */
extern const struct mem_owner kern_frames;

/* --- page_debug.c: reports ------------------------------------------------------- */
void kern_dump_page(struct kern *k, uint64_t pfn, const char *reason);

/* page_poison.c: fill pages that are freed; verify those that are allocated. */
void kern_poison_pages(struct kern *k, uint64_t pfn, unsigned int order);
void kern_unpoison_pages(struct kern *k, uint64_t pfn, unsigned int order);
void kern_bad_page(struct kern *k, uint64_t pfn, const char *reason);
void kern_warn_alloc(struct kern *k, unsigned int gfp, unsigned int order);
/* The same with other words: "vmalloc error: ..." */
void kern_warn_alloc_what(struct kern *k, unsigned int gfp, const char *what);
/* How many blocks of this order are free. */
uint64_t kern_nr_free(struct kern *k, unsigned int order);
/* show_mem(): "Mem-Info:" and what follows */
void kern_show_mem(struct kern *k);
/* "GFP_KERNEL|__GFP_ZERO", "reserved|node=0|..." */
void kern_gfp_text(unsigned int gfp, char *buf, size_t size);
void kern_pageflags_text(uint64_t flags, char *buf, size_t size);

#endif
