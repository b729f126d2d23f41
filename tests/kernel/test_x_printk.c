/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_x_printk.c - exports that format text: kernel/x_printk.c. */
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

static void test_printk_reads_registers_then_stack(void **state)
{
	struct kern_call call = sim_new_call();

	(void)state;
	call.arg[0] = sim_str(0, "\0016%d %s %d %d %d %d %s\n");
	call.arg[1] = 1;
	call.arg[2] = sim_str(64, "two");
	call.arg[3] = 3;
	call.arg[4] = 4;
	call.arg[5] = 5;
	sim_push(0, 0xdeadbeef00000006);
	sim_push(1, sim_str(96, "seven"));
	assert_int_equal(kern_x__printk(&call), 19);
	char *log = mini_kern_log(sim.kern);
	assert_string_equal(log, "1 two 3 4 5 6 seven\n");
	free(log);
}

static void test_printk_prints_linear_addresses(void **state)
{
	struct kern_call call = sim_new_call();

	(void)state;
	call.arg[0] = sim_str(0, "%px\n");
	call.arg[1] = mini_ptr(sim.kern, sim.stack);
	kern_x__printk(&call);
	char *log = mini_kern_log(sim.kern);
	assert_string_equal(log, "ffffc90000002000\n");
	free(log);
}

static void test_printk_that_faults_prints_nothing(void **state)
{
	struct kern_call call = sim_new_call();

	(void)state;
	call.arg[0] = 0x2000;
	assert_int_equal(kern_x__printk(&call), 0);
	assert_true(sim_faulted(&call, 0x2000, false));

	call = sim_new_call();
	call.arg[0] = sim_str(0, "%s");
	call.arg[1] = sim_unterminated("abc");
	kern_x__printk(&call);
	assert_true(sim_faulted(&call, sim.text + KERN_PAGE, false));

	call = sim_new_call();
	call.arg[0] = sim_str(0, "%d %d %d %d %d %d");
	call.sp = 0x3000;
	kern_x__printk(&call);
	assert_true(sim_faulted(&call, 0x3008, false));
	assert_int_equal(kern_log_next(sim.kern), 0);
}

static void test_snprintf_family(void **state)
{
	struct kern_call call = sim_new_call();
	uint64_t out = mini_ptr(sim.kern, sim.text + 1024);

	(void)state;
	call.arg[0] = out;
	call.arg[1] = sim_str(0, "%d-%s");
	call.arg[2] = 42;
	call.arg[3] = sim_str(64, "text");
	assert_int_equal(kern_x_sprintf(&call), 7);
	assert_true(sim_has_text(sim.text + 1024, "42-text"));

	call.arg[1] = 5;
	call.arg[2] = sim_str(0, "%d-%s");
	call.arg[3] = 42;
	call.arg[4] = sim_str(64, "text");
	assert_int_equal(kern_x_snprintf(&call), 7);
	assert_true(sim_has_text(sim.text + 1024, "42-t"));
	assert_int_equal(kern_x_scnprintf(&call), 4);

	call.arg[1] = 0;
	assert_int_equal(kern_x_snprintf(&call), 7);
	assert_int_equal(kern_x_scnprintf(&call), 0);
	call.arg[1] = 1ull << 32; /* too large to be true */
	assert_int_equal(kern_x_snprintf(&call), 0);
	assert_true(sim_has_text(sim.text + 1024, "42-t"));
	assert_false(call.fault);
}

static void test_sprintf_that_overflows_faults_for_writing(void **state)
{
	struct kern_call call = sim_new_call();

	(void)state;
	call.arg[0] = mini_ptr(sim.kern, sim.text + KERN_PAGE - 4);
	call.arg[1] = sim_str(0, "%d");
	call.arg[2] = 12345;
	kern_x_sprintf(&call);
	assert_true(sim_faulted(&call, sim.text + KERN_PAGE, true));
}

static void test_vsnprintf_reads_a_va_list(void **state)
{
	struct kern_call call = sim_new_call();
	uint64_t saved[6] = {99, 99, 99, 99, 5, 6}, overflow[2] = {7, 8};
	struct {
		uint32_t gp, fp;
		uint64_t overflow, saved;
	} list = {32, 48, mini_ptr(sim.kern, sim.text + 1024),
		  mini_ptr(sim.kern, sim.text + 1100)};

	(void)state;
	sim_poke(sim.text + 1024, overflow, sizeof(overflow));
	sim_poke(sim.text + 1100, saved, sizeof(saved));
	sim_poke(sim.text + 1200, &list, sizeof(list));
	call.arg[0] = mini_ptr(sim.kern, sim.text + 2048);
	call.arg[1] = 100;
	call.arg[2] = sim_str(0, "%d %d %d %d");
	call.arg[3] = mini_ptr(sim.kern, sim.text + 1200);
	assert_int_equal(kern_x_vsnprintf(&call), 7);
	assert_true(sim_has_text(sim.text + 2048, "5 6 7 8"));
	call.arg[3] = 0;
	kern_x_vsnprintf(&call);
	assert_true(sim_faulted(&call, 0, false));
}

static void test_vsnprintf_follows_a_garbage_va_list(void **state)
{
	struct kern_call call = sim_new_call();
	uint64_t list[3] = {8};

	(void)state;
	sim_poke(sim.text + 1200, list, sizeof(list));
	call.arg[2] = sim_str(0, "%d");
	call.arg[3] = mini_ptr(sim.kern, sim.text + 1200);
	kern_x_vsnprintf(&call);
	assert_true(sim_faulted(&call, 8, false));
}

/* A struct va_format of which each argument is itself: of 16 levels each would print
 * the next one four times. */
static void test_a_format_that_has_itself_ends(void **state)
{
	struct kern_call call = sim_new_call();
	uint64_t format = mini_ptr(sim.kern, sim.text + 1300), args[8];
	uint64_t va_format[2] = {sim_str(0, "%pV%pV"),
				 mini_ptr(sim.kern, sim.text + 1200)};
	struct {
		uint32_t gp, fp;
		uint64_t overflow, saved;
	} list = {48, 48, mini_ptr(sim.kern, sim.text + 1024), 0};

	(void)state;
	for (size_t i = 0; i < 8; i++)
		args[i] = format;
	sim_poke(sim.text + 1024, args, sizeof(args));
	sim_poke(sim.text + 1200, &list, sizeof(list));
	sim_poke(sim.text + 1300, va_format, sizeof(va_format));
	call.arg[0] = sim_str(100, "a%pV");
	call.arg[1] = format;
	assert_int_equal(kern_x__printk(&call), 0);
	call.arg[0] = mini_ptr(sim.kern, sim.text + 2048);
	call.arg[1] = 100;
	call.arg[2] = sim_str(100, "a%pV");
	call.arg[3] = format;
	assert_int_equal(kern_x_snprintf(&call), 0);
	/* Many that end are no such ones. */
	va_format[0] = sim_str(0, "b");
	sim_poke(sim.text + 1300, va_format, sizeof(va_format));
	call.arg[2] = sim_str(100, "%pV%pV%pV");
	call.arg[4] = call.arg[5] = format;
	assert_int_equal(kern_x_snprintf(&call), 3);
	assert_true(sim_has_text(sim.text + 2048, "bbb"));
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, sim_setup, mini_kern_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_printk_reads_registers_then_stack),
		TEST(test_printk_prints_linear_addresses),
		TEST(test_printk_that_faults_prints_nothing),
		TEST(test_snprintf_family),
		TEST(test_sprintf_that_overflows_faults_for_writing),
		TEST(test_vsnprintf_reads_a_va_list),
		TEST(test_vsnprintf_follows_a_garbage_va_list),
		TEST(test_a_format_that_has_itself_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
