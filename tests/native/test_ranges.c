/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_ranges.c - the table of ranges that is read without a lock.
 */
#include "bench.h"
#include "ranges_race.h"

enum { MANY = 1000 };

static void add(struct ranges *ranges, uint64_t start, uint64_t len)
{
	struct ranges_entry entry = {start, len, (void *)(uintptr_t)~start,
				     (void *)(uintptr_t)(start ^ 1)};

	assert_int_equal(ranges_add(ranges, &entry), 0);
}

/* Where the range begins that an address lies in; ~0: in none. */
static uint64_t start_at(const struct ranges *ranges, uint64_t at)
{
	struct ranges_entry found;

	if (!ranges_find(ranges, at, &found))
		return ~0ull;
	assert_ptr_equal(found.value, (void *)(uintptr_t)~found.start);
	return found.start;
}

static struct ranges *create(struct pool **pool)
{
	struct ranges *ranges;

	*pool = pool_create(1 << 20);
	assert_non_null(*pool);
	ranges = pool_zalloc(*pool, sizeof(*ranges));
	assert_non_null(ranges);
	ranges->pool = *pool;
	return ranges;
}

static void test_ranges_empty_holds_nothing(void **state)
{
	struct ranges none = {.pool = NULL};

	(void)state;
	assert_true(start_at(&none, 0) == ~0ull);
	assert_true(start_at(&none, ~0ull) == ~0ull);
}

static void test_ranges_bounds_are_half_open(void **state)
{
	struct pool *pool;
	struct ranges *ranges = create(&pool);

	(void)state;
	add(ranges, 0x3000, 0x1000);
	add(ranges, 0x1000, 0x1000);
	add(ranges, -0x1000ull, 0x1000); /* up to the last address */
	assert_true(start_at(ranges, 0xfff) == ~0ull);
	assert_true(start_at(ranges, 0x1000) == 0x1000);
	assert_true(start_at(ranges, 0x1fff) == 0x1000);
	assert_true(start_at(ranges, 0x2000) == ~0ull);
	assert_true(start_at(ranges, 0x3fff) == 0x3000);
	assert_true(start_at(ranges, 0x4000) == ~0ull);
	assert_true(start_at(ranges, ~0ull) == -0x1000ull);
	pool_destroy(pool);
}

/* In three orders; 7 and MANY have no common factor. */
static void test_ranges_grows_and_shrinks(void **state)
{
	static const uint64_t factor[] = {1, MANY - 1, 7};
	struct pool *pool;
	struct ranges *ranges = create(&pool);

	(void)state;
	for (size_t order = 0; order < COUNT(factor); order++) {
		uint64_t f = factor[order];

		for (uint64_t i = 0; i < MANY; i++)
			add(ranges, 2 * (i * f % MANY) + 10, 1);
		for (uint64_t i = 0; i < MANY; i++) {
			assert_true(start_at(ranges, 2 * i + 10) == 2 * i + 10);
			assert_true(start_at(ranges, 2 * i + 11) == ~0ull);
		}
		for (uint64_t i = 0; i < MANY; i++) {
			uint64_t start = 2 * (i * f % MANY) + 10;

			ranges_remove(ranges, start);
			assert_true(start_at(ranges, start) == ~0ull);
		}
	}
	pool_destroy(pool);
}

static void test_ranges_no_room_leaves_it_as_it_was(void **state)
{
	struct pool *pool = pool_create(4096);
	struct ranges_entry entry = {.len = 1};
	struct ranges ranges = {.pool = pool};
	uint64_t n = 0;

	(void)state;
	while (entry.start = n, ranges_add(&ranges, &entry) == 0)
		n++;
	assert_true(n > 0 && n < MANY);
	for (uint64_t i = 0; i < n; i++)
		assert_true(ranges_find(&ranges, i, &entry));
	assert_false(ranges_find(&ranges, n, &entry));
	pool_destroy(pool);
}

/* Valgrind runs one thread at a time. */
static void test_ranges_readers_see_whole_states(void **state)
{
	static struct race race;

	(void)state;
	race.ranges.pool = pool_create(1 << 20);
	assert_non_null(race.ranges.pool);
	assert_true(race_run(&race, under("valgrind") ? 20 : 2000));
	assert_int_equal(atomic_load(&race.wrong), 0);
	pool_destroy(race.ranges.pool);
}

/* --- through the public functions ---------------------------------------------- */

static atomic_bool opened;

/* The address that was there before any window moves is the same all along. */
static void *ask(void *arg)
{
	struct mmu_machine *machine = arg;
	char *host = mmu_ptr(machine, KERNEL_LA);

	do {
		if (mmu_ptr(machine, KERNEL_LA + 9) != host + 9 ||
		    mmu_la(machine, host + 9) != KERNEL_LA + 9)
			return "wrong";
	} while (!atomic_load(&opened));
	return NULL;
}

static void test_ranges_mmu_ptr_while_windows_are_opened(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t n = under("valgrind") ? 50 : 500;
	pthread_t thread;
	void *result;

	atomic_store(&opened, false);
	assert_int_equal(pthread_create(&thread, NULL, ask, b->machine), 0);
	for (uint64_t i = 0; i < n; i++)
		bench_open_at(b, 0x10000000 + (n - i) * 0x10000, PAGE);
	for (uint64_t i = 0; i < n; i += 2)
		assert_int_equal(
			mmu_window_close(b->machine,
					 0x10000000 + (n - i) * 0x10000),
			0);
	atomic_store(&opened, true);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_null(result);
	mmu_cpu_leave(b->cpu);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges_empty_holds_nothing),
		cmocka_unit_test(test_ranges_bounds_are_half_open),
		cmocka_unit_test(test_ranges_grows_and_shrinks),
		cmocka_unit_test(test_ranges_no_room_leaves_it_as_it_was),
		cmocka_unit_test(test_ranges_readers_see_whole_states),
		bench_test(test_ranges_mmu_ptr_while_windows_are_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
