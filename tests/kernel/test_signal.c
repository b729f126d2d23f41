/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_signal.c - what tasks may not do, and the signals that they get.
 *
 * The cases are those of a program that ran on Debian's Linux 6.1: signal,
 * si_code, error code and vector are what its handler got there, and the lines
 * of the log what that kernel printed.
 */
#define _GNU_SOURCE
#include "../support/task_rig.h"

#include <fcntl.h>
#include <ucontext.h>

#include "native/native.h"

/* What a handler saw. Tasks share it with the test. */
static struct {
	int signo, code, pkey, pid, status;
	uint64_t addr, err, trapno, cr2, rip, sp;
	unsigned int count;
} seen;

static int setup(void **state)
{
	memset(&seen, 0, sizeof(seen));
	return kern_rig_setup(state);
}

static void handler(int sig, siginfo_t *info, void *context)
{
	const greg_t *greg = ((ucontext_t *)context)->uc_mcontext.gregs;

	seen.signo = sig;
	seen.code = info->si_code;
	seen.addr = (uint64_t)(uintptr_t)info->si_addr;
	seen.pkey = (int)info->si_pkey;
	seen.err = (uint64_t)greg[REG_ERR];
	seen.trapno = (uint64_t)greg[REG_TRAPNO];
	seen.cr2 = (uint64_t)greg[REG_CR2];
	seen.rip = (uint64_t)greg[REG_RIP];
	seen.count++;
	kern_sys_exit_group(99);
}

static void handle(int sig, void (*fn)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action = {.sa_sigaction = fn,
				   .sa_flags = SA_SIGINFO | flags};

	kern_sys_rt_sigaction(sig, &action, NULL);
}

/* Where the host has nothing, under any tool. In Linux it was deadbeef000. */
#define WILD	  0x20000
#define WILD_TEXT "20000"

/* --- the cases ----------------------------------------------------------------------- */

static const char ro_text[64] = "read-only";
static uint64_t page_at; /* of a case that maps one */

static char *page(int prot)
{
	char *p = kern_sys_mmap(NULL, PAGE, prot, ANON, -1, 0);

	page_at = (uint64_t)(uintptr_t)p;
	return p;
}

static char *touched_page(void)
{
	char *p = page(RW);

	write_byte(page_at, (char)0xc3);
	return p;
}

/* A call, whose target no compiler knows. */
static void call(uint64_t at)
{
	__asm__ volatile("call *%0" ::"r"(at)
			 : "memory", "rax", "rcx", "rdx", "rsi", "rdi", "r8",
			   "r9", "r10", "r11", "cc");
}

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

static int recurse(volatile char *outer)
{
	volatile char frame[1024];

	frame[0] = outer[0];
	return (frame[0] ? 0 : recurse(frame)) + frame[1];
}

static void stack_overflow(void)
{
	struct rlimit limit = {1 << 20, 1 << 20};
	volatile char zero = 0;

	kern_sys_setrlimit(RLIMIT_STACK, &limit);
	recurse(&zero);
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

static void aborts(void)
{
	kern_sys_kill(kern_sys_getpid(), SIGABRT);
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
static void test_signal_ends_the_task(void **state)
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
static void test_signal_handlers_get_what_linux_gives(void **state)
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

static void test_signal_line_names_the_program(void **state)
{
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);

	run_task(k, runs_case, (void *)&cases[0]);
	kern_rig_assert_logged(k, from, " error 6 in test_signal[");
}

/* --- corrupted tables ---------------------------------------------------------------------- */

/**
 * struct corruption - what becomes of the PTE of a page, and of the task
 * @and, @or: of the PTE
 * @access: what the task does then
 * @sig:    0: it goes through
 */
static const struct corruption {
	const char *name;
	uint64_t and, or ;
	enum { READS, WRITES, CALLS } access;
	int sig;
	const char *line;
} corruptions[] = {
	{"rsvd_read", ~0ull, 1ull << 51, READS, SIGKILL,
	 "Bad pagetable: 000d [#1] PREEMPT SMP PTI"},
	{"rsvd_write", ~0ull, 1ull << 51, WRITES, SIGKILL,
	 "Bad pagetable: 000f [#1] PREEMPT SMP PTI"},
	{"super", ~4ull, 0, READS, SIGSEGV, " error 5 in "},
	{"ro", ~2ull, 0, WRITES, 0, NULL},
	{"nx", ~0ull, 1ull << 63, CALLS, SIGSEGV, " error 15 likely"},
};

static const struct corruption *corruption;

/* Between two turns of the task. */
static void corrupt(struct kern *k, void *arg)
{
	struct kern_mm *mm = kern_task_mm(k, (int)(intptr_t)arg);
	uint64_t la = mmu_la(k->machine, (void *)(uintptr_t)page_at);
	volatile uint64_t *pte = kern_pte_find(mm, la);

	*pte = (*pte & corruption->and) | corruption->or ;
	kern_flush_tlb_range(mm, la, la + PAGE);
}

static int meets_corruption(void *arg)
{
	char *p = page(PROT_READ | PROT_WRITE | PROT_EXEC);

	(void)arg;
	write_byte((uint64_t)(uintptr_t)p, (char)0xc3);
	kern_sys_sched_yield();
	if (corruption->access == READS)
		read_byte(page_at);
	else if (corruption->access == WRITES)
		write_byte(page_at, 2);
	else
		call(page_at);
	return 0;
}

static void test_signal_corrupted_tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(corruptions) / sizeof(corruptions[0]);
	     i++) {
		struct kern *k = kern_rig_boot(NULL);
		uint64_t from = kern_log_next(k);
		int pid = spawn_named(k, "ucase", meets_corruption, NULL);
		int status;

		corruption = &corruptions[i];
		print_message("%s\n", corruption->name);
		assert_int_equal(kern_kthread_spawn(k, "pokept", corrupt,
						    (void *)(intptr_t)pid,
						    NULL),
				 0);
		assert_int_equal(kern_run(k), KERN_RUN_DONE);
		status = status_of(k, pid);
		if (corruption->sig)
			assert_killed(status, corruption->sig);
		else
			assert_exited(status, 0);
		if (corruption->line)
			kern_rig_assert_logged(k, from, corruption->line);
		kern_shutdown(k);
	}
}

/* As Linux says it, but for numbers. */
static void test_signal_bad_pagetable_report(void **state)
{
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);
	int pid = spawn_named(k, "ucase", meets_corruption, NULL);

	corruption = &corruptions[0];
	kern_kthread_spawn(k, "pokept", corrupt, (void *)(intptr_t)pid, NULL);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	kern_rig_assert_order(
		k, from,
		(const char *const[]){
			"ucase: Corrupted page table at address 7fff", "PGD ",
			"Bad pagetable: 000d [#1] PREEMPT SMP PTI\n",
			"CPU: 0 PID: ", "Hardware name: ", "RIP: 0033:0x",
			"Code: ", "RSP: 002b:00007fff", "RAX: ", "FS:  ",
			" GS:  0000000000000000\n", "Modules linked in:",
			"---[ end trace 0000000000000000 ]---\nRIP: 0033:0x",
			"\nRSP: 002b:00007fff", "CS:  0033 DS: 0000",
			"CR2: 00007fff", "note: ucase[",
			"] exited with irqs disabled", NULL});
	status_of(k, pid);
}

/* --- handlers ---------------------------------------------------------------------------- */

static void skip_insn(int sig, siginfo_t *info, void *context)
{
	greg_t *greg = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)sig;
	(void)info;
	seen.count++;
	greg[REG_RIP] += 2; /* movb $1, (%rdi) has three bytes; see below */
	greg[REG_RIP] += 1;
	greg[REG_RAX] = 0x1234;
}

/* All registers and the red zone survive, but RAX, which the handler changed. */
uint64_t regs_survive(uint64_t bad);
__asm__(".text\n"
	"regs_survive:	push	%rbx\n"
	"		push	%r12\n"
	"		push	%r15\n"
	"		mov	$11, %ebx\n"
	"		mov	$12, %r12d\n"
	"		mov	$15, %r15d\n"
	"		mov	$1, %ecx\n"
	"		mov	$2, %edx\n"
	"		mov	$8, %r8d\n"
	"		mov	$9, %r9d\n"
	"		mov	$10, %r10d\n"
	"		mov	$13, %r11d\n"
	"		movq	%rbx, %xmm5\n"
	"		movq	$77, -8(%rsp)\n"
	"		movq	$78, -128(%rsp)\n"
	"		std\n"
	"		movb	$1, (%rdi)\n"
	"		pushfq\n" /* overwrites -8(%rsp) */
	"		pop	%rsi\n"
	"		cld\n"
	"		bt	$10, %rsi\n" /* DF */
	"		jnc	1f\n"
	"		cmp	$0x1234, %rax\n"
	"		jne	1f\n"
	"		cmpq	$78, -128(%rsp)\n"
	"		jne	1f\n"
	"		movq	%xmm5, %rax\n"
	"		add	%rbx, %rax\n"
	"		add	%r12, %rax\n"
	"		add	%r15, %rax\n"
	"		add	%rcx, %rax\n"
	"		add	%rdx, %rax\n"
	"		add	%r8, %rax\n"
	"		add	%r9, %rax\n"
	"		add	%r10, %rax\n"
	"		add	%r11, %rax\n"
	"		jmp	2f\n"
	"1:		mov	$1, %eax\n"
	"2:		pop	%r15\n"
	"		pop	%r12\n"
	"		pop	%rbx\n"
	"		ret\n");

static int checks_registers(void *arg)
{
	(void)arg;
	handle(SIGSEGV, skip_insn, 0);
	return regs_survive(8) == 11 + 11 + 12 + 15 + 1 + 2 + 8 + 9 + 10 + 13 ?
		       0 :
		       1;
}

static void test_signal_handler_returns_to_changed_registers(void **state)
{
	assert_exited(run_task(*state, checks_registers, NULL), 0);
	assert_int_equal(seen.count, 1);
}

static void note(int sig, siginfo_t *info, void *context)
{
	volatile double fp = 1.5; /* uses the FPU */

	(void)context;
	seen.signo = sig;
	seen.code = info->si_code;
	seen.pid = info->si_pid;
	seen.status = sig == SIGCHLD ? info->si_status : 0;
	seen.count += fp * 2 == 3.0;
	seen.sp = (uint64_t)(uintptr_t)__builtin_frame_address(0);
}

static int kills_itself(void *arg)
{
	int pid = kern_sys_getpid();

	(void)arg;
	handle(SIGUSR1, note, 0);
	if (kern_sys_kill(pid, SIGUSR1) || seen.signo != SIGUSR1 ||
	    seen.code != SI_USER || seen.pid != pid)
		return 1;
	if (kern_sys_kill(pid, 0) || kern_sys_kill(99999, SIGUSR1) != -ESRCH ||
	    kern_sys_kill(pid, 65) != -EINVAL)
		return 2;
	return seen.count == 1 ? 0 : 3;
}

static void test_signal_kill_runs_the_handler(void **state)
{
	assert_exited(run_task(*state, kills_itself, NULL), 0);
}

static int blocks(void *arg)
{
	sigset_t set, old;
	uint64_t bits = 1ull << (SIGUSR1 - 1);
	int pid = kern_sys_getpid();

	(void)arg;
	memset(&set, 0, sizeof(set));
	memcpy(&set, &bits, sizeof(bits));
	handle(SIGUSR1, note, 0);
	if (kern_sys_rt_sigprocmask(SIG_BLOCK, &set, NULL))
		return 1;
	kern_sys_kill(pid, SIGUSR1);
	kern_sys_kill(pid, SIGUSR1);
	if (seen.count)
		return 2;
	if (kern_sys_rt_sigprocmask(SIG_UNBLOCK, &set, &old) ||
	    memcmp(&old, &bits, sizeof(bits)))
		return 3;
	if (seen.count != 1)
		return 4;
	return kern_sys_rt_sigprocmask(9, &set, NULL) == -EINVAL ? 0 : 5;
}

static void test_signal_blocked_ones_wait(void **state)
{
	assert_exited(run_task(*state, blocks, NULL), 0);
}

static int faults_with_sigsegv_blocked(void *arg)
{
	uint64_t bits = 1ull << (SIGSEGV - 1);
	sigset_t set;

	handle(SIGSEGV, handler, 0);
	memset(&set, 0, sizeof(set));
	memcpy(&set, &bits, sizeof(bits));
	if (arg)
		kern_sys_rt_sigprocmask(SIG_BLOCK, &set, NULL);
	else
		kern_sys_rt_sigaction(
			SIGSEGV, &(struct sigaction){.sa_handler = SIG_IGN},
			NULL);
	write_byte(0, 1);
	return 1;
}

static void test_signal_forced_ones_kill_when_blocked_or_ignored(void **state)
{
	struct kern *k = *state;

	assert_killed(run_task(k, faults_with_sigsegv_blocked, (void *)1),
		      SIGSEGV);
	assert_killed(run_task(k, faults_with_sigsegv_blocked, NULL), SIGSEGV);
	assert_int_equal(seen.count, 0);
}

static void faults_again(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	seen.count++;
	seen.signo = sig;
	write_byte(0, 1);
}

static int faults_in_its_handler(void *arg)
{
	(void)arg;
	handle(SIGSEGV, faults_again, 0);
	write_byte(0, 1);
	return 1;
}

static void test_signal_a_fault_in_the_handler_kills(void **state)
{
	assert_killed(run_task(*state, faults_in_its_handler, NULL), SIGSEGV);
	assert_int_equal(seen.count, 1);
}

static int overflows(void *arg)
{
	(void)arg;
	handle(SIGSEGV, handler, 0); /* no SA_ONSTACK */
	stack_overflow();
	return 1;
}

static void test_signal_no_stack_for_the_handler_kills(void **state)
{
	assert_killed(run_task(*state, overflows, NULL), SIGSEGV);
	assert_int_equal(seen.count, 0);
}

static int uses_altstack(void *arg)
{
	stack_t alt = {.ss_size = 16 * PAGE}, old;
	uint64_t low;

	(void)arg;
	alt.ss_sp = task_map(16);
	low = (uint64_t)(uintptr_t)alt.ss_sp;
	if (kern_sys_sigaltstack(&alt, &old) || old.ss_flags != SS_DISABLE)
		return 1;
	handle(SIGUSR1, note, SA_ONSTACK);
	kern_sys_kill(kern_sys_getpid(), SIGUSR1);
	if (seen.sp < low || seen.sp >= low + 16 * PAGE)
		return 2;
	handle(SIGUSR1, note, 0);
	kern_sys_kill(kern_sys_getpid(), SIGUSR1);
	if (seen.sp >= low && seen.sp < low + 16 * PAGE)
		return 3;
	alt.ss_size = 100;
	return kern_sys_sigaltstack(&alt, NULL) == -ENOMEM ? 0 : 4;
}

static void test_signal_alternate_stack(void **state)
{
	assert_exited(run_task(*state, uses_altstack, NULL), 0);
}

/* --- default actions, and waiting ----------------------------------------------------------- */

static int aborts_task(void *arg)
{
	(void)arg;
	aborts();
	return 1;
}

static int ignores(void *arg)
{
	(void)arg;
	kern_sys_kill(kern_sys_getpid(), SIGCHLD);
	kern_sys_kill(kern_sys_getpid(), SIGWINCH);
	kern_sys_rt_sigaction(SIGTERM,
			      &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	kern_sys_kill(kern_sys_getpid(), SIGTERM);
	return kern_sys_rt_sigaction(SIGKILL,
				     &(struct sigaction){.sa_handler = SIG_IGN},
				     NULL) == -EINVAL ?
		       4 :
		       5;
}

static void test_signal_default_actions(void **state)
{
	struct kern *k = *state;

	assert_killed(run_task(k, aborts_task, NULL), SIGABRT);
	assert_exited(run_task(k, ignores, NULL), 4);
}

static int pauses(void *arg)
{
	(void)arg;
	handle(SIGUSR1, note, 0);
	return kern_sys_pause() == -EINTR && seen.count == 1 ? 0 : 1;
}

static void test_signal_interrupts_a_sleep(void **state)
{
	struct kern *k = *state;
	int pid = spawn(k, pauses, NULL);

	assert_int_equal(kern_run(k), KERN_RUN_BLOCKED);
	assert_int_equal(kern_kill(k, pid, SIGUSR1), 0);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_exited(status_of(k, pid), 0);
	assert_int_equal(kern_kill(k, pid, SIGUSR1), -ESRCH);
}

static int waits_with(void *arg)
{
	struct timespec time = {.tv_nsec = 1000};
	int parent = kern_sys_getpid(), pid, result;

	handle(SIGUSR1, note, (int)(intptr_t)arg);
	handle(SIGCHLD, note, SA_RESTART);
	pid = kern_sys_fork();
	if (!pid) {
		kern_sys_nanosleep(&time, NULL);
		kern_sys_kill(parent, SIGUSR1);
		kern_sys_nanosleep(&time, NULL);
		return 6;
	}
	result = kern_sys_wait4(pid, NULL, 0, NULL);
	if (arg) /* it was made again */
		return result == pid ? 0 : 1;
	if (result != -EINTR)
		return 2;
	result = kern_sys_wait4(pid, NULL, 0, NULL);
	return result == pid && seen.signo == SIGCHLD && seen.status == 6 &&
			       seen.code == CLD_EXITED ?
		       0 :
		       3;
}

static void test_signal_interrupts_or_restarts_wait(void **state)
{
	struct kern *k = *state;

	assert_exited(run_task(k, waits_with, NULL), 0);
	assert_exited(run_task(k, waits_with, (void *)SA_RESTART), 0);
	assert_no_tasks(k);
}

/* --- protection keys -------------------------------------------------------------------------- */

static void unlock_key(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	seen.count++;
	seen.pkey = (int)info->si_pkey;
	/* In the handler PKRU is Linux's default: key 0 alone. */
	seen.status = kern_sys_pkey_get((int)info->si_pkey);
	kern_sys_mprotect(info->si_addr, PAGE, RW);
	kern_sys_pkey_mprotect(info->si_addr, PAGE, RW, 0);
}

static int uses_keys(void *arg)
{
	char *p = touched_page();
	int key = kern_sys_pkey_alloc(0, 0), rights;

	(void)arg;
	if (key <= 0 || kern_sys_pkey_mprotect(p, PAGE, RW, key))
		return 1;
	write_byte(page_at, 5);
	if (kern_sys_pkey_set(key, PKEY_DISABLE_WRITE) ||
	    read_byte(page_at) != 5)
		return 2;
	handle(SIGSEGV, unlock_key, 0);
	write_byte(page_at, 6);
	rights = kern_sys_pkey_get(key);
	if (seen.count != 1 || seen.pkey != key || seen.status != 1)
		return 3;
	if (rights != PKEY_DISABLE_WRITE || read_byte(page_at) != 6)
		return 4;
	return kern_sys_pkey_free(key) ? 5 : 0;
}

static void test_signal_protection_keys(void **state)
{
	assert_exited(run_task(*state, uses_keys, NULL), 0);
}

/* Each task has a PKRU of its own. */
static int key_per_task(void *arg)
{
	int key = kern_sys_pkey_alloc(0, 0), status;

	(void)arg;
	if (!kern_sys_fork()) {
		kern_sys_pkey_set(key, PKEY_DISABLE_ACCESS);
		kern_sys_sched_yield();
		return kern_sys_pkey_get(key);
	}
	kern_sys_sched_yield();
	if (kern_sys_pkey_get(key) != 0)
		return 1;
	kern_sys_wait4(-1, &status, 0, NULL);
	return WEXITSTATUS(status) == PKEY_DISABLE_ACCESS ? 0 : 2;
}

static void test_signal_pkru_belongs_to_the_task(void **state)
{
	assert_exited(run_task(*state, key_per_task, NULL), 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_signal_ends_the_task),
		TEST(test_signal_handlers_get_what_linux_gives),
		TEST(test_signal_line_names_the_program),
		cmocka_unit_test(test_signal_corrupted_tables),
		TEST(test_signal_bad_pagetable_report),
		TEST(test_signal_handler_returns_to_changed_registers),
		TEST(test_signal_kill_runs_the_handler),
		TEST(test_signal_blocked_ones_wait),
		TEST(test_signal_forced_ones_kill_when_blocked_or_ignored),
		TEST(test_signal_a_fault_in_the_handler_kills),
		TEST(test_signal_no_stack_for_the_handler_kills),
		TEST(test_signal_alternate_stack),
		TEST(test_signal_default_actions),
		TEST(test_signal_interrupts_a_sleep),
		TEST(test_signal_interrupts_or_restarts_wait),
		TEST(test_signal_protection_keys),
		TEST(test_signal_pkru_belongs_to_the_task),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
