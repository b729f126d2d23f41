/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ucase.c - see ucase.h.
 *
 * tests/data/oops/user/ucase.c is the program that ran on a real machine; these
 * are its cases, as functions of tasks.
 */
#define _GNU_SOURCE
#include "ucase.h"

#include <fcntl.h>

#include "task_rig.h"

#include <ucontext.h>

uint64_t ucase_page;
uint64_t ucase_wild = 0x20000;
uint64_t ucase_heap;

/* Whose linear addresses differ from the pointers that a task has. */
static struct mmu_machine *machine;
static void (*show)(const char *text, void *arg);
static void *show_arg;

/* What the program would print. */
static void say(const char *text)
{
	if (show)
		show(text, show_arg);
}

/* --- What they do -------------------------------------------------------------------- */

static char *page(int prot)
{
	char *p = kern_sys_mmap(NULL, PAGE, prot, ANON, -1, 0), text[64];

	ucase_page = (uint64_t)(uintptr_t)p;
	snprintf(text, sizeof(text), "mapped %p", (void *)p);
	say(text);
	return p;
}

static char *touched_page(void)
{
	char *p = page(RW);

	write_byte(ucase_page, (char)0xc3);
	return p;
}

/* A call, whose target no compiler knows. */
static void call(uint64_t at)
{
	__asm__ volatile("call *%0" ::"r"(at)
			 : "memory", "rax", "rcx", "rdx", "rsi", "rdi", "r8",
			   "r9", "r10", "r11", "cc");
}

/* --- The cases ----------------------------------------------------------------------- */

static const char ro_text[64] = "read-only";

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
	read_byte(ucase_wild);
}

static void wild_write(void)
{
	write_byte(ucase_wild, 1);
}

static void wild_call(void)
{
	call(ucase_wild);
}

static void text_write(void)
{
	ucase_page = (uint64_t)(uintptr_t)null_write;
	write_byte(ucase_page, 1);
}

static void rodata_write(void)
{
	ucase_page = (uint64_t)(uintptr_t)ro_text;
	write_byte(ucase_page, 1);
}

static void nx_stack(void)
{
	volatile char code[16];

	code[0] = (char)0xc3;
	ucase_page = (uint64_t)(uintptr_t)code;
	call(ucase_page);
	code[1] = 0;
}

static void nx_heap(void)
{
	char *heap = kern_sys_brk(NULL);

	kern_sys_brk(heap + PAGE);
	ucase_page = (uint64_t)(uintptr_t)heap + 64;
	write_byte(ucase_page, (char)0xc3);
	call(ucase_page);
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
	read_byte(0xffffffff81000000);
}

static void kernel_write(void)
{
	write_byte(0xffffffff81000000, 1);
}

static void kernel_exec(void)
{
	call(0xffffffff81000000);
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
	read_byte(ucase_page);
}

static void munmap_write(void)
{
	kern_sys_munmap(touched_page(), PAGE);
	write_byte(ucase_page, 1);
}

static void prot_none_read(void)
{
	read_byte((uint64_t)(uintptr_t)page(PROT_NONE));
}

static void prot_none_touched_read(void)
{
	kern_sys_mprotect(touched_page(), PAGE, PROT_NONE);
	read_byte(ucase_page);
}

static void prot_none_touched_write(void)
{
	kern_sys_mprotect(touched_page(), PAGE, PROT_NONE);
	write_byte(ucase_page, 1);
}

static void prot_read_write(void)
{
	write_byte((uint64_t)(uintptr_t)page(PROT_READ), 1);
}

static void prot_read_touched_write(void)
{
	kern_sys_mprotect(touched_page(), PAGE, PROT_READ);
	write_byte(ucase_page, 1);
}

static void prot_read_zeropage_write(void)
{
	read_byte((uint64_t)(uintptr_t)page(PROT_READ));
	write_byte(ucase_page, 1);
}

static void prot_write_read(void)
{
	read_byte((uint64_t)(uintptr_t)page(PROT_WRITE));
	say("PROT_WRITE-only page was readable");
}

static void prot_exec_read(void)
{
	read_byte((uint64_t)(uintptr_t)page(PROT_EXEC));
	say("PROT_EXEC-only page was readable");
}

static void cow_fork(void)
{
	char *p = touched_page();

	if (!kern_sys_fork()) {
		write_byte(ucase_page, 2);
		kern_sys_exit(0);
	}
	kern_sys_wait4(-1, NULL, 0, NULL);
	if (*p == (char)0xc3)
		say("parent still sees 1");
}

static char *keyed_page(unsigned int rights)
{
	char *p = touched_page();
	int key = kern_sys_pkey_alloc(0, rights);

	if (key < 0) {
		say("pkey_alloc: No space left on device");
		kern_sys_exit(3);
	}
	kern_sys_pkey_mprotect(p, PAGE, RW, key);
	return p;
}

static void pkey_read(void)
{
	keyed_page(PKEY_DISABLE_ACCESS);
	read_byte(ucase_page);
}

static void pkey_write(void)
{
	keyed_page(PKEY_DISABLE_WRITE);
	read_byte(ucase_page);
	write_byte(ucase_page, 1);
}

static void bus_past_eof(void)
{
	int fd = kern_sys_memfd_create("f", 100);
	char *p = kern_sys_mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);

	ucase_page = (uint64_t)(uintptr_t)p + PAGE;
	read_byte(ucase_page);
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

static void strlen_null(void)
{
	read_byte(0);
}

static void syscall_efault(void)
{
	int64_t n = kern_sys_write(1, (void *)(uintptr_t)ucase_wild, 8);

	if (n == -EFAULT)
		say("write(1, unmapped, 8) = -1 errno=14 (Bad address)");
	n = kern_sys_read(kern_sys_open("/proc/version", O_RDONLY),
			  (void *)(uintptr_t)null_write, 8);
	if (n == -EFAULT)
		say("read(fd, text, 8) = -1 errno=14 (Bad address)");
}

static void abort_(void)
{
	kern_sys_kill(kern_sys_getpid(), SIGABRT);
}

/* --- Page tables that pokept.ko corrupts ------------------------------------------------ */

/* LEVEL is "pte" or "pmd", OP "set", "and" or "or". Tables are those of the
 * linear address, which is not what a pointer is. */
static void poke_entry(const char *level, const char *op, uint64_t value)
{
	char text[128];
	int n = snprintf(text, sizeof(text), "%s %s %llx %llx", level, op,
			 (unsigned long long)mmu_la(
				 machine, (void *)(uintptr_t)ucase_page),
			 (unsigned long long)value);
	int fd = kern_sys_open("/sys/module/pokept/parameters/op", O_WRONLY);

	if (fd < 0 || kern_sys_write(fd, text, (size_t)n) != n)
		kern_sys_exit(2);
	kern_sys_close(fd);
}

static volatile char *poked_page(int prot, char first, const char *level,
				 const char *op, uint64_t value)
{
	volatile char *p = page(prot);

	write_byte(ucase_page, first);
	poke_entry(level, op, value);
	return p;
}

static void say_byte(const char *what, const volatile char *p)
{
	char text[64];

	snprintf(text, sizeof(text), "%sq[0]=%d", what, *p);
	say(text);
}

static void pt_rsvd_read(void)
{
	poked_page(RW, 1, "pte", "or", 1ull << 51);
	read_byte(ucase_page);
}

static void pt_cleared(void)
{
	say_byte("after clearing the pte: ",
		 poked_page(RW, 1, "pte", "set", 0));
}

static void pt_ro(void)
{
	volatile char *p = poked_page(RW, 1, "pte", "and", ~2ull);

	write_byte(ucase_page, 2);
	say_byte("write went through, ", p);
}

static void pt_nx(void)
{
	poked_page(RW | PROT_EXEC, (char)0xc3, "pte", "or", 1ull << 63);
	call(ucase_page);
	say("call went through");
}

static void pt_wrong_pfn(void)
{
	say_byte("", poked_page(RW, 1, "pte", "set", 0x8000000001000067));
}

static void pt_pmd_bad(void)
{
	volatile char *p = poked_page(RW, 1, "pmd", "and", ~0x62ull);

	say_byte("", p);
	write_byte(ucase_page, 2);
	say_byte("", p);
}

/* --- The rest ---------------------------------------------------------------------------- */

/* Until the kernel's OOM killer comes. */
static void hog(void)
{
	for (;;) {
		char *p = task_map(256);

		for (size_t i = 0; i < 256; i++)
			write_byte((uint64_t)(uintptr_t)p + i * PAGE, 1);
	}
}

/* --- Running them -------------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*fn)(void);
} cases[] = {
	{"null_write", null_write},
	{"null_read", null_read},
	{"null_call", null_call},
	{"wild_read", wild_read},
	{"wild_write", wild_write},
	{"wild_call", wild_call},
	{"text_write", text_write},
	{"rodata_write", rodata_write},
	{"nx_stack", nx_stack},
	{"nx_heap", nx_heap},
	{"nx_mmap", nx_mmap},
	{"nx_mmap_untouched", nx_mmap_untouched},
	{"kernel_read", kernel_read},
	{"kernel_write", kernel_write},
	{"kernel_exec", kernel_exec},
	{"directmap_read", directmap_read},
	{"kernel_unmapped_read", kernel_unmapped_read},
	{"vsyscall_read", vsyscall_read},
	{"noncanon_read", noncanon_read},
	{"noncanon_call", noncanon_call},
	{"edge_read", edge_read},
	{"stack_overflow", stack_overflow},
	{"munmap_read", munmap_read},
	{"munmap_write", munmap_write},
	{"prot_none_read", prot_none_read},
	{"prot_none_touched_read", prot_none_touched_read},
	{"prot_none_touched_write", prot_none_touched_write},
	{"prot_read_write", prot_read_write},
	{"prot_read_touched_write", prot_read_touched_write},
	{"prot_read_zeropage_write", prot_read_zeropage_write},
	{"prot_write_read", prot_write_read},
	{"prot_exec_read", prot_exec_read},
	{"cow_fork", cow_fork},
	{"pkey_read", pkey_read},
	{"pkey_write", pkey_write},
	{"bus_past_eof", bus_past_eof},
	{"div_zero", div_zero},
	{"ud2", ud2},
	{"int3", int3},
	{"hlt", hlt},
	{"strlen_null", strlen_null},
	{"syscall_efault", syscall_efault},
	{"abort", abort_},
	{"pt_rsvd_read", pt_rsvd_read},
	{"pt_cleared", pt_cleared},
	{"pt_ro", pt_ro},
	{"pt_nx", pt_nx},
	{"pt_wrong_pfn", pt_wrong_pfn},
	{"pt_pmd_bad", pt_pmd_bad},
	{"hog", hog},
};

void ucase_do(const char *name)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		if (!strcmp(name, cases[i].name))
			cases[i].fn();
}

/* Those that come here did nothing wrong. */
static int runs_case(void *name)
{
	ucase_do(name);
	return 0;
}

static void handler(int sig, siginfo_t *info, void *context)
{
	const greg_t *greg = ((ucontext_t *)context)->uc_mcontext.gregs;
	char text[256];

	snprintf(text, sizeof(text),
		 "handler: signo=%d code=%d addr=%p err=0x%llx trapno=%llu "
		 "cr2=0x%llx rip=0x%llx",
		 sig, info->si_code, info->si_addr, greg[REG_ERR],
		 greg[REG_TRAPNO], greg[REG_CR2], greg[REG_RIP]);
	say(text);
	kern_sys_exit_group(99);
}

static int runs_case_with_handler(void *name)
{
	static const int sig[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
	struct sigaction action = {.sa_sigaction = handler,
				   .sa_flags = SA_SIGINFO | SA_ONSTACK};
	stack_t alt = {.ss_sp = task_map(16), .ss_size = 16 * PAGE};

	kern_sys_sigaltstack(&alt, NULL);
	for (size_t i = 0; i < COUNT(sig); i++)
		kern_sys_rt_sigaction(sig[i], &action, NULL);
	return runs_case(name);
}

int ucase_run(struct kern *k, const char *name, bool handle,
	      void (*print)(const char *text, void *arg), void *arg)
{
	struct kern_task_config config = {
		.size = sizeof(config),
		.name = "ucase",
		.fn = handle ? runs_case_with_handler : runs_case,
		.arg = (void *)name,
		.brk = ucase_heap,
	};
	int status = -1, pid;

	show = print;
	show_arg = arg;
	assert_int_equal(kern_task_spawn(k, &config, &pid), 0);
	machine = k->machine;
	kern_run(k);
	if (!kern_panicked(k))
		status = status_of(k, pid);
	show = NULL;
	return status;
}
