/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_fidelity.c - our log reads as that of a real kernel.
 *
 * Each scenario is one module of tests/data/oops. A fresh kernel inserts it;
 * what a person at the console would see is written to a file and compared
 * with what the real one printed, by tests/oopscmp.py.
 *
 * "Binaries" were built against the real kernel's headers, so function offsets
 * must agree. "Sources" are the same modules, compiled against ours.
 */
#include <stdio.h>
#include <unistd.h>

#include "../support/kern_rig.h"
#include "kernel/gfp.h"
#include "kernel/kern.h"

#define DATA "tests/data/oops/"
#define OURS "build/oops-modules/"

/**
 * struct scenario - a module that is inserted
 * @name:        of the log
 * @module:      NULL: as the log
 * @cmdline:     the kernel's
 * @objects:     of kmalloc-64 that the kernel itself had in use
 * @binary_only: it is not compiled against our headers, because
 * @quick:       run also where running is slow
 */
struct scenario {
	const char *name;
	const char *module;
	const char *cmdline;
	int objects;
	const char *binary_only;
	bool quick;
};

#define SLUB_DEBUG "slub_debug=FZPU"

static const struct scenario scenarios[] = {
	{.name = "faulty", .quick = true},
	{.name = "null_write"},
	{.name = "null_member"},
	{.name = "null_rmw",
	 .binary_only = "the instruction is the compiler's choice"},
	{.name = "gpf_poison", .quick = true},
	{.name = "gpf_poison_write"},
	{.name = "div_zero"}, /* Valgrind knows RIP only at memory accesses */
	{.name = "ud2", .quick = true},
	{.name = "bug_on", .quick = true},
	{.name = "copy_user_bad"},
	{.name = "copy_user_kernel_unmapped",
	 .binary_only = "needs raw_copy_from_user()"},
	{.name = "irq_hard", .cmdline = "panic=1", .quick = true},
	{.name = "irq_timer", .cmdline = "panic=1"},
	{.name = "kthread_fault", .quick = true},
	{.name = "list_corrupt"},
	{.name = "nofault"},
	{.name = "null_call"},
	{.name = "null_write_irqoff", .quick = true},
	{.name = "nx_stack"},
	{.name = "pte_notpresent_vmalloc", .binary_only = "needs pte_t"},
	{.name = "pte_rsvd_vmalloc", .binary_only = "needs pte_t"},
	{.name = "pte_rsvd_vmalloc_w", .binary_only = "needs pte_t"},
	{.name = "pte_user_vmalloc",
	 .binary_only = "needs pte_t",
	 .quick = true},
	{.name = "stac_unpop", .binary_only = "needs stac()"},
	{.name = "stack_guard_touch"},
	{.name = "warn_msg"},
	{.name = "warn_on", .quick = true},
	{.name = "wild_kernel"},
	{.name = "wild_kernel_write"},
	{.name = "wild_user"},
	{.name = "ro_write"},
	{.name = "vmalloc_overflow", .quick = true},
	{.name = "uaf_vmalloc_untouched"},
	{.name = "stac_unmapped", .binary_only = "needs stac()"},
	{.name = "dump_stack_only", .quick = true},
	{.name = "bad_page", .quick = true},
	{.name = "page_double_free_o4"},
	{.name = "alloc_fail"},
	{.name = "slub_double_free", .cmdline = SLUB_DEBUG, .objects = 8},
	{.name = "slub_overflow", .cmdline = SLUB_DEBUG},
	{.name = "slub_uaf", .cmdline = SLUB_DEBUG},
	{.name = "slub_uaf_deref", .cmdline = SLUB_DEBUG},
	{.name = "slub_invalid_free_nodbg", .module = "slub_invalid_free"},
	{.name = "slub_overflow_nodbg", .module = "slub_overflow"},
	{.name = "slub_uaf_deref_nodbg", .module = "slub_uaf_deref"},
	{.name = "slub_uaf_nodbg", .module = "slub_uaf"},
	{.name = "slub_underflow_nodbg", .module = "slub_underflow"},
};

static char dir[] = "/tmp/mmusim-fidelity-XXXXXX";

/* Returns where the log goes on. */
static uint64_t write_log(FILE *file, struct kern *k, uint64_t from)
{
	char *log = kern_dmesg(k, from);

	fputs(log, file);
	free(log);
	return kern_log_next(k);
}

static void write_status(FILE *file, struct kern *k, int status)
{
	if (*kern_last_error(k))
		fprintf(file, "%s\n", kern_last_error(k));
	if (status == 137)
		fprintf(file, "Killed\n");
	if (status == 139)
		fprintf(file, "Segmentation fault\n");
	fprintf(file, "USER: insmod exit status: %d\n", status);
}

static void write_modules(FILE *file, struct kern *k)
{
	char *modules = kern_proc_modules(k);

	for (char *p = modules; *p; p++)
		if (*p == '\n')
			*p = ';';
	fprintf(file, "USER: lsmod: %s\n", modules);
	free(modules);
}

/* RAM begins where ZONE_DMA32 does, as what the real kernel gave out did. */
static struct kern *boot(const char *cmdline)
{
	static const struct mmu_region ram = {.pa = 16 << 20, .len = 64 << 20};
	struct mmu_config machine = {
		.size = sizeof(machine), .regions = &ram, .nregions = 1};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine,
				     .cmdline = cmdline};
	struct kern *k;

	assert_int_equal(kern_boot(&config, &k), 0);
	return k;
}

static const char *module_of(const struct scenario *s)
{
	return s->module ? s->module : s->name;
}

/* Insert it into a fresh kernel; write what the console shows. */
static void write_console(const struct scenario *s, const char *ko,
			  const char *to)
{
	struct kern *k = boot(s->cmdline);
	uint64_t from = kern_log_next(k);
	FILE *file = fopen(to, "w");
	int status = -1;

	assert_non_null(file);
	for (int i = 0; i < s->objects; i++)
		assert_int_not_equal(kern_kmalloc(k, 64, KERN_GFP_KERNEL), 0);
	assert_int_equal(kern_insmod(k, ko, NULL, &status), 0);
	fprintf(file, "USER: # insmod /%s.ko\n", module_of(s));
	from = write_log(file, k, from);
	write_status(file, k, status);
	kern_idle_for(k, 100000000);
	write_log(file, k, from);
	if (!kern_panicked(k))
		write_modules(file, k);
	fclose(file);
	kern_shutdown(k);
}

static void cut_out(char *line, const char *mark)
{
	char *at;

	while ((at = strstr(line, mark)))
		memmove(at, at + strlen(mark), strlen(at + strlen(mark)) + 1);
}

/* GCC renames functions that it specialises, other compilers do not. */
static void copy_plain_names(const char *from, const char *to)
{
	FILE *in = fopen(from, "r"), *out = fopen(to, "w");
	char line[1024];

	assert_non_null(in);
	assert_non_null(out);
	while (fgets(line, sizeof(line), in)) {
		cut_out(line, ".constprop.0");
		cut_out(line, ".isra.0");
		fputs(line, out);
	}
	fclose(in);
	fclose(out);
}

static void compare(const char *options, const char *real, const char *ours)
{
	char command[512];

	snprintf(command, sizeof(command),
		 "python3 tests/oopscmp.py -v %s %s %s >%s/diff 2>&1 || "
		 "{ cat %s/diff; exit 1; }",
		 options, real, ours, dir, dir);
	if (system(command))
		fail_msg("%s differs from %s", ours, real);
}

static bool wanted(const struct scenario *s)
{
	return s->quick || !kern_rig_under("valgrind");
}

static void test_binaries_print_what_the_real_kernel_did(void **state)
{
	char ko[128], real[128], ours[128];

	(void)state;
	for (size_t i = 0; i < COUNT(scenarios); i++) {
		const char *name = scenarios[i].name;

		if (!wanted(&scenarios[i]))
			continue;
		snprintf(ko, sizeof(ko), DATA "ko/%s.ko",
			 module_of(&scenarios[i]));
		snprintf(real, sizeof(real), DATA "logs/%s.log", name);
		snprintf(ours, sizeof(ours), "%s/%s.log", dir, name);
		write_console(&scenarios[i], ko, ours);
		compare("", real, ours);
	}
}

static void test_sources_print_the_same_but_for_offsets(void **state)
{
	char ko[128], log[128], real[128], ours[128], raw[128];

	(void)state;
	for (size_t i = 0; i < COUNT(scenarios); i++) {
		const char *name = scenarios[i].name;

		if (!wanted(&scenarios[i]) || scenarios[i].binary_only)
			continue;
		snprintf(ko, sizeof(ko), OURS "%s.ko",
			 module_of(&scenarios[i]));
		snprintf(log, sizeof(log), DATA "logs/%s.log", name);
		snprintf(real, sizeof(real), "%s/real.log", dir);
		snprintf(raw, sizeof(raw), "%s/raw.log", dir);
		snprintf(ours, sizeof(ours), "%s/%s.log", dir, name);
		copy_plain_names(log, real);
		write_console(&scenarios[i], ko, raw);
		copy_plain_names(raw, ours);
		compare("--any-offset", real, ours);
	}
}

/* The one that everybody begins with, without the script. */
static void test_faulty_stops_where_it_did(void **state)
{
	struct kern *k = kern_rig_boot(NULL);
	struct kern_oops_info info;
	int status;

	(void)state;
	assert_int_equal(kern_insmod(k, DATA "ko/faulty.ko", NULL, &status), 0);
	assert_int_equal(status, 137);
	kern_rig_assert_logged(k, 0,
			       "RIP: 0010:faulty_init+0x11/0x1000 [faulty]\n");
	kern_last_oops(k, &info);
	assert_string_equal(info.symbol, "faulty_init");
	assert_int_equal(info.offset, 0x11);
	kern_shutdown(k);
}

/* A comparison that cannot fail would say nothing. */
static void test_script_finds_a_difference(void **state)
{
	char ours[128], command[512];

	(void)state;
	snprintf(ours, sizeof(ours), "%s/wrong.log", dir);
	write_console(&scenarios[0], DATA "ko/faulty.ko", ours);
	snprintf(command, sizeof(command),
		 "sed -i s/0002/0000/ %s && python3 tests/oopscmp.py " DATA
		 "logs/faulty.log %s >%s/diff 2>&1",
		 ours, ours, dir);
	assert_int_not_equal(system(command), 0);
}

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faulty_stops_where_it_did),
		cmocka_unit_test(test_script_finds_a_difference),
		cmocka_unit_test(test_binaries_print_what_the_real_kernel_did),
		cmocka_unit_test(test_sources_print_the_same_but_for_offsets),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
