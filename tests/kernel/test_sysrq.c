// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/sysrq-trigger, panics because of a warning, and files of /proc that tell
 * what the machine does.
 */
#include "../support/kern_rig.h"

#include <errno.h>
#include <mmusim/kern_sysctl.h>
#include <mmusim/kern_task.h>
#include <stdio.h>

static void test_sysrq_logs_what_a_letter_asks_for(void **state)
{
	static const struct {
		const char *letter, *logged;
	} rows[] = {
		{"h",
		 "sysrq: HELP : loglevel(0-9) reboot(b) crash(c) terminate-all-tasks(e) "},
		{"?\n", "crash(c) "}, /* none: the same */
		{"m\n", "Mem-Info:"},
		{"l", "NMI backtrace for cpu 0"},
		{"l", " ksys_write+0x"},
		{"s", "sysrq: Emergency Sync"},
		{"t", "sysrq: Show State"},
		{"w", "sysrq: Show Blocked State"},
		{"5", "sysrq: Loglevel set to 5"},
	};
	struct kern *k = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t from = kern_log_next(k);

		assert_int_equal(
			kern_proc_write(k, "sysrq-trigger", rows[i].letter), 0);
		kern_rig_assert_logged(k, from, rows[i].logged);
	}
	assert_int_equal(kern_proc_write(k, "sysrq-trigger", ""), 0);
	assert_null(kern_proc_read(k, "sysrq-trigger"));
	assert_int_equal(errno, EIO);
}

static void test_sysrq_lists_tasks(void **state)
{
	struct kern *k = *state;
	uint64_t from;

	kern_rig_insmod(k, "thread_live");
	from = kern_log_next(k);
	kern_proc_write(k, "sysrq-trigger", "t");
	kern_rig_assert_logged(k, from,
			       "task:forever         state:D stack:0     ");
	from = kern_log_next(k);
	kern_proc_write(k, "sysrq-trigger", "w");
	kern_rig_assert_logged(k, from, "task:forever ");
}

static void test_sysrq_crashes(void **state)
{
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);

	assert_int_equal(kern_proc_write(k, "sysrq-trigger", "c"), -EBUSY);
	assert_true(kern_panicked(k));
	kern_rig_assert_logged(k, from, "sysrq: Trigger a crash");
	kern_rig_assert_logged(k, from, " panic+0x");
	kern_rig_assert_logged(k, from, " sysrq_handle_crash+0x");
	assert_int_equal(kern_proc_write(k, "sysrq-trigger", "h"), -EBUSY);
}

static void test_panic_on_warn(void **state)
{
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);
	int status;

	assert_int_equal(kern_set_sysctl(k, "kernel.panic_on_warn", 1), 0);
	assert_int_equal(kern_insmod(k, "tests/data/oops/ko/warn_on.ko", NULL,
				     &status),
			 -EBUSY);
	assert_true(kern_panicked(k));
	kern_rig_assert_logged(k, from, "panic_on_warn set ...");
	kern_rig_assert_logged(k, from, " check_panic_on_warn.cold+0x");
	kern_rig_assert_not_logged(k, from, "end trace");
}

static void test_panic_on_warn_in_a_call(void **state)
{
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);
	int status;

	kern_set_sysctl(k, "kernel.panic_on_warn", 1);
	assert_int_equal(kern_insmod(k, "tests/data/oops/ko/vfree_bad.ko", NULL,
				     &status),
			 -EBUSY);
	assert_true(kern_panicked(k));
	kern_rig_assert_logged(k, from, "panic_on_warn set ...");
}

static void test_panic_on_warn_is_an_option(void **state)
{
	struct kern_config config = {.size = sizeof(config),
				     .cmdline = "panic_on_warn=1"};
	struct kern *k;
	int value;

	(void)state;
	assert_int_equal(kern_boot(&config, &k), 0);
	assert_int_equal(kern_sysctl(k, "kernel.panic_on_warn", &value), 0);
	assert_int_equal(value, 1);
	kern_shutdown(k);
}

/* --- /proc ------------------------------------------------------------------------ */

static void assert_starts(struct kern *k, const char *name, const char *want)
{
	char *text = kern_proc_read(k, name);

	assert_non_null(text);
	assert_memory_equal(text, want, strlen(want));
	free(text);
}

/* One task waits for ever: 1 - exp(-1), 1 - exp(-1/5), 1 - exp(-1/15). */
static void test_loadavg_counts_who_waits_for_io(void **state)
{
	struct kern *k = *state;

	assert_starts(k, "loadavg", "0.00 0.00 0.00 0/0 ");
	kern_rig_insmod(k, "thread_live");
	kern_idle_for(k, 60000000000);
	assert_starts(k, "loadavg", "0.63 0.18 0.06 0/1 ");
}

/* A thread of the kernel has no address space, though one may have its number. */
static void test_proc_pid_of_a_thread(void **state)
{
	struct kern *k = *state;
	char name[32], *text = NULL;
	int pid = 0;

	kern_rig_insmod(k, "thread_live");
	while (!text && ++pid < 1000) {
		snprintf(name, sizeof(name), "%d/comm", pid);
		text = kern_proc_read(k, name);
	}
	assert_non_null(text);
	assert_string_equal(text, "forever\n");
	free(text);
	snprintf(name, sizeof(name), "%d/maps", pid);
	assert_null(kern_proc_read(k, name));
	snprintf(name, sizeof(name), "%d/status", pid);
	text = kern_proc_read(k, name);
	assert_non_null(text);
	assert_null(strstr(text, "VmSize"));
	free(text);
}

static void test_last_status(void **state)
{
	struct kern *k = *state;

	kern_rig_insmod(k, "params");
	assert_int_equal(kern_last_status(k), 0);
	assert_null(kern_sysfs_read(k, "module/params/parameters/faulty"));
	assert_int_equal(errno, EIO);
	assert_int_equal(kern_last_status(k), 137);
}

#define WITH_KERNEL(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_KERNEL(test_sysrq_logs_what_a_letter_asks_for),
		WITH_KERNEL(test_sysrq_lists_tasks),
		WITH_KERNEL(test_sysrq_crashes),
		WITH_KERNEL(test_panic_on_warn),
		WITH_KERNEL(test_panic_on_warn_in_a_call),
		cmocka_unit_test(test_panic_on_warn_is_an_option),
		WITH_KERNEL(test_loadavg_counts_who_waits_for_io),
		WITH_KERNEL(test_proc_pid_of_a_thread),
		WITH_KERNEL(test_last_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
