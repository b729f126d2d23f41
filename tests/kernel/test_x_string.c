/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_x_string.c - numbers from strings: kernel/x_string.c. */
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

/* Call f(s, base, &result): its return value, and the result. */
static int parse(kern_export_fn *f, const char *s, unsigned int base,
		 int64_t *result)
{
	struct kern_call call = sim_new_call();
	uint64_t out = 0x7777777777777777;

	sim_poke(sim.text + 1024, &out, sizeof(out));
	call.arg[0] = sim_str(0, s);
	call.arg[1] = base;
	call.arg[2] = mini_ptr(sim.kern, sim.text + 1024);
	int ret = (int)f(&call);
	assert_false(call.fault);
	sim_peek(result, sim.text + 1024, sizeof(*result));
	return ret;
}

static void test_kstrto(void **state)
{
	static const struct {
		kern_export_fn *f;
		const char *s;
		unsigned int base;
		int ret;
		int64_t value;
	} rows[] = {
		{kern_x_kstrtoull, "0", 0, 0, 0},
		{kern_x_kstrtoull, "123\n", 10, 0, 123}, /* as from echo */
		{kern_x_kstrtoull, "123\n\n", 10, -EINVAL, 0},
		{kern_x_kstrtoull, "+7", 0, 0, 7},
		{kern_x_kstrtoull, "0x1F", 0, 0, 31},
		{kern_x_kstrtoull, "0x1f", 16, 0, 31},
		{kern_x_kstrtoull, "017", 0, 0, 15},
		{kern_x_kstrtoull, "0x", 0, -EINVAL, 0}, /* 0, then junk */
		{kern_x_kstrtoull, "08", 0, -EINVAL, 0},
		{kern_x_kstrtoull, "", 0, -EINVAL, 0},
		{kern_x_kstrtoull, "-1", 0, -EINVAL, 0},
		{kern_x_kstrtoull, " 1", 0, -EINVAL, 0},
		{kern_x_kstrtoull, "18446744073709551615", 0, 0, -1},
		{kern_x_kstrtoull, "18446744073709551616", 0, -ERANGE, 0},
		{kern_x_kstrtoll, "-9223372036854775808", 0, 0, INT64_MIN},
		{kern_x_kstrtoll, "-9223372036854775809", 0, -ERANGE, 0},
		{kern_x_kstrtoll, "9223372036854775808", 0, -ERANGE, 0},
		{kern_x_kstrtoll, "-0x10", 0, 0, -16},
		{kern_x_kstrtoll, "-+1", 0, -EINVAL, 0},
		{kern_x_kstrtoll, "--1", 0, -EINVAL, 0},
		{kern_x_kstrtoint, "2147483648", 0, -ERANGE, 0},
		{kern_x_kstrtouint, "4294967296", 0, -ERANGE, 0},
		/* four bytes are stored, no more */
		{kern_x_kstrtoint, "-2", 0, 0, 0x77777777fffffffe},
		{kern_x_kstrtouint, "4294967295", 0, 0, 0x77777777ffffffff},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t value;
		int ret = parse(rows[i].f, rows[i].s, rows[i].base, &value);

		if (ret != rows[i].ret)
			print_error("\"%s\": ", rows[i].s);
		assert_int_equal(ret, rows[i].ret);
		assert_int_equal(value,
				 ret ? 0x7777777777777777 : rows[i].value);
	}
}

static void test_simple_strtoul_says_where_it_stopped(void **state)
{
	struct kern_call call = sim_new_call();
	uint64_t end;

	(void)state;
	call.arg[0] = sim_str(0, "-0x1fz");
	call.arg[1] = mini_ptr(sim.kern, sim.text + 1024);
	assert_int_equal(kern_x_simple_strtol(&call), -31);
	sim_peek(&end, sim.text + 1024, sizeof(end));
	assert_int_equal(end, call.arg[0] + 5);
	assert_int_equal(kern_x_simple_strtoul(&call), 0);
	call.arg[1] = 0;
	call.arg[0] = sim_str(0, "12");
	assert_int_equal(kern_x_simple_strtoul(&call), 12);
	assert_false(call.fault);
}

static void test_parsers_fault_at_the_missing_byte(void **state)
{
	struct kern_call call = sim_new_call();

	(void)state;
	call.arg[0] = sim_unterminated("12");
	kern_x_kstrtoull(&call);
	assert_true(sim_faulted(&call, sim.text + KERN_PAGE, false));
	call = sim_new_call();
	call.arg[0] = sim_str(0, "12");
	call.arg[2] = 0x40;
	kern_x_kstrtoint(&call);
	assert_true(sim_faulted(&call, 0x40, true));
}

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, sim_setup, mini_kern_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_kstrto),
		TEST(test_simple_strtoul_says_where_it_stopped),
		TEST(test_parsers_fault_at_the_missing_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
