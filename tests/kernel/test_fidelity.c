/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_fidelity.c - our log reads as that of a real kernel.
 *
 * For each scenario of tests/data/oops/SCENARIOS.tsv, and of oops-more beside it,
 * a fresh machine does its steps; what a person at the console would see is
 * written to a file and compared with what the real one printed, by
 * tests/oopscmp.py.
 *
 * "Binaries" were built against the real kernel's headers, so function offsets
 * must agree. "Sources" are the same modules, compiled against ours.
 *
 * The scores stand in docs/fidelity.md, which "make fidelity" has this program
 * write. Otherwise it compares: a scenario below 100% must be named there, with
 * the reason. FIDELITY=NAME shows how one of them differs.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

#include "../support/console.h"
#include "../support/compare.h"
#include "../support/ucase.h"
#include "kernel/kern.h"
#include "kernel/page.h"

#define DOC "docs/fidelity.md"

enum { MAX_SCENARIOS = 1024, FRAGMENTS = 4096, LATER = 16 };

/**
 * struct corpus - a folder of scenarios
 * @data:    where it is
 * @ours:    its modules, compiled against our headers
 * @begin:   what stands in the document before the table of its scores
 * @differs: the heading of what differs
 * @count:   how many scenarios its table has
 */
static struct corpus {
	const char *data, *ours, *begin, *differs;
	size_t count;
} corpora[] = {
	{"tests/data/oops/", "build/oops-modules/", "<!-- scores: begin -->\n",
	 "\n## What differs\n", 0},
	{"tests/data/oops-more/", "build/oops-more-modules/",
	 "<!-- more scores: begin -->\n", "\n## What differs of the others\n",
	 0},
};

/**
 * struct scenario - a line of the table
 * @folder: where the log is
 */
static struct scenario {
	const struct corpus *corpus;
	const char *folder;
	char *name, *module, *cmdline, *machine, *steps, *note;
	struct score binary, source;
} scenarios[MAX_SCENARIOS];
static size_t nscenarios;

/* --- The table ----------------------------------------------------------------------- */

static void read_line(char *line, const struct corpus *corpus)
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
	s->corpus = corpus;
	s->folder = "logs";
	strcpy(s->binary.text, "-");
	strcpy(s->source.text, "-");
	nscenarios++;
}

static void read_table(struct corpus *corpus)
{
	size_t size = 0, before = nscenarios;
	char path[64], *line = NULL;
	FILE *file;

	snprintf(path, sizeof(path), "%sSCENARIOS.tsv", corpus->data);
	file = fopen(path, "r");
	assert_non_null(file);
	while (getline(&line, &size, file) > 0)
		read_line(line, corpus);
	free(line);
	fclose(file);
	corpus->count = nscenarios - before;
}

/* What stands in the log of a step, as a step. */
static void write_user_step(FILE *out, const char *line)
{
	static const struct {
		const char *logged, *step;
	} steps[] = {
		/* The real script waited, too; see printk_ratelimit(). */
		{"USER: # ucase", "sleep 0.6 ; runu ucase"},
		{"USER: # insmod /", "mod "},
		{"USER: # kernel.print-fatal-signals=",
		 "echo 1 > /proc/sys/kernel/print-fatal-signals ; sleep "},
	};

	for (size_t i = 0; i < COUNT(steps); i++) {
		size_t len = strlen(steps[i].logged);

		if (!strncmp(line, steps[i].logged, len))
			fprintf(out, "%s%.*s ; ", steps[i].step,
				(int)strcspn(line + len, "\n"), line + len);
	}
}

/* A log of a program that ran with one argument after the other: its steps stand
 * in it. */
static void add_user_log(const char *name)
{
	struct scenario *s = &scenarios[nscenarios];
	char path[128], line[512], *fields;
	size_t size;
	FILE *out, *in;

	assert_true(asprintf(&fields, "%s\t-\t\t\t\t", name) > 0);
	read_line(fields, corpora);
	free(fields);
	free(s->steps);
	s->folder = "user";
	snprintf(path, sizeof(path), "%suser/%s.log", s->corpus->data, name);
	in = fopen(path, "r");
	out = open_memstream(&s->steps, &size);
	assert_non_null(in);
	assert_non_null(out);
	while (fgets(line, sizeof(line), in))
		write_user_step(out, line);
	fclose(out);
	fclose(in);
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

/* --- A machine ----------------------------------------------------------------------- */

/* What the table says of the machine, as options of our kernel. */
static void command_line(const struct scenario *s, char *out, size_t size)
{
	snprintf(out, size, "panic=1 %s%s%s%s", s->cmdline,
		 strstr(s->machine, "oops=panic") ? " oops=panic" : "",
		 strstr(s->machine, "-smap") ? " nosmap" : "",
		 strstr(s->machine, "-smep") ? " nosmep" : "");
}

/* A machine that has booted has single pages free between such as are in use: who
 * wants one does not get it of the block that was freed last. */
static void fragment(struct kern *k)
{
	uint64_t page[FRAGMENTS];

	for (size_t i = 0; i < FRAGMENTS; i++) {
		page[i] = kern_get_free_pages(k, KERN_GFP_KERNEL, 0);
		assert_int_not_equal(page[i], 0);
	}
	/* The first ones were single pages before. */
	for (size_t i = FRAGMENTS / 2; i < FRAGMENTS; i++)
		if (page[i] & KERN_PAGE)
			kern_free_pages(k, page[i], 0);
	/* That was long ago: how many of them the CPU keeps for itself does not
	 * depend on how much was taken before, and it expects no more frees; what
	 * came to be of their neighbours is in use. */
	kern_drain_pages(k);
	for (size_t i = 0; i < LATER; i++)
		for (unsigned int order = 1; order <= 2; order++)
			kern_get_free_pages(k, KERN_GFP_KERNEL, order);
	for (size_t i = 0; i < LATER; i++)
		page[i] = kern_get_free_pages(k, KERN_GFP_KERNEL, 0);
	for (size_t i = 0; i < LATER; i++)
		kern_free_pages(k, page[i], 0);
}

/* RAM begins where ZONE_DMA32 does, as what the real kernel gave out did. Its
 * last 128 KiB belong to the BIOS, as on that machine, so that the direct map has
 * small pages there. */
static struct kern *boot(const struct scenario *s)
{
	struct mmu_region ram = {.pa = 16 << 20,
				 .len = (496 << 20) - (128 << 10)};
	struct mmu_config machine = {.size = sizeof(machine),
				     .regions = &ram,
				     .nregions = 1,
				     .disable = MMU_FEATURE_PKU};
	char cmdline[128];
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine,
				     .cmdline = cmdline};
	struct kern *k;

	command_line(s, cmdline, sizeof(cmdline));
	assert_int_equal(kern_boot(&config, &k), 0);
	fragment(k);
	return k;
}

/* Do its steps on a fresh machine; write what the console shows. */
static void write_console(const struct scenario *s, const char *modules,
			  const char *to)
{
	struct console console = {.k = boot(s),
				  .modules = modules,
				  .own_line = s->corpus != corpora};
	char steps[80];

	console.from = kern_log_next(console.k);
	console.file = fopen(to, "w");
	assert_non_null(console.file);
	snprintf(steps, sizeof(steps), "mod %s", s->module);
	console_run(&console, *s->steps ? s->steps : steps);
	fclose(console.file);
	kern_shutdown(console.k);
}

/* --- Comparing ----------------------------------------------------------------------- */

static char dir[] = "/tmp/mmusim-fidelity-XXXXXX";

static void diff_path(const char *name, char path[128])
{
	snprintf(path, 128, "%s/%s.diff", dir, name);
}

static void show_diff(const char *name)
{
	char path[128];

	diff_path(name, path);
	compare_show(path);
}

static bool has_module(const struct scenario *s)
{
	return strcmp(s->module, "-");
}

/* Ours would be another program: the note says why. */
static bool is_binary_only(const struct scenario *s)
{
	return !strncmp(s->note, "binary only:", 12);
}

static bool has_sources(const struct scenario *s)
{
	char path[128];

	if (is_binary_only(s))
		return false;
	snprintf(path, sizeof(path), "%s%s.ko", s->corpus->ours, s->module);
	return has_module(s) ? !access(path, R_OK) :
			       strstr(s->steps, "mod ") != NULL;
}

/* The binary of null_read was built with no-ops in front of its functions. */
static const char *binary_options(const struct scenario *s)
{
	return strcmp(s->name, "two_oops") ? "" : "--any-offset";
}

static void run(const struct scenario *s, const char *modules,
		const char *options, struct score *score)
{
	char log[160], real[128], ours[128], raw[128], diff[128];

	snprintf(log, sizeof(log), "%s%s/%s.log", s->corpus->data, s->folder,
		 s->name);
	snprintf(real, sizeof(real), "%s/real.log", dir);
	snprintf(raw, sizeof(raw), "%s/%s.raw", dir, s->name);
	snprintf(ours, sizeof(ours), "%s/%s.log", dir, s->name);
	compare_plain(log, real);
	write_console(s, modules, raw);
	compare_plain(raw, ours);
	diff_path(s->name, diff);
	compare_logs(options, real, ours, diff, score);
}

/* --- The document ------------------------------------------------------------------------ */

#define END "<!-- scores: end -->\n"

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	assert_non_null(file);
	assert_true(getdelim(&text, &size, 0, file) > 0);
	fclose(file);
	return text;
}

static void write_scores(FILE *out, const struct corpus *corpus)
{
	fprintf(out, "| scenario | binary | source |\n| --- | --- | --- |\n");
	for (size_t i = 0; i < nscenarios; i++)
		if (scenarios[i].corpus == corpus)
			fprintf(out, "| `%s` | %s | %s |\n", scenarios[i].name,
				scenarios[i].binary.text,
				scenarios[i].source.text);
}

/* The document with other scores. */
static void write_doc(const struct corpus *corpus)
{
	char *text = read_file(DOC), *begin = strstr(text, corpus->begin);
	char *end = begin ? strstr(begin, END) : NULL;
	FILE *out;

	assert_non_null(begin);
	assert_non_null(end);
	out = fopen(DOC, "w");
	assert_non_null(out);
	fprintf(out, "%.*s%s\n", (int)(begin - text), text, corpus->begin);
	write_scores(out, corpus);
	fprintf(out, "\n%s", end);
	fclose(out);
	free(text);
}

/* What the document has in the scenario's row. */
static void documented(const char *doc, const struct scenario *s,
		       char binary[24], char source[24])
{
	char row[80];
	const char *at;

	snprintf(row, sizeof(row), "\n| `%s` | ", s->name);
	at = strstr(strstr(doc, s->corpus->begin), row);
	if (!at ||
	    sscanf(at + strlen(row), "%23[^|]| %23[^|]", binary, source) != 2)
		fail_msg("%s has no row in " DOC, s->name);
	binary[strlen(binary) - 1] = 0;
	source[strlen(source) - 1] = 0;
}

static void check_score(const char *doc, const struct scenario *s, bool binary)
{
	const struct score *score = binary ? &s->binary : &s->source;
	char stated[2][24], reason[64];
	bool explained;

	documented(doc, s, stated[0], stated[1]);
	if (strcmp(stated[!binary], score->text)) {
		show_diff(s->name);
		fail_msg("%s: %s, and " DOC " says %s: make fidelity", s->name,
			 score->text, stated[!binary]);
	}
	snprintf(reason, sizeof(reason), "\n| `%s` | ", s->name);
	explained = strstr(strstr(doc, corpora[0].differs), reason);
	if (!compare_is_whole(score) && !explained) {
		show_diff(s->name);
		fail_msg("%s: %s, and no reason in " DOC, s->name, score->text);
	}
	/* The source comes last. */
	if (explained && !binary && compare_is_whole(score) &&
	    compare_is_whole(&s->binary))
		fail_msg("%s: nothing differs any more, but for " DOC, s->name);
}

/* --- The tests ----------------------------------------------------------------------- */

/* Tools are slow, and have memory of their own where some of them read. */
static bool all_are_wanted(void)
{
	return !getenv("MMUSIM_TEST_TOOL") || kern_rig_under("native");
}

static bool wanted(const struct scenario *s)
{
	const char *only = getenv("FIDELITY");

	if (only)
		return !strcmp(only, s->name);
	return is_quick(s) || all_are_wanted();
}

static bool writes_doc(void)
{
	return getenv("MMUSIM_WRITE_DOC");
}

static void finish(const struct scenario *s, const char *doc, bool binary)
{
	const struct score *score = binary ? &s->binary : &s->source;

	if (writes_doc() || getenv("FIDELITY"))
		print_message("%-28s %s\n", s->name, score->text);
	if (getenv("FIDELITY"))
		show_diff(s->name);
	else if (!writes_doc())
		check_score(doc, s, binary);
}

static void test_binaries_print_what_the_real_kernel_did(void **state)
{
	char *doc = read_file(DOC), modules[64];

	(void)state;
	for (size_t i = 0; i < nscenarios; i++) {
		struct scenario *s = &scenarios[i];

		if (!wanted(s))
			continue;
		snprintf(modules, sizeof(modules), "%sko/", s->corpus->data);
		run(s, modules, binary_options(s), &s->binary);
		finish(s, doc, true);
	}
	free(doc);
}

static void test_sources_print_the_same_but_for_offsets(void **state)
{
	char *doc = read_file(DOC);

	(void)state;
	for (size_t i = 0; i < nscenarios; i++) {
		struct scenario *s = &scenarios[i];

		if (!wanted(s) || !has_sources(s))
			continue;
		run(s, s->corpus->ours, "--any-offset", &s->source);
		finish(s, doc, false);
	}
	free(doc);
	for (size_t i = 0; writes_doc() && i < COUNT(corpora); i++)
		write_doc(&corpora[i]);
}

/* Rows of the table of differences, up to the next table. */
static size_t count_differences(const struct corpus *corpus)
{
	char *doc = read_file(DOC), *at = strstr(doc, corpus->differs);
	size_t rows = 0;

	assert_non_null(at);
	*strstr(at + 1, "\n## ") = 0;
	while ((at = strstr(at + 1, "\n| `")))
		rows++;
	free(doc);
	return rows;
}

static void test_at_most_a_tenth_differs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(corpora); i++)
		assert_in_range(count_differences(&corpora[i]), 0,
				corpora[i].count / 10);
}

/* A comparison that cannot fail would say nothing. */
static void test_script_finds_a_difference(void **state)
{
	char ours[128], command[512];

	(void)state;
	snprintf(ours, sizeof(ours), "%s/wrong.log", dir);
	snprintf(command, sizeof(command),
		 "sed s/0002/0000/ tests/data/oops/logs/faulty.log >%s && "
		 "python3 tests/oopscmp.py tests/data/oops/logs/faulty.log "
		 "%s >%s/diff 2>&1",
		 ours, ours, dir);
	assert_int_not_equal(system(command), 0);
}

static int set_up(void **state)
{
	(void)state;
	if (all_are_wanted()) {
		ucase_wild = 0xdeadbeef000;
		ucase_heap = 0x10000000;
	}
	for (size_t i = 0; i < COUNT(corpora); i++) {
		read_table(&corpora[i]);
		if (i)
			continue;
		add_user_log("user_all");
		add_user_log("user_handler_all");
		add_user_log("user_fatal_signals");
		add_user_log("u_pt_cleared");
		add_user_log("u_pt_nx");
		add_user_log("u_pt_pmd_bad");
		add_user_log("u_pt_ro");
		add_user_log("u_pt_rsvd_read");
		add_user_log("u_pt_wrong_pfn");
	}
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
		cmocka_unit_test(test_script_finds_a_difference),
		cmocka_unit_test(test_at_most_a_tenth_differs),
		cmocka_unit_test(test_binaries_print_what_the_real_kernel_did),
		cmocka_unit_test(test_sources_print_the_same_but_for_offsets),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
