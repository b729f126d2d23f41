/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_stress.c - stress finds what is wrong with memory: tool/stress_pattern.c.
 *
 * Memory that is wrong: two addresses that lead to the same frame, a page that
 * is missing, one that is read-only.
 */
#include "../support/kern_rig.h"

#include <sys/mman.h>

#include "tool/stress.h"

#define DIRECT_MAP 0xffff888000000000ull

static const struct stress_pattern *pattern(const char *name)
{
	const struct stress_pattern *p;

	for (size_t i = 0; (p = stress_pattern_nth(i)); i++)
		if (!strcmp(p->name, name))
			return p;
	fail_msg("no pattern %s", name);
	return NULL;
}

static uint64_t frame(struct kern *k)
{
	uint64_t pa = mmu_frame_alloc(kern_machine(k), 1, 1);

	assert_true(pa != MMU_NO_PA);
	return DIRECT_MAP + pa;
}

static void test_stress_passes_good_memory(void **state)
{
	struct kern *k = *state;
	uint64_t la[] = {frame(k), frame(k), frame(k)};
	struct stress_memory memory = {
		.cpu = kern_cpu(k), .la = la, .npages = COUNT(la)};
	const struct stress_pattern *p;
	struct stress_error error;

	for (size_t i = 0; (p = stress_pattern_nth(i)); i++)
		assert_true(stress_run(&memory, p, 7, &error));
}

/* What is written last stands in both. */
static void test_stress_finds_an_alias(void **state)
{
	struct kern *k = *state;
	uint64_t same = frame(k), la[] = {same, frame(k), same};
	struct stress_memory memory = {
		.cpu = kern_cpu(k), .la = la, .npages = COUNT(la)};
	struct stress_error error;

	assert_false(stress_run(&memory, pattern("address"), 1, &error));
	assert_int_equal(error.trap, 0);
	assert_int_equal(error.la, same);
	assert_int_equal(error.expected, 0);
	assert_int_equal(error.got, 2 * MMU_PAGE_SIZE);
	assert_false(stress_run(&memory, pattern("random"), 1, &error));
	/* Nobody can see it where all pages hold the same. */
	assert_true(stress_run(&memory, pattern("solid"), 1, &error));
}

static void test_stress_finds_a_missing_page(void **state)
{
	struct kern *k = *state;
	uint64_t la[] = {frame(k), 0xffffffffa0000000};
	struct stress_memory memory = {
		.cpu = kern_cpu(k), .la = la, .npages = COUNT(la)};
	struct stress_error error;

	assert_false(stress_run(&memory, pattern("solid"), 1, &error));
	assert_int_equal(error.trap, MMU_TRAP_PF);
	assert_int_equal(error.la, la[1]);
	assert_int_equal(error.fault.why, MMU_WHY_NOT_PRESENT);
}

static void test_stress_finds_a_read_only_area(void **state)
{
	struct kern *k = *state;
	struct stress_memory memory = {
		.cpu = kern_cpu(k), .npages = 1, .user = true};
	struct stress_error error;
	struct kern_mm *mm;
	uint64_t la;

	assert_int_equal(kern_mm_create(k, NULL, &mm), 0);
	la = (uint64_t)kern_mmap(mm, 0, MMU_PAGE_SIZE, PROT_READ,
				 MAP_PRIVATE | MAP_ANONYMOUS, NULL, 0);
	memory.la = &la;
	kern_use_mm(k, mm);
	kern_enter_user(k);
	assert_false(stress_run(&memory, pattern("block"), 1, &error));
	kern_leave_user(k);
	kern_use_mm(k, NULL);
	assert_int_equal(error.trap, MMU_TRAP_PF);
	assert_int_equal(error.la, la);
	kern_mm_put(mm);
}

/* Each pattern writes something else in each of its steps, or word by word. */
static void test_stress_patterns_differ(void **state)
{
	const struct stress_pattern *p;

	(void)state;
	for (size_t i = 0; (p = stress_pattern_nth(i)); i++)
		for (unsigned int step = 1; step < p->steps; step++)
			assert_true(p->word(5, step, 1) !=
				    p->word(5, step - 1, 1));
}

#define WITH_KERNEL(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_KERNEL(test_stress_passes_good_memory),
		WITH_KERNEL(test_stress_finds_an_alias),
		WITH_KERNEL(test_stress_finds_a_missing_page),
		WITH_KERNEL(test_stress_finds_a_read_only_area),
		cmocka_unit_test(test_stress_patterns_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
