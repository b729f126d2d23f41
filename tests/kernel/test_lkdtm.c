/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_lkdtm.c - lkdtm, the kernel's own module that crashes it, does so here.
 *
 * tests/data/lkdtm has what a real kernel printed of each type of crash, and
 * build.sh there makes the module of a Linux tree: without it, its types are
 * skipped. Each is provoked here on a fresh machine, and compared by
 * tests/oopscmp.py. SCENARIOS.tsv says how much of the log must be in ours: 100 but
 * where it gives a reason.
 *
 * LKDTM=NAME shows how one of them differs; LKDTM=all prints all scores.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

#include "../support/console.h"
#include "../support/compare.h"
#include "kernel/kern.h"

#define DATA  "tests/data/lkdtm/"
#define LKDTM "build/lkdtm/"

enum { MAX_SCENARIOS = 150 };

/**
 * struct scenario - a line of the table
 * @steps: "": TYPE is written to DIRECT
 * @score: what is expected
 */
static struct scenario {
	char *name, *cmdline, *steps, *score, *why;
} scenarios[MAX_SCENARIOS];
static size_t nscenarios;

static char dir[] = "/tmp/mmusim-lkdtm-XXXXXX";

/* --- the table ----------------------------------------------------------------------- */

static void read_line(char *line)
{
	struct scenario *s = &scenarios[nscenarios];
	char **fields[] = {&s->name, &s->cmdline, &s->steps, &s->score,
			   &s->why};

	line[strcspn(line, "\n")] = 0;
	if (!*line || *line == '#')
		return;
	assert_true(nscenarios++ < MAX_SCENARIOS);
	for (size_t i = 0; i < COUNT(fields); i++) {
		char *field = strsep(&line, "\t");

		*fields[i] = strdup(field ? field : "");
	}
}

static void read_table(void)
{
	FILE *file = fopen(DATA "SCENARIOS.tsv", "r");
	char *line = NULL;
	size_t size = 0;

	assert_non_null(file);
	while (getline(&line, &size, file) > 0)
		read_line(line);
	free(line);
	fclose(file);
}

/* --- a machine ----------------------------------------------------------------------- */

static struct kern *boot(const struct scenario *s)
{
	struct mmu_region ram = {.pa = 16 << 20, .len = 240 << 20};
	struct mmu_config machine = {.size = sizeof(machine),
				     .regions = &ram,
				     .nregions = 1,
				     .disable = MMU_FEATURE_PKU};
	char cmdline[128];
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine,
				     .cmdline = cmdline};
	struct kern *k;

	snprintf(cmdline, sizeof(cmdline), "panic=1 %s", s->cmdline);
	assert_int_equal(kern_boot(&config, &k), 0);
	return k;
}

/* Is it about a module of this project? Then its steps say which. */
static bool is_ours(const struct scenario *s)
{
	return *s->steps && !strstr(s->steps, "lkdtm");
}

static void steps_of(const struct scenario *s, char *steps, size_t size)
{
	snprintf(
		steps, size,
		"mod lkdtm ; "
		"sh -c \"echo %s > /sys/kernel/debug/provoke-crash/DIRECT\" ; "
		"u \"status $?\" ; sleep 1 ; u \"lsmod: $(cat /proc/modules)\"",
		s->name);
	if (*s->steps)
		snprintf(steps, size, "%s", s->steps);
}

/* Do its steps on a fresh machine; write what the console shows. */
static void write_console(const struct scenario *s, const char *to)
{
	struct console console = {.k = boot(s),
				  .modules = is_ours(s) ? DATA "ko/" : LKDTM,
				  .own_line = true};
	char steps[1024];

	console.from = kern_log_next(console.k);
	console.file = fopen(to, "w");
	assert_non_null(console.file);
	steps_of(s, steps, sizeof(steps));
	console_run(&console, steps);
	fclose(console.file);
	kern_shutdown(console.k);
}

/* --- the tests ------------------------------------------------------------------------ */

/* A number, or a name, of a boot, or that depends on how long the kernel is, and
 * how deep its stack. */
static const struct {
	const char *of, *behind, *ends;
} varies[] = {
	{"lkdtm: This is", "kernel (", " ),]\n"},
	{"lkdtm: Unexpected!", "kernel (", " ),]\n"},
	{"lkdtm: ", " for pid ", " ),]\n"},
	{"soft lockup", "[sh:", " ),]\n"},
	{"soft lockup", "[insmod:", " ),]\n"},
	{"INFO: task ", "task sh:", " ),]\n"},
	{"Tainted: ", " 6.1.0-", "\n"},
	{"task:sh ", " pid:", " ),]\n"},
	{"rcu: ", " g", " ),]\n"},
	{"(detected by ", " g=", " ),]\n"},
	{"(detected by ", " q=", " ),]\n"},
	{"rcu: All", "activity ", " ),]\n"},
	{"rcu: All", "(", " ),]\n"},
	{"usercopy: ", "kernel text (offset ", " ),]\n"},
	{"usercopy: ", "process stack (offset ", " ),]\n"},
};

static void replace(char *line, const char *mark, const char *ends,
		    const char *with)
{
	char *at = strstr(line, mark), rest[512];

	if (!at)
		return;
	at += strlen(mark);
	snprintf(rest, sizeof(rest), "%s", at + strcspn(at, ends));
	sprintf(at, "%s%s", with, rest);
}

/* As compare_plain(), and what the module says of it. */
static void plain(const char *from, const char *to)
{
	char part[64], line[1024];
	FILE *in, *out;

	snprintf(part, sizeof(part), "%s/part", dir);
	compare_plain(from, part);
	in = fopen(part, "r");
	out = fopen(to, "w");
	assert_non_null(in);
	assert_non_null(out);
	while (fgets(line, sizeof(line) - 64, in)) {
		for (size_t i = 0; i < COUNT(varies); i++)
			if (strstr(line, varies[i].of))
				replace(line, varies[i].behind, varies[i].ends,
					"#");
		fputs(line, out);
	}
	fclose(in);
	fclose(out);
}

static void run(const struct scenario *s, const char *diff, struct score *score)
{
	char log[128], real[64], raw[64], ours[64];

	snprintf(log, sizeof(log), DATA "logs/%s.log", s->name);
	snprintf(real, sizeof(real), "%s/real.log", dir);
	snprintf(raw, sizeof(raw), "%s/ours.raw", dir);
	snprintf(ours, sizeof(ours), "%s/ours.log", dir);
	plain(log, real);
	write_console(s, raw);
	plain(raw, ours);
	compare_logs("", real, ours, diff, score);
}

/* Tools are slow. */
static bool wanted(const struct scenario *s)
{
	static const char *const quick[] = {"BUG",	     "EXCEPTION",
					    "EXHAUST_STACK", "CORRUPT_STACK",
					    "WRITE_KERN",    "EXEC_USERSPACE",
					    "SOFTLOCKUP",    "SLAB_FREE_CROSS",
					    "kprobes"};
	const char *only = getenv("LKDTM");

	if (only)
		return !strcmp(only, "all") || !strcmp(only, s->name);
	for (size_t i = 0; i < COUNT(quick); i++)
		if (!strcmp(s->name, quick[i]))
			return true;
	return !getenv("MMUSIM_TEST_TOOL") || kern_rig_under("native");
}

static void check(const struct scenario *s, bool all)
{
	struct score score = {0};
	char diff[64];

	snprintf(diff, sizeof(diff), "%s/diff", dir);
	run(s, diff, &score);
	if (getenv("LKDTM"))
		print_message("%-34s %s\n", s->name, score.text);
	if (all)
		return;
	if (getenv("LKDTM") || strcmp(score.text, s->score))
		compare_show(diff);
	if (strcmp(score.text, s->score))
		fail_msg("%s: %s, not %s", s->name, score.text, s->score);
	if (!compare_is_whole(&score) && !*s->why)
		fail_msg("%s: %s, without a reason", s->name, score.text);
}

static void check_all(bool ours)
{
	const char *only = getenv("LKDTM");

	for (size_t i = 0; i < nscenarios; i++)
		if (is_ours(&scenarios[i]) == ours && wanted(&scenarios[i]))
			check(&scenarios[i], only && !strcmp(only, "all"));
}

static void test_types_print_what_the_real_kernel_did(void **state)
{
	(void)state;
	if (access(LKDTM "lkdtm.ko", R_OK)) {
		print_message("no " LKDTM "lkdtm.ko: " DATA "README.md\n");
		skip();
	}
	check_all(false);
}

static void test_probes_print_what_they_do_there(void **state)
{
	(void)state;
	check_all(true);
}

static int set_up(void **state)
{
	(void)state;
	read_table();
	return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[64];

	(void)state;
	compare_end();
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types_print_what_the_real_kernel_did),
		cmocka_unit_test(test_probes_print_what_they_do_there),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
