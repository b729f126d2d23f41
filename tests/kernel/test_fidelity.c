/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_fidelity.c - our log reads as that of a real kernel.
 *
 * For each scenario of tests/data/oops/SCENARIOS.tsv a fresh machine does its
 * steps; what a person at the console would see is written to a file and
 * compared with what the real one printed, by tests/oopscmp.py.
 *
 * "Binaries" were built against the real kernel's headers, so function offsets
 * must agree. "Sources" are the same modules, compiled against ours.
 *
 * The scores stand in docs/fidelity.md, which "make fidelity" has this program
 * write. Otherwise it compares: a scenario below 100% must be named there, with
 * the reason.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

#include "../support/console.h"
#include "../support/ucase.h"
#include "kernel/gfp.h"
#include "kernel/kern.h"

#define DATA "tests/data/oops/"
#define OURS "build/oops-modules/"
#define DOC  "docs/fidelity.md"

enum { MAX_SCENARIOS = 100 };

/**
 * struct score - what the comparison says
 * @text: the table's: "100", "-" where there is nothing to compare
 */
struct score {
	int lines, same, added;
	char text[24];
};

/** struct scenario - a line of the table */
static struct scenario {
	char *name, *module, *cmdline, *machine, *steps, *note;
	struct score binary, source;
} scenarios[MAX_SCENARIOS];
static size_t nscenarios;

/* --- The table ----------------------------------------------------------------------- */

static void read_line(char *line)
{
	struct scenario *s = &scenarios[nscenarios];
	char **fields[] = {&s->name,	&s->module, &s->cmdline,
			   &s->machine, &s->steps,  &s->note};

	line[strcspn(line, "\n")] = 0;
	if (!*line || *line == '#')
		return;
	assert_true(nscenarios < MAX_SCENARIOS);
	for (size_t i = 0; i < COUNT(fields); i++) {
		char *field = strsep(&line, "\t");

		*fields[i] = strdup(field ? field : "");
	}
	nscenarios++;
}

static void read_table(const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;

	assert_non_null(file);
	while (getline(&line, &size, file) > 0)
		read_line(line);
	free(line);
	fclose(file);
}

/* --- What else is to be known of a scenario ------------------------------------------ */

/* Those that are run where running is slow, too. */
static bool is_quick(const struct scenario *s)
{
	static const char *const names[] = {
		"faulty",	   "gpf_poison",       "ud2",
		"bug_on",	   "warn_on",	       "null_write_irqoff",
		"bad_page",	   "two_oops",	       "pte_user_vmalloc",
		"dump_stack_only", "vmalloc_overflow",
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (!strcmp(s->name, names[i]))
			return true;
	return false;
}

/* How many objects of kmalloc-64 the kernel itself had in use. */
static int objects_in_use(const struct scenario *s)
{
	return strcmp(s->name, "slub_double_free") ? 0 : 8;
}

/* --- A machine ----------------------------------------------------------------------- */

/* What the table says of the machine, as options of our kernel. */
static void command_line(const struct scenario *s, char *out, size_t size)
{
	snprintf(out, size, "panic=1 nopku %s%s%s", s->cmdline,
		 strstr(s->machine, "oops=panic") ? " oops=panic" : "",
		 strstr(s->machine, "-smap") ? " nosmap" : "");
}

/* RAM begins where ZONE_DMA32 does, as what the real kernel gave out did. Its
 * last 128 KiB belong to the BIOS, as on that machine, so that the direct map has
 * small pages there. */
static struct kern *boot(const struct scenario *s)
{
	struct mmu_region ram = {.pa = 16 << 20,
				 .len = (64 << 20) - (128 << 10)};
	struct mmu_config machine = {
		.size = sizeof(machine), .regions = &ram, .nregions = 1};
	char cmdline[128];
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine,
				     .cmdline = cmdline};
	struct kern *k;

	command_line(s, cmdline, sizeof(cmdline));
	assert_int_equal(kern_boot(&config, &k), 0);
	return k;
}

/* Do its steps on a fresh machine; write what the console shows. */
static void write_console(const struct scenario *s, const char *modules,
			  const char *to)
{
	struct console console = {.k = boot(s), .modules = modules};
	char steps[80];

	console.from = kern_log_next(console.k);
	console.file = fopen(to, "w");
	assert_non_null(console.file);
	for (int i = 0; i < objects_in_use(s); i++)
		assert_int_not_equal(
			kern_kmalloc(console.k, 64, KERN_GFP_KERNEL), 0);
	snprintf(steps, sizeof(steps), "mod %s", s->module);
	console_run(&console, *s->steps ? s->steps : steps);
	fclose(console.file);
	kern_shutdown(console.k);
}

/* --- Comparing ----------------------------------------------------------------------- */

static char dir[] = "/tmp/mmusim-fidelity-XXXXXX";

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

/* All that the script prints goes to DIR/NAME.diff. */
static void compare(const char *options, const char *name, const char *real,
		    const char *ours, struct score *score)
{
	char command[512], line[512];
	int percent = -1;
	FILE *script;

	snprintf(command, sizeof(command),
		 "python3 tests/oopscmp.py -v %s %s %s 2>&1 | tee %s/%s.diff",
		 options, real, ours, dir, name);
	script = popen(command, "r");
	assert_non_null(script);
	while (fgets(line, sizeof(line), script))
		sscanf(line, "%d of %d lines, %d added, %d%%", &score->same,
		       &score->lines, &score->added, &percent);
	pclose(script);
	assert_true(percent >= 0);
	snprintf(score->text, sizeof(score->text), "%d", percent);
	if (score->added && percent == 100)
		snprintf(score->text, sizeof(score->text), "100, %d added",
			 score->added);
}

static bool is_whole(const struct score *score)
{
	return score->same == score->lines && !score->added;
}

static void show_diff(const char *name)
{
	char path[128], line[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.diff", dir, name);
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		print_message("%s", line);
	fclose(file);
}

static void score_binary(struct scenario *s)
{
	char real[128], ours[128];

	snprintf(real, sizeof(real), DATA "logs/%s.log", s->name);
	snprintf(ours, sizeof(ours), "%s/%s.log", dir, s->name);
	write_console(s, DATA "ko/", ours);
	compare("", s->name, real, ours, &s->binary);
}

static bool has_sources(const struct scenario *s)
{
	char path[128];

	if (!strcmp(s->module, "-"))
		return true;
	snprintf(path, sizeof(path), OURS "%s.ko", s->module);
	return !access(path, R_OK);
}

static void score_source(struct scenario *s)
{
	char log[128], real[128], ours[128], raw[128];

	snprintf(log, sizeof(log), DATA "logs/%s.log", s->name);
	snprintf(real, sizeof(real), "%s/real.log", dir);
	snprintf(raw, sizeof(raw), "%s/raw.log", dir);
	snprintf(ours, sizeof(ours), "%s/%s.log", dir, s->name);
	copy_plain_names(log, real);
	write_console(s, OURS, raw);
	copy_plain_names(raw, ours);
	compare("--any-offset", s->name, real, ours, &s->source);
}

/* --- The tests ----------------------------------------------------------------------- */

static bool wanted(const struct scenario *s)
{
	const char *only = getenv("FIDELITY");

	if (only)
		return !strcmp(only, s->name);
	return is_quick(s) || !kern_rig_under("valgrind");
}

static void test_binaries_print_what_the_real_kernel_did(void **state)
{
	(void)state;
	for (size_t i = 0; i < nscenarios; i++) {
		struct scenario *s = &scenarios[i];

		if (!wanted(s))
			continue;
		score_binary(s);
		print_message("%-28s %s\n", s->name, s->binary.text);
		if (!is_whole(&s->binary))
			show_diff(s->name);
	}
}

static void test_sources_print_the_same_but_for_offsets(void **state)
{
	(void)state;
	for (size_t i = 0; i < nscenarios; i++) {
		struct scenario *s = &scenarios[i];

		if (!wanted(s) || !has_sources(s))
			continue;
		score_source(s);
		print_message("%-28s %s\n", s->name, s->source.text);
		if (!is_whole(&s->source))
			show_diff(s->name);
	}
}

static int set_up(void **state)
{
	(void)state;
	if (!kern_rig_under("asan"))
		ucase_wild = 0xdeadbeef000;
	read_table(DATA "SCENARIOS.tsv");
	return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_binaries_print_what_the_real_kernel_did),
		cmocka_unit_test(test_sources_print_the_same_but_for_offsets),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
