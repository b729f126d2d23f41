/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_sysctl.c - /proc/sys, other small files of /proc, /sys/module, and the
 * command line: kernel/proc_sys.c, proc_kernel.c, sysfs.c, cmdline.c.
 */
#include "../support/kern_rig.h"

#include <errno.h>
#include <mmusim/kern_task.h>

static struct kern *boot(const char *cmdline)
{
	struct kern_config config = {.size = sizeof(config),
				     .cmdline = cmdline};
	struct kern *k;

	assert_int_equal(kern_boot(&config, &k), 0);
	return k;
}

/* It panics: insmod does not come back. */
static void insmod_panics(struct kern *k)
{
	assert_int_equal(kern_insmod(k, kern_rig_path("null_read"), NULL, NULL),
			 -EBUSY);
	assert_true(kern_panicked(k));
}

static void assert_file(struct kern *k, const char *name, const char *want)
{
	char *text = kern_proc_read(k, name);

	assert_non_null(text);
	assert_string_equal(text, want);
	free(text);
}

/* --- /proc/sys ---------------------------------------------------------------------- */

static void test_sysctl_is_set(void **state)
{
	struct kern *k = *state;

	assert_file(k, "sys/kernel/panic_on_oops", "0\n");
	assert_int_equal(kern_proc_write(k, "sys/kernel/panic_on_oops", "1\n"),
			 0);
	assert_file(k, "sys/kernel/panic_on_oops", "1\n");
	assert_file(k, "sys/kernel/printk", "7\t4\t1\t7\n");
	assert_int_equal(kern_proc_write(k, "sys/kernel/printk", "8 4 1 7"), 0);
	assert_file(k, "sys/kernel/printk", "8\t4\t1\t7\n");
	insmod_panics(k);
}

static void test_sysctl_refuses(void **state)
{
	struct kern *k = *state;
	static const char *const bad[] = {"",	 "x",		"1x",
					  "1 2", "99999999999", "--1"};

	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(kern_proc_write(k, "sys/kernel/panic", bad[i]),
				 -EINVAL);
	assert_file(k, "sys/kernel/panic", "0\n");
	assert_int_equal(kern_proc_write(k, "sys/kernel/printk", "1 2 3 4 5"),
			 -EINVAL);
	assert_file(k, "sys/kernel/printk", "7\t4\t1\t7\n");
	assert_int_equal(kern_proc_write(k, "sys/kernel/printk", "8 3\n"), 0);
	assert_file(k, "sys/kernel/printk", "8\t3\t1\t7\n");
	assert_int_equal(kern_proc_write(k, "sys/kernel/ostype", "1"), -EACCES);
	assert_int_equal(kern_proc_write(k, "modules", "1"), -EACCES);
	assert_int_equal(kern_proc_write(k, "sys/kernel/none", "1"), -ENOENT);
	assert_int_equal(kern_proc_write(k, "", "1"), -ENOENT);
	assert_null(kern_proc_read(k, "sys/kernel"));
}

/* Flags of the taint come and do not go. */
static void test_sysctl_tainted(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_proc_write(k, "sys/kernel/tainted", "64"), 0);
	assert_int_equal(kern_proc_write(k, "sys/kernel/tainted", "0"), 0);
	assert_file(k, "sys/kernel/tainted", "64\n");
	assert_int_equal(kern_proc_write(k, "sys/kernel/tainted", "524288"),
			 -EINVAL);
	kern_rig_insmod(k, "hello");
	assert_file(k, "sys/kernel/tainted", "12352\n"); /* and O, E */
}

/* --- other files ---------------------------------------------------------------------- */

static int read_one(const char *name, bool writable, void *arg)
{
	char *text = kern_proc_read(arg, name);

	(void)writable;
	if (!strcmp(name, "sysrq-trigger")) {
		assert_null(text);
		assert_int_equal(errno, EIO);
		return 0;
	}
	assert_non_null(text);
	free(text);
	return 0;
}

static int count(const char *name, bool writable, void *arg)
{
	if (strncmp(name, "kernel/slab/", 12))
		*(int *)arg += 1 + 1000 * writable;
	return 0;
}

static int stop(const char *name, bool writable, void *arg)
{
	(void)name;
	(void)writable;
	return ++*(int *)arg == 3 ? 5 : 0;
}

static void test_proc_each_file_can_be_read(void **state)
{
	struct kern *k = *state;
	int n = 0;

	assert_int_equal(kern_proc_each(k, read_one, k), 0);
	kern_proc_each(k, count, &n);
	assert_true(n > 4000 && n % 1000 > 15);
	n = 0;
	assert_int_equal(kern_proc_each(k, stop, &n), 5);
	assert_int_equal(n, 3);
}

static void test_proc_kallsyms(void **state)
{
	struct kern *k = *state;
	char *text, *line, symbol[128];

	kern_rig_insmod(k, "hello");
	text = kern_proc_read(k, "kallsyms");
	line = strstr(text, " T memcpy\n");
	assert_non_null(line);
	assert_true(kern_symbol(k, strtoull(line - 16, NULL, 16), symbol,
				sizeof(symbol)));
	line = strstr(text, "\t[hello]\n");
	assert_non_null(line);
	while (line > text && line[-1] != '\n')
		line--;
	assert_true(kern_symbol(k, strtoull(line, NULL, 16), symbol,
				sizeof(symbol)));
	assert_non_null(strstr(symbol, "[hello]"));
	free(text);
}

static void test_proc_uptime(void **state)
{
	struct kern *k = *state;
	uint64_t before = kern_clock(k);

	kern_idle_for(k, 2500000000);
	assert_int_equal(kern_clock(k) - before, 2500000000);
	assert_file(k, "uptime", "2.50 2.50\n");
}

/* --- /sys/module ---------------------------------------------------------------------- */

static void assert_sys(struct kern *k, const char *name, const char *want)
{
	char *text = kern_sysfs_read(k, name);

	assert_non_null(text);
	assert_string_equal(text, want);
	free(text);
}

/* Of a module that is loaded; it says where its code lies. */
static int find_section(const char *name, bool writable, void *arg)
{
	char *text, *end;
	uint64_t la;

	if (strcmp(name, "module/hello/sections/.init.text"))
		return 0;
	assert_false(writable);
	text = kern_sysfs_read(arg, name);
	assert_non_null(text);
	la = strtoull(text, &end, 16);
	assert_string_equal(end, "\n");
	assert_true(la > 0xffffffffc0000000ull);
	free(text);
	return 7;
}

static void test_sysfs_of_a_module(void **state)
{
	struct kern *k = *state;
	int n = 0;

	assert_null(kern_sysfs_read(k, "module/hello/refcnt"));
	assert_int_equal(errno, ENOENT);
	assert_int_equal(kern_sysfs_each(k, count, &n), 0);
	assert_int_equal(n, 0);
	kern_rig_insmod(k, "hello");
	assert_sys(k, "module/hello/refcnt", "0\n");
	assert_sys(k, "module/hello/initstate", "live\n");
	assert_sys(k, "module/hello/taint", "OE\n");
	assert_sys(k, "module/hello/initsize", "0\n");
	kern_rig_insmod(k, "null_read");
	assert_sys(k, "module/null_read/initstate", "coming\n");
	assert_null(kern_sysfs_read(k, "module/hello/none"));
	assert_null(kern_sysfs_read(k, "module/hello"));
	assert_null(kern_sysfs_read(k, "kernel/hello/refcnt"));
	kern_sysfs_each(k, count, &n);
	/* five of each, and their sections, as the compiler made them */
	assert_in_range(n, 2 * (5 + 3), 2 * (5 + 40));
	assert_int_equal(kern_sysfs_each(k, find_section, k), 7);
	assert_null(kern_sysfs_read(k, "module/hello/sections/.none"));
	assert_int_equal(kern_sysfs_write(k, "module/hello/sections/.init.text",
					  "1"),
			 -EACCES);
}

static int find_number(const char *name, bool writable, void *arg)
{
	int *found = arg;

	assert_string_not_equal(name, "module/params/parameters/hidden");
	if (!strcmp(name, "module/params/parameters/number"))
		*found += writable ? 1 : 100;
	if (!strcmp(name, "module/params/parameters/far_away"))
		*found += writable ? 100 : 10;
	return 0;
}

static void assert_no_sys(struct kern *k, const char *name, int err)
{
	errno = 0;
	assert_null(kern_sysfs_read(k, name));
	assert_int_equal(errno, err);
}

#define PARAMS "module/params/parameters/"

static void test_sysfs_of_parameters(void **state)
{
	struct kern *k = *state;
	int found = 0;

	assert_int_equal(kern_sysfs_write(k, PARAMS "number", "1"), -ENOENT);
	kern_rig_insmod(k, "params");
	kern_sysfs_each(k, find_number, &found);
	assert_int_equal(found, 11);
	assert_sys(k, PARAMS "number", "4\n");
	assert_int_equal(kern_sysfs_write(k, PARAMS "number", "17\n"), 0);
	assert_sys(k, PARAMS "number", "17\n");
	assert_int_equal(kern_sysfs_write(k, PARAMS "number", "x"), -EINVAL);
	assert_int_equal(kern_sysfs_write(k, PARAMS "far_away", "1"), -EACCES);
	assert_int_equal(kern_sysfs_write(k, "module/params/refcnt", "1"),
			 -EACCES);
	assert_int_equal(kern_sysfs_write(k, "module/params/none", "1"),
			 -ENOENT);
	assert_int_equal(kern_sysfs_write(k, "kernel/params", "1"), -ENOENT);
	assert_no_sys(k, PARAMS "hidden", ENOENT);
	assert_no_sys(k, PARAMS "faulty", EIO);
}

/* --- the command line ------------------------------------------------------------------ */

static int find_console(const struct kern_log_line *line, void *arg)
{
	unsigned int *shown = arg;

	shown[line->console]++;
	return 0;
}

static void test_cmdline_options(void **state)
{
	struct kern *k =
		boot("quiet oops=panic\tpanic=3 sysctl.kernel.tainted=1 "
		     "sysctl.no.such=1 sysctl.kernel.ostype=x "
		     "sysctl.kernel.panic_on_oops=x sysctl.x unknown");
	unsigned int shown[2] = {0};

	(void)state;
	assert_file(k, "sys/kernel/panic", "3\n");
	assert_file(k, "sys/kernel/panic_on_oops", "1\n");
	assert_file(k, "sys/kernel/tainted", "1\n");
	assert_file(k, "sys/kernel/printk", "4\t4\t1\t7\n");
	kern_rig_assert_logged(k, 0, "'no.such=1': parameter not found");
	kern_rig_assert_logged(k, 0, "'kernel.ostype=x': permission denied");
	kern_rig_assert_logged(k, 0, "'kernel.panic_on_oops=x': invalid value");
	kern_log_each(k, 0, find_console, shown);
	assert_int_equal(shown[true], 3); /* those errors */
	assert_true(shown[false] > 3);
	kern_shutdown(k);
}

static void test_cmdline_takes_features_away(void **state)
{
	struct kern *k = boot("nosmap nosmep");

	(void)state;
	assert_int_equal(mmu_cr4(kern_cpu(k)) & (MMU_CR4_SMAP | MMU_CR4_SMEP),
			 0);
	assert_file(k, "cmdline", "nosmap nosmep\n");
	kern_shutdown(k);
	k = boot("nosmapx xnosmep");
	assert_true(mmu_cr4(kern_cpu(k)) & MMU_CR4_SMAP);
	assert_true(mmu_cr4(kern_cpu(k)) & MMU_CR4_SMEP);
	kern_shutdown(k);
}

/* With a timeout, a panic ends with the reboot; nobody is left to wait. */
static void test_cmdline_panic(void **state)
{
	struct kern *k = boot("oops=panic panic=3");

	(void)state;
	insmod_panics(k);
	kern_rig_assert_logged(k, 0, "Rebooting in 3 seconds..");
	kern_rig_assert_not_logged(k, 0, "end Kernel panic");
	kern_shutdown(k);
}

/* An oops makes the console talkative, and what was quiet before stays so. */
static void test_console_is_verbose_after_an_oops(void **state)
{
	struct kern *k = boot("quiet");
	unsigned int shown[2] = {0};
	uint64_t from = kern_log_next(k);

	(void)state;
	kern_rig_insmod(k, "null_read");
	assert_file(k, "sys/kernel/printk", "15\t4\t1\t7\n");
	kern_log_each(k, from, find_console, shown);
	assert_true(shown[false] >= 2 && shown[true] > 20);
	kern_shutdown(k);
}

#define WITH_KERNEL(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_KERNEL(test_sysctl_is_set),
		WITH_KERNEL(test_sysctl_refuses),
		WITH_KERNEL(test_sysctl_tainted),
		WITH_KERNEL(test_proc_each_file_can_be_read),
		WITH_KERNEL(test_proc_kallsyms),
		WITH_KERNEL(test_proc_uptime),
		WITH_KERNEL(test_sysfs_of_a_module),
		WITH_KERNEL(test_sysfs_of_parameters),
		cmocka_unit_test(test_cmdline_options),
		cmocka_unit_test(test_cmdline_takes_features_away),
		cmocka_unit_test(test_cmdline_panic),
		cmocka_unit_test(test_console_is_verbose_after_an_oops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
