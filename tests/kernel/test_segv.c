/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_segv.c - what tasks may not do, and the signals that they get.
 *
 * The cases are those of a program that ran on Debian's Linux 6.1: signal,
 * si_code, error code and vector are what its handler got there, and the lines
 * of the log what that kernel printed.
 */
#define _GNU_SOURCE
#include "../support/signal_rig.h"

#include <fcntl.h>

#include "native/native.h"

/* --- the cases ----------------------------------------------------------------------- */

static const char ro_text[64] = "read-only";

static uint64_t kernel_pointer(uint64_t la)
{
	return la;
}

static void null_write(void)
{
	write_byte(0, 1);
}

static void null_read(void)
{
	read_byte(0);
}

static void null_call(void)
{
	call(0);
}

static void wild_read(void)
{
	read_byte(WILD);
}

static void wild_write(void)
{
	write_byte(WILD, 1);
}

static void wild_call(void)
{
	call(WILD);
}

static void text_write(void)
{
	page_at = (uint64_t)(uintptr_t)null_write;
	write_byte(page_at, 1);
}

static void rodata_write(void)
{
	page_at = (uint64_t)(uintptr_t)ro_text;
	write_byte(page_at, 1);
}

static void nx_stack(void)
{
	volatile char code[16];

	code[0] = (char)0xc3;
	page_at = (uint64_t)(uintptr_t)code;
	call(page_at);
	code[1] = 0;
}

static void nx_heap(void)
{
	char *heap = kern_sys_brk(NULL);

	kern_sys_brk(heap + PAGE);
	page_at = (uint64_t)(uintptr_t)heap + 64;
	write_byte(page_at, (char)0xc3);
	call(page_at);
}

static void nx_mmap(void)
{
	call((uint64_t)(uintptr_t)touched_page());
}

static void nx_mmap_untouched(void)
{
	call((uint64_t)(uintptr_t)page(RW));
}

static void kernel_read(void)
{
	read_byte(kernel_pointer(0xffffffff81000000));
}

static void kernel_write(void)
{
	write_byte(kernel_pointer(0xffffffff81000000), 1);
}

static void kernel_exec(void)
{
	call(kernel_pointer(0xffffffff81000000));
}

static void directmap_read(void)
{
	read_byte(0xffff888000100000);
}

static void kernel_unmapped_read(void)
{
	read_byte(0xffffdeadbeef0000);
}

static void vsyscall_read(void)
{
	read_byte(0xffffffffff600000);
}

static void noncanon_read(void)
{
	read_byte(0xdead000000000100);
}

static void noncanon_call(void)
{
	call(0xdead000000000100);
}

static void edge_read(void)
{
	read_byte(0x7ffffffff000);
}

static void munmap_read(void)
{
	kern_sys_munmap(touched_page(), PAGE);
	read_byte(page_at);
}

static void munmap_write(void)
{
	kern_sys_munmap(touched_page(), PAGE);
	write_byte(page_at, 1);
}

static void prot_none_read(void)
{
	read_byte((uint64_t)(uintptr_t)page(PROT_NONE));
}

static void prot_none_touched_read(void)
{
	kern_sys_mprotect(touched_page(), PAGE, PROT_NONE);
	read_byte(page_at);
}

static void prot_none_touched_write(void)
{
	kern_sys_mprotect(touched_page(), PAGE, PROT_NONE);
	write_byte(page_at, 1);
}

static void prot_read_write(void)
{
	write_byte((uint64_t)(uintptr_t)page(PROT_READ), 1);
}

static void prot_read_touched_write(void)
{
	kern_sys_mprotect(touched_page(), PAGE, PROT_READ);
	write_byte(page_at, 1);
}

static void prot_read_zeropage_write(void)
{
	read_byte((uint64_t)(uintptr_t)page(PROT_READ));
	write_byte(page_at, 1);
}

static void prot_write_read(void)
{
	read_byte((uint64_t)(uintptr_t)page(PROT_WRITE));
	kern_sys_exit(7);
}

static void prot_exec_read(void)
{
	read_byte((uint64_t)(uintptr_t)page(PROT_EXEC));
	kern_sys_exit(7);
}

static void cow_fork(void)
{
	char *p = touched_page();

	if (!kern_sys_fork()) {
		write_byte(page_at, 2);
		kern_sys_exit(0);
	}
	kern_sys_wait4(-1, NULL, 0, NULL);
	kern_sys_exit(*p == (char)0xc3 ? 7 : 8);
}

static char *keyed_page(unsigned int rights)
{
	char *p = touched_page();
	int key = kern_sys_pkey_alloc(0, rights);

	kern_sys_pkey_mprotect(p, PAGE, RW, key);
	return p;
}

static void pkey_read(void)
{
	keyed_page(PKEY_DISABLE_ACCESS);
	read_byte(page_at);
}

static void pkey_write(void)
{
	keyed_page(PKEY_DISABLE_WRITE);
	read_byte(page_at);
	write_byte(page_at, 1);
}

static char file_path[64];

static void bus_past_eof(void)
{
	int fd = kern_sys_open(file_path, O_RDWR);
	char *p = kern_sys_mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);

	page_at = (uint64_t)(uintptr_t)p + PAGE;
	read_byte(page_at);
}

static void div_zero(void)
{
	__asm__ volatile("xor %%ecx, %%ecx\n\t"
			 "mov $7, %%eax\n\t"
			 "cltd\n\t"
			 "idiv %%ecx" ::
				 : "rax", "rcx", "rdx", "cc");
}

static void ud2(void)
{
	__asm__ volatile("ud2");
}

static void int3(void)
{
	__asm__ volatile("int3");
}

static void hlt(void)
{
	__asm__ volatile("hlt");
}

enum address { NONE, PLAIN, PAGE_AT, RIP, ANY };

/**
 * struct ucase - a case, and what Linux made of it
 * @sig:  0: it exits with 7
 * @addr: si_addr: nothing; @value; the page; where the instruction is
 * @line: the log begins a line with this after "NAME[PID]" or "traps: NAME[PID]";
 *        NULL: it says nothing
 */
static const struct ucase {
	const char *name;
	void (*fn)(void);
	int sig, code;
	unsigned int err, trapno;
	enum address addr;
	uint64_t value;
	const char *line;
} cases[] = {
	{"null_write", null_write, SIGSEGV, 1, 6, 14, PLAIN, 0,
	 "]: segfault at 0 ip 0000"},
	{"null_read", null_read, SIGSEGV, 1, 4, 14, PLAIN, 0,
	 "]: segfault at 0 ip 0000"},
	{"null_call", null_call, SIGSEGV, 1, 0x14, 14, PLAIN, 0,
	 "]: segfault at 0 ip 0000000000000000 sp 00007fff"},
	{"wild_read", wild_read, SIGSEGV, 1, 4, 14, PLAIN, WILD,
	 "]: segfault at " WILD_TEXT " ip 0000"},
	{"wild_write", wild_write, SIGSEGV, 1, 6, 14, PLAIN, WILD,
	 "]: segfault at " WILD_TEXT " ip 0000"},
	{"wild_call", wild_call, SIGSEGV, 1, 0x14, 14, PLAIN, WILD,
	 "]: segfault at " WILD_TEXT " ip 0000"},
	{"text_write", text_write, SIGSEGV, 2, 7, 14, PAGE_AT, 0,
	 "]: segfault at "},
	{"rodata_write", rodata_write, SIGSEGV, 2, 7, 14, PAGE_AT, 0,
	 "]: segfault at "},
	{"nx_stack", nx_stack, SIGSEGV, 2, 0x15, 14, PAGE_AT, 0,
	 "]: segfault at 7fffff"},
	{"nx_heap", nx_heap, SIGSEGV, 2, 0x15, 14, PAGE_AT, 0,
	 "]: segfault at "},
	{"nx_mmap", nx_mmap, SIGSEGV, 2, 0x15, 14, PAGE_AT, 0,
	 "]: segfault at 7fff"},
	{"nx_mmap_untouched", nx_mmap_untouched, SIGSEGV, 2, 0x15, 14, PAGE_AT,
	 0, "]: segfault at 7fff"},
	{"kernel_read", kernel_read, SIGSEGV, 1, 5, 14, PLAIN,
	 0xffffffff81000000, "]: segfault at ffffffff81000000 ip 0000"},
	{"kernel_write", kernel_write, SIGSEGV, 1, 7, 14, PLAIN,
	 0xffffffff81000000, "]: segfault at ffffffff81000000 ip 0000"},
	{"kernel_exec", kernel_exec, SIGSEGV, 1, 0x15, 14, PLAIN,
	 0xffffffff81000000,
	 "]: segfault at ffffffff81000000 ip ffffffff81000000 sp 00007fff"},
	{"directmap_read", directmap_read, SIGSEGV, 1, 5, 14, PLAIN,
	 0xffff888000100000, "]: segfault at ffff888000100000 ip 0000"},
	{"kernel_unmapped_read", kernel_unmapped_read, SIGSEGV, 1, 5, 14, PLAIN,
	 0xffffdeadbeef0000, "]: segfault at ffffdeadbeef0000 ip 0000"},
	{"vsyscall_read", vsyscall_read, SIGSEGV, 1, 5, 14, PLAIN,
	 0xffffffffff600000,
	 "] vsyscall read attempt denied -- look up the vsyscall kernel "
	 "parameter if you need a workaround ip:"},
	{"noncanon_read", noncanon_read, SIGSEGV, SI_KERNEL, 0, 13, NONE, 0,
	 "] general protection fault ip:"},
	{"noncanon_call", noncanon_call, SIGSEGV, SI_KERNEL, 0, 13, NONE, 0,
	 "] general protection fault ip:"},
	{"edge_read", edge_read, SIGSEGV, 1, 5, 14, PLAIN, 0x7ffffffff000,
	 "]: segfault at 7ffffffff000 ip 0000"},
	{"stack_overflow", stack_overflow, SIGSEGV, 1, 6, 14, ANY, 0,
	 "]: segfault at 7fffffe"},
	{"munmap_read", munmap_read, SIGSEGV, 1, 4, 14, PAGE_AT, 0,
	 "]: segfault at 7fff"},
	{"munmap_write", munmap_write, SIGSEGV, 1, 6, 14, PAGE_AT, 0,
	 "]: segfault at 7fff"},
	{"prot_none_read", prot_none_read, SIGSEGV, 2, 4, 14, PAGE_AT, 0,
	 "]: segfault at 7fff"},
	{"prot_none_touched_read", prot_none_touched_read, SIGSEGV, 2, 4, 14,
	 PAGE_AT, 0, "]: segfault at 7fff"},
	{"prot_none_touched_write", prot_none_touched_write, SIGSEGV, 2, 6, 14,
	 PAGE_AT, 0, "]: segfault at 7fff"},
	{"prot_read_write", prot_read_write, SIGSEGV, 2, 6, 14, PAGE_AT, 0,
	 "]: segfault at 7fff"},
	{"prot_read_touched_write", prot_read_touched_write, SIGSEGV, 2, 7, 14,
	 PAGE_AT, 0, "]: segfault at 7fff"},
	{"prot_read_zeropage_write", prot_read_zeropage_write, SIGSEGV, 2, 7,
	 14, PAGE_AT, 0, "]: segfault at 7fff"},
	{.name = "prot_write_read", .fn = prot_write_read},
	{.name = "prot_exec_read", .fn = prot_exec_read},
	{.name = "cow_fork", .fn = cow_fork},
	/* QEMU's CPU had no keys; Linux's code says this. */
	{"pkey_read", pkey_read, SIGSEGV, 4, 0x25, 14, PAGE_AT, 0,
	 "]: segfault at 7fff"},
	{"pkey_write", pkey_write, SIGSEGV, 4, 0x27, 14, PAGE_AT, 0,
	 "]: segfault at 7fff"},
	{"bus_past_eof", bus_past_eof, SIGBUS, 2, 4, 14, PAGE_AT, 0, NULL},
	{"div_zero", div_zero, SIGFPE, 1, 0, 0, RIP, 0,
	 "] trap divide error ip:"},
	{"ud2", ud2, SIGILL, 2, 0, 6, RIP, 0, "] trap invalid opcode ip:"},
	{"int3", int3, SIGTRAP, 128, 0, 3, NONE, 0, "] trap int3 ip:"},
	{"hlt", hlt, SIGSEGV, SI_KERNEL, 0, 13, NONE, 0,
	 "] general protection fault ip:"},
};

#define NCASES (sizeof(cases) / sizeof(cases[0]))

static int runs_case(void *arg)
{
	((const struct ucase *)arg)->fn();
	return 1;
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

	strcpy(file_path, make_file(0, 100));
	for (size_t i = 0; i < NCASES; i++) {
		const struct ucase *c = &cases[i];
		uint64_t from = kern_log_next(k);
		int pid = spawn_named(k, "ucase", runs_case, (void *)c), status;
		char line[200];

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
	unlink(file_path);
}

/* With one: what it gets. */
static void test_segv_handlers_get_what_linux_gives(void **state)
{
	struct kern *k = *state;

	strcpy(file_path, make_file(0, 100));
	for (size_t i = 0; i < NCASES; i++) {
		const struct ucase *c = &cases[i];
		uint64_t from = kern_log_next(k), addr = 0;
		int status;

		memset(&seen, 0, sizeof(seen));
		status = run_task(k, runs_case_with_handler, (void *)c);
		print_message("%s\n", c->name);
		assert_exited(status, c->sig ? 99 : 7);
		if (!c->sig)
			continue;
		if (c->addr == PAGE_AT)
			addr = page_at;
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
		if (c->fn != vsyscall_read) /* that is always said */
			assert_int_equal(kern_log_next(k), from);
		assert_no_tasks(k);
	}
	unlink(file_path);
	assert_true(native_check(k->machine));
}

static void test_segv_line_names_the_program(void **state)
{
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);

	run_task(k, runs_case, (void *)&cases[0]);
	kern_rig_assert_logged(k, from, " error 6 in test_segv[");
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
