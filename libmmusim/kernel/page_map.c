/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page_map.c - the struct pages of all frames, and how they come into being.
 *
 *   RAM      |<- region 0 ->|   hole   |<------- region 1 ------->|
 *   span     [0           )            [                          )
 *   chunks   |    |    |    |       |    |    |    |    |    |    |    |
 *   vmemmap   pppp pppp pp              pppp pppp pppp pppp pppp pppp
 *
 * Until kern_page_init() frames come from the machine's bitmaps (mem/frames.c);
 * what was given out by then is reserved. From then on the buddy allocator has
 * all frames: mmu_frame_alloc() gets them from it, too.
 *
 * Simplified: in Linux no access to vmemmap faults.
 *
 * Reference: Linux 6.1, mm/page_alloc.c, deferred_init_maxorder(),
 * __init_single_page(), setup_per_zone_wmarks().
 */
#include <errno.h>
#include <string.h>

#include "kernel/page.h"

/* Where the host can give it, a number that is recognised: ffffea0000000000 */
#define VMEMMAP_HINT 0x4a0000000000ull

/* --- from frames to struct pages and back --------------------------------------- */

struct kern_span *kern_span_of(struct kern *k, uint64_t pfn)
{
	struct kern_pages *p = k->pages;

	for (unsigned int i = 0; i < p->nspans; i++)
		if (pfn - p->span[i].start < p->span[i].end - p->span[i].start)
			return &p->span[i];
	return NULL;
}

struct kern_page *kern_find_page(struct kern *k, uint64_t pfn)
{
	struct kern_span *span = kern_span_of(k, pfn);

	if (!span)
		return NULL;
	if (kern_chunk_state(span, pfn) != KERN_CHUNK_READY)
		kern_chunk_ready(k, span, pfn);
	return &span->map[pfn - span->start];
}

uint64_t kern_page_ptr(struct kern *k, uint64_t pfn)
{
	struct kern_span *span = kern_span_of(k, pfn);

	return span->ptr + (pfn - span->start) * sizeof(struct kern_page);
}

bool kern_ptr_to_pfn(struct kern *k, uint64_t ptr, uint64_t *pfn)
{
	struct kern_pages *p = k->pages;

	for (unsigned int i = 0; i < p->nspans; i++) {
		const struct kern_span *span = &p->span[i];
		uint64_t offset = ptr - span->ptr;

		if (offset / sizeof(struct kern_page) >=
			    span->end - span->start ||
		    offset % sizeof(struct kern_page))
			continue;
		*pfn = span->start + offset / sizeof(struct kern_page);
		return true;
	}
	return false;
}

static uint64_t vmemmap_la(uint64_t pfn)
{
	return KERN_VMEMMAP_START + pfn * sizeof(struct kern_page);
}

/* --- chunks ---------------------------------------------------------------------- */

static uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static void chunk_bounds(const struct kern_span *span, uint64_t pfn,
			 uint64_t *start, uint64_t *end)
{
	uint64_t first = pfn & ~(KERN_CHUNK - 1);

	*start = max_u64(first, span->start);
	*end = min_u64(first + KERN_CHUNK, span->end);
}

/* __init_single_page(), and for what nobody gives out __SetPageReserved() */
static void init_pages(struct kern_span *span, uint64_t pfn, uint64_t end,
		       bool reserved)
{
	struct kern_page page = {
		.flags = KERN_PAGE_FLAGS | (reserved ? KERN_PG(RESERVED) : 0),
		.mapcount = KERN_MAPCOUNT_NONE,
		.refcount = reserved,
	};

	for (; pfn < end; pfn++)
		span->map[pfn - span->start] = page;
}

/* Frames of [*pfn, end) that are alike: no RAM, used before, free. Moves *pfn
 * behind them. Return: were they free? */
static bool next_run(struct kern *k, uint64_t *pfn, uint64_t end)
{
	const struct mem *mem = &k->machine->mem;
	const struct mem_region *region = mem_region_of(mem, *pfn * KERN_PAGE);
	bool free = false;

	if (!region) {
		while (*pfn < end && !mem_region_of(mem, *pfn * KERN_PAGE))
			++*pfn;
		return false;
	}
	end = min_u64(end, (region->pa + region->len) / KERN_PAGE);
	*pfn += mem_frames_alike(mem, *pfn * KERN_PAGE, end - *pfn, &free);
	return free;
}

static void map_chunk(struct kern *k, const struct kern_span *span,
		      uint64_t start, uint64_t end)
{
	for (uint64_t pfn = start; pfn < end; pfn += KERN_MAP_STEP) {
		uint64_t pa = span->pa +
			      (pfn - span->start) * sizeof(struct kern_page);

		/* Should no table be had, the first access will try again. */
		if (mmu_map_page(k->machine, k->init_pgd, vmemmap_la(pfn), pa,
				 12, kern_prot(k, KERN_PAGE_KERNEL)))
			return;
	}
}

void kern_chunk_ready(struct kern *k, struct kern_span *span, uint64_t pfn)
{
	uint8_t *state =
		&span->chunk[pfn / KERN_CHUNK - span->start / KERN_CHUNK];
	bool deferred = *state == KERN_CHUNK_FREE;
	uint64_t start, end, at;

	chunk_bounds(span, pfn, &start, &end);
	*state = KERN_CHUNK_READY;
	if (deferred) {
		k->pages->deferred--;
		k->pages->stat[KERN_NR_FREE_PAGES] -= (int64_t)KERN_CHUNK;
	}
	for (uint64_t from = at = start; from < end; from = at) {
		bool free = next_run(k, &at, end);

		init_pages(span, from, at, !free);
	}
	/* Only now, since blocks look at their neighbours. */
	for (uint64_t from = at = start; from < end; from = at)
		if (next_run(k, &at, end))
			kern_free_range(k, from, at);
	/* Tables may come out of what was just freed. */
	map_chunk(k, span, start, end);
}

bool kern_chunk_grow(struct kern *k)
{
	struct kern_pages *p = k->pages;

	for (; p->grow_span < p->nspans; p->grow_span++, p->grow_chunk = 0) {
		struct kern_span *span = &p->span[p->grow_span];
		uint64_t first = span->start / KERN_CHUNK;
		uint64_t n = (span->end - 1) / KERN_CHUNK + 1 - first;

		for (; p->grow_chunk < n; p->grow_chunk++) {
			if (span->chunk[p->grow_chunk] != KERN_CHUNK_FREE)
				continue;
			kern_chunk_ready(k, span,
					 (first + p->grow_chunk) * KERN_CHUNK);
			return true;
		}
	}
	return false;
}

bool kern_vmemmap_fault(struct kern *k, uint64_t la)
{
	uint64_t pfn = (la - KERN_VMEMMAP_START) / sizeof(struct kern_page);
	struct kern_span *span;
	uint64_t start, end;
	bool found;

	if (!k->pages || la < KERN_VMEMMAP_START)
		return false;
	cpu_lock(&k->pages->lock);
	span = kern_span_of(k, pfn);
	if (span) {
		chunk_bounds(span, pfn, &start, &end);
		if (kern_chunk_state(span, pfn) == KERN_CHUNK_READY)
			map_chunk(k, span, start, end);
		else
			kern_chunk_ready(k, span, pfn);
	}
	cpu_unlock(&k->pages->lock);
	volatile uint64_t *pte =
		mmu_find_entry(k->machine, k->init_pgd, la, NULL);
	found = span && pte && *pte & MMU_PTE_P;
	return found;
}

/* --- boot -------------------------------------------------------------------------- */

/* The frames of a region, rounded to what modules know of: sparse.c. */
static void region_span(const struct mem_region *region, uint64_t *start,
			uint64_t *end)
{
	const uint64_t mask = KERN_SUBSECTION - 1;

	*start = region->pa / KERN_PAGE & ~mask;
	*end = ((region->pa + region->len) / KERN_PAGE + mask) & ~mask;
}

static int make_spans(struct kern *k)
{
	const struct mem *mem = &k->machine->mem;
	struct kern_pages *p = k->pages;

	p->span = pool_zalloc(k->pool, mem->nregions * sizeof(*p->span));
	if (!p->span)
		return -ENOMEM;
	for (unsigned int i = 0; i < mem->nregions; i++) {
		uint64_t start, end;

		region_span(&mem->region[i], &start, &end);
		p->present += mem->region[i].len / KERN_PAGE;
		if (p->nspans && start <= p->span[p->nspans - 1].end) {
			p->span[p->nspans - 1].end = end;
			continue;
		}
		p->span[p->nspans].start = start;
		p->span[p->nspans++].end = end;
	}
	return 0;
}

/* Room for the struct pages of a span, and a window to see them through. */
static int make_map(struct kern *k, struct kern_span *span)
{
	uint64_t npages = span->end - span->start;
	struct kern_span *first = k->pages->span;
	struct mmu_window_config window = {
		.size = sizeof(window),
		.la = vmemmap_la(span->start),
		.len = npages * sizeof(struct kern_page),
		.hint = VMEMMAP_HINT + span->start * sizeof(struct kern_page),
		.identity = true,
	};
	int err;

	if (span != first) /* as far from the first as linear addresses are */
		window.hint = first->ptr + (span->start - first->start) *
						   sizeof(struct kern_page);
	span->pa = mmu_frame_alloc(k->machine, npages / KERN_MAP_STEP, 1);
	if (span->pa == MMU_NO_PA)
		return -ENOMEM;
	window.pa = span->pa;
	err = mmu_window_open(k->machine, &window);
	if (err && err != -ENOTSUP)
		return err;
	span->map = mmu_mem_ptr(k->machine, span->pa, window.len);
	span->ptr = kern_host(k, window.la);
	span->chunk = pool_zalloc(k->pool, (span->end - 1) / KERN_CHUNK + 1 -
						   span->start / KERN_CHUNK);
	span->pcp = pool_zalloc(k->pool, npages);
	return span->chunk && span->pcp ? 0 : -ENOMEM;
}

static enum kern_chunk look_at_chunk(struct kern *k, uint64_t pfn, uint64_t end)
{
	uint64_t at = pfn;
	bool free = next_run(k, &at, end);

	if (at < end)
		return KERN_CHUNK_MIXED;
	if (!free)
		return KERN_CHUNK_USED;
	return end - pfn == KERN_CHUNK ? KERN_CHUNK_FREE : KERN_CHUNK_MIXED;
}

static void sort_chunks(struct kern *k, struct kern_span *span)
{
	struct kern_pages *p = k->pages;
	uint8_t *state = span->chunk;
	uint64_t start, end;

	for (start = span->start; start < span->end; start = end, state++) {
		end = min_u64((start / KERN_CHUNK + 1) * KERN_CHUNK, span->end);
		*state = (uint8_t)look_at_chunk(k, start, end);
		if (*state != KERN_CHUNK_FREE)
			continue;
		p->deferred++;
		p->stat[KERN_NR_FREE_PAGES] += (int64_t)KERN_CHUNK;
	}
}

/* Blocks of mixed chunks are of all orders, and are counted by their lists. */
static void ready_mixed(struct kern *k, struct kern_span *span)
{
	uint64_t start, end;

	for (start = span->start; start < span->end; start = end) {
		end = min_u64((start / KERN_CHUNK + 1) * KERN_CHUNK, span->end);
		if (kern_chunk_state(span, start) == KERN_CHUNK_MIXED)
			kern_chunk_ready(k, span, start);
	}
}

static int make_zone(struct kern *k)
{
	struct kern_pages *p = k->pages;
	uint64_t pa = mmu_frame_alloc(k->machine, 1, 1);

	if (pa == MMU_NO_PA)
		return -ENOMEM;
	p->zone = mmu_mem_ptr(k->machine, pa, KERN_PAGE);
	p->zone_ptr = kern_host(k, kern_virt(pa));
	memset(p->zone, 0, KERN_PAGE);
	kern_zone_init(k);
	kern_pcp_init(k);
	return 0;
}

static uint64_t int_sqrt(uint64_t x)
{
	uint64_t root = 0;

	for (uint64_t bit = 1ull << 31; bit; bit >>= 1)
		if ((root + bit) * (root + bit) <= x)
			root += bit;
	return root;
}

/*
 * calculate_min_free_kbytes() and __setup_per_zone_wmarks(). Simplified: the
 * reserve of a tiny machine is a sixteenth of it, where Linux, which does not
 * boot on such, keeps 128 KiB.
 */
static void set_watermarks(struct kern *k)
{
	struct kern_pages *p = k->pages;
	uint64_t kbytes = int_sqrt(p->managed * 4 * 16), gap;

	kbytes = max_u64(kbytes, 128);
	kbytes = min_u64(kbytes, p->managed * 4 / 16);
	kbytes = min_u64(kbytes, 262144);
	p->wmark[KERN_WMARK_MIN] = kbytes / 4;
	gap = max_u64(p->wmark[KERN_WMARK_MIN] / 4, p->managed / 1000);
	p->wmark[KERN_WMARK_LOW] = p->wmark[KERN_WMARK_MIN] + gap;
	p->wmark[KERN_WMARK_HIGH] = p->wmark[KERN_WMARK_LOW] + gap;
}

int kern_page_init(struct kern *k)
{
	struct kern_pages *p = pool_zalloc(k->pool, sizeof(*p));
	int err = p ? 0 : -ENOMEM;

	if (err)
		return err;
	k->pages = p;
	err = make_spans(k);
	for (unsigned int i = 0; i < p->nspans && !err; i++)
		err = make_map(k, &p->span[i]);
	if (!err)
		err = kern_open_beyond(
			k, vmemmap_la(p->span->start),
			vmemmap_la(kern_beyond_ram(k) / KERN_PAGE),
			vmemmap_la(KERN_BEYOND_END / KERN_PAGE));
	if (!err)
		err = make_zone(k);
	if (err)
		return err;
	p->managed = mmu_frames_free_count(k->machine);
	for (unsigned int i = 0; i < p->nspans; i++)
		sort_chunks(k, &p->span[i]);
	/* From here on tables come from the buddy allocator, which has got
	 * nothing before the first chunk is ready. */
	mem_set_owner(&k->machine->mem, &kern_frames, k);
	for (unsigned int i = 0; i < p->nspans; i++)
		ready_mixed(k, &p->span[i]);
	set_watermarks(k);
	kern_pcp_set_high(k);
	return 0;
}
