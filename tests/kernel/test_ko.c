/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_ko.c - modules as they were built for a real kernel load, run, and stop
 * where they stopped there.
 *
 * For each binary of tests/data/oops the log of the real kernel says in which
 * function it faulted, at which offset, with which error code, and how insmod
 * ended. Ours must say the same. (test_fidelity.c compares whole logs.)
 */
#include <stdio.h>

#include "../support/kern_rig.h"

#define DATA "tests/data/oops/"

/**
 * struct ko - one scenario
 * @log:     its name
 * @module:  NULL: as the log
 * @cmdline: the kernel's
 * @rip:     where it stops here, because
 * @why:     the real log, or the machine that made it, differs
 * @later:   it stops after insmod has ended
 */
struct ko {
	const char *log;
	const char *module;
	const char *cmdline;
	const char *rip;
	const char *why;
	bool later;
};

/* What is done to objects here would be errors for memcheck, too. */
#define QUIET	   "mmusim.memcheck=0 "
#define SLUB_DEBUG QUIET "slub_debug=FZPU"

static const struct ko kos[] = {
	{.log = "alloc_fail"},
	{.log = "bad_page"},
	{.log = "bad_page_pcp"},
	{.log = "bug_on"},
	{.log = "copy_user_bad"},
	{.log = "copy_user_kernel_unmapped"},
	{.log = "copy_user_noncanon"},
	{.log = "div_zero"},
	{.log = "double_fault"},
	{.log = "dump_stack_only"},
	{.log = "faulty"},
	{.log = "gpf_exec",
	 .rip = "__x86_indirect_thunk_rdi",
	 .why = "the emulator jumps before it faults, and so does Valgrind"},
	{.log = "gpf_poison"},
	{.log = "gpf_poison_write"},
	{.log = "irq_hard", .later = true},
	{.log = "irq_timer", .later = true},
	{.log = "kfree_stack",
	 .rip = "kfree",
	 .why = "its callee is not a function of its own here"},
	{.log = "kthread_fault", .later = true},
	{.log = "list_corrupt"},
	{.log = "nofault"},
	{.log = "null_call"},
	{.log = "null_member"},
	{.log = "null_rmw"},
	{.log = "null_write"},
	{.log = "null_write_irqoff"},
	{.log = "nx_kmalloc"},
	{.log = "nx_stack"},
	{.log = "page_double_free"},
	{.log = "page_double_free_o4"},
	{.log = "panic_call"},
	{.log = "pte_notpresent_vmalloc"},
	{.log = "pte_rsvd_vmalloc"},
	{.log = "pte_rsvd_vmalloc_w"},
	{.log = "pte_user_vmalloc"},
	{.log = "ro_write"},
	{.log = "slub_double_free", .cmdline = SLUB_DEBUG},
	{.log = "slub_invalid_free_nodbg", .module = "slub_invalid_free"},
	{.log = "slub_overflow", .cmdline = SLUB_DEBUG},
	{.log = "slub_overflow_nodbg", .module = "slub_overflow"},
	{.log = "slub_uaf", .cmdline = SLUB_DEBUG},
	{.log = "slub_uaf_deref", .cmdline = SLUB_DEBUG},
	{.log = "slub_uaf_deref_nodbg", .module = "slub_uaf_deref"},
	{.log = "slub_uaf_nodbg", .module = "slub_uaf"},
	{.log = "slub_underflow_nodbg", .module = "slub_underflow"},
	{.log = "smap_read"},
	{.log = "smap_unpop"},
	{.log = "smep_exec"},
	{.log = "stac_unmapped"},
	{.log = "stac_unpop"},
	{.log = "stack_guard_touch"},
	{.log = "stack_overflow"},
	{.log = "stack_smash"},
	{.log = "text_write"},
	{.log = "uaf_vmalloc"},
	{.log = "uaf_vmalloc_untouched"},
	{.log = "ud2"},
	{.log = "vfree_bad"},
	{.log = "vmalloc_overflow"},
	{.log = "warn_msg"},
	{.log = "warn_on"},
	{.log = "wild_kernel"},
	{.log = "wild_kernel_write"},
	{.log = "wild_user"},
};

/**
 * struct outcome - what a log says
 * @rip:     "faulty_init+0x11/0x1000 [faulty]", of the first fault or warning; ""
 * @title:   "Oops: 0002"; ""
 * @panicked: and so there is no status
 */
struct outcome {
	char rip[128];
	char title[128];
	bool panicked;
	int status;
	bool live;
};

/* The text between a mark and what ends it, in the first line that has both. */
static void between(const char *log, const char *mark, const char *end,
		    char out[128])
{
	const char *at = strstr(log, mark), *stop;

	out[0] = 0;
	for (; at; at = strstr(at, mark)) {
		at += strlen(mark);
		stop = strstr(at, end);
		if (!stop || (size_t)(stop - at) >= 128 ||
		    memchr(at, '\n', (size_t)(stop - at)))
			continue;
		memcpy(out, at, (size_t)(stop - at));
		out[stop - at] = 0;
		return;
	}
}

/* Of functions that are not the module's, the name must do; of data that were
 * taken for code, that they are in no function. */
static void simplify(char *rip)
{
	if (!strncmp(rip, "0x", 2))
		rip[2] = 0;
	else if (!strchr(rip, '['))
		rip[strcspn(rip, "+")] = 0;
}

/* "[    2.601] Oops: 0002 [#1] PREEMPT": the words before " [#1]". Only the
 * first words count: what follows a comma names an address. */
static void find_title(const char *log, char out[128])
{
	const char *end = strstr(log, " [#1]"), *start = end;

	out[0] = 0;
	if (!end)
		return;
	while (start > log && start[-1] != '\n')
		start--;
	if (*start == '[')
		start = strchr(start, ']') + 2;
	snprintf(out, 128, "%.*s", (int)(end - start), start);
}

static void parse(const char *log, struct outcome *o)
{
	const char *status = strstr(log, "insmod exit status: ");

	between(log, "RIP: 0010:", "\n", o->rip);
	simplify(o->rip);
	find_title(log, o->title);
	o->panicked = strstr(log, "Kernel panic");
	o->status = status ? atoi(strstr(status, ": ") + 2) : -1;
	o->live = strstr(log, " - Live ");
}

static char *read_log(const char *name)
{
	char path[128], *text = calloc(1, 1 << 20);
	FILE *file;

	snprintf(path, sizeof(path), DATA "logs/%s.log", name);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(text);
	assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
	fclose(file);
	return text;
}

/* Insert it into a fresh kernel. */
static void run(const struct ko *ko, struct outcome *o)
{
	static const struct mmu_region ram = {.pa = 16 << 20, .len = 64 << 20};
	struct mmu_config machine = {
		.size = sizeof(machine), .regions = &ram, .nregions = 1};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine,
				     .cmdline = ko->cmdline ? ko->cmdline :
							      QUIET};
	char path[128], *log, *modules;
	struct kern *k;
	uint64_t from;
	int status = -1;

	assert_int_equal(kern_boot(&config, &k), 0);
	from = kern_log_next(k);
	snprintf(path, sizeof(path), DATA "ko/%s.ko",
		 ko->module ? ko->module : ko->log);
	kern_insmod(k, path, NULL, &status);
	if (ko->later)
		kern_idle_for(k, 100000000);
	log = kern_rig_log(k, from);
	modules = kern_proc_modules(k);
	parse(log, o);
	o->status = kern_panicked(k) ? -1 : status;
	o->live = strstr(modules, " - Live ");
	free(modules);
	free(log);
	kern_shutdown(k);
}

static void compare(const struct ko *ko, const struct outcome *real,
		    const struct outcome *ours)
{
	bool jumped = kern_rig_under("valgrind") &&
		      !strcmp(ko->log, "gpf_exec");
	const char *rip = ko->rip && !jumped ? ko->rip : real->rip;

	if (strcmp(rip, ours->rip))
		fail_msg("%s: RIP is %s, must be %s", ko->log, ours->rip, rip);
	if (!ko->rip && strcmp(real->title, ours->title))
		fail_msg("%s: \"%s\", must be \"%s\"", ko->log, ours->title,
			 real->title);
	if (real->panicked != ours->panicked)
		fail_msg("%s: panics, or does not", ko->log);
	if (!real->panicked && real->status != ours->status)
		fail_msg("%s: status is %d, must be %d", ko->log, ours->status,
			 real->status);
	if (!real->panicked && real->live != ours->live)
		fail_msg("%s: is live, or is not", ko->log);
}

/* Valgrind knows RIP of a SIGFPE only at memory accesses, and has memory of its
 * own where wild_user reads. */
static bool cannot_run_here(const char *log)
{
	return kern_rig_under("valgrind") &&
	       (!strcmp(log, "div_zero") || !strcmp(log, "wild_user"));
}

static void test_each_binary_stops_where_it_did(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(kos); i++) {
		struct outcome real, ours;
		char *log;

		if (cannot_run_here(kos[i].log))
			continue;
		log = read_log(kos[i].log);
		parse(log, &real);
		free(log);
		run(&kos[i], &ours);
		compare(&kos[i], &real, &ours);
	}
}

/* Its parameter's get faults, and cat is killed, not the module. */
static void test_sysfs_read_kills_the_reader(void **state)
{
	struct kern *k = kern_rig_boot(NULL);
	char *log = read_log("sysfs_read"), text[8], *ours;
	struct outcome real, outcome;
	int status;

	(void)state;
	parse(log, &real);
	assert_int_equal(kern_insmod(k, DATA "ko/sysfs_read.ko", NULL, &status),
			 0);
	assert_int_equal(status, 0);
	assert_int_equal(kern_param_read(k, "sysfs_read", "go", text,
					 sizeof(text), &status),
			 0);
	assert_int_equal(status, 137);
	ours = kern_rig_log(k, 0);
	parse(ours, &outcome);
	assert_string_equal(outcome.rip, real.rip);
	assert_string_equal(outcome.title, real.title);
	kern_rig_assert_modules(k, "sysfs_read 16384 0 - Live ");
	free(ours);
	free(log);
	kern_shutdown(k);
}

/* Those that need what this kernel does not have are not run half. Built by our
 * headers it says what it imports in words of its own. */
static void test_what_is_missing_is_said(void **state)
{
	struct kern *k = kern_rig_boot(NULL);

	(void)state;
	assert_int_equal(kern_rig_insmod(k, "unknown_symbol"), 1);
	kern_rig_assert_logged(k, 0, "unknown_symbol: Unknown symbol ");
	assert_false(kern_rig_loaded(k, "unknown_symbol"));
	kern_shutdown(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_binary_stops_where_it_did),
		cmocka_unit_test(test_sysfs_read_kills_the_reader),
		cmocka_unit_test(test_what_is_missing_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
