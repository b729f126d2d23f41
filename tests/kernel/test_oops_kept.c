/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_oops_kept.c - what is kept of oopses for those who explain them. Of modules
 * that are gone: tests/tool/test_mmusim_explain.sh.
 */
#include <errno.h>
#include <limits.h>

#include "../support/kern_rig.h"

#include "kernel/kern.h"

/* Also when what called is not what ran. */
static void test_caller_is_kept(void **state)
{
	struct kern *k = *state;
	struct kern_oops_info info;
	char text[128];

	kern_rig_insmod(k, "null_call");
	kern_last_oops(k, &info);
	assert_string_equal(info.path, "");
	assert_string_equal(info.caller.path, "build/modules/null_call.ko");
	kern_symbol(k, info.caller.rip, text, sizeof(text));
	assert_memory_equal(text, info.caller.symbol,
			    strlen(info.caller.symbol));
	assert_non_null(strstr(text, "[null_call]"));
	kern_rig_insmod(k, "null_read");
	kern_last_oops(k, &info);
	assert_int_equal(info.caller.rip, 0);
	assert_string_equal(info.caller.symbol, "");
}

static void test_no_oops_yet(void **state)
{
	struct kern_oops_info info;

	kern_rig_insmod(*state, "hello");
	kern_last_oops(*state, &info);
	assert_int_equal(info.count, 0);
}

static void test_last_oops_is_kept(void **state)
{
	struct kern *k = *state;
	struct kern_oops_info info;

	kern_rig_insmod(k, "wild_kernel");
	kern_last_oops(k, &info);
	assert_int_equal(info.count, 1);
	assert_int_equal(info.frame.fault.vector, MMU_TRAP_PF);
	assert_int_equal(info.frame.fault.error_code, MMU_PF_WR);
	assert_int_equal(info.frame.fault.la, 0xffffdeadbeef0000);
	assert_true(info.frame.native && info.frame.sim);
	assert_int_equal(info.frame.cpl, 0);
	assert_string_equal(info.module, "wild_kernel");
	assert_string_equal(info.path, "build/modules/wild_kernel.ko");
	assert_int_equal(strncmp(info.symbol, "wild_kernel_", 12), 0);
	assert_int_equal(info.regs_la.rip, info.frame.rip_la);
	assert_int_equal(info.regs_la.rip >> 24, KERN_MODULES_START >> 24);
	assert_int_equal(info.regs_la.gpr[MMU_RSP], info.frame.sp_la);
	assert_int_equal(info.regs_la.gpr[MMU_RSP] >> 40, 0xffffc9);
	assert_int_equal(info.mode.cpl, 0);

	kern_rig_insmod(k, "memcpy_wild");
	kern_last_oops(k, &info);
	assert_int_equal(info.count, 2);
	assert_string_equal(info.module, "");
	assert_string_equal(info.path, "");
	assert_string_equal(info.symbol, "memcpy_erms");
}

/* The first and the last ones, each with the walk as it was. */
static void test_oopses_are_kept_by_number(void **state)
{
	struct kern *k = *state;
	struct kern_oops_info first, info;

	assert_int_equal(kern_nth_oops(k, 1, &info), -ENOENT);
	kern_rig_insmod(k, "wild_kernel");
	kern_last_oops(k, &first);
	assert_non_null(strstr(first.walk, "stops here"));
	kern_rig_insmod(k, "null_read");
	kern_rig_insmod(k, "memcpy_wild");
	assert_int_equal(kern_nth_oops(k, 2, &info), 0);
	assert_int_equal(info.count, 2);
	assert_string_equal(info.module, "null_read");
	assert_int_equal(kern_nth_oops(k, 1, &info), 0);
	assert_memory_equal(&info, &first, sizeof(info));
	kern_last_oops(k, &info);
	assert_int_equal(info.count, 3);
	assert_int_equal(kern_nth_oops(k, 0, &info), -ENOENT);
	assert_int_equal(kern_nth_oops(k, 4, &info), -ENOENT);
	assert_int_equal(kern_nth_oops(k, UINT_MAX, &info), -ENOENT);
}

/* What the log said just before is of a BUG() of the kernel's own. */
static void test_bug_is_kept(void **state)
{
	struct kern *k = *state;
	struct kern_oops_info info;

	kern_rig_insmod(k, "wild_kernel");
	kern_last_oops(k, &info);
	assert_string_equal(info.bug, "");
	assert_string_equal(info.said, "");
	assert_int_equal(kern_insmod(k, "examples/modules/list_del_twice.ko",
				     NULL, NULL),
			 0);
	kern_last_oops(k, &info);
	assert_string_equal(info.bug, "lib/list_debug.c:53");
	assert_int_equal(strncmp(info.said, "list_del corruption, ", 21), 0);
	assert_string_equal(info.walk, "");
}

#define unit(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(test_caller_is_kept),
		unit(test_no_oops_yet),
		unit(test_last_oops_is_kept),
		unit(test_oopses_are_kept_by_number),
		unit(test_bug_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
