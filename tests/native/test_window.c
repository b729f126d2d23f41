/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_window.c - opening and closing windows, and which pointer is which
 * linear address.
 */
#include "bench.h"

static struct mmu_window_config config_of(uint64_t la, uint64_t len)
{
	return (struct mmu_window_config){
		.size = sizeof(struct mmu_window_config), .la = la, .len = len};
}

static struct bench *bare(void **state)
{
	return *state;
}

static int setup_bare(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	assert_non_null(bench);
	bench_create_bare(bench, NULL);
	*state = bench;
	return 0;
}

/* --- errors ------------------------------------------------------------------------ */

static void test_window_bad_configs_are_einval(void **state)
{
	static const struct {
		struct mmu_window_config config;
		const char *why;
	} rows[] = {
		{{.size = 8, .la = 0x10000, .len = PAGE}, "unknown size"},
		{{.la = 0x10001, .len = PAGE}, "la is misaligned"},
		{{.la = 0x10000, .len = PAGE + 1}, "len is misaligned"},
		{{.la = 0x10000}, "empty"},
		{{.la = 1ull << 47, .len = PAGE}, "not canonical"},
		{{.la = (1ull << 47) - PAGE, .len = 2 * PAGE},
		 "end is not canonical"},
		{{.la = 0, .len = ~0ull - (PAGE - 1)}, "the hole is inside"},
		{{.la = -2 * PAGE, .len = 4 * PAGE}, "wraps"},
		{{.la = 0, .len = PAGE, .align = 3 * PAGE},
		 "align is no power of two"},
		{{.la = 0, .len = PAGE, .align = 8}, "align below a page"},
		{{.la = 0, .len = PAGE, .identity = true, .pa = 1},
		 "pa is misaligned"},
		{{.la = 0, .len = PAGE, .host_lo = 5}, "host_lo is misaligned"},
	};
	struct bench *b = bare(state);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mmu_window_config config = rows[i].config;

		if (!config.size)
			config.size = sizeof(config);
		if (mmu_window_open(b->machine, &config) != -EINVAL)
			fail_msg("%s", rows[i].why);
	}
}

static void test_window_overlap_is_eexist(void **state)
{
	static const struct {
		uint64_t la, len;
		const char *why;
	} rows[] = {
		{0x100000, 0x10000, "the same"},
		{0xff000, 0x2000, "its first page"},
		{0x10f000, 0x2000, "its last page"},
		{0x104000, 0x1000, "inside"},
		{0xf0000, 0x40000, "around it"},
	};
	struct bench *b = bare(state);
	struct mmu_window_config beside = config_of(0x110000, PAGE);

	bench_open_at(b, 0x100000, 0x10000);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mmu_window_config config =
			config_of(rows[i].la, rows[i].len);

		if (mmu_window_open(b->machine, &config) != -EEXIST)
			fail_msg("%s", rows[i].why);
	}
	assert_int_equal(mmu_window_open(b->machine, &beside), 0);
}

static void test_window_no_host_range_is_enospc(void **state)
{
	struct bench *b = bare(state);
	struct mmu_window_config config = config_of(0, 1ull << 20);
	static char taken[4 << 20];

	config.host_lo = (addr_of(taken) + PAGE) & ~(PAGE - 1);
	config.host_hi = config.host_lo + (2 << 20);
	assert_int_equal(mmu_window_open(b->machine, &config), -ENOSPC);
	config.host_hi = config.host_lo + PAGE; /* too small anyway */
	assert_int_equal(mmu_window_open(b->machine, &config), -ENOSPC);
	config.host_lo = ~0ull & ~(PAGE - 1); /* nothing is up there */
	config.host_hi = ~0ull;
	assert_int_equal(mmu_window_open(b->machine, &config), -ENOSPC);
	config = config_of(0, 1ull << 46);
	config.host_hi = 1ull << 40;
	assert_int_equal(mmu_window_open(b->machine, &config), -ENOSPC);
	assert_ptr_equal(mmu_ptr(b->machine, 0), NULL);
}

static void test_window_close_of_none_is_enoent(void **state)
{
	struct bench *b = bare(state);

	assert_int_equal(mmu_window_close(b->machine, 0x100000), -ENOENT);
	bench_open_at(b, 0x100000, 0x10000);
	assert_int_equal(mmu_window_close(b->machine, 0x101000), -ENOENT);
	assert_int_equal(mmu_window_close(b->machine, 0x110000), -ENOENT);
	assert_int_equal(mmu_window_close(b->machine, 0x100000), 0);
	assert_int_equal(mmu_window_close(b->machine, 0x100000), -ENOENT);
}

/* --- where ------------------------------------------------------------------------- */

static void test_window_respects_bounds_and_alignment(void **state)
{
	struct bench *b = bare(state);
	struct mmu_window_config config = config_of(0x100000, 0x10000);

	config.host_lo = 0x40000000;
	config.host_hi = 0x58000000;
	config.align = 1 << 20;
	assert_int_equal(mmu_window_open(b->machine, &config), 0);
	assert_in_range(addr_of(mmu_ptr(b->machine, 0x100000)), 0x40000000,
			0x58000000 - 0x10000);
	assert_int_equal(addr_of(mmu_ptr(b->machine, 0x100000)) % (1 << 20), 0);
}

static void test_window_lower_bound_zero_is_not_page_zero(void **state)
{
	struct bench *b = bare(state);
	struct mmu_window_config config = config_of(0x100000, PAGE);

	config.host_hi = 1ull << 40;
	assert_int_equal(mmu_window_open(b->machine, &config), 0);
	assert_true(addr_of(mmu_ptr(b->machine, 0x100000)) >= 0x10000);
}

static void test_window_hint_is_taken_when_free(void **state)
{
	struct bench *b = bare(state);
	struct mmu_window_config config = config_of(0x100000, 0x10000);
	char *free_place = mmap(NULL, 4 << 20, PROT_NONE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(free_place, 4 << 20);
	config.hint = (addr_of(free_place) + (1 << 20)) & ~((1ull << 20) - 1);
	assert_int_equal(mmu_window_open(b->machine, &config), 0);
	assert_int_equal(addr_of(mmu_ptr(b->machine, 0x100000)), config.hint);
	config.la = 0x200000; /* taken now */
	assert_int_equal(mmu_window_open(b->machine, &config), 0);
	assert_int_not_equal(addr_of(mmu_ptr(b->machine, 0x200000)),
			     config.hint);
}

static void test_window_ptr_and_la_are_inverses(void **state)
{
	static const uint64_t la[] = {
		0x100000, 0x100fff,   0x10ffff, KERNEL_LA, KERNEL_LA + 0x12345,
		~0ull,	  -0x10000ull};
	struct bench *b = bare(state);

	bench_open_at(b, 0x100000, 0x10000);
	bench_open_at(b, KERNEL_LA, 0x100000);
	bench_open_at(b, -0x10000ull, 0x10000); /* the top of the world */
	for (size_t i = 0; i < COUNT(la); i++) {
		char *ptr = mmu_ptr(b->machine, la[i]);

		assert_int_not_equal(addr_of(ptr), la[i]);
		assert_int_equal(mmu_la(b->machine, ptr), la[i]);
	}
}

static void test_window_elsewhere_ptr_and_la_are_the_identity(void **state)
{
	static const uint64_t la[] = {0, 0xfffff, 0x110000, ~0ull,
				      0x8000000000000000ull};
	struct bench *b = bare(state), other;

	/* Without any window, and with one. */
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < COUNT(la); i++) {
			void *ptr = (void *)(uintptr_t)la[i];

			assert_ptr_equal(mmu_ptr(b->machine, la[i]), ptr);
			assert_int_equal(mmu_la(b->machine, ptr), la[i]);
		}
		if (!round)
			bench_open_at(b, 0x100000, 0x10000);
	}
	bench_create(&other);
	assert_int_equal(mmu_la(b->machine, bench_ptr(&other, USER_LA)),
			 addr_of(bench_ptr(&other, USER_LA)));
	bench_destroy(&other);
}

/* --- the whole range ----------------------------------------------------------------- */

static void test_window_at_the_top_of_the_address_space_works(void **state)
{
	struct bench *b = bare(state);
	uint64_t top = -0x10000ull;

	bench_open_at(b, top, 0x10000);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	bench_map(b, -PAGE, KERNEL_DATA);
	assert_int_equal(bench_store8(bench_ptr(b, -8ull), 42), 0);
	assert_int_equal(bench_load8(bench_ptr(b, -8ull)), 42);
	assert_int_equal(b->count, 0);
	mmu_invlpg(b->cpu, ~0ull);
	assert_false(host_readable(bench_ptr(b, ~0ull)));
	assert_int_equal(bench_load(bench_ptr(b, top)), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, top, 0);
	mmu_flush_tlb(b->cpu);
	mmu_cpu_leave(b->cpu);
	assert_int_equal(mmu_window_close(b->machine, top), 0);
}

static void test_window_at_address_zero_works(void **state)
{
	struct bench *b = bare(state);

	bench_open_at(b, 0, 0x10000);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	assert_int_equal(bench_load(bench_ptr(b, 0)), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, 0, 0);
	mmu_cpu_leave(b->cpu);
}

static void test_window_with_five_levels(void **state)
{
	const struct mmu_config config = {.size = sizeof(config), .levels = 5};
	const uint64_t la = 0xff11000000000000;
	struct bench b;

	(void)state;
	bench_create_bare(&b, &config);
	bench_open_at(&b, la, 0x10000);
	bench_expect(&b, DEMAND);
	assert_int_equal(bench_store(bench_ptr(&b, la + 5), 6), 0);
	assert_int_equal(bench_load(bench_ptr(&b, la + 5)), 6);
	assert_fault(&b, MMU_TRAP_PF, la + 5, MMU_PF_WR);
	bench_destroy(&b);
}

/* --- closing ------------------------------------------------------------------------- */

static void test_window_close_unmaps(void **state)
{
	struct bench *b = bare(state);
	char *ptr;

	bench_open_at(b, USER_LA, WINDOW_LEN);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	bench_map(b, USER_LA, KERNEL_DATA);
	ptr = bench_ptr(b, USER_LA);
	bench_store(ptr, 1);
	assert_true(host_readable(ptr));
	mmu_cpu_leave(b->cpu);
	assert_int_equal(mmu_window_close(b->machine, USER_LA), 0);
	assert_false(host_readable(ptr));
	assert_int_equal(mmu_la(b->machine, ptr), addr_of(ptr));
	assert_ptr_equal(bench_ptr(b, USER_LA), (void *)(uintptr_t)USER_LA);
	assert_true(native_check(b->machine));
}

static void test_window_destroy_unmaps(void **state)
{
	struct bench b;
	char *ptr;

	(void)state;
	bench_create(&b);
	bench_map(&b, USER_LA, KERNEL_DATA);
	ptr = bench_ptr(&b, USER_LA);
	bench_store(ptr, 1);
	bench_destroy(&b);
	assert_false(host_readable(ptr));
}

/* TLB entries outlive the window. What the host had for them does not: the
 * next window has nothing yet, whatever the CPU's mode does. */
static void test_window_reopened_has_nothing_left_over(void **state)
{
	struct bench *b = bare(state);
	char *ptr;

	bench_open_at(b, USER_LA, WINDOW_LEN);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	bench_frame(b, bench_map(b, USER_LA, KERNEL_DATA))[0] = 5;
	assert_int_equal(bench_load(bench_ptr(b, USER_LA)), 5);
	mmu_set_cpl(b->cpu, 3);
	assert_int_equal(mmu_window_close(b->machine, USER_LA), 0);
	bench_open_at(b, USER_LA, WINDOW_LEN);
	ptr = bench_ptr(b, USER_LA);
	mmu_set_cpl(b->cpu, 0);
	assert_false(host_readable(ptr));
	assert_int_equal(bench_load(ptr), 5);
	assert_true(native_check(b->machine));
	mmu_cpu_leave(b->cpu);
}

static void test_window_many_open_and_close(void **state)
{
	enum { N = 50 };
	struct bench *b = bare(state);

	for (uint64_t i = 0; i < N; i++) /* in no order */
		bench_open_at(b, (i * 37 % N) * 0x20000, 0x10000);
	for (uint64_t i = 0; i < N; i++) {
		uint64_t la = i * 0x20000 + 0x1234;

		assert_int_equal(mmu_la(b->machine, bench_ptr(b, la)), la);
	}
	for (uint64_t i = 0; i < N; i += 2)
		assert_int_equal(mmu_window_close(b->machine, i * 0x20000), 0);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	bench_expect(b, DEMAND);
	for (uint64_t i = 1; i < N; i += 2)
		bench_store(bench_ptr(b, i * 0x20000), i);
	assert_int_equal(b->count, N / 2);
	mmu_cpu_leave(b->cpu);
}

/* --- machines ------------------------------------------------------------------------- */

static void test_window_two_machines_share_nothing(void **state)
{
	struct bench one, two;

	(void)state;
	bench_create(&one);
	bench_create(&two);
	bench_expect(&one, DEMAND);
	bench_expect(&two, DEMAND);
	bench_store(bench_ptr(&one, USER_LA), 1);
	bench_store(bench_ptr(&two, USER_LA), 2);
	assert_int_equal(bench_load(bench_ptr(&one, USER_LA)), 1);
	assert_int_equal(bench_load(bench_ptr(&two, USER_LA)), 2);
	assert_int_equal(one.count, 1);
	assert_int_equal(two.count, 1);
	bench_destroy(&one);
	assert_int_equal(bench_load(bench_ptr(&two, USER_LA)), 2);
	bench_destroy(&two);
}

#define bare_test(fn) \
	cmocka_unit_test_setup_teardown(fn, setup_bare, bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		bare_test(test_window_bad_configs_are_einval),
		bare_test(test_window_overlap_is_eexist),
		bare_test(test_window_no_host_range_is_enospc),
		bare_test(test_window_close_of_none_is_enoent),
		bare_test(test_window_respects_bounds_and_alignment),
		bare_test(test_window_lower_bound_zero_is_not_page_zero),
		bare_test(test_window_hint_is_taken_when_free),
		bare_test(test_window_ptr_and_la_are_inverses),
		bare_test(test_window_elsewhere_ptr_and_la_are_the_identity),
		bare_test(test_window_at_the_top_of_the_address_space_works),
		bare_test(test_window_at_address_zero_works),
		cmocka_unit_test(test_window_with_five_levels),
		bare_test(test_window_close_unmaps),
		cmocka_unit_test(test_window_destroy_unmaps),
		bare_test(test_window_reopened_has_nothing_left_over),
		bare_test(test_window_many_open_and_close),
		cmocka_unit_test(test_window_two_machines_share_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
