/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_module.c - the life of modules: insmod, lsmod, rmmod, and what stays.
 *
 * The modules are those of tests/modules. Most check themselves and say "ok".
 */
#include "../support/kern_rig.h"

#include "kernel/module.h"

/* Frames that are free once nothing waits to be flushed. */
static uint64_t free_frames(struct kern *k)
{
	kern_vmalloc_purge(k);
	return mmu_frames_free_count(k->machine);
}

/* A module's symbol, whether exported or not; 0 when it has none. */
static uint64_t find_symbol(struct kern *k, const char *module,
			    const char *name)
{
	const struct kern_module *mod = kern_find_module(k, module);

	assert_non_null(mod);
	for (size_t i = 0; i < mod->nsyms; i++)
		if (!strcmp(mod->sym[i].name, name))
			return mod->sym[i].la;
	return 0;
}

static uint64_t pte(struct kern *k, uint64_t la)
{
	unsigned int level;
	volatile uint64_t *entry =
		mmu_find_entry(k->machine, k->init_pgd, la, &level);

	assert_non_null((void *)(uintptr_t)entry);
	if (!(*entry & MMU_PTE_P))
		return 0;
	assert_int_equal(level, 1);
	return *entry;
}

/* "rwx" of a page, as its leaf says. */
static const char *rights(struct kern *k, uint64_t la)
{
	uint64_t entry = pte(k, la);
	static char text[4];

	text[0] = entry & MMU_PTE_P ? 'r' : '-';
	text[1] = entry & MMU_PTE_RW ? 'w' : '-';
	text[2] = entry & MMU_PTE_NX || !entry ? '-' : 'x';
	return text;
}

/* --- hello ---------------------------------------------------------------- */

static void test_insmod_runs_init(void **state)
{
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);

	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
	assert_string_equal(kern_last_error(k), "");
	kern_rig_assert_order(
		k, from,
		(const char *[]){
			"hello: loading out-of-tree module taints kernel.\n",
			"hello: module verification failed: signature and/or "
			"required key missing - tainting kernel\n",
			"hello: init\n", NULL});
	kern_rig_assert_not_logged(k, from, "exit");
}

static void test_taints_are_told_once(void **state)
{
	struct kern *k = *state;
	uint64_t from;

	kern_rig_insmod(k, "hello");
	from = kern_log_next(k);
	kern_rig_insmod(k, "sections");
	kern_rig_assert_not_logged(k, from, "taint");
}

static void test_lsmod_lists_newest_first(void **state)
{
	struct kern *k = *state;
	char *text;

	kern_rig_insmod(k, "hello");
	kern_rig_insmod(k, "multi");
	text = kern_lsmod(k);
	assert_string_equal(text, "Module                  Size  Used by\n"
				  "multi                  16384  0\n"
				  "hello                  16384  0\n");
	free(text);
	text = kern_proc_modules(k);
	assert_string_equal(text,
			    "multi 16384 0 - Live 0xffffffffc0206000 (OE)\n"
			    "hello 16384 0 - Live 0xffffffffc0201000 (OE)\n");
	free(text);
}

static void test_lsmod_of_no_modules_is_a_heading(void **state)
{
	char *text = kern_lsmod(*state);

	assert_string_equal(text, "Module                  Size  Used by\n");
	free(text);
	kern_rig_assert_modules(*state, "");
}

static void test_rmmod_runs_exit(void **state)
{
	struct kern *k = *state;
	uint64_t from;

	kern_rig_insmod(k, "hello");
	from = kern_log_next(k);
	assert_int_equal(kern_rig_rmmod(k, "hello"), 0);
	assert_string_equal(kern_last_error(k), "");
	kern_rig_assert_logged(k, from, "hello: exit\n");
	kern_rig_assert_modules(k, "");
}

static void test_module_can_come_again(void **state)
{
	struct kern *k = *state;

	for (int i = 0; i < 3; i++) {
		assert_int_equal(kern_rig_insmod(k, "hello"), 0);
		assert_int_equal(kern_rig_rmmod(k, "hello"), 0);
	}
}

/* --- modules that check themselves ---------------------------------------- */

static void test_modules_run_to_their_ok(void **state)
{
	static const char *const names[] = {"sections",	   "allocs",
					    "strings",	   "multi",
					    "literal_map", "uaccess_bad",
					    "dump_stack"};

	for (size_t i = 0; i < COUNT(names); i++) {
		uint64_t from = kern_log_next(*state);

		assert_int_equal(kern_rig_insmod(*state, names[i]), 0);
		kern_rig_assert_logged(*state, from, ": ok");
		kern_rig_assert_not_logged(*state, from, "FAILED");
		assert_int_equal(kern_rig_rmmod(*state, names[i]), 0);
		kern_rig_assert_not_logged(*state, from, "FAILED");
	}
}

static void test_exit_sees_what_init_left(void **state)
{
	kern_rig_insmod(*state, "sections");
	kern_rig_rmmod(*state, "sections");
	kern_rig_assert_logged(*state, 0, "sections: exit, 0 failures\n");
}

/* How the levels, continuations and pointers look is test_printk.c's; that
 * they come through the stubs is ours. */
static void test_printks_arrive(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "printks"), 0);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"printks: emerg\n", "printks: count: 1 2 3\n",
				 "%s of NULL: (null)\n",
				 "%pS of a function: print_levels+0x0/",
				 "%pS of an export: _printk+0x0/",
				 "printks: after the long lines\n",
				 "printk returned 5\n", NULL});
}

/* --- refusals ------------------------------------------------------------- */

static void test_init_that_fails_leaves_nothing(void **state)
{
	struct kern *k = *state;
	uint64_t before;

	kern_rig_insmod(k, "init_fails"); /* page tables stay */
	before = free_frames(k);
	assert_int_equal(kern_rig_insmod(k, "init_fails"), 1);
	assert_string_equal(kern_last_error(k),
			    "insmod: ERROR: could not insert module "
			    "build/modules/init_fails.ko: No such device");
	kern_rig_assert_logged(k, 0, "init_fails: no such device\n");
	kern_rig_assert_not_logged(k, 0, "exit ran");
	kern_rig_assert_modules(k, "");
	assert_int_equal(free_frames(k), before);
}

static void test_init_that_returns_a_number_is_noted(void **state)
{
	assert_int_equal(kern_rig_insmod(*state, "positive"), 0);
	kern_rig_assert_logged(*state, 0,
			       "do_init_module: 'positive'->init suspiciously "
			       "returned 7, it should follow 0/-E convention\n"
			       "do_init_module: loading module anyway...\n");
	kern_rig_assert_modules(*state, "positive 16384 0 - Live");
}

static void test_unknown_symbol_is_named(void **state)
{
	struct kern *k = *state;
	uint64_t before;

	kern_rig_insmod(k, "unknown_symbol");
	before = free_frames(k);
	assert_int_equal(kern_rig_insmod(k, "unknown_symbol"), 1);
	kern_rig_assert_logged(
		k, 0, "unknown_symbol: Unknown symbol frobnicate (err -2)\n");
	assert_string_equal(kern_last_error(k),
			    "insmod: ERROR: could not insert module "
			    "build/modules/unknown_symbol.ko: "
			    "Unknown symbol in module");
	kern_rig_assert_modules(k, "");
	assert_int_equal(free_frames(k), before);
}

static void test_module_cannot_come_twice(void **state)
{
	kern_rig_insmod(*state, "hello");
	assert_int_equal(kern_rig_insmod(*state, "hello"), 1);
	assert_string_equal(kern_last_error(*state),
			    "insmod: ERROR: could not insert module "
			    "build/modules/hello.ko: File exists");
	kern_rig_assert_modules(*state, "hello 16384 0 - Live");
}

/* Linux's insmod waits for it, until somebody types ^C. */
static void test_insmod_waits_for_a_module_that_died(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "null_read"), 137);
	assert_int_equal(kern_rig_insmod(k, "null_read"), 130);
	uint64_t before = free_frames(k);
	assert_int_equal(kern_rig_insmod(k, "null_read"), 130);
	assert_non_null(strstr(kern_last_error(k), "never finishes loading"));
	assert_int_equal(free_frames(k), before);
	kern_rig_assert_modules(k, "null_read 28672 1 - Loading");
}

/* The entry in the direct map of the frame that is mapped here. */
static uint64_t direct_entry(struct kern *k, uint64_t la, unsigned int *level)
{
	volatile uint64_t *pte =
		mmu_find_entry(k->machine, k->init_pgd, la, level);
	uint64_t pa = *pte & MMU_PTE_ADDR;

	pte = mmu_find_entry(k->machine, k->init_pgd, kern_virt(pa), level);
	return *pte;
}

/* The text and the constants of the image: two pages of 2 MiB. */
static bool is_beside_image(struct kern *k, uint64_t pa)
{
	uint64_t image = *mmu_find_entry(k->machine, k->init_pgd,
					 KERN_IMAGE_START, NULL);

	return pa - (image & MMU_PTE_ADDR & -(2ull << 20)) < 4ull << 20;
}

static void test_module_text_is_read_only_in_the_direct_map(void **state)
{
	struct kern *k = *state;
	uint64_t before, text, data, pa;
	unsigned int level;

	kern_rig_insmod(k, "hello"); /* the first one leaves slabs behind */
	kern_rig_rmmod(k, "hello");
	before = free_frames(k);
	kern_rig_insmod(k, "hello");
	text = k->modules->core.base;
	data = text + k->modules->core.end[KERN_RO_AFTER_INIT];
	assert_false(direct_entry(k, text, &level) & MMU_PTE_RW);
	assert_int_equal(level, 1);
	pa = direct_entry(k, text, &level) & MMU_PTE_ADDR;
	assert_int_equal(mmu_store(k->cpu, kern_virt(pa), &level, 1, NULL),
			 MMU_TRAP_PF);
	assert_true(direct_entry(k, data, &level) & MMU_PTE_RW);
	assert_int_equal(kern_rig_rmmod(k, "hello"), 0);
	assert_int_equal(mmu_store(k->cpu, kern_virt(pa), &level, 1, NULL), 0);
	mmu_find_entry(k->machine, k->init_pgd, kern_virt(pa), &level);
	/* It is a large page again, but for those with the kernel's text or the
	 * per-CPU area. */
	bool small = is_beside_image(k, pa) ||
		     pa >> 21 == kern_phys(k->percpu) >> 21;
	assert_int_equal(level, small ? 1 : 2);
	assert_int_equal(free_frames(k), before);
}

static void test_missing_file_is_refused(void **state)
{
	uint64_t from = kern_log_next(*state);

	assert_int_equal(kern_rig_insmod(*state, "nosuch"), 1);
	assert_string_equal(kern_last_error(*state),
			    "insmod: ERROR: could not load module "
			    "build/modules/nosuch.ko: "
			    "No such file or directory");
	assert_int_equal(kern_log_next(*state), from);
}

static void test_parameters_are_not_known(void **state)
{
	int status = -1;

	assert_int_equal(kern_insmod(*state, kern_rig_path("hello"),
				     "debug=1  verbose", &status),
			 0);
	assert_int_equal(status, 0);
	kern_rig_assert_order(
		*state, 0,
		(const char *[]){"hello: unknown parameter 'debug' ignored\n",
				 "hello: unknown parameter 'verbose' ignored\n",
				 "hello: init\n", NULL});
}

/* Longer than what execve() takes for one argument would be refused there. */
static void test_endless_parameters_are_refused(void **state)
{
	char params[8192];
	int status = -1;

	memset(params, 'x', sizeof(params) - 1);
	params[sizeof(params) - 1] = '\0';
	assert_int_equal(kern_insmod(*state, kern_rig_path("hello"), params,
				     &status),
			 0);
	assert_int_equal(status, 1);
	assert_string_equal(kern_last_error(*state),
			    "insmod: ERROR: could not insert module "
			    "build/modules/hello.ko: Argument list too long");
	kern_rig_assert_modules(*state, "");
}

static void test_rmmod_of_an_absent_module(void **state)
{
	assert_int_equal(kern_rig_rmmod(*state, "hello"), 1);
	assert_string_equal(
		kern_last_error(*state),
		"rmmod: ERROR: Module hello is not currently loaded");
}

static void test_rmmod_of_a_module_that_oopsed(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "null_read"), 137);
	kern_rig_assert_modules(k, "null_read 28672 1 - Loading");
	assert_int_equal(kern_rig_rmmod(k, "null_read"), 1);
	assert_string_equal(kern_last_error(k),
			    "rmmod: ERROR: Module null_read is in use");
	assert_true(kern_rig_loaded(k, "null_read"));
}

static void test_module_without_exit_is_permanent(void **state)
{
	struct kern *k = *state;

	kern_rig_insmod(k, "permanent");
	kern_rig_assert_modules(k, "permanent 12288 0 [permanent], Live");
	assert_int_equal(kern_rig_rmmod(k, "permanent"), 1);
	assert_string_equal(kern_last_error(k),
			    "rmmod: ERROR: could not remove module permanent: "
			    "Device or resource busy");
	assert_true(kern_rig_loaded(k, "permanent"));
}

static void test_module_without_functions_comes_and_goes(void **state)
{
	assert_int_equal(kern_rig_insmod(*state, "passive"), 0);
	kern_rig_assert_modules(*state, "passive 12288 0 - Live");
	assert_int_equal(kern_rig_rmmod(*state, "passive"), 0);
	kern_rig_assert_modules(*state, "");
}

/* --- exports -------------------------------------------------------------- */

static void test_modules_use_each_other(void **state)
{
	struct kern *k = *state;
	char *text;

	kern_rig_insmod(k, "exporter");
	assert_int_equal(kern_rig_insmod(k, "importer"), 0);
	kern_rig_assert_logged(k, 0, "importer: got 42 after 1 calls\n");
	text = kern_lsmod(k);
	assert_non_null(
		strstr(text, "exporter               16384  1 importer\n"));
	free(text);
	kern_rig_assert_modules(k, "exporter 16384 1 importer, Live");
	kern_rig_assert_modules(k, "importer 16384 0 - Live");
}

static void test_used_module_stays(void **state)
{
	struct kern *k = *state;

	kern_rig_insmod(k, "exporter");
	kern_rig_insmod(k, "importer");
	assert_int_equal(kern_rig_rmmod(k, "exporter"), 1);
	assert_string_equal(
		kern_last_error(k),
		"rmmod: ERROR: Module exporter is in use by: importer");
	assert_int_equal(kern_rig_rmmod(k, "importer"), 0);
	assert_int_equal(kern_rig_rmmod(k, "exporter"), 0);
	kern_rig_assert_logged(k, 0, "exporter: 2 calls\n");
}

static void test_importer_needs_its_exporter(void **state)
{
	assert_int_equal(kern_rig_insmod(*state, "importer"), 1);
	kern_rig_assert_logged(
		*state, 0,
		"importer: Unknown symbol exporter_twice (err -2)\n");
	kern_rig_assert_logged(
		*state, 0,
		"importer: Unknown symbol exporter_calls (err -2)\n");
}

static void test_importer_that_is_refused_uses_nobody(void **state)
{
	kern_rig_insmod(*state, "exporter");
	assert_int_equal(kern_rig_insmod(*state, "proprietary"), 1);
	kern_rig_assert_modules(*state, "exporter 16384 0 - Live");
}

static void test_gpl_symbols_are_for_gpl_modules(void **state)
{
	struct kern *k = *state;

	kern_rig_insmod(k, "exporter");
	kern_rig_insmod(k, "proprietary");
	kern_rig_assert_order(
		k, 0,
		(const char *[]){
			"proprietary: module license 'Proprietary' taints "
			"kernel.\n",
			"proprietary: Unknown symbol exporter_calls (err -2)\n",
			NULL});
	kern_rig_assert_not_logged(k, 0, "Unknown symbol exporter_twice");
	assert_true(k->taint & 1ul << KERN_TAINT_PROPRIETARY);
}

static void test_symbol_is_exported_once(void **state)
{
	kern_rig_insmod(*state, "exporter");
	assert_int_equal(kern_rig_insmod(*state, "duplicate"), 1);
	kern_rig_assert_logged(*state, 0,
			       "duplicate: exports duplicate symbol "
			       "exporter_twice (owned by exporter)\n");
	kern_rig_rmmod(*state, "exporter");
	assert_int_equal(kern_rig_insmod(*state, "duplicate"), 0);
}

static void test_exporter_that_oopsed_serves_nobody(void **state)
{
	kern_rig_insmod(*state, "dead_exporter");
	assert_int_equal(kern_rig_insmod(*state, "importer"), 1);
	kern_rig_assert_order(
		*state, 0,
		(const char *[]){
			"importer: gave up waiting for init of module "
			"dead_exporter.\n",
			"importer: Unknown symbol exporter_twice (err -16)\n",
			NULL});
	assert_string_equal(kern_last_error(*state),
			    "insmod: ERROR: could not insert module "
			    "build/modules/importer.ko: "
			    "Device or resource busy");
}

/* --- memory --------------------------------------------------------------- */

static void test_sections_have_their_rights(void **state)
{
	static const struct {
		const char *symbol;
		const char *rights;
	} rows[] = {
		{"twice", "r-x"},	  /* text */
		{"sections_exit", "r-x"}, /* .exit.text */
		{"rodata_word", "r--"},	  /* rodata */
		{"functions", "r--"},	  /* rodata with relocations */
		{"ro_later", "r--"},	  /* __ro_after_init, after it */
		{"data_word", "rw-"},	  /* data */
		{"bss_bytes", "rw-"},	  /* bss */
		{"__this_module", "rw-"},
	};
	struct kern *k = *state;

	kern_rig_insmod(k, "sections");
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t la = find_symbol(k, "sections", rows[i].symbol);

		if (!la || strcmp(rights(k, la), rows[i].rights))
			fail_msg("%s at %llx is %s", rows[i].symbol,
				 (unsigned long long)la,
				 la ? rights(k, la) : "");
	}
}

static void test_module_pages_are_the_kernels(void **state)
{
	struct kern *k = *state;

	kern_rig_insmod(k, "sections");
	assert_false(pte(k, find_symbol(k, "sections", "twice")) & MMU_PTE_US);
	assert_false(pte(k, find_symbol(k, "sections", "data_word")) &
		     MMU_PTE_G);
}

static void test_ro_after_init_is_writable_before(void **state)
{
	struct kern *k = *state;
	struct kern_module *mod;
	uint64_t la;

	assert_int_equal(kern_elf_load(k, kern_rig_path("sections"), 0, &mod),
			 0);
	mod->next = NULL;
	mod->state = KERN_MODULE_COMING;
	k->modules = mod;
	la = find_symbol(k, "sections", "ro_later");
	assert_string_equal(rights(k, la), "rw-");
	k->modules = NULL;
	kern_module_free(k, mod);
}

static void test_init_memory_is_given_back(void **state)
{
	struct kern *k = *state;
	uint64_t init, core;
	struct kern_sym sym;

	kern_rig_insmod(k, "sections");
	init = find_symbol(k, "sections", "sections_init");
	core = find_symbol(k, "sections", "twice");
	assert_int_equal(pte(k, init), 0);
	assert_false(kern_lookup(k, init, &sym));
	assert_true(kern_lookup(k, core, &sym));
	assert_string_equal(sym.name, "twice");
	assert_string_equal(sym.module, "sections");
}

static void test_removed_module_is_unmapped(void **state)
{
	struct kern *k = *state;
	struct kern_sym sym;
	uint64_t la;

	kern_rig_insmod(k, "sections");
	la = find_symbol(k, "sections", "twice");
	kern_rig_rmmod(k, "sections");
	assert_int_equal(pte(k, la), 0);
	assert_false(kern_lookup(k, la, &sym));
	assert_false(kern_text_address(k, la));
}

static void test_cycles_leak_nothing(void **state)
{
	static const char *const names[] = {"hello", "sections", "allocs",
					    "multi", "exporter"};
	struct kern *k = *state;
	size_t pool = 0;
	uint64_t frames = 0;

	for (int round = 0; round < 4; round++) {
		for (size_t i = 0; i < COUNT(names); i++) {
			kern_rig_insmod(k, names[i]);
			kern_rig_rmmod(k, names[i]);
		}
		kern_rig_insmod(k, "unknown_symbol");
		kern_rig_insmod(k, "init_fails");
		kern_rig_rmmod(k, "hello");
		if (round == 1) { /* caches and page tables are warm */
			frames = free_frames(k);
			pool = pool_used(k->pool);
		}
	}
	assert_int_equal(free_frames(k), frames);
	assert_int_equal(pool_used(k->pool), pool);
	assert_true(pool_check(k->pool));
}

/* A task that an oops killed is kept until the next one. */
static void test_dead_tasks_do_not_pile_up(void **state)
{
	struct kern *k = *state;
	uint64_t before;

	kern_rig_insmod(k, "fault_in_exit");
	kern_rig_insmod(k, "null_read");
	kern_rig_insmod(k, "hello");
	kern_rig_rmmod(k, "hello");
	before = free_frames(k);
	kern_rig_rmmod(k, "fault_in_exit");
	assert_int_equal(free_frames(k), before);
}

/* --- what simulated code can spoil ---------------------------------------- */

static void test_spoilt_module_pointer_faults_in_the_kernel(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "spoil_rbx"), 137);
	kern_rig_assert_logged(k, 0,
			       "page fault for address: 0000000000001000");
	kern_rig_assert_logged(k, 0, "RIP: 0010:do_init_module+");
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
}

static void test_pointer_to_no_module_faults_in_the_kernel(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "spoil_rbx_mapped"), 139);
	kern_rig_assert_logged(k, 0, "general protection fault");
	kern_rig_assert_logged(k, 0, "RIP: 0010:do_init_module+");
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
}

/* They were read when the system call began. */
static void test_spoilt_user_registers_do_not_matter_any_more(void **state)
{
	struct kern *k = *state;

	kern_rig_insmod(k, "spoil_regs");
	assert_int_equal(kern_rig_rmmod(k, "spoil_regs"), 0);
	kern_rig_assert_modules(k, "");
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
}

#define unit(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(test_insmod_runs_init),
		unit(test_taints_are_told_once),
		unit(test_lsmod_lists_newest_first),
		unit(test_lsmod_of_no_modules_is_a_heading),
		unit(test_rmmod_runs_exit),
		unit(test_module_can_come_again),
		unit(test_modules_run_to_their_ok),
		unit(test_exit_sees_what_init_left),
		unit(test_printks_arrive),
		unit(test_init_that_fails_leaves_nothing),
		unit(test_init_that_returns_a_number_is_noted),
		unit(test_unknown_symbol_is_named),
		unit(test_module_cannot_come_twice),
		unit(test_insmod_waits_for_a_module_that_died),
		unit(test_module_text_is_read_only_in_the_direct_map),
		unit(test_missing_file_is_refused),
		unit(test_parameters_are_not_known),
		unit(test_endless_parameters_are_refused),
		unit(test_rmmod_of_an_absent_module),
		unit(test_rmmod_of_a_module_that_oopsed),
		unit(test_module_without_exit_is_permanent),
		unit(test_module_without_functions_comes_and_goes),
		unit(test_modules_use_each_other),
		unit(test_used_module_stays),
		unit(test_importer_needs_its_exporter),
		unit(test_importer_that_is_refused_uses_nobody),
		unit(test_gpl_symbols_are_for_gpl_modules),
		unit(test_symbol_is_exported_once),
		unit(test_exporter_that_oopsed_serves_nobody),
		unit(test_sections_have_their_rights),
		unit(test_module_pages_are_the_kernels),
		unit(test_ro_after_init_is_writable_before),
		unit(test_init_memory_is_given_back),
		unit(test_removed_module_is_unmapped),
		unit(test_cycles_leak_nothing),
		unit(test_dead_tasks_do_not_pile_up),
		unit(test_spoilt_module_pointer_faults_in_the_kernel),
		unit(test_pointer_to_no_module_faults_in_the_kernel),
		unit(test_spoilt_user_registers_do_not_matter_any_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
