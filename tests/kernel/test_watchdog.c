/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_watchdog.c - who keeps the CPU, sleeps for ever, or asks the CPU for what it
 * has not: the numbers that say when the kernel complains. What it prints then is
 * compared with a real kernel's in test_lkdtm.c.
 */
#include <errno.h>
#include <unistd.h>

#include "../support/kern_rig.h"

#include <mmusim/kern_sysctl.h>

#define KO     "tests/data/lkdtm/ko/"
#define LKDTM  "build/lkdtm/lkdtm.ko" /* see tests/data/lkdtm/README.md */
#define DIRECT "/sys/kernel/debug/provoke-crash/DIRECT"

static void insert(struct kern *k, const char *path)
{
	int status = -1;

	assert_int_equal(kern_insmod(k, path, NULL, &status), 0);
	assert_int_equal(status, 0);
}

static void need_lkdtm(void)
{
	if (access(LKDTM, R_OK)) {
		print_message("no " LKDTM "\n");
		skip();
	}
}

static void insert_lkdtm(struct kern *k)
{
	need_lkdtm();
	insert(k, LKDTM);
}

static int provoke(struct kern *k, const char *type)
{
	int status = -1;

	kern_file_write(k, DIRECT, type, &status);
	return status;
}

static void set(struct kern *k, const char *name, int value)
{
	assert_int_equal(kern_set_sysctl(k, name, value), 0);
}

static void test_watchdog_waits_as_long_as_it_is_told(void **state)
{
	struct kern *k = *state;

	insert_lkdtm(k);
	set(k, "kernel.watchdog_thresh", 30);
	assert_int_equal(provoke(k, "LOOP"), 137);
	kern_rig_assert_logged(k, 0, "CPU#0 stuck for 78s! [sh:");
	set(k, "kernel.watchdog_thresh", 0);
	size_t from = kern_log_next(k);
	assert_int_equal(provoke(k, "LOOP"), 137);
	kern_rig_assert_not_logged(k, from, "stuck");
	assert_int_equal(kern_set_sysctl(k, "kernel.watchdog_thresh", 61),
			 -EINVAL);
}

static void test_hard_lockup_panics_if_asked(void **state)
{
	struct kern *k = *state;

	insert_lkdtm(k);
	assert_int_equal(provoke(k, "HARDLOCKUP"), 137);
	kern_rig_assert_logged(k, 0, "hard LOCKUP on cpu 0\n");
	set(k, "kernel.hardlockup_panic", 1);
	provoke(k, "HARDLOCKUP");
	assert_true(kern_panicked(k));
	kern_rig_assert_logged(k, 0,
			       "Kernel panic - not syncing: Hard LOCKUP\n");
}

static void test_rcu_waits_for_who_may_not_be_preempted(void **state)
{
	struct kern *k = *state;

	insert_lkdtm(k);
	assert_int_equal(provoke(k, "LOOP"), 137);
	kern_rig_assert_not_logged(k, 0, "rcu: ");
	assert_int_equal(provoke(k, "SOFTLOCKUP"), 137);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"rcu: INFO: rcu_preempt detected stalls",
				 "(detected by 0, t=5252 jiffies, g=",
				 "rcu_preempt kthread starved for 5252 ",
				 "RIP: 0010:lkdtm_SOFTLOCKUP+0xe/0x10 [lkdtm]",
				 "watchdog: BUG: soft lockup - CPU#0 stuck for "
				 "44s!",
				 NULL});
}

/* Somebody who sleeps for ever, for ten seconds or without a word. */
static void test_hung_task_is_reported_when_it_is_told(void **state)
{
	struct kern *k = *state;
	size_t from;

	insert_lkdtm(k);
	set(k, "kernel.hung_task_timeout_secs", 10);
	assert_int_equal(provoke(k, "HUNG_TASK"), 137);
	kern_rig_assert_logged(k, 0, "blocked for more than 10 seconds.\n");
	from = kern_log_next(k);
	set(k, "kernel.hung_task_warnings", 0);
	assert_int_equal(provoke(k, "HUNG_TASK"), 137);
	set(k, "kernel.hung_task_warnings", 10);
	set(k, "kernel.hung_task_timeout_secs", 0);
	assert_int_equal(provoke(k, "HUNG_TASK"), 137);
	kern_rig_assert_not_logged(k, from, "blocked");
}

static void test_register_that_is_not_there_reads_as_zero(void **state)
{
	struct kern *k = *state;

	insert(k, KO "msr.ko");
	kern_rig_assert_order(
		k, 0,
		(const char *[]){
			"msr: EFER has LME and LMA\n", "msr: safe -5\n",
			"msr: safe -5\n",
			"unchecked MSR access error: RDMSR from 0x12345678 at "
			"rIP: 0xffffffff81",
			"RIP: 0010:native_read_msr+0x2/",
			" paravirt_read_msr+0x8/0xd [msr]\n", "msr: 0\n",
			"unchecked MSR access error: WRMSR to 0x12345678 "
			"(tried to write 0x1122334455667788) at rIP: ",
			"msr: written\n", "msr: once only\n", NULL});
	kern_rig_assert_not_logged(k, 0, "0x12345679");
}

/* The module that is probed goes first; then the one that probes it. */
static void test_probes_end_with_the_code_that_they_are_in(void **state)
{
	struct kern *k = *state;
	int status;

	insert_lkdtm(k);
	insert(k, KO "kprobes.ko");
	for (int i = 0; i < 3; i++) {
		assert_int_equal(kern_rmmod(k, "kprobes", &status), 0);
		insert(k, KO "kprobes.ko");
	}
	assert_int_equal(kern_rmmod(k, "lkdtm", &status), 0);
	kern_rig_assert_not_logged(k, 0, "BUG");
}

static void test_command_line_sets_them_too(void **state)
{
	struct kern_config config = {
		.size = sizeof(config),
		.cmdline =
			"watchdog_thresh=7 softlockup_panic=1 "
			"hung_task_panic=1 rcupdate.rcu_cpu_stall_timeout=5"};
	struct kern *k;
	int value;

	(void)state;
	need_lkdtm(); /* nobody shuts down this one */
	assert_int_equal(kern_boot(&config, &k), 0);
	assert_int_equal(kern_sysctl(k, "kernel.watchdog_thresh", &value), 0);
	assert_int_equal(value, 7);
	insert_lkdtm(k);
	provoke(k, "SOFTLOCKUP");
	kern_rig_assert_logged(k, 0, "(detected by 0, t=1252 jiffies, ");
	assert_true(kern_panicked(k));
	kern_shutdown(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_watchdog_waits_as_long_as_it_is_told,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_hard_lockup_panics_if_asked, kern_rig_setup,
			kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_rcu_waits_for_who_may_not_be_preempted,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_hung_task_is_reported_when_it_is_told,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_register_that_is_not_there_reads_as_zero,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test_setup_teardown(
			test_probes_end_with_the_code_that_they_are_in,
			kern_rig_setup, kern_rig_teardown),
		cmocka_unit_test(test_command_line_sets_them_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
