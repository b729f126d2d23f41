/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_module_rights.c - what a module's pages allow, however its init function
 * ends; namespaces, and instructions that must be made to trap, of modules that
 * are compiled against our own headers. (test_loader.c has those of others.)
 */
#include <stdio.h>

#include "../support/kern_rig.h"

#include "kernel/module.h"

/* --- rights ---------------------------------------------------------------------- */

enum { WELL, POSITIVE, FAILS, OOPSES };

/* "rwx" of a page, as its leaf says. */
static const char *rights(struct kern *k, uint64_t la)
{
	unsigned int level;
	volatile uint64_t *pte =
		mmu_find_entry(k->machine, k->init_pgd, la, &level);
	uint64_t entry = pte ? *pte : 0;
	static char text[4];

	text[0] = entry & MMU_PTE_P ? 'r' : '-';
	text[1] = entry & MMU_PTE_P && entry & MMU_PTE_RW ? 'w' : '-';
	text[2] = !(entry & MMU_PTE_P) || entry & MMU_PTE_NX ? '-' : 'x';
	return text;
}

static uint64_t symbol(const struct kern_module *mod, const char *name)
{
	for (size_t i = 0; i < mod->nsyms; i++)
		if (!strcmp(mod->sym[i].name, name))
			return mod->sym[i].la;
	fail_msg("no symbol %s", name);
	return 0;
}

static const struct row {
	const char *symbol;
	const char *after, *loading; /* init ended, or never will */
} rows[] = {
	{"rights_text", "r-x", "r-x"},	{"words", "r--", "r--"},
	{"numbers", "rw-", "rw-"},	{"sealed", "r--", "rw-"},
	{"rights_early", "---", "r-x"}, {"early", "---", "rw-"},
	{"early_words", "---", "r--"},	{"rights_exit", "r-x", "r-x"},
};

static int insmod(struct kern *k, const char *module, const char *params)
{
	int status = -1;

	assert_int_equal(kern_insmod(k, kern_rig_path(module), params, &status),
			 0);
	return status;
}

/* The table's word, and the CPU's: who may not write faults. */
static void assert_rights(struct kern *k, const char *name, uint64_t la,
			  const char *expected)
{
	uint64_t word = 0;
	int vector;

	if (strcmp(rights(k, la), expected))
		fail_msg("%s is %s, not %s", name, rights(k, la), expected);
	vector = mmu_copy_in(k->cpu, &word, la, 1, 0, NULL, NULL);
	assert_int_equal(vector, expected[0] == 'r' ? 0 : MMU_TRAP_PF);
	vector = mmu_copy_out(k->cpu, la, &word, 1, 0, NULL, NULL);
	assert_int_equal(vector, expected[1] == 'w' ? 0 : MMU_TRAP_PF);
}

static void check_module(struct kern *k, bool loading)
{
	const struct kern_module *mod = kern_find_module(k, "rights");

	assert_non_null(mod);
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_rights(k, rows[i].symbol, symbol(mod, rows[i].symbol),
			      loading ? rows[i].loading : rows[i].after);
}

static void test_rights_when_init_succeeded(void **state)
{
	struct kern *k = *state;

	assert_int_equal(insmod(k, "rights", "end=0"), 0);
	check_module(k, false);
	assert_int_equal(kern_rig_rmmod(k, "rights"), 0);
	kern_rig_assert_logged(k, 0, "rights: sealed 6\n");
}

static void test_rights_when_init_was_positive(void **state)
{
	struct kern *k = *state;

	assert_int_equal(insmod(k, "rights", "end=1"), 0);
	check_module(k, false);
	kern_rig_assert_order(
		k, 0,
		(const char *const[]){"do_init_module: loading module anyway",
				      "Comm: insmod",
				      "Call Trace:", " do_init_module+", NULL});
}

static void test_rights_when_init_oopsed(void **state)
{
	assert_int_equal(insmod(*state, "rights", "end=3"), 137);
	check_module(*state, true);
}

/* Nothing is left, neither pages nor symbols. */
static void test_rights_when_init_failed(void **state)
{
	struct kern *k = *state;
	uint64_t la[COUNT(rows)];
	struct kern_sym sym;

	insmod(k, "rights", "end=0");
	for (size_t i = 0; i < COUNT(rows); i++)
		la[i] = symbol(k->modules, rows[i].symbol);
	assert_int_equal(kern_rig_rmmod(k, "rights"), 0);
	kern_vmalloc_purge(k);
	assert_int_equal(insmod(k, "rights", "end=2"), 1);
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_rights(k, rows[i].symbol, la[i], "---");
		assert_false(kern_lookup(k, la[i], &sym));
	}
	assert_null(k->modules);
}

/* --- namespaces -------------------------------------------------------------------- */

static void test_namespaces_are_imported(void **state)
{
	struct kern *k = *state;

	insmod(k, "ns_exporter", NULL);
	assert_int_equal(insmod(k, "ns_importer", NULL), 0);
	kern_rig_assert_logged(k, 0,
			       "ns_importer: 1 2, by name 2\n"
			       "ns_importer: used 1 times\n");
	kern_rig_assert_modules(k, "ns_exporter 16384 1 ns_importer, Live");
}

static void test_a_namespace_that_is_not_imported(void **state)
{
	struct kern *k = *state;

	insmod(k, "ns_exporter", NULL);
	assert_int_equal(insmod(k, "ns_stranger", NULL), 1);
	kern_rig_assert_logged(
		k, 0,
		"ns_stranger: module uses symbol (ns_exporter_one) from "
		"namespace FIRST_COURSE, but does not import it.\n"
		"ns_stranger: Unknown symbol ns_exporter_one (err -22)\n");
	kern_rig_assert_not_logged(k, 0, "ns_exporter_two");
	kern_rig_assert_modules(k, "ns_exporter 16384 0 - Live");
}

/* --- instructions that do not trap --------------------------------------------------- */

static void test_flags_are_the_simulated_ones(void **state)
{
	assert_int_equal(insmod(*state, "flags", "how=0"), 0);
	kern_rig_assert_logged(*state, 0,
			       "flags: CF 1 DF 1, then CF 0 DF 0\n"
			       "flags: a word 245, IF 1\n"
			       "flags: IF 1\n"
			       "flags: cs 10 tr ffffffffffff0040\n"
			       "flags: fs 0\n");
}

/* A bad stack pointer is one: a double fault panics. */
static void test_pushf_without_a_stack_faults(void **state)
{
	int status;

	kern_insmod(*state, kern_rig_path("flags"), "how=1", &status);
	kern_rig_assert_logged(*state, 0, "RIP: 0010:overflow+");
	assert_true(kern_panicked(*state));
}

static void test_int_n_does_not_call_the_host(void **state)
{
	assert_int_equal(insmod(*state, "flags", "how=2"), 139);
	kern_rig_assert_logged(*state, 0,
			       "general protection fault: 0402 [#1]");
	kern_rig_assert_logged(*state, 0, "RIP: 0010:flags_init+");
}

/* What lies where a module's init functions were is another's. */
static void test_code_is_given_back_to_its_module_only(void **state)
{
	struct kern *k = *state;
	unsigned char hlt = 0xf4, nop = 0x90, code;
	struct kern_patch *patch;

	assert_int_equal(insmod(k, "flags", "how=0"), 0);
	assert_true(k->modules->npatches > 0);
	patch = &k->modules->patches[0];
	code = hlt;
	kern_original_code(k, patch->la, &code, 1);
	assert_int_equal(code, patch->byte);
	code = nop; /* it was changed since */
	kern_original_code(k, patch->la, &code, 1);
	assert_int_equal(code, nop);
	patch->la = k->modules->core.base + k->modules->core.size;
	code = hlt;
	kern_original_code(k, patch->la, &code, 1);
	assert_int_equal(code, hlt);
}

static void test_a_bad_selector_is_refused(void **state)
{
	assert_int_equal(insmod(*state, "flags", "how=3"), 139);
	kern_rig_assert_logged(*state, 0,
			       "general protection fault: 1230 [#1]");
}

#define unit(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(test_rights_when_init_succeeded),
		unit(test_rights_when_init_was_positive),
		unit(test_rights_when_init_oopsed),
		unit(test_rights_when_init_failed),
		unit(test_namespaces_are_imported),
		unit(test_a_namespace_that_is_not_imported),
		unit(test_flags_are_the_simulated_ones),
		unit(test_pushf_without_a_stack_faults),
		unit(test_int_n_does_not_call_the_host),
		unit(test_code_is_given_back_to_its_module_only),
		unit(test_a_bad_selector_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
