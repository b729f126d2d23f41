/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_x_memory.c - exports that allocate: kernel/x_memory.c. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/page.h"
#include "kernel/slab.h"
#include "../support/sim_caller.h"

static uint64_t la_of(uint64_t ptr)
{
	return mmu_la(sim.kern->machine, (void *)(uintptr_t)ptr);
}

static void test_kmalloc_exports(void **state)
{
	struct kern_call call = sim_new_call();

	(void)state;
	call.arg[0] = 64;
	uint64_t p = kern_x___kmalloc(&call);
	assert_in_range(la_of(p), KERN_PAGE_OFFSET,
			KERN_PAGE_OFFSET + MINI_RAM - 1);
	sim_poke(la_of(p), "contents", 9);

	call.arg[0] = p;
	assert_int_equal(kern_x_ksize(&call), 64);
	call.arg[1] = 60; /* still fits */
	assert_int_equal(kern_x_krealloc(&call), p);
	call.arg[1] = 200;
	uint64_t q = kern_x_krealloc(&call);
	assert_int_not_equal(q, p);
	assert_true(sim_has_text(la_of(q), "contents"));
	call.arg[0] = q;
	call.arg[1] = 0;
	assert_int_equal(kern_x_krealloc(&call), KERN_ZERO_SIZE_PTR);
	call.arg[0] = 0;
	call.arg[1] = 8;
	call.arg[0] = kern_x_krealloc(&call);
	assert_int_not_equal(call.arg[0], 0);
	kern_x_kfree(&call);
	assert_int_equal(kern_log_next(sim.kern), 0);
}

static void test_kstrdup_and_kmemdup(void **state)
{
	struct kern_call call = sim_new_call();

	(void)state;
	call.arg[0] = sim_str(0, "some text");
	uint64_t p = kern_x_kstrdup(&call);
	assert_true(sim_has_text(la_of(p), "some text"));
	call.arg[1] = 5;
	p = kern_x_kmemdup(&call);
	char got[5];
	sim_peek(got, la_of(p), 5);
	assert_memory_equal(got, "some ", 5);
	call.arg[0] = 0;
	assert_int_equal(kern_x_kstrdup(&call), 0);
	assert_false(call.fault);
}

static void test_kmemdup_that_faults_keeps_nothing(void **state)
{
	struct kern_call call = sim_new_call();

	(void)state;
	call.arg[0] = sim_unterminated("1234567");
	call.arg[1] = 8;
	assert_int_equal(kern_x_kmemdup(&call), 0);
	assert_true(sim_faulted(&call, sim.text + KERN_PAGE, false));
	/* The next object is the one that was taken in vain. */
	uint64_t first = kern_kmalloc(sim.kern, 8, 0);
	assert_int_equal(first % KERN_PAGE, 0);
}

static void fill_free_frames(int with)
{
	for (uint64_t pfn = 0; pfn < MINI_RAM / KERN_PAGE; pfn++)
		if (kern_page_is_free(sim.kern, pfn))
			memset(mmu_mem_ptr(sim.kern->machine, pfn * KERN_PAGE,
					   KERN_PAGE),
			       with, KERN_PAGE);
}

static void test_vmalloc_zeroes_as_debians_does(void **state)
{
	struct kern_call call = sim_new_call();
	char last = 1;

	(void)state;
	sim.kern->init_on_alloc = true; /* cmdline.c, which is not here */
	fill_free_frames(0xcc);
	call.arg[0] = KERN_PAGE + 1;
	sim_peek(&last, la_of(kern_x_vmalloc(&call)), 1);
	assert_int_equal(last, 0);
}

static void test_vmalloc_exports(void **state)
{
	struct kern_call call = sim_new_call();
	char last = 1;

	(void)state;
	sim.kern->init_on_alloc = false;
	fill_free_frames(0xcc);
	call.arg[0] = KERN_PAGE + 1;
	uint64_t dirty = kern_x_vmalloc(&call);
	assert_int_equal(la_of(dirty), KERN_VMALLOC_START + 4 * KERN_PAGE);
	sim_peek(&last, la_of(dirty), 1);
	assert_int_not_equal(last, 0);
	uint64_t p = kern_x_vzalloc(&call);
	for (uint64_t i = 0; i < 2 * KERN_PAGE; i += 511) {
		sim_peek(&last, la_of(p) + i, 1);
		assert_int_equal(last, 0);
	}
	call.arg[0] = p;
	kern_e_vunmap(&call);
	call.arg[0] = 0;
	kern_e_vunmap(&call);
	assert_int_equal(kern_log_next(sim.kern), 0);
}

static void test_page_exports(void **state)
{
	struct kern_call call = sim_new_call();
	uint64_t free = mmu_frames_free_count(sim.kern->machine);
	char last = 1;

	(void)state;
	call.arg[1] = 1;
	uint64_t p = kern_x___get_free_pages(&call);
	assert_int_equal(mmu_frames_free_count(sim.kern->machine), free - 2);
	call.arg[0] = p;
	call.arg[0] = kern_e_virt_to_page(&call);
	kern_x___free_pages(&call);
	assert_int_equal(mmu_frames_free_count(sim.kern->machine), free);
	call.arg[0] = call.arg[1] = 0;
	p = kern_x_get_zeroed_page(&call);
	sim_peek(&last, la_of(p) + KERN_PAGE - 1, 1);
	assert_int_equal(last, 0);
	assert_int_equal(kern_log_next(sim.kern), 0);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, sim_setup, mini_kern_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_kmalloc_exports),
		TEST(test_kstrdup_and_kmemdup),
		TEST(test_kmemdup_that_faults_keeps_nothing),
		TEST(test_vmalloc_exports),
		TEST(test_vmalloc_zeroes_as_debians_does),
		TEST(test_page_exports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
