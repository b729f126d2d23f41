/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_segv.c - what tasks may not do, and the signals that they get.
 *
 * The cases (ucase.c) are those of a program that ran on Debian's Linux 6.1:
 * signal, si_code, error code and vector are what its handler got there, and the
 * lines of the log what that kernel printed.
 */
#define _GNU_SOURCE
#include "../support/signal_rig.h"
#include "../support/ucase.h"

#include "native/host.h"
#include "native/native.h"

enum address { NONE, PLAIN, PAGE_AT, RIP, ANY };

/**
 * struct row - a case, and what Linux made of it
 * @sig:  0: it exits with 7
 * @addr: si_addr: nothing; @value; the page; where the instruction is
 * @line: the log begins a line with this after "NAME[PID]" or "traps: NAME[PID]";
 *        NULL: it says nothing
 */
static const struct row {
	const char *name;
	int sig, code;
	unsigned int err, trapno;
	enum address addr;
	uint64_t value;
	const char *line;
} cases[] = {
	{"null_write", SIGSEGV, 1, 6, 14, PLAIN, 0, "]: segfault at 0 ip 0000"},
	{"null_read", SIGSEGV, 1, 4, 14, PLAIN, 0, "]: segfault at 0 ip 0000"},
	{"null_call", SIGSEGV, 1, 0x14, 14, PLAIN, 0,
	 "]: segfault at 0 ip 0000000000000000 sp 00007fff"},
	{"wild_read", SIGSEGV, 1, 4, 14, PLAIN, WILD,
	 "]: segfault at " WILD_TEXT " ip 0000"},
	{"wild_write", SIGSEGV, 1, 6, 14, PLAIN, WILD,
	 "]: segfault at " WILD_TEXT " ip 0000"},
	{"wild_call", SIGSEGV, 1, 0x14, 14, PLAIN, WILD,
	 "]: segfault at " WILD_TEXT " ip 0000"},
	{"text_write", SIGSEGV, 2, 7, 14, PAGE_AT, 0, "]: segfault at "},
	{"rodata_write", SIGSEGV, 2, 7, 14, PAGE_AT, 0, "]: segfault at "},
	{"nx_stack", SIGSEGV, 2, 0x15, 14, PAGE_AT, 0, "]: segfault at 7fffff"},
	{"nx_heap", SIGSEGV, 2, 0x15, 14, PAGE_AT, 0, "]: segfault at "},
	{"nx_mmap", SIGSEGV, 2, 0x15, 14, PAGE_AT, 0, "]: segfault at 7f7b"},
	{"nx_mmap_untouched", SIGSEGV, 2, 0x15, 14, PAGE_AT, 0,
	 "]: segfault at 7f7b"},
	{"kernel_read", SIGSEGV, 1, 5, 14, PLAIN, 0xffffffff81000000,
	 "]: segfault at ffffffff81000000 ip 0000"},
	{"kernel_write", SIGSEGV, 1, 7, 14, PLAIN, 0xffffffff81000000,
	 "]: segfault at ffffffff81000000 ip 0000"},
	{"kernel_exec", SIGSEGV, 1, 0x15, 14, PLAIN, 0xffffffff81000000,
	 "]: segfault at ffffffff81000000 ip ffffffff81000000 sp 00007fff"},
	{"directmap_read", SIGSEGV, 1, 5, 14, PLAIN, 0xffff888000100000,
	 "]: segfault at ffff888000100000 ip 0000"},
	{"kernel_unmapped_read", SIGSEGV, 1, 5, 14, PLAIN, 0xffffdeadbeef0000,
	 "]: segfault at ffffdeadbeef0000 ip 0000"},
	{"vsyscall_read", SIGSEGV, 1, 5, 14, PLAIN, 0xffffffffff600000,
	 "] vsyscall read attempt denied -- look up the vsyscall kernel "
	 "parameter if you need a workaround ip:"},
	{"noncanon_read", SIGSEGV, SI_KERNEL, 0, 13, NONE, 0,
	 "] general protection fault ip:"},
	{"noncanon_call", SIGSEGV, SI_KERNEL, 0, 13, NONE, 0,
	 "] general protection fault ip:"},
	{"edge_read", SIGSEGV, 1, 5, 14, PLAIN, 0x7ffffffff000,
	 "]: segfault at 7ffffffff000 ip 0000"},
	{"stack_overflow", SIGSEGV, 1, 6, 14, ANY, 0, "]: segfault at 7fffffe"},
	{"munmap_read", SIGSEGV, 1, 4, 14, PAGE_AT, 0, "]: segfault at 7f7b"},
	{"munmap_write", SIGSEGV, 1, 6, 14, PAGE_AT, 0, "]: segfault at 7f7b"},
	{"prot_none_read", SIGSEGV, 2, 4, 14, PAGE_AT, 0,
	 "]: segfault at 7f7b"},
	{"prot_none_touched_read", SIGSEGV, 2, 4, 14, PAGE_AT, 0,
	 "]: segfault at 7f7b"},
	{"prot_none_touched_write", SIGSEGV, 2, 6, 14, PAGE_AT, 0,
	 "]: segfault at 7f7b"},
	{"prot_read_write", SIGSEGV, 2, 6, 14, PAGE_AT, 0,
	 "]: segfault at 7f7b"},
	{"prot_read_touched_write", SIGSEGV, 2, 7, 14, PAGE_AT, 0,
	 "]: segfault at 7f7b"},
	{"prot_read_zeropage_write", SIGSEGV, 2, 7, 14, PAGE_AT, 0,
	 "]: segfault at 7f7b"},
	{.name = "prot_write_read"},
	{.name = "prot_exec_read"},
	{.name = "cow_fork"},
	/* QEMU's CPU had no keys; Linux's code says this. */
	{"pkey_read", SIGSEGV, 4, 0x25, 14, PAGE_AT, 0, "]: segfault at 7f7b"},
	{"pkey_write", SIGSEGV, 4, 0x27, 14, PAGE_AT, 0, "]: segfault at 7f7b"},
	{"bus_past_eof", SIGBUS, 2, 4, 14, PAGE_AT, 0, NULL},
	{"div_zero", SIGFPE, 1, 0, 0, RIP, 0, "] trap divide error ip:"},
	{"ud2", SIGILL, 2, 0, 6, RIP, 0, "] trap invalid opcode ip:"},
	{"int3", SIGTRAP, 128, 0, 3, NONE, 0, "] trap int3 ip:"},
	{"hlt", SIGSEGV, SI_KERNEL, 0, 13, NONE, 0,
	 "] general protection fault ip:"},
};

#define SECOND 1000000000ull

#define NCASES (sizeof(cases) / sizeof(cases[0]))

static int runs_case(void *arg)
{
	ucase_do(((const struct row *)arg)->name);
	return 7;
}

static int runs_case_with_handler(void *arg)
{
	static const int sig[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
	stack_t alt = {.ss_size = 16 * PAGE};

	alt.ss_sp = task_map(16);
	kern_sys_sigaltstack(&alt, NULL);
	for (size_t i = 0; i < sizeof(sig) / sizeof(sig[0]); i++)
		handle(sig[i], handler, SA_ONSTACK);
	return runs_case(arg);
}

/* Without a handler: the status, and the line in the log. */
static void test_segv_ends_the_task(void **state)
{
	struct kern *k = *state;

	for (size_t i = 0; i < NCASES; i++) {
		const struct row *c = &cases[i];
		uint64_t from = kern_log_next(k);
		int pid = spawn_named(k, "ucase", runs_case, (void *)c), status;
		char line[200];

		kern_tick(k, SECOND); /* see printk_ratelimit() */
		assert_int_equal(kern_run(k), KERN_RUN_DONE);
		status = status_of(k, pid);
		print_message("%s\n", c->name);
		if (c->sig)
			assert_killed(status, c->sig);
		else
			assert_exited(status, 7);
		if (!c->line) {
			assert_int_equal(kern_log_next(k), from);
			continue;
		}
		snprintf(line, sizeof(line), "ucase[%d%s", pid, c->line);
		kern_rig_assert_logged(k, from, line);
		if (strstr(c->line, "segfault")) {
			snprintf(line, sizeof(line), " error %x", c->err);
			kern_rig_assert_logged(k, from, line);
			kern_rig_assert_order(
				k, from,
				(const char *const[]){
					" likely on CPU 0 (core 0, socket 0)",
					"Code: ", NULL});
		}
		assert_no_tasks(k);
	}
}

/* With one: what it gets. */
static void test_segv_handlers_get_what_linux_gives(void **state)
{
	struct kern *k = *state;

	for (size_t i = 0; i < NCASES; i++) {
		const struct row *c = &cases[i];
		uint64_t from = kern_log_next(k), addr = 0;
		int status;

		memset(&seen, 0, sizeof(seen));
		status = run_task(k, runs_case_with_handler, (void *)c);
		print_message("%s\n", c->name);
		assert_exited(status, c->sig ? 99 : 7);
		if (!c->sig)
			continue;
		if (c->addr == PAGE_AT)
			addr = ucase_page;
		else if (c->addr == RIP)
			addr = seen.rip;
		else if (c->addr == PLAIN)
			addr = c->value;
		assert_int_equal(seen.signo, c->sig);
		assert_int_equal(seen.code, c->code);
		assert_int_equal(seen.err, c->err);
		assert_int_equal(seen.trapno, c->trapno);
		if (c->addr != ANY)
			assert_int_equal(seen.addr, addr);
		if (c->trapno == 14)
			assert_int_equal(seen.cr2, seen.addr);
		assert_int_equal(seen.count, 1);
		if (strcmp(c->name, "vsyscall_read")) /* that is always said */
			assert_int_equal(kern_log_next(k), from);
		assert_no_tasks(k);
	}
	assert_true(native_check(k->machine));
}

static void test_segv_line_names_the_program(void **state)
{
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);

	run_task(k, runs_case, (void *)&cases[0]);
	kern_rig_assert_logged(k, from, " error 6 in test_segv[");
}

static unsigned int lines_since(struct kern *k, uint64_t from, const char *part)
{
	char *log = kern_dmesg(k, from), *at = log;
	unsigned int n = 0;

	assert_non_null(log);
	while ((at = strstr(at, part)) != NULL) {
		at += strlen(part);
		n++;
	}
	free(log);
	return n;
}

/* Ten in five seconds, of both kinds together; then the others are counted. */
static void test_segv_lines_are_limited(void **state)
{
	static const struct row other = {.name = "hlt"};
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);

	for (int i = 0; i < 6; i++) {
		run_task(k, runs_case, (void *)&cases[0]);
		run_task(k, runs_case, (void *)&other);
	}
	assert_int_equal(lines_since(k, from, "]: segfault at 0"), 5);
	assert_int_equal(lines_since(k, from, "] general protection"), 5);
	from = kern_log_next(k);
	kern_tick(k, 6 * SECOND);
	run_task(k, runs_case, (void *)&cases[0]);
	kern_rig_assert_order(k, from,
			      (const char *const[]){"show_signal_msg: 2 "
						    "callbacks suppressed",
						    "]: segfault at 0", NULL});
}

static int takes_gate(void *arg)
{
	(void)arg;
	__asm__ volatile("int $0x20");
	return 0;
}

static int loads_selector(void *arg)
{
	(void)arg;
	__asm__ volatile("mov %0, %%es" ::"r"(0x1230));
	return 0;
}

/* The error code is the CPU's own, in the log and for a handler. */
static void test_segv_error_code_names_gate_or_selector(void **state)
{
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);

	if (host_valgrind())
		skip();
	assert_killed(run_task(k, takes_gate, NULL), SIGSEGV);
	kern_rig_assert_logged(k, from, " error:102 in ");
	assert_killed(run_task(k, loads_selector, NULL), SIGSEGV);
	kern_rig_assert_logged(k, from, " error:1230 in ");
}

#define TEST(name)                                              \
	cmocka_unit_test_setup_teardown(name, signal_rig_setup, \
					kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_segv_ends_the_task),
		TEST(test_segv_handlers_get_what_linux_gives),
		TEST(test_segv_line_names_the_program),
		TEST(test_segv_lines_are_limited),
		TEST(test_segv_error_code_names_gate_or_selector),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
