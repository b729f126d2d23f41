/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_hostile.c - modules that call functions with what they are not for, and
 * remove what is running: build/modules/hostile.ko. As in test_nasty.c, the program
 * that the simulated kernel is part of must not be harmed.
 */
#include <stdio.h>

#include "../support/kern_rig.h"

static int insmod(struct kern *k, const char *what)
{
	char args[32];
	int status = -1;

	snprintf(args, sizeof(args), "what=%s", what);
	assert_int_equal(
		kern_insmod(k, kern_rig_path("hostile"), args, &status), 0);
	return status;
}

/* --- kprobes ------------------------------------------------------------------- */

static void test_handler_that_removes_the_next_probe(void **state)
{
	uint64_t from = kern_log_next(*state);

	assert_int_equal(insmod(*state, "second"), 0);
	kern_rig_assert_order(
		*state, from,
		(const char *[]){"hostile: second 0\n", "hostile: pre first\n",
				 "hostile: post first\n",
				 "hostile: once more\n", "hostile: pre first\n",
				 "hostile: post first\n", NULL});
	kern_rig_assert_not_logged(*state, from, "pre second\n");
}

/* The breakpoint is gone: the function goes on. */
static void test_handler_that_removes_all_probes(void **state)
{
	assert_int_equal(insmod(*state, "both"), 0);
	kern_rig_assert_logged(*state, 0, "hostile: once more\n");
	kern_rig_assert_not_logged(*state, 0, "hostile: pre second\n");
	kern_rig_assert_not_logged(*state, 0, "hostile: post");
}

static void test_handler_that_registers_its_probe_again(void **state)
{
	assert_int_equal(insmod(*state, "again"), 0);
	kern_rig_assert_order(*state, 0,
			      (const char *[]){"hostile: pre first\n",
					       "hostile: pre second\n",
					       "hostile: once more\n", NULL});
}

static void test_handler_behind_the_instruction_that_removes_all(void **state)
{
	assert_int_equal(insmod(*state, "later"), 0);
	kern_rig_assert_order(*state, 0,
			      (const char *[]){"hostile: pre first\n",
					       "hostile: pre second\n",
					       "hostile: post first\n",
					       "hostile: once more\n", NULL});
	kern_rig_assert_not_logged(*state, 0, "hostile: post second\n");
}

/* --- functions ------------------------------------------------------------------ */

/* There is no interrupt that they could speak of. */
static void test_parts_of_the_tick_that_a_module_calls(void **state)
{
	assert_int_equal(insmod(*state, "watchdog"), 0);
	assert_int_equal(kern_rig_rmmod(*state, "hostile"), 0);
	assert_int_equal(insmod(*state, "stall"), 0);
	kern_rig_assert_logged(*state, 0, "hostile: came back\n");
}

static void test_node_that_is_none(void **state)
{
	assert_int_equal(insmod(*state, "node"), 137);
	kern_rig_assert_logged(*state, 0,
			       "BUG: kernel NULL pointer dereference");
}

static void test_queue_of_more_than_there_can_be(void **state)
{
	assert_int_equal(insmod(*state, "kfifo"), 0);
	kern_rig_assert_logged(*state, 0, "hostile: kfifo -22 -12\n");
}

/* Less than any error. */
static void test_file_that_returns_the_lowest_number(void **state)
{
	char *text = NULL;
	int status = -1;

	assert_int_equal(insmod(*state, "file"), 0);
	assert_int_equal(
		kern_file_read(*state, "/proc/hostile", &text, &status), 0);
	assert_int_equal(status, 1);
	free(text);
	assert_int_equal(kern_rig_rmmod(*state, "hostile"), 0);
}

/* Nobody else gets the CPU. */
static void test_interrupt_that_waits_for_a_thread(void **state)
{
	int status = -1;

	assert_int_equal(insmod(*state, "line"), 0);
	kern_file_write(*state, "/sys/kernel/debug/irq/irqs/7", "trigger",
			&status);
	kern_rig_assert_logged(*state, 0, "BUG: scheduling while atomic");
	kern_rig_assert_logged(*state, 0, "scheduling from the idle thread!");
	kern_rig_assert_logged(*state, 0, "hard LOCKUP on cpu 0");
}

/* Memory that can be read, and is not what it should be. */
static void test_page_that_is_none(void **state)
{
	assert_int_equal(insmod(*state, "no_page"), 139);
	kern_rig_assert_logged(*state, 0, "general protection fault");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_handler_that_removes_the_next_probe),
		TEST(test_handler_that_removes_all_probes),
		TEST(test_handler_that_registers_its_probe_again),
		TEST(test_handler_behind_the_instruction_that_removes_all),
		TEST(test_parts_of_the_tick_that_a_module_calls),
		TEST(test_node_that_is_none),
		TEST(test_queue_of_more_than_there_can_be),
		TEST(test_file_that_returns_the_lowest_number),
		TEST(test_interrupt_that_waits_for_a_thread),
		TEST(test_page_that_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
