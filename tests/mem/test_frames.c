/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_frames.c - the page-frame allocator.
 *
 * Two regions of 256 and 100 frames, the second with an odd start:
 *
 *   0x000000 .. 0x100000   frames 0 to 255 (0 is never given out)
 *   0x203000 .. 0x267000   frames 0x203 to 0x266
 */
#include <errno.h>
#include <stdlib.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "../support/mem_rig.h"

#define PAGE  MMU_PAGE_SIZE
#define TOTAL (255 + 100)

static const struct mmu_region map[] = {
	{.pa = 0, .len = 256 * PAGE},
	{.pa = 0x203000, .len = 100 * PAGE},
};

static int setup(void **state)
{
	(void)state;
	return mem_rig_setup(map, COUNT(map));
}

static void test_frames_are_given_out_from_the_bottom(void **state)
{
	(void)state;
	assert_int_equal(mem_frames_free(&mem), TOTAL);
	assert_int_equal(mem_frame_alloc(&mem, 1, 1), 1 * PAGE);
	assert_int_equal(mem_frame_alloc(&mem, 1, 1), 2 * PAGE);
	assert_int_equal(mem_frame_alloc(&mem, 3, 1), 3 * PAGE);
	assert_int_equal(mem_frame_alloc(&mem, 1, 1), 6 * PAGE);
	assert_int_equal(mem_frames_free(&mem), TOTAL - 6);
}

static void test_frames_run_out_and_each_is_given_once(void **state)
{
	bool seen[0x267] = {false};
	uint64_t pa;

	(void)state;
	for (int i = 0; i < TOTAL; i++) {
		pa = mem_frame_alloc(&mem, 1, 1);
		assert_non_null(mem_ptr(&mem, pa, PAGE));
		assert_false(seen[pa / PAGE]);
		seen[pa / PAGE] = true;
	}
	assert_false(seen[0]);
	assert_int_equal(mem_frame_alloc(&mem, 1, 1), MMU_NO_PA);
	assert_int_equal(mem_frames_free(&mem), 0);
	assert_true(mem_check(&mem));

	mem_frame_free(&mem, 200 * PAGE, 1);
	assert_int_equal(mem_frame_alloc(&mem, 1, 1), 200 * PAGE);
}

static void test_frames_runs_are_aligned_to_physical_addresses(void **state)
{
	static const struct {
		uint64_t nframes, align, pfn;
	} rows[] = {
		{1, 64, 64},	 /* skips what is not aligned */
		{64, 64, 128},	 /* 64 is taken */
		{1, 1, 1},	 /* the gap is still there */
		{64, 1, 192},	 /* both gaps have only 62 and 63 */
		{100, 1, 0x203}, /* does not fit into the first region */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(mem_frame_alloc(&mem, rows[i].nframes,
						 rows[i].align),
				 rows[i].pfn * PAGE);
	mem_frame_free(&mem, 0x203 * PAGE, 100);
	/* That region starts at frame 0x203; its first multiple of 64: */
	assert_int_equal(mem_frame_alloc(&mem, 32, 64), 0x240 * PAGE);
}

/* Runs that begin and end at every place within the words of the bitmap. */
static void test_frames_finds_every_run_length(void **state)
{
	(void)state;
	for (uint64_t hole = 1; hole < 140; hole++) {
		uint64_t first = 2 + hole % 67;
		uint64_t pa;

		assert_int_equal(mem_frame_reserve(&mem, PAGE, 255), 0);
		mem_frame_free(&mem, first * PAGE, hole);
		pa = mem_frame_alloc(&mem, hole, 1);
		assert_int_equal(pa, first * PAGE);
		assert_int_equal(mem_frames_free(&mem), 100);
		mem_frame_free(&mem, PAGE, 255);
		assert_true(mem_check(&mem));
	}
}

static void test_frames_runs_do_not_cross_regions(void **state)
{
	(void)state;
	assert_int_equal(mem_frame_alloc(&mem, 255, 1), PAGE);
	assert_int_equal(mem_frame_alloc(&mem, 101, 1), MMU_NO_PA);
	assert_int_equal(mem_frame_alloc(&mem, 100, 1), 0x203000);
}

static void test_frames_reserve_takes_these_or_none(void **state)
{
	static const struct {
		uint64_t pa, nframes;
		int result;
		const char *reason;
	} rows[] = {
		{10 * PAGE, 5, 0, "free frames"},
		{10 * PAGE, 1, -EBUSY, "taken"},
		{8 * PAGE, 3, -EBUSY, "the last is taken"},
		{14 * PAGE, 3, -EBUSY, "the first is taken"},
		{8 * PAGE, 2, 0, "up to the taken ones"},
		{0, 1, -EBUSY, "frame 0"},
		{256 * PAGE, 1, -EINVAL, "a hole"},
		{255 * PAGE, 2, -EINVAL, "into a hole"},
		{20 * PAGE + 8, 1, -EINVAL, "misaligned"},
		{20 * PAGE, 0, -EINVAL, "nothing"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (mem_frame_reserve(&mem, rows[i].pa, rows[i].nframes) !=
		    rows[i].result)
			fail_msg("%s", rows[i].reason);
	assert_int_equal(mem_frames_free(&mem), TOTAL - 7);
	assert_int_equal(mem_frame_alloc(&mem, 8, 1), 15 * PAGE);
}

static void test_frames_freed_are_filled_with_junk(void **state)
{
	uint64_t pa = mem_frame_alloc(&mem, 2, 1);
	unsigned char *byte = mem_ptr(&mem, pa, 2 * PAGE);

	(void)state;
	for (size_t i = 0; i < 2 * PAGE; i++)
		assert_int_equal(byte[i], 0); /* never used before */
	mem_frame_free(&mem, pa, 2);
	for (size_t i = 0; i < 2 * PAGE; i++)
		assert_int_equal(byte[i], 0xcc);
}

static void test_frames_misuse_is_a_bug_and_changes_nothing(void **state)
{
	static const struct {
		uint64_t pa, nframes;
		const char *reason;
	} rows[] = {
		{5 * PAGE, 1, "was never allocated"},
		{1 * PAGE, 5, "one of them was never allocated"},
		{0, 1, "frame 0"},
		{256 * PAGE, 1, "a hole"},
		{1 * PAGE + 1, 1, "misaligned"},
		{1 * PAGE, 0, "nothing"},
		{1 * PAGE, 256, "into a hole"},
		{MMU_NO_PA, 1, "no address at all"},
	};

	(void)state;
	assert_int_equal(mem_frame_alloc(&mem, 4, 1), PAGE);
	for (size_t i = 0; i < COUNT(rows); i++) {
		mem_frame_free(&mem, rows[i].pa, rows[i].nframes);
		if (bugs != i + 1)
			fail_msg("no bug: %s", rows[i].reason);
	}
	assert_int_equal(mem_frames_free(&mem), TOTAL - 4);
	assert_int_equal(*(char *)mem_ptr(&mem, PAGE, 1), 0);
}

static void test_frames_double_free_is_a_bug(void **state)
{
	uint64_t pa = mem_frame_alloc(&mem, 1, 1);

	(void)state;
	mem_frame_free(&mem, pa, 1);
	assert_int_equal(bugs, 0);
	mem_frame_free(&mem, pa, 1);
	assert_int_equal(bugs, 1);
	assert_int_equal(mem_frames_free(&mem), TOTAL);
}

static void test_frames_bad_requests_are_bugs(void **state)
{
	(void)state;
	assert_int_equal(mem_frame_alloc(&mem, 0, 1), MMU_NO_PA);
	assert_int_equal(mem_frame_alloc(&mem, 1, 0), MMU_NO_PA);
	assert_int_equal(mem_frame_alloc(&mem, 1, 3), MMU_NO_PA);
	assert_int_equal(bugs, 3);
	assert_int_equal(mem_frame_alloc(&mem, ~0ull, 1), MMU_NO_PA);
	assert_int_equal(mem_frame_alloc(&mem, 1, 1ull << 63), MMU_NO_PA);
	assert_int_equal(bugs, 3); /* too much is no rule broken */
}

static void test_frames_check_counts_the_bits(void **state)
{
	(void)state;
	mem.region[0].used[1] ^= 4;
	assert_false(mem_check(&mem));
	mem.region[0].used[1] ^= 4;
	/* Frame 100 of the second region does not exist. */
	mem.region[1].used[1] ^= 1ull << (100 - 64);
	assert_false(mem_check(&mem));
	mem.region[1].used[1] ^= 1ull << (100 - 64);
	mem.region[0].hint = 7;
	assert_false(mem_check(&mem));
	mem.region[0].hint = 0;
	assert_int_equal(bugs, 3);
}

/* Who reads the hint, sees the bits of a run that cannot be had in the end, and
 * then raises the hint past them, would lose these frames for good. */
static void test_frames_given_back_after_a_lost_race_move_the_hint(void **state)
{
	uint64_t hint;

	(void)state;
	assert_int_equal(mem_frame_reserve(&mem, 80 * PAGE, 1), 0);
	hint = mem.region[0].hint;
	assert_int_equal(mem_frame_reserve(&mem, PAGE, 100), -EBUSY);
	assert_true(mem.region[0].hint != hint);
	assert_int_equal(mem_frame_alloc(&mem, 1, 1), PAGE);
}

/* Anything in any order keeps the invariants. Repeats exactly. */
static void test_frames_survive_a_random_workload(void **state)
{
	struct {
		uint64_t pa, n;
	} held[64] = {0};
	uint64_t seed = 42;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		size_t slot = seed >> 58;
		uint64_t n = 1 + (seed >> 40) % 20;

		if (held[slot].n) {
			mem_frame_free(&mem, held[slot].pa, held[slot].n);
			held[slot].n = 0;
			continue;
		}
		held[slot].pa =
			mem_frame_alloc(&mem, n, 1u << (seed >> 32) % 4);
		if (held[slot].pa != MMU_NO_PA)
			held[slot].n = n;
		if (i % 100 == 0)
			assert_true(mem_check(&mem));
	}
	for (size_t slot = 0; slot < COUNT(held); slot++)
		if (held[slot].n)
			mem_frame_free(&mem, held[slot].pa, held[slot].n);
	assert_int_equal(mem_frames_free(&mem), TOTAL);
	assert_int_equal(bugs, 0);
}

/* Valgrind has less than 64 GiB of addresses for the whole program. */
static uint64_t most_ram(void)
{
	const char *tool = getenv("MMUSIM_TEST_TOOL");
	bool valgrind = tool && strstr(tool, "valgrind");

	return valgrind ? 16ull << 30 : 64ull << 30;
}

static void test_frames_64_gib_open_at_once(void **state)
{
	const struct mmu_region big = {.pa = 0, .len = most_ram()};
	const uint64_t frames = big.len / PAGE;
	struct mem other;
	uint64_t pa;

	(void)state;
	assert_int_equal(mem_init(&other, &big, 1), 0);
	assert_int_equal(mem_frames_free(&other), frames - 1);
	/* Far apart: the bitmap between them stays untouched. */
	assert_int_equal(mem_frame_reserve(&other, big.len - PAGE, 1), 0);
	pa = mem_frame_alloc(&other, 1, 1);
	assert_int_equal(pa, PAGE);
	*(char *)mem_ptr(&other, pa, 1) = 1;
	*(char *)mem_ptr(&other, big.len - 1, 1) = 1;
	assert_int_equal(mem_frames_free(&other), frames - 3);
	mem_fini(&other);
}

/* --- several threads ----------------------------------------------------------- */

enum { NTHREADS = 4, ROUNDS = 3000, HELD = 20 };

/* Takes single frames and runs, writes its number there, and looks whether
 * anybody else has written before it gives them back. */
static void *take_and_check(void *number)
{
	uint64_t held[HELD] = {0}, size[HELD] = {0};
	uint64_t me = (uint64_t)(uintptr_t)number;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		unsigned int slot = i * 7 % HELD;
		uint64_t *word = mem_ptr(&mem, held[slot], 8);

		if (size[slot]) {
			if (word[0] != me ||
			    word[size[slot] * PAGE / 8 - 1] != me)
				return NULL;
			mem_frame_free(&mem, held[slot], size[slot]);
		}
		size[slot] = 1 + i % 3;
		held[slot] = mem_frame_alloc(&mem, size[slot], 1);
		if (held[slot] == MMU_NO_PA) {
			held[slot] = size[slot] = 0;
			continue;
		}
		word = mem_ptr(&mem, held[slot], 8);
		word[0] = word[size[slot] * PAGE / 8 - 1] = me;
	}
	for (unsigned int slot = 0; slot < HELD; slot++)
		if (size[slot])
			mem_frame_free(&mem, held[slot], size[slot]);
	return number;
}

static void test_frames_are_taken_by_several_threads(void **state)
{
	pthread_t thread[NTHREADS];
	void *result;

	(void)state;
	for (uintptr_t i = 0; i < NTHREADS; i++)
		assert_int_equal(pthread_create(&thread[i], NULL,
						take_and_check,
						(void *)(i + 1)),
				 0);
	for (uintptr_t i = 0; i < NTHREADS; i++) {
		assert_int_equal(pthread_join(thread[i], &result), 0);
		assert_ptr_equal(result, (void *)(i + 1));
	}
	assert_int_equal(bugs, 0);
	assert_int_equal(mem_frames_free(&mem), TOTAL);
	/* No frame was lost below the hint. */
	assert_int_equal(mem_frame_alloc(&mem, 1, 1), PAGE);
}

enum { PINS = 100000 };

static atomic_int here;

static void *unpin_half(void *frame)
{
	/* Both begin at the same time. */
	here++;
	for (int i = 0; here < 2; i++)
		if (i > 1000)
			sched_yield();
	for (int i = 0; i < PINS / 2; i++)
		mem_frame_unpin(&mem, *(uint64_t *)frame, 1);
	return frame;
}

/* Whoever comes last frees it. */
static void test_frames_are_unpinned_by_several_threads(void **state)
{
	uint64_t frame = mem_frame_alloc(&mem, 1, 1);
	pthread_t thread;

	(void)state;
	here = 0;
	for (int i = 0; i < PINS; i++)
		assert_int_equal(mem_frame_pin(&mem, frame, 1), 0);
	assert_int_equal(pthread_create(&thread, NULL, unpin_half, &frame), 0);
	mem_frame_free(&mem, frame, 1);
	unpin_half(&frame);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_false(mem_frame_pinned(&mem, frame));
	assert_false(mem_pinned(&mem));
	assert_int_equal(mem_frames_free(&mem), TOTAL);
	assert_int_equal(bugs, 0);
}

static void test_frames_unpin_all_frees_what_was_doomed(void **state)
{
	uint64_t pa = mem_frame_alloc(&mem, 2, 1);

	(void)state;
	assert_int_equal(mem_frame_pin(&mem, pa, 2), 0);
	assert_int_equal(mem_frame_pin(&mem, pa, 1), 0);
	mem_frame_free(&mem, pa, 1);
	assert_int_equal(mem_frames_free(&mem), TOTAL - 2);
	mem_unpin_all(&mem);
	assert_false(mem_pinned(&mem));
	assert_false(mem_frame_pinned(&mem, pa + PAGE));
	assert_int_equal(mem_frames_free(&mem), TOTAL - 1);
	mem_frame_free(&mem, pa + PAGE, 1);
	assert_int_equal(mem_frames_free(&mem), TOTAL);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, mem_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_frames_are_given_out_from_the_bottom),
		TEST(test_frames_run_out_and_each_is_given_once),
		TEST(test_frames_runs_are_aligned_to_physical_addresses),
		TEST(test_frames_finds_every_run_length),
		TEST(test_frames_runs_do_not_cross_regions),
		TEST(test_frames_reserve_takes_these_or_none),
		TEST(test_frames_freed_are_filled_with_junk),
		TEST(test_frames_misuse_is_a_bug_and_changes_nothing),
		TEST(test_frames_double_free_is_a_bug),
		TEST(test_frames_bad_requests_are_bugs),
		TEST(test_frames_check_counts_the_bits),
		TEST(test_frames_given_back_after_a_lost_race_move_the_hint),
		TEST(test_frames_survive_a_random_workload),
		TEST(test_frames_64_gib_open_at_once),
		TEST(test_frames_are_taken_by_several_threads),
		TEST(test_frames_are_unpinned_by_several_threads),
		TEST(test_frames_unpin_all_frees_what_was_doomed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
