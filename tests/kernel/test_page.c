/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_page.c - the buddy allocator: kernel/page.c, page_map.c, page_frames.c.
 *
 * RAM is 16 MiB (mini_kern.h): four blocks of order 10, the lowest of which is
 * partly in use.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>
#include <pthread.h>

#include <mmusim/snapshot.h>
#include "kernel/page.h"
#include "mem/bug.h"

#include "../support/kern_rig.h"
#include "../support/mini_kern.h"

#define ATOMIC	KERN_GFP_ATOMIC
#define KERNEL	KERN_GFP_KERNEL
#define QUIET	(KERN_GFP_KERNEL | KERN_GFP_NOWARN)
#define ALL	(KERN_GFP_MEMALLOC | KERN_GFP_NOWARN)
#define NFRAMES (MINI_RAM / KERN_PAGE)

static uint64_t nfree(struct kern *k)
{
	return mmu_frames_free_count(k->machine);
}

static unsigned char *memory(struct kern *k, uint64_t pfn)
{
	return mmu_mem_ptr(k->machine, pfn * KERN_PAGE, 1);
}

/* How many blocks of each order are free, when none is on a per-CPU list. */
static void count_blocks(struct kern *k, uint64_t blocks[KERN_NR_ORDERS])
{
	kern_drain_pages(k);
	for (unsigned int order = 0; order < KERN_NR_ORDERS; order++)
		blocks[order] = kern_nr_free(k, order);
}

static void assert_blocks(struct kern *k, const uint64_t want[KERN_NR_ORDERS])
{
	kern_drain_pages(k);
	for (unsigned int order = 0; order < KERN_NR_ORDERS; order++)
		if (kern_nr_free(k, order) != want[order])
			fail_msg("order %u: %d blocks, not %d", order,
				 (int)kern_nr_free(k, order), (int)want[order]);
}

/* --- splitting and merging -------------------------------------------------- */

static void test_page_blocks_are_as_many_as_frames(void **state)
{
	struct kern *k = *state;
	uint64_t frames = k->pages->pcp.count;

	for (unsigned int order = 0; order < KERN_NR_ORDERS; order++)
		frames += kern_nr_free(k, order) << order;
	assert_int_equal(frames, nfree(k));
	assert_int_equal(k->pages->present, NFRAMES);
	assert_true(k->pages->managed < NFRAMES);
	assert_true(kern_page_check(k));
}

static void test_page_halves_are_given_back_and_merge(void **state)
{
	struct kern *k = *state;
	uint64_t before[KERN_NR_ORDERS], pfn;

	while (kern_chunk_grow(k))
		;
	count_blocks(k, before);
	for (unsigned int order = 0; order < KERN_NR_ORDERS; order++) {
		pfn = kern_alloc_pages(k, KERNEL, order);
		assert_int_not_equal(pfn, KERN_NO_PFN);
		assert_int_equal(pfn & ((1u << order) - 1), 0);
		assert_true(kern_page_check(k));
		kern_put_pages(k, pfn, order);
		assert_blocks(k, before);
	}
	assert_true(kern_page_check(k));
}

static void test_page_buddies_that_are_in_use_do_not_merge(void **state)
{
	struct kern *k = *state;
	uint64_t pfn = kern_alloc_pages(k, KERNEL, 10), before, free;

	for (uint64_t i = 0; i < KERN_CHUNK; i++)
		kern_pfn_to_page(k, pfn + i)->refcount = 1;
	kern_drain_pages(k);
	before = kern_nr_free(k, 0);
	free = nfree(k);
	for (uint64_t i = 0; i < KERN_CHUNK; i += 2)
		kern_put_pages(k, pfn + i, 0);
	kern_drain_pages(k);
	assert_int_equal(nfree(k), free + KERN_CHUNK / 2);
	assert_int_equal(kern_nr_free(k, 0), before + KERN_CHUNK / 2);
	assert_true(kern_page_check(k));
	for (uint64_t i = 1; i < KERN_CHUNK; i += 2)
		kern_put_pages(k, pfn + i, 0);
	kern_drain_pages(k);
	assert_int_equal(kern_nr_free(k, 0), before);
	assert_true(kern_page_is_free(k, pfn + 77));
	assert_int_equal(kern_pfn_to_page(k, pfn)->private, 10);
	assert_true(kern_page_check(k));
}

static void test_page_fragmented_memory_has_no_large_block(void **state)
{
	struct kern *k = *state;
	uint64_t *pfn = calloc(NFRAMES, sizeof(*pfn));
	size_t n = 0;

	while ((pfn[n] = kern_alloc_pages(k, ALL, 0)))
		n++;
	assert_int_equal(nfree(k), 0);
	for (size_t i = 0; i < n; i++)
		if (pfn[i] % 2)
			kern_put_pages(k, pfn[i], 0);
	assert_in_range(nfree(k), n / 2 - 1, n / 2 + 1);
	assert_int_equal(kern_alloc_pages(k, ALL, 1), KERN_NO_PFN);
	assert_true(kern_page_check(k));
	for (size_t i = 0; i < n; i++)
		if (pfn[i] % 2 == 0)
			kern_put_pages(k, pfn[i], 0);
	assert_int_not_equal(kern_alloc_pages(k, ALL, 10), KERN_NO_PFN);
	assert_true(kern_page_check(k));
	free(pfn);
}

/* init_on_free=0: who reads freed memory finds what was there. */
static void test_page_freed_keeps_what_was_in_it(void **state)
{
	struct kern *k = *state;
	uint64_t pfn = kern_alloc_pages(k, KERNEL, 0);

	memset(memory(k, pfn), 'A', KERN_PAGE);
	kern_put_pages(k, pfn, 0);
	for (size_t i = 0; i < KERN_PAGE; i++)
		assert_int_equal(memory(k, pfn)[i], 'A');
}

static void test_page_freed_is_poisoned_when_asked_for(void **state)
{
	struct kern_config config = {.size = sizeof(config),
				     .cmdline = "page_poison=1"};
	struct kern *k;
	uint64_t pfn;

	(void)state;
	assert_int_equal(kern_boot(&config, &k), 0);
	pfn = kern_alloc_pages(k, KERNEL | KERN_GFP_ZERO, 1);

	for (size_t i = 0; i < 2 * KERN_PAGE; i++)
		assert_int_equal(memory(k, pfn)[i], 0);
	kern_put_pages(k, pfn, 1);
	for (size_t i = 0; i < 2 * KERN_PAGE; i++)
		assert_int_equal(memory(k, pfn)[i], 0xaa);
	assert_int_equal(kern_alloc_pages(k, KERNEL | KERN_GFP_ZERO, 1), pfn);
	assert_int_equal(memory(k, pfn)[KERN_PAGE], 0);
	kern_shutdown(k);
}

static void test_page_with_another_user_stays(void **state)
{
	struct kern *k = *state;
	uint64_t pfn = kern_alloc_pages(k, KERNEL, 0), free = nfree(k);

	kern_pfn_to_page(k, pfn)->refcount++;
	kern_put_pages(k, pfn, 0);
	assert_int_equal(nfree(k), free);
	kern_put_pages(k, pfn, 0);
	assert_int_equal(nfree(k), free + 1);
}

/* --- a random run against a model --------------------------------------------- */

enum { NBLOCKS = 400 };

/**
 * struct block - something that was allocated
 * @machine: by mmu_frame_alloc() or mmu_frame_reserve(), in frames; else a block
 *           of 1 << order
 */
struct block {
	uint64_t pfn, n;
	unsigned int order;
	bool machine;
};

struct model {
	struct kern *k;
	unsigned char used[NFRAMES];
	struct block block[NBLOCKS];
	unsigned int nblocks;
	uint64_t nfree;
	uint64_t seed;
};

static uint64_t pick(struct model *m, uint64_t n)
{
	m->seed = m->seed * 6364136223846793005ull + 1442695040888963407ull;
	return (m->seed >> 33) % n;
}

static void note(struct model *m, struct block b)
{
	for (uint64_t i = 0; i < b.n; i++) {
		assert_int_equal(m->used[b.pfn + i], 0);
		m->used[b.pfn + i] = 1;
	}
	m->nfree -= b.n;
	m->block[m->nblocks++] = b;
}

static void random_alloc(struct model *m)
{
	unsigned int order = (unsigned int)pick(m, pick(m, 4) ? 4 : 11);
	uint64_t pfn = kern_alloc_pages(m->k, QUIET, order);

	if (!pfn)
		return;
	assert_int_equal(pfn & ((1ull << order) - 1), 0);
	assert_int_equal(kern_pfn_to_page(m->k, pfn)->refcount, 1);
	note(m, (struct block){pfn, 1ull << order, order, false});
}

static void random_frames(struct model *m)
{
	uint64_t n = 1 + pick(m, 20), align = 1ull << pick(m, 7);
	uint64_t pa = mmu_frame_alloc(m->k->machine, n, align);

	if (pa == MMU_NO_PA)
		return;
	assert_int_equal(pa / KERN_PAGE & (align - 1), 0);
	note(m, (struct block){pa / KERN_PAGE, n, 0, true});
}

static void random_reserve(struct model *m)
{
	uint64_t n = 1 + pick(m, 3), pfn = pick(m, NFRAMES - n), busy = 0;

	for (uint64_t i = 0; i < n; i++)
		busy += m->used[pfn + i];
	assert_int_equal(mmu_frame_reserve(m->k->machine, pfn * KERN_PAGE, n),
			 busy ? -EBUSY : 0);
	if (!busy)
		note(m, (struct block){pfn, n, 0, true});
}

static void random_free(struct model *m)
{
	unsigned int i = (unsigned int)pick(m, m->nblocks);
	struct block b = m->block[i];

	if (b.machine)
		mmu_frame_free(m->k->machine, b.pfn * KERN_PAGE, b.n);
	else
		kern_put_pages(m->k, b.pfn, b.order);
	memset(m->used + b.pfn, 0, b.n);
	m->nfree += b.n;
	m->block[i] = m->block[--m->nblocks];
}

/* What is in use at the start: whatever the allocator cannot give. */
static void learn(struct model *m)
{
	for (uint64_t pfn = 0; pfn < NFRAMES; pfn++)
		m->used[pfn] = !kern_page_is_free(m->k, pfn);
	m->nfree = nfree(m->k);
}

static void test_page_random_run_agrees_with_a_model(void **state)
{
	static struct model m;
	uint64_t before[KERN_NR_ORDERS];

	m = (struct model){.k = *state, .seed = 1};
	while (kern_chunk_grow(m.k))
		;
	learn(&m);
	count_blocks(m.k, before);
	for (int i = 0; i < 10000; i++) {
		uint64_t what = pick(&m, 100);

		if (m.nblocks == NBLOCKS || (m.nblocks && what < 48))
			random_free(&m);
		else if (what < 80)
			random_alloc(&m);
		else if (what < 95)
			random_frames(&m);
		else
			random_reserve(&m);
		assert_int_equal(nfree(m.k), m.nfree);
		if (i % 500 == 0)
			assert_true(kern_page_check(m.k));
	}
	while (m.nblocks)
		random_free(&m);
	assert_true(kern_page_check(m.k));
	assert_blocks(m.k, before);
	assert_int_equal(kern_log_next(m.k), 0);
}

/* --- watermarks ------------------------------------------------------------------- */

static uint64_t drain(struct kern *k, unsigned int gfp)
{
	while (kern_alloc_pages(k, gfp | KERN_GFP_NOWARN, 0))
		;
	return nfree(k);
}

/* min_free_kbytes = 4 * sqrt(KiB of RAM); low and high a quarter of it more */
static void test_page_watermarks_are_linuxs(void **state)
{
	static const struct {
		uint64_t mib, min, max;
	} rows[] = {
		{64, 250, 256},	 /* 1 MiB less what is reserved */
		{512, 715, 724}, /* 2.8 MiB */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mmu_config machine = {.size = sizeof(machine),
					     .ram_bytes = rows[i].mib << 20};
		struct kern *k = kern_rig_boot(&machine);
		const uint64_t *wmark = k->pages->wmark;

		assert_in_range(wmark[KERN_WMARK_MIN], rows[i].min,
				rows[i].max);
		assert_int_equal(wmark[KERN_WMARK_LOW],
				 wmark[KERN_WMARK_MIN] +
					 wmark[KERN_WMARK_MIN] / 4);
		assert_int_equal(wmark[KERN_WMARK_HIGH],
				 wmark[KERN_WMARK_LOW] +
					 wmark[KERN_WMARK_MIN] / 4);
		kern_shutdown(k);
	}
}

static void test_page_reserve_is_for_those_who_cannot_wait(void **state)
{
	struct kern *k = *state;
	uint64_t min = k->pages->wmark[KERN_WMARK_MIN];
	uint64_t high = min - min / 2;

	assert_int_equal(drain(k, KERNEL), min);
	assert_int_equal(drain(k, KERN_GFP_HIGH), high);
	assert_int_equal(drain(k, ATOMIC), high - high / 4);
	assert_int_equal(drain(k, KERN_GFP_MEMALLOC | KERN_GFP_NOMEMALLOC),
			 high - high / 4);
	assert_int_equal(drain(k, KERN_GFP_MEMALLOC), 0);
	assert_true(kern_page_check(k));
	assert_int_equal(mmu_frame_alloc(k->machine, 1, 1), MMU_NO_PA);
}

static void test_page_larger_blocks_must_leave_the_reserve(void **state)
{
	struct kern *k = *state;

	while (kern_alloc_pages(k, QUIET, 5))
		;
	assert_in_range(nfree(k), k->pages->wmark[KERN_WMARK_MIN],
			k->pages->wmark[KERN_WMARK_MIN] + 31);
	assert_int_equal(kern_alloc_pages(k, QUIET, 11), KERN_NO_PFN);
}

/* --- the machine's frames ----------------------------------------------------------- */

static unsigned int bugs;

static void count_bug(const char *message, void *arg)
{
	(void)message;
	(void)arg;
	bugs++;
}

static void test_page_frames_misuse_is_a_bug(void **state)
{
	struct kern *k = *state;
	uint64_t pa = mmu_frame_alloc(k->machine, 3, 1), free = nfree(k);

	bugs = 0;
	mmu_set_bug_hook(count_bug, NULL);
	mmu_frame_free(k->machine, pa, 3);
	mmu_frame_free(k->machine, pa, 3);
	assert_int_equal(bugs, 1);
	mmu_frame_free(k->machine, 0, 1);
	assert_int_equal(bugs, 2);
	mmu_set_bug_hook(NULL, NULL);
	assert_int_equal(nfree(k), free + 3);
	assert_int_equal(mmu_frame_reserve(k->machine, 0, 1), -EBUSY);
	assert_int_equal(mmu_frame_reserve(k->machine, MINI_RAM, 1), -EINVAL);
	assert_true(kern_page_check(k));
}

static void test_page_frames_longer_than_a_block(void **state)
{
	struct kern *k = *state;
	uint64_t free = nfree(k), n = 2 * KERN_CHUNK + 5;
	uint64_t pa = mmu_frame_alloc(k->machine, n, 1);

	assert_int_not_equal(pa, MMU_NO_PA);
	assert_int_equal(nfree(k), free - n);
	assert_true(kern_page_check(k));
	assert_int_equal(mmu_frame_alloc(k->machine, n, 1), MMU_NO_PA);
	mmu_frame_free(k->machine, pa, n);
	assert_int_equal(nfree(k), free);
	assert_int_equal(mmu_frame_alloc(k->machine, 4 * KERN_CHUNK, 1),
			 MMU_NO_PA);
	pa = mmu_frame_alloc(k->machine, 1, 2 * KERN_CHUNK);
	assert_int_equal(pa, 2 * KERN_CHUNK * KERN_PAGE);
	assert_int_equal(nfree(k), free - 1);
	assert_true(kern_page_check(k));
}

/* The top-level table was there before the kernel. */
static void test_page_reserved_frame_can_be_given_back(void **state)
{
	struct kern *k = *state;
	uint64_t pfn = k->init_pgd / KERN_PAGE, managed = k->pages->managed;
	struct kern_page *page = kern_pfn_to_page(k, pfn);

	assert_true(page->flags & KERN_PG(RESERVED));
	assert_int_equal(page->refcount, 1);
	mmu_frame_free(k->machine, k->init_pgd, 1);
	assert_false(page->flags & KERN_PG(RESERVED));
	assert_true(kern_page_is_free(k, pfn));
	assert_int_equal(k->pages->managed, managed + 1);
	assert_true(kern_page_check(k));
	assert_int_equal(mmu_frame_reserve(k->machine, k->init_pgd, 1), 0);
}

static void test_page_pinned_is_freed_when_it_no_longer_is(void **state)
{
	struct kern *k = *state;
	uint64_t pfn = kern_alloc_pages(k, KERNEL, 2), free = nfree(k);

	assert_int_equal(
		mem_frame_pin(&k->machine->mem, (pfn + 1) * KERN_PAGE, 1), 0);
	kern_put_pages(k, pfn, 2);
	assert_int_equal(nfree(k), free + 3);
	assert_false(kern_page_is_free(k, pfn + 1));
	assert_true(kern_page_check(k));
	mem_frame_unpin(&k->machine->mem, (pfn + 1) * KERN_PAGE, 1);
	assert_int_equal(nfree(k), free + 4);
	assert_true(kern_page_is_free(k, pfn + 1));
	assert_true(kern_page_check(k));
	assert_int_equal(kern_log_next(k), 0);
}

static void *take_and_give(void *arg)
{
	struct kern *k = arg;
	uint64_t pa[16];

	for (int round = 0; round < 100; round++) {
		for (int i = 0; i < 16; i++)
			pa[i] = mmu_frame_alloc(k->machine, 1 + i % 3, 1);
		for (int i = 0; i < 16; i++)
			mmu_frame_free(k->machine, pa[i], 1 + i % 3);
	}
	return NULL;
}

static void test_page_frames_are_taken_by_several_threads(void **state)
{
	struct kern *k = *state;
	uint64_t free = nfree(k);
	pthread_t thread[3];

	for (int i = 0; i < 3; i++)
		assert_int_equal(
			pthread_create(&thread[i], NULL, take_and_give, k), 0);
	for (int i = 0; i < 3; i++)
		pthread_join(thread[i], NULL);
	assert_int_equal(nfree(k), free);
	assert_true(kern_page_check(k));
}

/* --- corrupted lists ------------------------------------------------------------------ */

/* Two neighbours on the list of order 0: single pages whose buddies are used. */
static void make_two(struct kern *k, uint64_t *first, uint64_t *second)
{
	uint64_t a = kern_alloc_pages(k, KERNEL, 1);
	uint64_t b = kern_alloc_pages(k, KERNEL, 1);

	while (kern_nr_free(k, 0))
		kern_alloc_pages(k, KERNEL, 0);
	kern_pfn_to_page(k, a + 1)->refcount = 1;
	kern_pfn_to_page(k, b + 1)->refcount = 1;
	kern_put_pages(k, b, 0);
	kern_put_pages(k, a, 0);
	kern_drain_pages(k);
	*first = a;
	*second = b;
	assert_int_equal(kern_nr_free(k, 0), 2);
}

static void assert_logged(struct kern *k, const char *part)
{
	char *log = mini_kern_log(k);

	if (!strstr(log, part))
		fail_msg("no \"%s\" in \"%s\"", part, log);
	free(log);
}

static void test_page_spoiled_links_drop_the_list(void **state)
{
	static const struct {
		uint64_t next, prev; /* 0: left alone */
		const char *said;
	} rows[] = {
		{KERN_LIST_POISON1, 0, "->next is LIST_POISON1 (dead0000"},
		{0, KERN_LIST_POISON2, "->prev is LIST_POISON2 (dead0000"},
		{0x4141414141414141, 0, "free list of order 0 is corrupted"},
		{0, 0x1000, "free list of order 0 is corrupted"},
		{0, 1, "free list of order 0 is corrupted"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct kern *k = mini_kern_create();
		uint64_t first, second, free;
		struct kern_page *page;

		make_two(k, &first, &second);
		free = nfree(k);
		page = kern_pfn_to_page(k, first);
		if (rows[i].next)
			page->lru_next = rows[i].next;
		if (rows[i].prev)
			page->lru_prev = rows[i].prev;
		assert_int_not_equal(kern_alloc_pages(k, KERNEL, 0),
				     KERN_NO_PFN);
		assert_logged(k, rows[i].said);
		assert_logged(k, "2 pages lost");
		assert_int_equal(nfree(k), free - 2 - 1);
		mini_kern_destroy(k);
	}
}

static void test_page_link_to_another_page_is_noticed(void **state)
{
	struct kern *k = *state;
	uint64_t first, second;

	make_two(k, &first, &second);
	kern_pfn_to_page(k, first)->lru_next = kern_page_ptr(k, second + 1) + 8;
	kern_alloc_pages(k, KERNEL, 0);
	assert_logged(k, "list_del corruption. next->prev should be ffffea000");
	make_two(k, &first, &second);
	kern_pfn_to_page(k, first)->lru_prev = kern_page_ptr(k, second + 1) + 8;
	kern_alloc_pages(k, KERNEL, 0);
	assert_logged(k, "list_del corruption. prev->next should be ffffea000");
}

static void test_page_check_finds_what_was_spoiled(void **state)
{
	enum { LINK, BACK, ORDER, COUNT_OF, USERS, STRAY, TOTAL };

	(void)state;
	for (int what = LINK; what <= TOTAL; what++) {
		struct kern *k = mini_kern_create();
		uint64_t first, second;
		struct kern_page *page;

		make_two(k, &first, &second);
		assert_true(kern_page_check(k));
		page = kern_pfn_to_page(k, first);
		switch (what) {
		case LINK:
			page->lru_next = 0x1000;
			break;
		case BACK:
			page->lru_prev = 0x1000;
			break;
		case ORDER:
			page->private = 1;
			break;
		case COUNT_OF:
			k->pages->zone->free_area[0].nr_free++;
			break;
		case USERS:
			page->refcount = 1;
			break;
		case STRAY:
			kern_pfn_to_page(k, first + 1)->page_type &=
				~KERN_PG_BUDDY;
			break;
		case TOTAL:
			kern_stat_add(k, KERN_NR_FREE_PAGES, 1);
		}
		bugs = 0;
		mmu_set_bug_hook(count_bug, NULL);
		assert_false(kern_page_check(k));
		mmu_set_bug_hook(NULL, NULL);
		assert_int_equal(bugs, 1);
		mini_kern_destroy(k);
	}
}

/* --- struct pages -------------------------------------------------------------------- */

/* Nobody needed the last chunk yet; looking at it is enough. */
static void test_page_structs_come_when_looked_at(void **state)
{
	struct kern *k = kern_rig_boot(NULL);
	uint64_t la = KERN_VMEMMAP_START + 16000 * sizeof(struct kern_page);
	uint64_t flags, counts, free = nfree(k);

	(void)state;
	assert_int_equal(kern_chunk_state(&k->pages->span[0], 16000),
			 KERN_CHUNK_FREE);
	assert_int_equal(mmu_load(k->cpu, la, &flags, 8, NULL), 0);
	assert_int_equal(flags, KERN_PAGE_FLAGS);
	assert_int_equal(mmu_load(k->cpu, la + 48, &counts, 8, NULL), 0);
	assert_int_equal(counts, 0xffffffff); /* no user, mapped nowhere */
	assert_int_equal(nfree(k), free);
	assert_true(kern_page_check(k));
	la = KERN_VMEMMAP_START + 16384 * sizeof(struct kern_page);
	assert_int_equal(mmu_load(k->cpu, la, &flags, 8, NULL), MMU_TRAP_PF);
	kern_shutdown(k);
}

/* 0 ... 8 MiB   hole   8 MiB + 40 KiB ... 16 MiB   hole   1 GiB ... + 4 MiB */
static void test_page_holes_are_reserved_or_nothing(void **state)
{
	static const struct mmu_region regions[] = {
		{0, 8 << 20},
		{(8 << 20) + 10 * KERN_PAGE, (8 << 20) - 10 * KERN_PAGE},
		{1 << 30, 4 << 20},
	};
	struct mmu_config machine = {.size = sizeof(machine),
				     .regions = regions,
				     .nregions = COUNT(regions)};
	struct kern *k = kern_rig_boot(&machine);
	uint64_t total = 0;

	(void)state;
	assert_int_equal(k->pages->nspans, 2);
	assert_true(kern_pfn_to_page(k, 2048 + 3)->flags & KERN_PG(RESERVED));
	assert_false(kern_page_is_free(k, 2048 + 9));
	assert_false(kern_pfn_to_page(k, 2048 + 500)->flags &
		     KERN_PG(RESERVED));
	assert_null(kern_pfn_to_page(k, 5000));
	assert_non_null(kern_pfn_to_page(k, (1 << 18) + 1023));
	assert_null(kern_pfn_to_page(k, (1 << 18) + 1024));
	while (kern_alloc_pages(k, ALL, 0))
		total++;
	assert_int_equal(nfree(k), 0);
	assert_in_range(total, 4850, 5118);
	assert_true(kern_page_check(k));
	kern_shutdown(k);
}

static void test_page_compound_has_a_head_and_tails(void **state)
{
	struct kern *k = *state;
	uint64_t free = nfree(k);
	uint64_t pfn = kern_alloc_pages(k, KERNEL | KERN_GFP_COMP, 3);
	struct kern_page *page = kern_pfn_to_page(k, pfn);

	assert_true(page->flags & KERN_PG(HEAD));
	assert_int_equal(page[1].compound_order, 3);
	assert_int_equal(page[1].compound_nr, 8);
	for (int i = 1; i < 8; i++)
		assert_int_equal(page[i].compound_head,
				 kern_page_ptr(k, pfn) + 1);
	kern_put_pages(k, pfn, 3);
	assert_int_equal(nfree(k), free);
	assert_true(kern_page_check(k));
	assert_int_equal(kern_log_next(k), 0);
}

/* Everything is in RAM or in the pool. */
static void test_page_snapshot_brings_all_back(void **state)
{
	struct kern *k = kern_rig_boot(NULL);
	uint64_t pfn = kern_alloc_pages(k, KERNEL, 4), free = nfree(k);
	uint64_t before[KERN_NR_ORDERS];
	struct mmu_snapshot *snapshot;

	(void)state;
	count_blocks(k, before);
	assert_int_equal(mmu_snapshot(kern_machine(k), &snapshot), 0);
	kern_put_pages(k, pfn, 4);
	drain(k, KERNEL);
	assert_int_equal(mmu_restore(kern_machine(k), snapshot), 0);
	assert_int_equal(nfree(k), free);
	assert_blocks(k, before);
	assert_true(kern_page_check(k));
	kern_put_pages(k, pfn, 4);
	assert_int_equal(nfree(k), free + 16);
	assert_true(kern_page_check(k));
	mmu_snapshot_free(snapshot);
	kern_shutdown(k);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, mini_kern_setup, mini_kern_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_page_blocks_are_as_many_as_frames),
		TEST(test_page_halves_are_given_back_and_merge),
		TEST(test_page_buddies_that_are_in_use_do_not_merge),
		TEST(test_page_fragmented_memory_has_no_large_block),
		TEST(test_page_freed_keeps_what_was_in_it),
		TEST(test_page_freed_is_poisoned_when_asked_for),
		TEST(test_page_with_another_user_stays),
		TEST(test_page_random_run_agrees_with_a_model),
		cmocka_unit_test(test_page_watermarks_are_linuxs),
		TEST(test_page_reserve_is_for_those_who_cannot_wait),
		TEST(test_page_larger_blocks_must_leave_the_reserve),
		TEST(test_page_frames_misuse_is_a_bug),
		TEST(test_page_frames_longer_than_a_block),
		TEST(test_page_reserved_frame_can_be_given_back),
		TEST(test_page_pinned_is_freed_when_it_no_longer_is),
		TEST(test_page_frames_are_taken_by_several_threads),
		cmocka_unit_test(test_page_spoiled_links_drop_the_list),
		TEST(test_page_link_to_another_page_is_noticed),
		cmocka_unit_test(test_page_check_finds_what_was_spoiled),
		cmocka_unit_test(test_page_structs_come_when_looked_at),
		cmocka_unit_test(test_page_holes_are_reserved_or_nothing),
		TEST(test_page_compound_has_a_head_and_tails),
		cmocka_unit_test(test_page_snapshot_brings_all_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
