/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_loader.c - what the module loader does with binaries that were built for
 * a real kernel, beside what that kernel did: tests/data/modules.
 *
 * Namespaces, licences, CRCs; per-CPU variables, static keys and calls, dynamic
 * debug; instructions that raise nothing at CPL 3; parameters of all types. The same
 * sources, compiled against our headers, print the same.
 */
#include <errno.h>
#include <stdio.h>

#include "../support/kern_rig.h"

#include "kernel/module.h"

#define DATA "tests/data/modules/"

/* The same sources, compiled against our headers. */
#define SOURCES "build/data-modules/"

static const char *folder = DATA "ko/";

static const char *ko(const char *module)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s%s.ko", folder, module);
	return path;
}

/* --- logs ------------------------------------------------------------------------ */

/**
 * struct step - a command of a log
 * @line:   "insmod NAME PARAMETERS"
 * @expected: what the real kernel printed
 */
struct step {
	char line[256];
	char expected[4096];
	int status;
};

/* The next one; false at the end of the file. */
static bool read_step(FILE *file, struct step *step)
{
	char line[512];

	step->line[0] = step->expected[0] = 0;
	while (fgets(line, sizeof(line), file)) {
		if (line[0] == '$') {
			line[strcspn(line, "\n")] = 0;
			snprintf(step->line, sizeof(step->line), "%.255s",
				 line + 2);
		} else if (line[0] == '=') {
			step->status = atoi(line + 2);
			return true;
		} else {
			assert_true(strlen(step->expected) + strlen(line) <
				    sizeof(step->expected));
			strcat(step->expected, line);
		}
	}
	return false;
}

static int run_step(struct kern *k, const struct step *step)
{
	char command[16], name[64];
	int at = 0, status = -1;

	sscanf(step->line, "%15s %63s %n", command, name, &at);
	if (!strcmp(command, "rmmod"))
		assert_int_equal(kern_rmmod(k, name, &status), 0);
	else
		assert_int_equal(
			kern_insmod(k, ko(name), step->line + at, &status), 0);
	return status;
}

static void compare_log(struct kern *k, const char *name)
{
	char path[128];
	struct step step;
	size_t n = 0;
	FILE *file;

	snprintf(path, sizeof(path), DATA "logs/%s.log", name);
	file = fopen(path, "r");
	assert_non_null(file);
	for (; read_step(file, &step); n++) {
		uint64_t from = kern_log_next(k);
		int status = run_step(k, &step);
		char *log = kern_rig_log(k, from);

		if (strcmp(log, step.expected) || !status != !step.status)
			fail_msg("%s: %s: status %d, not %d\n%sshould be\n%s",
				 name, step.line, status, step.status, log,
				 step.expected);
		free(log);
	}
	assert_true(n > 1);
	fclose(file);
}

#define LOG(name)                                                       \
	static void test_log_of_##name(void **state)                    \
	{                                                               \
		compare_log(*state, #name);                             \
		assert_true(pool_check(((struct kern *)*state)->pool)); \
	}

/* Modules that were built here do the same, where no CRC is looked at. */
#define SOURCE_LOG(name)                                    \
	static void test_source_log_of_##name(void **state) \
	{                                                   \
		folder = SOURCES;                           \
		compare_log(*state, #name);                 \
		folder = DATA "ko/";                        \
	}

LOG(namespaces)
LOG(proprietary)
LOG(uses)
LOG(refused)
LOG(percpu)
LOG(static_keys)
LOG(static_calls)
LOG(dynamic_debug)
LOG(flags)
LOG(ptypes)
LOG(parrays)
LOG(libs)
LOG(irqs)
LOG(declared)
LOG(devs)
LOG(headers)
SOURCE_LOG(headers)
SOURCE_LOG(uses)
SOURCE_LOG(percpu)
SOURCE_LOG(static_keys)
SOURCE_LOG(static_calls)
SOURCE_LOG(ptypes)
SOURCE_LOG(parrays)
SOURCE_LOG(flags)
SOURCE_LOG(libs)
SOURCE_LOG(irqs)
SOURCE_LOG(declared)
SOURCE_LOG(devs)

/* --- files of parameters ------------------------------------------------------------ */

/* "p_int\t0x1F\t0\t31" */
static void compare_value(struct kern *k, const char *module, char *row)
{
	char text[4096] = "", written[256];
	char *value = strchr(row, '\t') + 1, *result = strchr(value, '\t') + 1;
	char *shown = strchr(result, '\t') + 1;
	int status = -1;

	value[-1] = result[-1] = shown[-1] = 0;
	snprintf(written, sizeof(written), "%s\n", value);
	assert_int_equal(kern_param_write(k, module, row, written, &status), 0);
	if (status != atoi(result))
		fail_msg("%s <- '%s': %d", row, value, status);
	if (!strcmp(row, "p_wo"))
		return;
	assert_int_equal(kern_param_read(k, module, row, text, sizeof(text),
					 &status),
			 0);
	text[strcspn(text, "\n")] = 0;
	if (strcmp(text, shown))
		fail_msg("%s <- '%s': '%s', not '%s'", row, value, text, shown);
}

/* Values depend on those before, where one is refused: for Valgrind the first
 * file of parameters must do. */
static void compare_values(struct kern *k, const char *module)
{
	char path[128], row[256], first[64] = "";
	int status = -1;
	FILE *file;

	assert_int_equal(kern_insmod(k, ko(module), NULL, &status), 0);
	assert_int_equal(status, 0);
	snprintf(path, sizeof(path), DATA "logs/%s.tsv", module);
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(row, sizeof(row), file)) {
		size_t len = strcspn(row, "\t");

		row[strcspn(row, "\n")] = 0;
		if (!first[0])
			snprintf(first, sizeof(first), "%.*s", (int)len, row);
		if (kern_rig_under("valgrind") && strncmp(row, first, len))
			break;
		compare_value(k, module, row);
	}
	fclose(file);
	assert_int_equal(kern_rmmod(k, module, &status), 0);
	assert_int_equal(status, 0);
}

static void test_values_of_every_type(void **state)
{
	compare_values(*state, "ptypes");
}

static void test_values_of_arrays(void **state)
{
	compare_values(*state, "parrays");
}

/* The elements' own function faults, called by one of the kernel's. */
static void test_an_element_that_faults(void **state)
{
	struct kern *k = *state;
	int status = -1;

	assert_int_equal(kern_insmod(k, ko("parrays"), "faults=1,f", &status),
			 0);
	assert_int_equal(status, 137);
	kern_rig_assert_order(k, 0,
			      (const char *const[]){"RIP: 0010:f_set+0x15/0x21",
						    " param_array_set+",
						    " __do_sys_finit_module+",
						    NULL});
	kern_rig_assert_modules(k, "parrays 32768 1 - Loading");
}

static void test_strings_of_parameters_are_freed(void **state)
{
	struct kern *k = *state;
	int status;

	for (int i = 0; i < 3; i++) {
		kern_insmod(k, ko("ptypes"), "p_charp=one", &status);
		kern_param_write(k, "ptypes", "p_charp", "two", &status);
		assert_non_null(k->charps);
		kern_rmmod(k, "ptypes", &status);
		assert_null(k->charps);
	}
}

/* --- the init area, and what is sealed ------------------------------------------------- */

static int touch(struct kern *k, const char *how)
{
	int status = -1;

	assert_int_equal(kern_insmod(k, ko("initcall_late"), NULL, &status), 0);
	assert_int_equal(status, 0);
	kern_rig_assert_logged(k, 0, "helper 5\ninit 10\n");
	assert_int_equal(
		kern_param_write(k, "initcall_late", "go", how, &status), 0);
	return status;
}

static void test_a_call_of_init_code_when_it_is_gone(void **state)
{
	struct kern *k = *state;

	assert_int_equal(touch(k, "c"), 137);
	kern_rig_assert_order(
		k, 0,
		(const char *const[]){
			"BUG: unable to handle page fault for address: "
			"ffffffffc0207000\n"
			"#PF: supervisor instruction fetch in kernel mode\n"
			"#PF: error_code(0x0010) - not-present page\n",
			"RIP: 0010:0xffffffffc0207000\n", " param_attr_store+",
			NULL});
}

static void test_a_write_to_what_is_sealed(void **state)
{
	struct kern *k = *state;

	assert_int_equal(touch(k, "r"), 137);
	kern_rig_assert_order(
		k, 0,
		(const char *const[]){
			"#PF: supervisor write access in kernel mode\n"
			"#PF: error_code(0x0003) - permissions violation\n",
			"RIP: 0010:set+0x36/0x45 [initcall_late]\n", NULL});
}

static void test_symbols_of_init_code_are_gone(void **state)
{
	struct kern *k = *state;
	char *text;

	touch(k, "c");
	text = kern_proc_read(k, "kallsyms");
	assert_non_null(strstr(text, " t set\t[initcall_late]"));
	assert_non_null(strstr(text, " sealed\t[initcall_late]"));
	assert_null(strstr(text, " helper\t[initcall_late]"));
	assert_null(strstr(text, " init_module\t"));
	free(text);
}

/* --- /sys/module --------------------------------------------------------------------------- */

static void assert_file(struct kern *k, const char *path, const char *expected)
{
	char *text = kern_sysfs_read(k, path);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

/* As on the real machine, which had them at the same addresses. */
static void test_sections_are_where_they_were(void **state)
{
	static const char *const rows[][2] = {
		{"sections/.init.text", "0xffffffffc0206000\n"},
		{"sections/.symtab", "0xffffffffc0208000\n"},
		{"sections/.strtab", "0xffffffffc0208498\n"},
		{"sections/__kcrctab", "0xffffffffc0202090\n"},
		{"sections/.exit.text", "0xffffffffc0201041\n"},
		{"sections/.gnu.linkonce.this_module", "0xffffffffc0203040\n"},
		{"version", "1.2\n"},
		{"refcnt", "1\n"},
	};
	struct kern *k = *state;
	char path[128];
	int status;

	kern_insmod(k, ko("ns_exp"), NULL, &status);
	kern_insmod(k, ko("ns_imp"), NULL, &status);
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(path, sizeof(path), "module/ns_exp/%s", rows[i][0]);
		assert_file(k, path, rows[i][1]);
	}
	assert_null(kern_sysfs_read(k, "module/ns_exp/sections/.modinfo"));
	assert_null(kern_sysfs_read(k, "module/ns_exp/holders/nobody"));
	assert_null(kern_sysfs_read(k, "module/ns_imp/version"));
	assert_int_equal(kern_sysfs_write(k, "module/ns_exp/version", "2"),
			 -EACCES);
}

static int find_path(const char *name, bool writable, void *arg)
{
	(void)writable;
	return !strcmp(name, arg);
}

static void test_holders_are_listed(void **state)
{
	struct kern *k = *state;
	int status;

	kern_insmod(k, ko("ns_exp"), NULL, &status);
	assert_false(kern_sysfs_each(k, find_path,
				     (char[]){"module/ns_exp/holders/ns_imp"}));
	kern_insmod(k, ko("ns_imp"), NULL, &status);
	assert_true(kern_sysfs_each(k, find_path,
				    (char[]){"module/ns_exp/holders/ns_imp"}));
	assert_true(kern_sysfs_each(k, find_path,
				    (char[]){"module/ns_exp/sections/.text"}));
}

/* --- the rest ----------------------------------------------------------------------------- */

static void test_a_blacklisted_module_is_refused(void **state)
{
	struct kern_config config = {.size = sizeof(config),
				     .cmdline = "module_blacklist=one,ns_exp"};
	struct kern *k;
	int status;

	(void)state;
	assert_int_equal(kern_boot(&config, &k), 0);
	kern_insmod(k, ko("ns_exp"), NULL, &status);
	assert_int_equal(status, 1);
	kern_rig_assert_logged(k, 0, "Module ns_exp is blacklisted\n");
	kern_insmod(k, ko("flagsm"), NULL, &status);
	assert_int_equal(status, 0);
	kern_shutdown(k);
}

/* Modules come and go until the area would be full, if it leaked. */
static void test_percpu_room_is_given_back(void **state)
{
	struct kern *k = *state;
	int status = -1;

	for (int i = 0; i < 600; i++) {
		kern_insmod(k, ko("percpus"), NULL, &status);
		assert_int_equal(status, 0);
		kern_rmmod(k, "percpus", &status);
	}
	assert_int_equal(kern_percpu_alloc(k, 16 * KERN_PAGE, 1), 0);
	for (int i = 0; kern_percpu_alloc(k, 1, 1); i++)
		assert_in_range(i, 0, 16384);
	kern_insmod(k, ko("percpus"), NULL, &status);
	assert_int_equal(status, 1);
	kern_rig_assert_logged(k, 0, " bytes percpu data\n");
}

/* Code is shown as the compiler wrote it, not as it was changed. */
static void test_code_lines_show_the_original(void **state)
{
	struct kern *k = *state;
	unsigned char code[2] = {0xf4, 0xf4};
	const struct kern_module *mod;
	int status;

	kern_insmod(k, ko("flagsm"), NULL, &status);
	mod = k->modules;
	assert_true(mod->npatches >= 2);
	assert_true(kern_peek(k, mod->patches[0].la, code, 1));
	for (size_t i = 0; i < mod->npatches; i++) {
		if (mod->patches[i].byte != 0x9c)
			continue;
		kern_original_code(k, mod->patches[i].la, code, 1);
		assert_int_equal(code[0], 0x9c);
	}
	assert_int_equal(code[1], 0xf4);
}

#define unit(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(test_log_of_namespaces),
		unit(test_log_of_proprietary),
		unit(test_log_of_uses),
		unit(test_log_of_refused),
		unit(test_log_of_percpu),
		unit(test_log_of_static_keys),
		unit(test_log_of_static_calls),
		unit(test_log_of_dynamic_debug),
		unit(test_log_of_flags),
		unit(test_log_of_ptypes),
		unit(test_log_of_parrays),
		unit(test_log_of_libs),
		unit(test_log_of_irqs),
		unit(test_log_of_declared),
		unit(test_log_of_devs),
		unit(test_log_of_headers),
		unit(test_source_log_of_headers),
		unit(test_source_log_of_uses),
		unit(test_source_log_of_percpu),
		unit(test_source_log_of_static_keys),
		unit(test_source_log_of_static_calls),
		unit(test_source_log_of_ptypes),
		unit(test_source_log_of_parrays),
		unit(test_source_log_of_flags),
		unit(test_source_log_of_libs),
		unit(test_source_log_of_irqs),
		unit(test_source_log_of_declared),
		unit(test_source_log_of_devs),
		unit(test_values_of_every_type),
		unit(test_values_of_arrays),
		unit(test_an_element_that_faults),
		unit(test_strings_of_parameters_are_freed),
		unit(test_a_call_of_init_code_when_it_is_gone),
		unit(test_a_write_to_what_is_sealed),
		unit(test_symbols_of_init_code_are_gone),
		unit(test_sections_are_where_they_were),
		unit(test_holders_are_listed),
		cmocka_unit_test(test_a_blacklisted_module_is_refused),
		unit(test_percpu_room_is_given_back),
		unit(test_code_lines_show_the_original),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
