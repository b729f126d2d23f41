/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_oops.c - what a fault in simulated kernel code prints and does.
 *
 * Each module of the table faults in its own way. That the whole text reads
 * like a real one is test_fidelity.c's; here are the parts, and what follows.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>

#include "../support/kern_rig.h"

#include "kernel/kern.h"
#include "native/native.h"

#define KILLED 137
#define SEGV   139

/**
 * struct crash - one faulty module
 * @status: exit status of insmod
 * @texts:  come in the log in this order
 */
struct crash {
	const char *module;
	int status;
	const char *texts[12];
};

/* The frames that every init function has below it. */
#define INIT                                                                \
	" do_one_initcall+", " do_init_module+", " __do_sys_finit_module+", \
		" do_syscall_64+", " entry_SYSCALL_64_after_hwframe+"

static const struct crash crashes[] = {
	{"null_read",
	 KILLED,
	 {"BUG: kernel NULL pointer dereference, address: 0000000000000048\n"
	  "#PF: supervisor read access in kernel mode\n"
	  "#PF: error_code(0x0000) - not-present page\n"
	  "PGD ",
	  "PMD 0 \nOops: 0000 [#1] PREEMPT SMP PTI\n", INIT,
	  "\nCR2: 0000000000000048\n---[ end trace 0000000000000000 ]---\n",
	  "note: insmod[90] exited with irqs disabled\n"}},
	{"wild_kernel",
	 KILLED,
	 {"BUG: unable to handle page fault for address: ffffdeadbeef0000\n"
	  "#PF: supervisor write access in kernel mode\n"
	  "#PF: error_code(0x0002) - not-present page\n",
	  "Oops: 0002 [#1]", "RIP: 0010:wild_kernel_", INIT}},
	{"ro_write",
	 KILLED,
	 {"BUG: unable to handle page fault for address: ffffffffc020",
	  "#PF: error_code(0x0003) - permissions violation\n",
	  " PTE 8000000000", "Oops: 0003 [#1]", INIT}},
	{"text_write",
	 KILLED,
	 {"#PF: error_code(0x0003) - permissions violation\n",
	  "Oops: 0003 [#1]", INIT}},
	{"vmalloc_overflow",
	 KILLED,
	 {"BUG: unable to handle page fault for address: ffffc900000",
	  "#PF: error_code(0x0002) - not-present page\n", " PTE 0\n",
	  "RIP: 0010:vmalloc_overflow_fill", " vmalloc_overflow_init+0x",
	  INIT}},
	{"user_deref",
	 KILLED,
	 {"BUG: unable to handle page fault for address: 0000000000400000\n"
	  "#PF: supervisor read access in kernel mode\n"
	  "#PF: error_code(0x0001) - permissions violation\n"
	  "PGD 8000000000",
	  "Oops: 0001 [#1]", INIT}},
	{"smep_exec",
	 KILLED,
	 {"unable to execute userspace code (SMEP?) (uid: 0)\n"
	  "BUG: unable to handle page fault for address: 0000000000400000\n"
	  "#PF: supervisor instruction fetch in kernel mode\n"
	  "#PF: error_code(0x0011) - permissions violation\n",
	  "RIP: 0010:0x400000\nCode: Unable to access opcode bytes at "
	  "0x3fffd6.\n",
	  " ? smep_exec_call+", " ? smep_exec_init+", " ? do_one_initcall+"}},
	{"user_stack_exec",
	 KILLED,
	 {"kernel tried to execute NX-protected page - exploit attempt? "
	  "(uid: 0)\nBUG: unable to handle page fault for address: "
	  "00007fffffffe000\n",
	  "Oops: 0011 [#1]"}},
	{"nx_data",
	 KILLED,
	 {"kernel tried to execute NX-protected page - exploit attempt? "
	  "(uid: 0)\nBUG: unable to handle page fault for address: "
	  "ffff8880",
	  "#PF: error_code(0x0011) - permissions violation\n",
	  "RIP: 0010:0xffff8880", "\nCode: ", " <c3> c3 c3",
	  " ? nx_data_call+"}},
	{"null_call",
	 KILLED,
	 {"BUG: kernel NULL pointer dereference, address: 0000000000000000\n"
	  "#PF: supervisor instruction fetch in kernel mode\n"
	  "#PF: error_code(0x0010) - not-present page\n",
	  "RIP: 0010:0x0\nCode: Unable to access opcode bytes at "
	  "0xffffffffffffffd6.\n",
	  " null_call_call+", " null_call_init+", INIT}},
	{"memcpy_wild",
	 KILLED,
	 {"BUG: unable to handle page fault for address: ffffdeadbeef0000\n",
	  "RIP: 0010:memcpy_erms+0x6/0x10", "> ", " memcpy_wild_copy",
	  " memcpy_wild_init+", INIT}},
	{"bad_format",
	 KILLED,
	 {"bad_format: [(null)]\nbad_format: [(efault)]\n"
	  "bad_format: [(efault)]\n"
	  "BUG: unable to handle page fault for address: ffffdeadbeef0000\n",
	  "RIP: 0010:string+0x48/0xe0", " bad_format_init+", INIT}},
	{"bad_format_ptr",
	 KILLED,
	 {"BUG: unable to handle page fault for address: ffffdeadbeef0000\n",
	  "RIP: 0010:vsnprintf+0x53/0x550", " bad_format_ptr_init+", INIT}},
	{"gpf_poison",
	 SEGV,
	 {"general protection fault, probably for non-canonical address "
	  "0xdead000000000100: 0000 [#1] PREEMPT SMP PTI\n",
	  INIT, "---[ end trace 0000000000000000 ]---\n"}},
	{"stack_segment",
	 SEGV,
	 {"stack segment: 0000 [#1] PREEMPT SMP PTI\n"
	  "CPU: 0 PID: 90 Comm: insmod"}},
	{"div_zero", SEGV, {"divide error: 0000 [#1] PREEMPT SMP PTI\n"}},
	{"ud2",
	 SEGV,
	 {"invalid opcode: 0000 [#1] PREEMPT SMP PTI\n", "RIP: 0010:ud2_",
	  INIT}},
	{"nested_frames",
	 KILLED,
	 {"address: 0000000000000010\n", "RIP: 0010:nested_frames_c",
	  " nested_frames_b", " nested_frames_a", " nested_frames_init+",
	  INIT}},
	{"cold_part",
	 SEGV,
	 {"detected buffer overflow in __fortify_strlen\n",
	  "RIP: 0010:fortify_panic+0xf/0x11\n", " cold_part_inner",
	  " cold_part_init", INIT}},
};

/* Valgrind drops loads whose result nobody uses, and has the registers only
 * where memory is accessed. A program that is no PIE lies itself where the text
 * of the user process is. */
static bool works_here(const char *module)
{
	if ((uintptr_t)works_here < 0x1000000 && !strcmp(module, "user_deref"))
		return false;
	return !kern_rig_under("valgrind") || strcmp(module, "div_zero");
}

/* --- the table ------------------------------------------------------------ */

static void check_crash(const struct crash *crash)
{
	struct kern *k = kern_rig_boot(NULL);
	uint64_t from = kern_log_next(k);
	char loading[80], linked[80];

	print_message("%s\n", crash->module);
	assert_int_equal(kern_rig_insmod(k, crash->module), crash->status);
	kern_rig_assert_order(k, from, crash->texts);
	kern_rig_assert_not_logged(k, from, "survived");
	snprintf(linked, sizeof(linked), "\nModules linked in: %s(OE+)\n",
		 crash->module);
	kern_rig_assert_logged(k, from, linked);
	snprintf(loading, sizeof(loading), "%s 28672 1 - Loading",
		 crash->module);
	kern_rig_assert_modules(k, loading);
	assert_string_equal(kern_last_error(k), "");
	/* The machine goes on. */
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
	assert_int_equal(kern_rig_rmmod(k, "hello"), 0);
	kern_shutdown(k);
}

static void test_each_fault_is_told_as_it_should(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(crashes); i++)
		if (works_here(crashes[i].module))
			check_crash(&crashes[i]);
}

/* --- what is printed ------------------------------------------------------ */

static bool is_hex(char c)
{
	return isdigit((unsigned char)c) || (c >= 'a' && c <= 'f');
}

/*
 * Could this be an address of the host? Image and modules lie below 2 GiB,
 * other windows at 08.......... and 49.........., programs and libraries at
 * 55 and 56, at 7e and 7f; a user of the simulated kernel has his stack at
 * 7fff........ .
 */
static bool looks_hosted(const char *digits, size_t n)
{
	unsigned long long value, top;
	char text[17];

	if (n < 8 || n > 16)
		return false;
	memcpy(text, digits, n);
	text[n] = '\0';
	value = strtoull(text, NULL, 16);
	top = value >> 40;
	return (value >= 0x40000000 && value < 0x58000000) || top == 0x08 ||
	       top == 0x49 || top == 0x55 || top == 0x56 || top == 0x7e ||
	       (top == 0x7f && value >> 32 != 0x7fff);
}

/* The register block and the trace hold linear addresses alone. */
static void assert_lifted(struct kern *k, uint64_t from)
{
	char *log = kern_rig_log(k, from), *p = log;

	while (*p) {
		size_t n = 0;

		while (is_hex(p[n]))
			n++;
		if (looks_hosted(p, n)) {
			print_message("%s", log);
			fail_msg("%.*s is a host address", (int)n, p);
		}
		p += n + 1;
		if (p[-1] == '\0')
			break;
	}
	free(log);
}

static void test_no_host_address_is_printed(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(crashes); i++) {
		struct kern *k = kern_rig_boot(NULL);

		/* A printk()'s hash of a pointer may be any number. */
		kern_rig_insmod(k, crashes[i].module);
		assert_lifted(k, 0);
		kern_shutdown(k);
	}
}

static void test_registers_stand_twice(void **state)
{
	struct kern *k = *state;
	char *log, *first;

	kern_rig_insmod(k, "wild_kernel");
	log = kern_rig_log(k, 0);
	first = strstr(log, "RIP: 0010:wild_kernel_");
	assert_non_null(first);
	assert_non_null(strstr(first + 1, "RIP: 0010:wild_kernel_"));
	assert_non_null(strstr(first, "RSP: 0018:ffffc900"));
	assert_non_null(strstr(first, "CS:  0010 DS: 0000 ES: 0000 CR0: "
				      "0000000080050033\n"));
	free(log);
}

/* The read of code before the page overwrites CR2; the line at the end shows
 * the fault's. */
static void test_code_that_cannot_be_read_spoils_cr2(void **state)
{
	struct kern *k = *state;

	kern_rig_insmod(k, "null_read");
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"Code: Unable to access opcode bytes at "
				 "0xffffffffc0200f",
				 "\nCR2: ffffffffc0200f", " CR3: ", "</TASK>\n",
				 "\nCR2: 0000000000000048\n",
				 "\nCR2: ffffffffc0200f", NULL});
}

static void test_code_marks_the_instruction(void **state)
{
	struct kern *k = *state;

	kern_rig_insmod(k, "bad_format_ptr");
	kern_rig_assert_logged(k, 0, " <41> 80 3b 00 ");
	kern_rig_assert_order(
		k, 0, (const char *[]){"\nCR2: ffffdeadbeef0000 CR3: ", NULL});
}

/* One word of the image is a pointer into the library. */
static void test_code_shows_no_host_pointer(void **state)
{
	uint64_t gate = (uint64_t)(uintptr_t)native_gate_entry;
	char bytes[6 * 3 + 1];

	for (int i = 0; i < 6; i++)
		snprintf(bytes + 3 * i, 4, " %02x",
			 (unsigned int)(gate >> 8 * i & 0xff));
	kern_rig_insmod(*state, "bad_format");
	kern_rig_assert_not_logged(*state, 0, bytes);
}

static void test_user_registers_end_the_trace(void **state)
{
	kern_rig_insmod(*state, "null_read");
	kern_rig_assert_order(
		*state, 0,
		(const char *[]){
			" entry_SYSCALL_64_after_hwframe+", "\nRIP: 0033:0x40",
			" <48> 3d 01 f0 ff ff", "\nRSP: 002b:00007fff",
			" ORIG_RAX: 0000000000000139\n", " </TASK>\n", NULL});
}

static void test_lost_unwinder_marks_its_guesses(void **state)
{
	kern_rig_insmod(*state, "smep_exec");
	kern_rig_assert_not_logged(*state, 0, "\n do_one_initcall");
	kern_rig_assert_not_logged(*state, 0, "RIP: 0033");
}

/* --- one after the other -------------------------------------------------- */

static void test_second_oops_is_tainted_by_the_first(void **state)
{
	struct kern *k = *state;
	uint64_t from;

	kern_rig_insmod(k, "null_read");
	kern_rig_assert_logged(k, 0, "Comm: insmod Tainted: G           OE  ");
	from = kern_log_next(k);
	assert_int_equal(kern_rig_insmod(k, "wild_kernel"), KILLED);
	kern_rig_assert_order(
		k, from,
		(const char *[]){"Oops: 0002 [#2] PREEMPT SMP PTI\n",
				 "PID: 91 Comm: insmod Tainted: G      D    OE",
				 "Modules linked in: wild_kernel(OE+) "
				 "null_read(OE+)\n",
				 NULL});
}

static void test_last_unloaded_is_remembered(void **state)
{
	kern_rig_insmod(*state, "hello");
	kern_rig_rmmod(*state, "hello");
	kern_rig_insmod(*state, "null_read");
	kern_rig_assert_logged(*state, 0,
			       "Modules linked in: null_read(OE+) "
			       "[last unloaded: hello(OE)]\n");
}

static void test_fault_in_exit(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "fault_in_exit"), 0);
	assert_int_equal(kern_rig_rmmod(k, "fault_in_exit"), KILLED);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){
			"fault_in_exit: unloading\n", "Comm: rmmod Tainted",
			"RIP: 0010:fault_in_exit_", " __do_sys_delete_module+",
			" do_syscall_64+", "ORIG_RAX: 00000000000000b0\n",
			"Modules linked in: fault_in_exit(OE-)\n",
			"note: rmmod[91] exited with irqs disabled\n", NULL});
	kern_rig_assert_modules(k, "fault_in_exit 16384 -1 - Unloading");
	assert_int_equal(kern_rig_rmmod(k, "fault_in_exit"), 1);
	assert_string_equal(kern_last_error(k),
			    "rmmod: ERROR: could not remove module "
			    "fault_in_exit: Device or resource busy");
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
}

/* --- without an oops ------------------------------------------------------ */

static void test_dump_stack_shows_the_way(void **state)
{
	struct kern *k = *state;

	assert_int_equal(kern_rig_insmod(k, "dump_stack"), 0);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"CPU: 0 PID: 90 Comm: insmod Tainted: G",
				 "Hardware name: ", "Call Trace:\n <TASK>\n",
				 " dump_stack+", " dump_stack_inner+",
				 " dump_stack_outer+", " dump_stack_init+",
				 INIT, " </TASK>\ndump_stack: ok\n", NULL});
	assert_lifted(k, 0);
}

/* The TLB still has the page: the read succeeds, as on a CPU. */
static void test_use_after_vfree_may_go_unseen(void **state)
{
	assert_int_equal(kern_rig_insmod(*state, "uaf_vmalloc"), 0);
	kern_rig_assert_not_logged(*state, 0, "BUG");
}

/* --- the end of the machine ----------------------------------------------- */

static void assert_dead(struct kern *k)
{
	int status = -1;

	assert_true(kern_panicked(k));
	assert_int_equal(kern_insmod(k, kern_rig_path("hello"), NULL, &status),
			 -EBUSY);
	assert_int_equal(kern_rmmod(k, "hello", &status), -EBUSY);
	assert_int_equal(status, -1);
	assert_false(kern_rig_loaded(k, "hello"));
}

static void test_panic_on_oops(void **state)
{
	struct kern_config config = {.size = sizeof(config),
				     .panic_on_oops = true};
	int status = -1;
	struct kern *k;

	(void)state;
	assert_int_equal(kern_boot(&config, &k), 0);
	assert_int_equal(kern_insmod(k, kern_rig_path("null_read"), NULL,
				     &status),
			 -EBUSY);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){"Oops: 0000 [#1]",
				 "---[ end trace 0000000000000000 ]---\n",
				 "Kernel panic - not syncing: Fatal "
				 "exception\nKernel Offset: disabled\n",
				 NULL});
	kern_rig_assert_not_logged(k, 0, "exited with irqs");
	assert_dead(k);
	kern_shutdown(k);
}

static void test_panic_export(void **state)
{
	struct kern *k = *state;
	int status = -1;

	assert_int_equal(kern_insmod(k, kern_rig_path("panics"), NULL, &status),
			 -EBUSY);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){
			"Kernel panic - not syncing: panics: code 42\n"
			"CPU: 0 PID: 90 Comm: insmod",
			" panic+", " panics_now", " panics_init+", INIT,
			"Kernel Offset: disabled\n"
			"---[ end Kernel panic - not syncing: panics: code 42 "
			"]---\n",
			NULL});
	kern_rig_assert_not_logged(k, 0, "survived");
	assert_dead(k);
}

static void test_stack_overflow_hits_the_guard_page(void **state)
{
	struct kern *k = *state;
	int status = -1;

	assert_int_equal(kern_insmod(k, kern_rig_path("stack_overflow_guard"),
				     NULL, &status),
			 -EBUSY);
	kern_rig_assert_order(
		k, 0,
		(const char *[]){
			"BUG: TASK stack guard page was hit at ", " (stack is ",
			"stack guard page: 0000 [#1]",
			"RIP: 0010:stack_overflow_guard_recurse+",
			" stack_overflow_guard_recurse+",
			" stack_overflow_guard_init+", INIT,
			"Kernel panic - not syncing: Fatal exception in "
			"interrupt\n",
			NULL});
	assert_dead(k);
}

#define unit(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_fault_is_told_as_it_should),
		cmocka_unit_test(test_no_host_address_is_printed),
		unit(test_registers_stand_twice),
		unit(test_code_that_cannot_be_read_spoils_cr2),
		unit(test_code_marks_the_instruction),
		unit(test_code_shows_no_host_pointer),
		unit(test_user_registers_end_the_trace),
		unit(test_lost_unwinder_marks_its_guesses),
		unit(test_second_oops_is_tainted_by_the_first),
		unit(test_last_unloaded_is_remembered),
		unit(test_fault_in_exit),
		unit(test_dump_stack_shows_the_way),
		unit(test_use_after_vfree_may_go_unseen),
		cmocka_unit_test(test_panic_on_oops),
		unit(test_panic_export),
		unit(test_stack_overflow_hits_the_guard_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
