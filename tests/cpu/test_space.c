/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_space.c - mmu_map(), mmu_unmap(), mmu_protect(), mmu_space_check().
 *
 * Each test runs with 4 and with 5 levels. BASE is a multiple of 512 GiB with
 * 1 GiB of the range below it, so that tables of all levels are crossed.
 */
#include "../support/rig.h"

#include <errno.h>
#include <stdio.h>

#include <mmusim/space.h>

#define KIB  (1ull << 10)
#define MIB  (1ull << 20)
#define GIB  (1ull << 30)
#define PAGE MMU_PAGE_SIZE
#define BASE (512 * GIB)
#define HIGH 0xffff888000000000ull
#define PA   (64 * GIB) /* pages need not be RAM */
#define RAM  (8 * MIB)

static struct rig rig;
static uint64_t frames; /* free ones before the test */
static unsigned int bugs;

static int setup_levels(unsigned int levels)
{
	const struct mmu_config config = {
		.size = sizeof(config), .ram_bytes = RAM, .levels = levels};

	bugs = 0;
	rig_create(&rig, &config);
	frames = mmu_frames_free_count(rig.machine);
	mmu_set_bug_hook(rig_count_bug, &bugs);
	return 0;
}

static int setup4(void **state)
{
	(void)state;
	return setup_levels(4);
}

static int setup5(void **state)
{
	(void)state;
	return setup_levels(5);
}

static int teardown(void **state)
{
	(void)state;
	mmu_set_bug_hook(NULL, NULL);
	rig_destroy(&rig);
	return 0;
}

/* --- Short forms --------------------------------------------------------- */

static int map(uint64_t la, uint64_t pa, uint64_t len, uint64_t flags)
{
	return mmu_map(rig.machine, rig_root(&rig), la, pa, len, flags);
}

static int unmap(uint64_t la, uint64_t len)
{
	return mmu_unmap(rig.machine, rig_root(&rig), la, len);
}

static int protect(uint64_t la, uint64_t len, uint64_t set, uint64_t clear)
{
	return mmu_protect(rig.machine, rig_root(&rig), la, len, set, clear);
}

static uint64_t entry_of(uint64_t la)
{
	return *rig_entry(&rig, la);
}

static unsigned int level_of(uint64_t la)
{
	unsigned int level = 0;

	mmu_find_entry(rig.machine, rig_root(&rig), la, &level);
	return level;
}

static uint64_t tables(void)
{
	return frames - mmu_frames_free_count(rig.machine);
}

static void assert_sound(void)
{
	char report[192];

	if (mmu_space_check(rig.machine, rig_root(&rig), 0, report,
			    sizeof(report)))
		fail_msg("%s", report);
}

/* Take frames until only @left are free. */
static void leave_frames(uint64_t left)
{
	while (mmu_frames_free_count(rig.machine) > left)
		assert_true(mmu_frame_alloc(rig.machine, 1, 1) != MMU_NO_PA);
}

/* --- Mapping ------------------------------------------------------------- */

static void test_map_takes_the_largest_pages_that_fit(void **state)
{
	static const struct {
		uint64_t la, pa, len, at;
		unsigned int level;
		const char *reason;
	} rows[] = {
		{0, 0, PAGE, 0, 1, "one page"},
		{0, 0, 2 * MIB - PAGE, 0, 1, "too short"},
		{0, 0, 2 * MIB, 0, 2, "just long enough"},
		{PAGE, PAGE, 4 * MIB, PAGE, 1, "before the first boundary"},
		{PAGE, PAGE, 4 * MIB, 2 * MIB, 2, "from there on"},
		{PAGE, PAGE, 4 * MIB, 4 * MIB, 1, "the rest"},
		{0, PAGE, 4 * MIB, 2 * MIB, 1, "frames are not aligned"},
		{0, 0, GIB - PAGE, 0, 2, "too short for 1 GiB"},
		{0, 0, GIB, 0, 3, "1 GiB"},
		{0, 2 * MIB, GIB, 0, 2, "frames aligned for 2 MiB only"},
		{GIB - PAGE, GIB - PAGE, GIB + 2 * PAGE, GIB, 3, "in between"},
		{0, 0, 512 * GIB, 256 * GIB, 3, "no larger ones exist"},
		{BASE - GIB, 0, 2 * GIB, BASE, 3, "in another upper table"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(map(rows[i].la, PA + rows[i].pa, rows[i].len,
				     MMU_PTE_RW),
				 0);
		if (level_of(rows[i].at) != rows[i].level)
			fail_msg("level %u: %s", level_of(rows[i].at),
				 rows[i].reason);
		assert_sound();
		assert_int_equal(unmap(rows[i].la, rows[i].len), 0);
		assert_int_equal(tables(), 0);
	}
	assert_int_equal(bugs, 0);
}

static void test_map_without_1g_pages_takes_2m(void **state)
{
	const struct mmu_config config = {.size = sizeof(config),
					  .disable = MMU_FEATURE_GB_PAGES};

	teardown(state);
	rig_create(&rig, &config);
	assert_int_equal(map(0, 0, GIB, 0), 0);
	assert_int_equal(level_of(0), 2);
	assert_int_equal(level_of(GIB - 1), 2);
	assert_sound();
}

static void test_map_uses_tables_that_are_there(void **state)
{
	(void)state;
	rig_map_to(&rig, 2 * MIB, 0x5000, 12, 0);
	assert_int_equal(map(0, PA, 2 * MIB, 0), 0);
	assert_int_equal(level_of(0), 2);
	assert_int_equal(map(2 * MIB + PAGE, PA, 2 * MIB - PAGE, 0), 0);
	assert_int_equal(level_of(2 * MIB + PAGE), 1);
	assert_int_equal(tables(), mmu_cpu_mode(rig.cpu)->levels - 1);
	assert_sound();
}

static void test_map_reaches_both_ends_of_the_addresses(void **state)
{
	unsigned int levels = mmu_cpu_mode(rig.cpu)->levels;
	uint64_t middle = 1ull << (11 + 9 * levels);

	(void)state;
	assert_int_equal(map(0, PA, PAGE, 0), 0);
	assert_int_equal(map(middle - PAGE, PA, PAGE, 0), 0);
	assert_int_equal(map(-middle, PA, PAGE, 0), 0);
	assert_int_equal(map(-PAGE, PA, PAGE, 0), 0);
	assert_int_equal(rig_access(&rig, -middle, MMU_READ | MMU_PEEK),
			 MMU_TRAP_MC); /* mapped, but no RAM there */
	assert_sound();
	assert_int_equal(map(middle - PAGE, PA, 2 * PAGE, 0), -EINVAL);
	assert_int_equal(map(middle, PA, PAGE, 0), -EINVAL);
	assert_int_equal(map(-PAGE, PA, 2 * PAGE, 0), -EINVAL);
	assert_int_equal(map(0, PA, -middle, 0), -EINVAL);
	assert_int_equal(bugs, 0);
}

static void test_map_puts_pat_where_the_size_wants_it(void **state)
{
	const uint64_t flags = MMU_PTE_P | MMU_PTE_PAT | MMU_PTE_G;

	(void)state;
	assert_int_equal(map(2 * MIB - PAGE, PA - PAGE, 2 * MIB + PAGE, flags),
			 0);
	assert_int_equal(entry_of(2 * MIB - PAGE), (PA - PAGE) | flags);
	assert_int_equal(entry_of(2 * MIB), PA | MMU_PTE_P | MMU_PTE_PS |
						    MMU_PTE_G |
						    MMU_PTE_PAT_LARGE);
}

static void test_map_refuses_what_is_mapped_and_changes_nothing(void **state)
{
	static const struct {
		uint64_t la, len;
		uint64_t raw; /* entry to put there, if not a page */
	} rows[] = {
		{GIB + 5 * MIB, PAGE, 0},
		{GIB + 4 * MIB, 2 * MIB, 0},
		{GIB, GIB, 0},
		{2 * GIB - PAGE, PAGE, 0},
		{2 * GIB - PAGE, 2 * PAGE, 0},
		{GIB, PAGE, 0x123400},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t before;

		assert_int_equal(map(rows[i].la, PA, rows[i].len, 0), 0);
		if (rows[i].raw)
			*rig_entry(&rig, rows[i].la) = rows[i].raw;
		before = tables();
		assert_int_equal(map(GIB - MIB, PA, GIB + MIB, 0), -EEXIST);
		assert_int_equal(tables(), before);
		assert_int_equal(unmap(rows[i].la, rows[i].len), 0);
		assert_int_equal(tables(), 0);
	}
}

static void test_map_of_frames_beyond_maxphyaddr_is_einval(void **state)
{
	const uint64_t limit = 1ull << 46;

	(void)state;
	assert_int_equal(map(0, limit - PAGE, PAGE, 0), 0);
	assert_int_equal(map(PAGE, limit - PAGE, 2 * PAGE, 0), -EINVAL);
	assert_int_equal(map(PAGE, limit, PAGE, 0), -EINVAL);
	assert_int_equal(map(PAGE, -PAGE, PAGE, 0), -EINVAL);
	assert_int_equal(bugs, 0);
}

/* --- Changing ------------------------------------------------------------ */

static void test_unmap_splits_large_pages_at_both_edges(void **state)
{
	(void)state;
	assert_int_equal(map(0, PA, 2 * GIB, MMU_PTE_RW | MMU_PTE_PAT), 0);
	assert_int_equal(unmap(GIB - 3 * MIB - PAGE, 5 * MIB), 0);
	assert_sound();
	assert_int_equal(level_of(0), 2);
	assert_int_equal(level_of(GIB - 3 * MIB - 2 * PAGE), 1);
	assert_int_equal(entry_of(0), PA | MMU_PTE_P | MMU_PTE_RW | MMU_PTE_PS |
					      MMU_PTE_PAT_LARGE);
	assert_int_equal(entry_of(GIB - 3 * MIB - 2 * PAGE),
			 (PA + GIB - 3 * MIB - 2 * PAGE) | MMU_PTE_P |
				 MMU_PTE_RW | MMU_PTE_PAT);
	assert_int_equal(entry_of(GIB - 3 * MIB - PAGE), 0);
	assert_int_equal(entry_of(GIB + 2 * MIB - 2 * PAGE), 0);
	assert_int_equal(entry_of(GIB + 2 * MIB - PAGE),
			 (PA + GIB + 2 * MIB - PAGE) | MMU_PTE_P | MMU_PTE_RW |
				 MMU_PTE_PAT);
	assert_int_equal(level_of(GIB + 2 * MIB), 2);
}

static void test_unmap_keeps_upper_tables_that_roots_share(void **state)
{
	uint64_t other = mmu_frame_alloc(rig.machine, 1, 1);
	uint64_t *from = mmu_mem_ptr(rig.machine, rig_root(&rig), PAGE);
	uint64_t *to = mmu_mem_ptr(rig.machine, other, PAGE);

	(void)state;
	assert_int_equal(map(HIGH, PA, PAGE, 0), 0);
	memset(to, 0, PAGE / 2);
	memcpy(to + 256, from + 256, PAGE / 2); /* as a kernel does */
	assert_int_equal(unmap(HIGH, PAGE), 0);
	assert_int_equal(tables(), 2); /* the other root, one shared table */
	assert_int_equal(mmu_space_check(rig.machine, other, 0, NULL, 0), 0);
	assert_int_equal(map(HIGH, PA, PAGE, 0), 0);
	assert_int_equal(*mmu_find_entry(rig.machine, other, HIGH, NULL),
			 PA | MMU_PTE_P);
}

static void test_unmap_clears_what_is_not_present(void **state)
{
	(void)state;
	assert_int_equal(map(0, PA, 2 * PAGE, 0), 0);
	*rig_entry(&rig, 0) = 0x1230; /* a page that was swapped out */
	assert_int_equal(unmap(PAGE, PAGE), 0);
	assert_int_equal(entry_of(0), 0x1230);
	assert_int_equal(unmap(0, PAGE), 0);
	assert_int_equal(tables(), 0);
}

static void test_unmap_of_a_part_keeps_what_stands_for_more(void **state)
{
	(void)state;
	assert_int_equal(map(0, PA, 2 * MIB, 0), 0);
	*rig_entry(&rig, 0) = 0x1230; /* a large page that was swapped out */
	assert_int_equal(unmap(0, PAGE), 0);
	assert_int_equal(entry_of(0), 0x1230);
	assert_int_equal(unmap(0, 2 * MIB), 0);
	assert_int_equal(tables(), 0);
}

static void test_unmap_of_nothing_does_nothing(void **state)
{
	(void)state;
	assert_int_equal(unmap(0, 1ull << 47), 0);
	assert_int_equal(protect(0, 1ull << 47, MMU_PTE_RW, 0), 0);
	assert_int_equal(unmap(0, 0), 0);
	assert_int_equal(protect(0, 0, 0, 0), 0);
	assert_int_equal(map(0, 0, 0, 0), 0);
	assert_int_equal(tables(), 0);
	assert_int_equal(bugs, 0);
}

static void test_protect_changes_leaves_in_the_range_only(void **state)
{
	(void)state;
	assert_int_equal(map(0, PA, 4 * MIB, MMU_PTE_RW | MMU_PTE_G), 0);
	assert_int_equal(protect(PAGE, 4 * MIB - PAGE, MMU_PTE_NX | MMU_PTE_PAT,
				 MMU_PTE_RW),
			 0);
	assert_int_equal(entry_of(0), PA | MMU_PTE_P | MMU_PTE_RW | MMU_PTE_G);
	assert_int_equal(entry_of(PAGE), (PA + PAGE) | MMU_PTE_P | MMU_PTE_G |
						 MMU_PTE_PAT | MMU_PTE_NX);
	assert_int_equal(entry_of(2 * MIB),
			 (PA + 2 * MIB) | MMU_PTE_P | MMU_PTE_G | MMU_PTE_PS |
				 MMU_PTE_PAT_LARGE | MMU_PTE_NX);
	assert_sound();
}

static void test_split_keeps_accessed_and_dirty(void **state)
{
	(void)state;
	assert_int_equal(map(0, 0, 2 * MIB, MMU_PTE_RW), 0);
	assert_int_equal(rig_access(&rig, 0x1234, MMU_WRITE), 0);
	assert_int_equal(protect(0, PAGE, 0, MMU_PTE_RW), 0);
	assert_int_equal(entry_of(PAGE),
			 PAGE | MMU_PTE_P | MMU_PTE_RW | MMU_PTE_A | MMU_PTE_D);
}

static void test_protect_leaves_the_tlb_to_the_caller(void **state)
{
	(void)state;
	assert_int_equal(map(0, 0, 2 * MIB, MMU_PTE_RW), 0);
	assert_int_equal(rig_access(&rig, 0x1234, MMU_WRITE), 0);
	assert_int_equal(protect(PAGE, PAGE, 0, MMU_PTE_RW), 0);
	assert_int_equal(rig_access(&rig, 0x1234, MMU_WRITE), 0);
	mmu_invlpg(rig.cpu, PAGE); /* the large entry goes as a whole */
	assert_int_equal(rig_access(&rig, 0x1234, MMU_WRITE), MMU_TRAP_PF);
	assert_int_equal(rig_access(&rig, 0x234, MMU_WRITE), 0);
}

/* --- Running out of frames ----------------------------------------------- */

/* One thing to do after 2 GiB were mapped at BASE - GIB by 1 GiB pages. */
static const struct {
	enum { MAP, UNMAP, PROTECT } what;
	uint64_t la, len;
	unsigned int tables; /* that it takes */
} jobs[] = {
	{MAP, 0, PAGE, 2},		      /* beside what is there */
	{MAP, GIB - PAGE, GIB + 2 * PAGE, 4}, /* two of them twice */
	{MAP, 2 * MIB + PAGE, 2 * MIB, 3},    /* two 4 KiB tables */
	{UNMAP, BASE - PAGE, PAGE, 2},
	{UNMAP, BASE - PAGE, 2 * PAGE, 4},
	{UNMAP, BASE + PAGE, GIB / 2, 3},
	{PROTECT, BASE + 2 * MIB, 2 * MIB, 1},
	{PROTECT, BASE + PAGE, PAGE, 2},
	{PROTECT, BASE - GIB + PAGE, 2 * GIB - 2 * PAGE, 4},
};

static int do_job(size_t i)
{
	switch (jobs[i].what) {
	case MAP:
		return map(jobs[i].la, PA + jobs[i].la, jobs[i].len, 0);
	case UNMAP:
		return unmap(jobs[i].la, jobs[i].len);
	default:
		return protect(jobs[i].la, jobs[i].len, MMU_PTE_US, 0);
	}
}

static void test_enomem_changes_nothing_at_any_allocation(void **state)
{
	unsigned int levels = mmu_cpu_mode(rig.cpu)->levels;
	char *ram = mmu_mem_ptr(rig.machine, 0, RAM);
	char *before = malloc(RAM);

	assert_non_null(before);
	for (size_t i = 0; i < COUNT(jobs); i++) {
		unsigned int n = 0;

		for (int err = -ENOMEM; err == -ENOMEM; n++) {
			teardown(state);
			setup_levels(levels);
			ram = mmu_mem_ptr(rig.machine, 0, RAM);
			assert_int_equal(map(BASE - GIB, PA, 2 * GIB, 0), 0);
			leave_frames(n);
			memcpy(before, ram, RAM);
			err = do_job(i);
			if (err) {
				assert_int_equal(err, -ENOMEM);
				assert_memory_equal(before, ram, RAM);
			}
			assert_sound();
		}
		assert_int_equal(n - 1, jobs[i].tables);
		assert_int_equal(mmu_frames_free_count(rig.machine), 0);
	}
	assert_int_equal(bugs, 0);
	free(before);
}

static void test_map_that_needs_too_many_tables_is_enomem(void **state)
{
	(void)state;
	/* 128 TiB by small pages would be 64 Gi entries. */
	assert_int_equal(map(0, PAGE, (1ull << 46) - PAGE, 0), -ENOMEM);
	assert_int_equal(tables(), 0);
}

/* --- At random, against a model ------------------------------------------ */

/*
 * Operations begin and end at cuts, so between two cuts all pages are alike,
 * and the model is one row for each such piece.
 */
static uint64_t cuts[] = {
	BASE - 2 * GIB,
	BASE - 2 * GIB + PAGE,
	BASE - 2 * GIB + 2 * MIB,
	BASE - GIB - 2 * MIB - PAGE,
	BASE - GIB - 2 * MIB,
	BASE - GIB,
	BASE - GIB + 4 * PAGE,
	BASE - GIB + 4 * MIB,
	BASE - GIB + 4 * MIB + PAGE,
	BASE - 4 * MIB,
	BASE - 2 * MIB,
	BASE - 2 * MIB + 7 * PAGE,
	BASE - PAGE,
	BASE,
	BASE + PAGE,
	BASE + 2 * MIB - PAGE,
	BASE + 2 * MIB,
	BASE + 6 * MIB,
	BASE + GIB - PAGE,
	BASE + GIB,
	BASE + GIB + 2 * MIB,
	BASE + 2 * GIB,
};

enum { PIECES = COUNT(cuts) - 1 };

struct piece {
	bool mapped;
	uint64_t delta; /* physical minus linear */
	uint64_t flags;
};

static uint64_t seed;

static unsigned int choose(unsigned int n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (seed >> 33) % n;
}

static const uint64_t some_flags[] = {
	MMU_PTE_RW, MMU_PTE_US, MMU_PTE_NX, MMU_PTE_PAT, MMU_PTE_G, MMU_PTE_PCD,
};

static uint64_t choose_flags(void)
{
	return some_flags[choose(COUNT(some_flags))] |
	       some_flags[choose(COUNT(some_flags))];
}

/* What the tables say of an address, in the model's words. */
static struct piece look(uint64_t la)
{
	uint64_t entry = entry_of(la), offset, flags;
	unsigned int level = level_of(la);

	if (!entry)
		return (struct piece){.mapped = false};
	offset = (1ull << (3 + 9 * level)) - 1;
	flags = entry & ~MMU_PTE_ADDR & ~MMU_PTE_P;
	if (level > 1) {
		assert_true(entry & MMU_PTE_PS);
		flags &= ~MMU_PTE_PS;
		if (entry & MMU_PTE_PAT_LARGE)
			flags |= MMU_PTE_PAT;
	}
	return (struct piece){
		.mapped = true,
		.delta = (entry & MMU_PTE_ADDR & ~offset) - (la & ~offset),
		.flags = flags,
	};
}

static void assert_piece(const struct piece *want, uint64_t la)
{
	struct piece got = look(la);

	assert_int_equal(got.mapped, want->mapped);
	if (!want->mapped)
		return;
	assert_int_equal(got.delta, want->delta);
	assert_int_equal(got.flags, want->flags);
}

static void assert_model(const struct piece *model)
{
	for (int i = 0; i < PIECES; i++) {
		uint64_t npages = (cuts[i + 1] - cuts[i]) / PAGE;

		assert_piece(&model[i], cuts[i]);
		assert_piece(&model[i], cuts[i] + choose(npages) * PAGE);
		assert_piece(&model[i], cuts[i + 1] - PAGE);
	}
	assert_sound();
}

static int map_at_random(struct piece *model, int from, int to)
{
	static const uint64_t deltas[] = {GIB, 6 * MIB, 5 * PAGE};
	uint64_t delta = PA + deltas[choose(COUNT(deltas))];
	uint64_t flags = choose_flags();
	int err = map(cuts[from], cuts[from] + delta, cuts[to] - cuts[from],
		      flags);
	bool taken = false;

	for (int i = from; i < to; i++)
		taken |= model[i].mapped;
	/* Which of two obstacles is found first is not promised. */
	if (err != -ENOMEM)
		assert_int_equal(err, taken ? -EEXIST : 0);
	for (int i = from; i < to && !err; i++)
		model[i] = (struct piece){true, delta, flags};
	return err;
}

static int unmap_at_random(struct piece *model, int from, int to)
{
	int err = unmap(cuts[from], cuts[to] - cuts[from]);

	for (int i = from; i < to && !err; i++)
		model[i].mapped = false;
	return err;
}

static int protect_at_random(struct piece *model, int from, int to)
{
	uint64_t set = choose_flags(), clear = choose_flags();
	int err = protect(cuts[from], cuts[to] - cuts[from], set, clear);

	for (int i = from; i < to && !err; i++)
		model[i].flags = (model[i].flags & ~clear) | set;
	return err;
}

static int step_at_random(struct piece *model)
{
	int from = choose(PIECES), to = from + 1 + choose(PIECES - from);

	/* Most ranges are short, or all would soon be unmapped. */
	if (choose(3) && to > from + 3)
		to = from + 1 + choose(3);
	switch (choose(4)) {
	case 0:
		return unmap_at_random(model, from, to);
	case 1:
		return protect_at_random(model, from, to);
	default:
		return map_at_random(model, from, to);
	}
}

static void test_random_operations_do_what_the_model_does(void **state)
{
	int steps = rig_under_valgrind() ? 60 : 2000, enomem = 0;
	struct piece model[PIECES] = {{.mapped = false}};

	(void)state;
	seed = 1;
	leave_frames(700); /* for 1 GiB by small pages, not for two */
	frames = 700;
	for (int i = 0; i < steps; i++) {
		uint64_t before = tables();
		int err = step_at_random(model);

		if (err)
			assert_int_equal(tables(), before);
		enomem += err == -ENOMEM;
		assert_model(model);
	}
	assert_true(enomem > 0);
	assert_int_equal(unmap(cuts[0], cuts[PIECES] - cuts[0]), 0);
	assert_int_equal(tables(), 0);
	assert_int_equal(bugs, 0);
}

/* --- Misuse and unsound tables ------------------------------------------- */

static void test_misuse_is_a_bug(void **state)
{
	(void)state;
	assert_int_equal(map(1, PA, PAGE, 0), -EINVAL);
	assert_int_equal(map(0, PA + 1, PAGE, 0), -EINVAL);
	assert_int_equal(map(0, PA, PAGE + 8, 0), -EINVAL);
	assert_int_equal(map(0, PA, PAGE, MMU_PTE_PAT_LARGE), -EINVAL);
	assert_int_equal(unmap(8, PAGE), -EINVAL);
	assert_int_equal(unmap(0, 8), -EINVAL);
	assert_int_equal(protect(8, PAGE, 0, 0), -EINVAL);
	assert_int_equal(protect(0, PAGE, MMU_PTE_P, 0), -EINVAL);
	assert_int_equal(protect(0, PAGE, 0, 0x1000), -EINVAL);
	assert_int_equal(bugs, 9);
	assert_int_equal(tables(), 0);
}

/* Ways to spoil the tables of three pages at 0, at 2 MiB and at 1 GiB. */
static void spoil(unsigned int how)
{
	volatile uint64_t *pte = rig_entry(&rig, 0);
	uint64_t *root = mmu_mem_ptr(rig.machine, rig_root(&rig), PAGE);
	uint64_t *pdpt, *pd;

	for (unsigned int level = mmu_cpu_mode(rig.cpu)->levels; level > 4;
	     level--)
		root = mmu_mem_ptr(rig.machine, *root & MMU_PTE_ADDR, PAGE);
	pdpt = mmu_mem_ptr(rig.machine, root[0] & MMU_PTE_ADDR, PAGE);
	pd = mmu_mem_ptr(rig.machine, pdpt[0] & MMU_PTE_ADDR, PAGE);
	switch (how) {
	case 0:
		*pte |= 1ull << 50;
		break;
	case 1:
		pd[1] = 0x2000 | MMU_PTE_P | MMU_PTE_PS;
		break;
	case 2:
		root[0] |= MMU_PTE_PS;
		break;
	case 3:
		mmu_set_efer(rig.cpu, mmu_efer(rig.cpu) & ~MMU_EFER_NXE);
		*pte |= MMU_PTE_NX;
		break;
	case 4:
		pd[1] = pd[0];
		break;
	case 5:
		pd[1] = pdpt[0];
		break;
	case 6:
		pd[1] = 1ull << 40 | MMU_PTE_P;
		break;
	case 7:
		mmu_frame_free(rig.machine, pdpt[1] & MMU_PTE_ADDR, 1);
		break;
	}
}

static void test_check_finds_what_is_wrong(void **state)
{
	static const struct {
		const char *where, *what;
		int unmap_result;
	} rows[] = {
		{"PTE", "reserved bit 50 set: beyond", 0},
		{"PDE", "reserved bit 13 set: a misaligned", 0},
		{"PML4E", "reserved bit 7 set: PS", -EINVAL},
		{"PTE", "reserved bit 63 set: NX", 0},
		{"PDE", "another entry leads to", 0},
		{"PDE", "a table that contains it", -EINVAL},
		{"PDE", "outside RAM", -EINVAL},
		{"PDPTE", "a frame that is free", 0},
	};
	unsigned int levels = mmu_cpu_mode(rig.cpu)->levels;
	char report[192];

	for (size_t i = 0; i < COUNT(rows); i++) {
		teardown(state);
		setup_levels(levels);
		assert_int_equal(map(0, PA, PAGE, 0), 0);
		assert_int_equal(map(2 * MIB, PA, PAGE, 0), 0);
		assert_int_equal(map(GIB, PA, PAGE, 0), 0);
		assert_sound();
		spoil(i);
		assert_int_equal(mmu_space_check(rig.machine, rig_root(&rig), 0,
						 report, sizeof(report)),
				 -EINVAL);
		if (!strstr(report, rows[i].where) ||
		    !strstr(report, rows[i].what))
			fail_msg("%s: %s", rows[i].what, report);
		if (rows[i].unmap_result)
			assert_int_equal(unmap(0, 4 * MIB),
					 rows[i].unmap_result);
	}
}

static void test_check_allows_what_it_is_told_to(void **state)
{
	uint64_t root_pa = rig_root(&rig);
	uint64_t *root = mmu_mem_ptr(rig.machine, root_pa, PAGE);
	struct mmu_machine *machine = rig.machine;

	(void)state;
	assert_int_equal(map(0, PA, PAGE, 0), 0);
	root[100] = root_pa | MMU_PTE_P;
	assert_int_equal(mmu_space_check(machine, root_pa, 0, NULL, 0),
			 -EINVAL);
	assert_int_equal(mmu_space_check(machine, root_pa, MMU_SPACE_RECURSIVE,
					 NULL, 0),
			 0);
	root[101] = root[0];
	assert_int_equal(mmu_space_check(machine, root_pa, MMU_SPACE_RECURSIVE,
					 NULL, 0),
			 -EINVAL);
	assert_int_equal(mmu_space_check(machine, root_pa,
					 MMU_SPACE_RECURSIVE | MMU_SPACE_SHARED,
					 NULL, 0),
			 0);
	assert_int_equal(mmu_space_check(machine, 1ull << 40, 0, NULL, 0),
			 -EINVAL);
}

/* Tables of which every entry leads to the same table below: 2^36 pages. */
static void test_tables_shared_everywhere_end_soon(void **state)
{
	unsigned int levels = mmu_cpu_mode(rig.cpu)->levels;
	uint64_t at = rig_root(&rig);

	(void)state;
	for (unsigned int level = levels; level > 0; level--) {
		uint64_t below = mmu_frame_alloc(rig.machine, 1, 1);
		uint64_t *table = mmu_mem_ptr(rig.machine, at, PAGE);

		for (int i = 0; i < 512; i++)
			table[i] = below | MMU_PTE_P;
		at = below;
	}
	assert_int_equal(protect(0, 1ull << 47, MMU_PTE_RW, 0), -EINVAL);
	assert_int_equal(unmap(0, 1ull << 47), -EINVAL);
	assert_int_equal(mmu_space_check(rig.machine, rig_root(&rig),
					 MMU_SPACE_SHARED, NULL, 0),
			 -EINVAL);
}

#define TEST(name)                                               \
	{#name ", 4 levels", name, setup4, teardown, NULL},      \
	{                                                        \
#name ", 5 levels", name, setup5, teardown, NULL \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_map_takes_the_largest_pages_that_fit),
		TEST(test_map_without_1g_pages_takes_2m),
		TEST(test_map_uses_tables_that_are_there),
		TEST(test_map_reaches_both_ends_of_the_addresses),
		TEST(test_map_puts_pat_where_the_size_wants_it),
		TEST(test_map_refuses_what_is_mapped_and_changes_nothing),
		TEST(test_map_of_frames_beyond_maxphyaddr_is_einval),
		TEST(test_unmap_splits_large_pages_at_both_edges),
		TEST(test_unmap_keeps_upper_tables_that_roots_share),
		TEST(test_unmap_clears_what_is_not_present),
		TEST(test_unmap_of_a_part_keeps_what_stands_for_more),
		TEST(test_unmap_of_nothing_does_nothing),
		TEST(test_protect_changes_leaves_in_the_range_only),
		TEST(test_split_keeps_accessed_and_dirty),
		TEST(test_protect_leaves_the_tlb_to_the_caller),
		TEST(test_enomem_changes_nothing_at_any_allocation),
		TEST(test_map_that_needs_too_many_tables_is_enomem),
		TEST(test_random_operations_do_what_the_model_does),
		TEST(test_misuse_is_a_bug),
		TEST(test_check_finds_what_is_wrong),
		TEST(test_check_allows_what_it_is_told_to),
		TEST(test_tables_shared_everywhere_end_soon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
