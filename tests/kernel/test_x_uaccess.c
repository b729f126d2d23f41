/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_x_uaccess.c - copies from and to user memory: kernel/x_uaccess.c. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "kernel/exports.h"
#include "../support/sim_caller.h"

static char *user(void)
{
	return mmu_mem_ptr(sim.kern->machine, sim.user_pa, KERN_PAGE);
}

static uint64_t user_call(kern_export_fn *f, uint64_t a, uint64_t b, uint64_t c)
{
	struct kern_call call = sim_new_call();
	uint64_t flags = mmu_rflags(sim.kern->cpu);

	call.arg[0] = a;
	call.arg[1] = b;
	call.arg[2] = c;
	uint64_t ret = f(&call);
	assert_false(call.fault);
	assert_int_equal(mmu_rflags(sim.kern->cpu), flags);
	return ret;
}

static void test_copy_from_user_counts_what_is_missing(void **state)
{
	uint64_t to = mini_ptr(sim.kern, sim.text);
	char got[700];

	(void)state;
	memset(user(), 'u', KERN_PAGE);
	assert_int_equal(user_call(kern_x__copy_from_user, to, SIM_USER, 600),
			 0);
	sim_peek(got, sim.text, 600);
	assert_memory_equal(got, user(), 600);

	/* The last 600 of 700 bytes are not there: they become zeros. */
	sim_poke(sim.text + 600, "not zero", 8);
	assert_int_equal(user_call(kern_x__copy_from_user, to,
				   SIM_USER + KERN_PAGE - 100, 700),
			 600);
	sim_peek(got, sim.text, 700);
	assert_int_equal(got[99], 'u');
	for (int i = 100; i < 700; i++)
		assert_int_equal(got[i], 0);
}

static void test_copy_from_user_refuses_kernel_addresses(void **state)
{
	uint64_t to = mini_ptr(sim.kern, sim.text);

	(void)state;
	assert_int_equal(user_call(kern_x__copy_from_user, to,
				   mini_ptr(sim.kern, sim.stack), 8),
			 8);
	/* A range that wraps around to a low address */
	uint64_t top = kern_vmalloc(sim.kern, KERN_PAGE, KERN_AREA_MODULE,
				    KERN_PAGE_KERNEL);
	uint64_t len = SIM_USER - top;
	assert_int_equal(user_call(kern_x__copy_to_user,
				   mini_ptr(sim.kern, top), to, len),
			 len);
	assert_int_equal(user_call(kern_x__copy_to_user, ~0ull - 3, to, 8), 8);
	assert_int_equal(
		user_call(kern_x_clear_user, KERN_TASK_SIZE_MAX - 4, 8, 0), 8);
}

static void test_copy_to_user_counts_what_is_missing(void **state)
{
	uint64_t from = sim_str(0, "to the user");

	(void)state;
	assert_int_equal(user_call(kern_x__copy_to_user, SIM_USER, from, 12),
			 0);
	assert_string_equal(user(), "to the user");
	assert_int_equal(user_call(kern_x__copy_to_user,
				   SIM_USER + KERN_PAGE - 4, from, 12),
			 8);
	assert_memory_equal(user() + KERN_PAGE - 4, "to t", 4);
	/* A bad kernel address is caught by the same table. */
	assert_int_equal(user_call(kern_x__copy_to_user, SIM_USER, 0x5000, 16),
			 16);
}

static void test_copy_from_user_to_bad_buffer_faults_when_zeroing(void **state)
{
	struct kern_call call = sim_new_call();

	(void)state;
	call.arg[0] = mini_ptr(sim.kern, sim.text + KERN_PAGE);
	call.arg[1] = SIM_USER;
	call.arg[2] = 8;
	kern_x__copy_from_user(&call);
	assert_true(sim_faulted(&call, sim.text + KERN_PAGE, true));
}

static void test_clear_user(void **state)
{
	(void)state;
	memset(user(), 'u', KERN_PAGE);
	assert_int_equal(user_call(kern_x_clear_user, SIM_USER + 1, 600, 0), 0);
	assert_int_equal(user()[0], 'u');
	assert_int_equal(user()[1], 0);
	assert_int_equal(user()[600], 0);
	assert_int_equal(user()[601], 'u');
	assert_int_equal(user_call(kern_x_clear_user,
				   SIM_USER + KERN_PAGE - 600, 700, 0),
			 100);
	assert_int_equal(user()[KERN_PAGE - 1], 0);
}

static void test_strncpy_from_user(void **state)
{
	uint64_t to = mini_ptr(sim.kern, sim.text);

	(void)state;
	strcpy(user(), "name");
	memset(user() + KERN_PAGE - 4, 'u', 4);
	assert_int_equal(user_call(kern_x_strncpy_from_user, to, SIM_USER, 64),
			 4);
	assert_true(sim_has_text(sim.text, "name"));
	assert_int_equal(user_call(kern_x_strncpy_from_user, to, SIM_USER, 3),
			 3);
	assert_int_equal(user_call(kern_x_strncpy_from_user, to, SIM_USER, 0),
			 0);
	assert_int_equal(user_call(kern_x_strncpy_from_user, to,
				   SIM_USER + KERN_PAGE - 4, 64),
			 -EFAULT);
	assert_int_equal(user_call(kern_x_strncpy_from_user, to,
				   mini_ptr(sim.kern, sim.stack), 64),
			 -EFAULT);
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, sim_setup, mini_kern_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_copy_from_user_counts_what_is_missing),
		TEST(test_copy_from_user_refuses_kernel_addresses),
		TEST(test_copy_to_user_counts_what_is_missing),
		TEST(test_copy_from_user_to_bad_buffer_faults_when_zeroing),
		TEST(test_clear_user),
		TEST(test_strncpy_from_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
