/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_trace.c - recorded references, and the policy that needs them. */
#include "../support/policy_rig.h"

#include <mmusim/window.h>

static void test_trace_opt_needs_one(void **state)
{
	struct kern_config config = {.size = sizeof(config),
				     .cmdline = "mmusim.replacement=opt"};
	struct kern *k = *state, *other;

	assert_int_equal(kern_set_replacement(k, kern_find_replacement("opt"),
					      NULL),
			 -EINVAL);
	assert_string_equal(kern_replacement(k)->name, "lru");
	assert_int_equal(kern_opt_seek(k, 0), -ENOENT);
	assert_int_equal(kern_boot(&config, &other), -EINVAL);
	assert_non_null(strstr(mmu_last_error(), "needs a trace"));
	config.cmdline = "mmusim.replacement=clock";
	assert_int_equal(kern_boot(&config, &other), 0);
	assert_string_equal(kern_replacement(other)->name, "clock");
	kern_shutdown(other);
}

static void test_trace_says_what_it_has(void **state)
{
	static const unsigned int refs[] = {0, 1, 2};
	struct program p = begin(*state, 2);

	foresee(&p, refs, COUNT(refs));
	set_policy(*state, "opt", p.trace);
	assert_int_equal(kern_trace_length(p.trace), COUNT(refs));
	assert_int_equal(kern_trace_page(p.trace, 2), p.la / PAGE + 2);
	assert_int_equal(kern_trace_page(p.trace, COUNT(refs)), UINT64_MAX);
	/* Its policy has it. */
	assert_int_equal(kern_trace_add(p.trace, 1), -EBUSY);
	assert_int_equal(kern_trace_sample(p.trace, p.mm), -EBUSY);
	end(&p);
}

static void test_trace_sampled(void **state)
{
	static const unsigned int want[] = {0, 1, 2, 5, 1, 3, 0};
	struct program p = begin(*state, NPAGES);

	assert_int_equal(kern_trace_create(&p.trace), 0);
	for (unsigned int i = 3; i--;)
		poke(p.mm, p.la + i * PAGE, i);
	/* In the order of addresses, each page once. */
	assert_int_equal(kern_trace_sample(p.trace, p.mm), 3);
	poke(p.mm, p.la + 5 * PAGE, 5);
	assert_int_equal(kern_trace_sample(p.trace, p.mm), 1);
	assert_int_equal(kern_trace_sample(p.trace, p.mm), 0);
	for (int i = 0; i < 5; i++)
		peek(p.mm, p.la + PAGE);
	poke(p.mm, p.la + 3 * PAGE, 3);
	assert_int_equal(kern_trace_sample(p.trace, p.mm), 2);
	peek(p.mm, p.la);
	assert_int_equal(kern_trace_sample(p.trace, p.mm), 1);
	assert_int_equal(kern_trace_length(p.trace), COUNT(want));
	for (unsigned int i = 0; i < COUNT(want); i++)
		assert_int_equal(kern_trace_page(p.trace, i),
				 p.la / PAGE + want[i]);
	end(&p);
}

/* --- a program that runs natively ---------------------------------------------------- */

#define AREA 0x10000000ull

enum { STEPS = 60 };

/* One step uses up to three pages, by pointer. */
static void native_step(volatile uint64_t *area, uint64_t *seed)
{
	area[512 * draw(seed, 1 + draw(seed, NPAGES))] = 1;
	area[512 * draw(seed, NPAGES / 2)] = 1;
	area[512 * draw(seed, 2)] = 1;
}

/* One run. With a trace that is empty, record; else follow it. Return: faults */
static uint64_t native_run(struct kern *k, struct kern_trace *trace,
			   uint64_t *begins)
{
	struct kern_mm *mm = new_mm(k);
	volatile uint64_t *area = mmu_ptr(k->machine, AREA);
	bool record = !kern_trace_length(trace);
	uint64_t seed = 1, faults;

	map(mm, AREA, NPAGES, RW, ANON | MAP_FIXED, NULL, 0);
	kern_use_mm(k, mm);
	kern_enter_user(k);
	for (unsigned int i = 0; i < STEPS; i++) {
		if (record)
			begins[i] = kern_trace_length(trace);
		else
			kern_opt_seek(k, begins[i]);
		native_step(area, &seed);
		if (record)
			assert_in_range(kern_trace_sample(trace, mm), 1, 3);
	}
	kern_leave_user(k);
	kern_use_mm(k, NULL);
	faults = mm->min_flt + mm->maj_flt;
	kern_mm_put(mm);
	return faults;
}

/* Recorded with all the memory it wants, and run again with less. */
static void test_trace_of_a_native_program(void **state)
{
	struct kern *k = *state;
	struct mmu_window_config window = {
		.size = sizeof(window), .la = AREA, .len = NPAGES * PAGE};
	uint64_t begins[STEPS], fifo, opt;
	struct kern_trace *trace;

	swap_on(k, 2 * NPAGES);
	assert_int_equal(mmu_window_open(k->machine, &window), 0);
	assert_int_equal(mmu_cpu_enter(k->cpu), 0);
	assert_int_equal(kern_trace_create(&trace), 0);
	assert_in_range(native_run(k, trace, begins), NPAGES / 2, NPAGES);
	assert_int_equal(kern_set_memory_max(k, 5), 0);
	set_policy(k, "fifo", NULL);
	fifo = native_run(k, trace, begins);
	set_policy(k, "opt", trace);
	opt = native_run(k, trace, begins);
	assert_true(opt < fifo * 3 / 4);
	assert_true(opt > NPAGES);
	set_policy(k, "lru", NULL);
	kern_trace_destroy(trace);
	mmu_cpu_leave(k->cpu);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_trace_opt_needs_one),
		TEST(test_trace_says_what_it_has),
		TEST(test_trace_sampled),
		TEST(test_trace_of_a_native_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
