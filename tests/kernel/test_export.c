/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_export.c - following a caller's pointers: kernel/export.c. */
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

static void test_call_read_reports_the_faulting_byte(void **state)
{
	struct kern_call call = sim_new_call();
	char buf[32];

	(void)state;
	assert_int_equal(
		kern_call_read(&call, buf,
			       mini_ptr(sim.kern, sim.text + KERN_PAGE - 16),
			       16),
		0);
	assert_false(call.fault);
	assert_int_equal(
		kern_call_read(&call, buf,
			       mini_ptr(sim.kern, sim.text + KERN_PAGE - 16),
			       32),
		-EFAULT);
	assert_true(sim_faulted(&call, sim.text + KERN_PAGE, false));
}

static void test_call_write_reports_the_faulting_byte(void **state)
{
	struct kern_call call = sim_new_call();

	(void)state;
	assert_int_equal(kern_call_write(&call, 0x10, "x", 1), -EFAULT);
	assert_true(sim_faulted(&call, 0x10, true));
}

static void test_call_string_stops_at_the_nul(void **state)
{
	struct kern_call call = sim_new_call();
	char buf[128];

	(void)state;
	sim_poke(sim.text + KERN_PAGE - 3, "ab", 3);
	uint64_t ptr = mini_ptr(sim.kern, sim.text + KERN_PAGE - 3);
	assert_int_equal(kern_call_string(&call, buf, ptr, sizeof(buf)), 0);
	assert_string_equal(buf, "ab");
	assert_int_equal(kern_call_string(&call, buf, ptr, 2), 0);
	assert_string_equal(buf, "a");
	ptr = sim_unterminated("abc");
	assert_int_equal(kern_call_string(&call, buf, ptr, sizeof(buf)),
			 -EFAULT);
	assert_true(sim_faulted(&call, sim.text + KERN_PAGE, false));
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, sim_setup, mini_kern_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_call_read_reports_the_faulting_byte),
		TEST(test_call_write_reports_the_faulting_byte),
		TEST(test_call_string_stops_at_the_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
