/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bench.h - a machine with windows on the test bench.
 *
 * Faults are taken by instructions of known length in known registers, written
 * in assembly: what a compiler makes of a C access is its own business, and a
 * sanitizer would look at wild pointers first. The handler of the bench notes
 * each exception and then does what the test told it to: map a page, skip the
 * instruction, or refuse.
 *
 * Linear addresses of the two windows that bench_create() opens:
 *
 *   USER_LA    0000000000400000, 16 MiB
 *   KERNEL_LA  ffffc90000000000, 16 MiB
 */
#ifndef TESTS_NATIVE_BENCH_H
#define TESTS_NATIVE_BENCH_H

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mmusim/window.h>

#include "../support/rig.h"
#include "native/native.h"

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_DISABLE_ERROR_REPORTING
#define VALGRIND_ENABLE_ERROR_REPORTING
#endif

#define PAGE	    MMU_PAGE_SIZE
#define USER_LA	    0x400000ull
#define KERNEL_LA   0xffffc90000000000ull
#define WINDOW_LEN  (16ull << 20)

#define KERNEL_DATA (MMU_PTE_RW | MMU_PTE_NX)
#define KERNEL_CODE 0ull
#define USER_DATA   (MMU_PTE_RW | MMU_PTE_US | MMU_PTE_NX)
#define USER_CODE   MMU_PTE_US

/* What the handler of the bench does after it noted the exception. */
enum reaction {
	SKIP,	/* return from the function: it gives SKIPPED */
	DEMAND, /* map a fresh page there, with bench.flags */
	REFUSE,
	SUCCEED, /* say that it is resolved, and do nothing */
};

/**
 * struct bench - the machine and what its handler saw
 * @first, @last: exceptions of @count
 * @also: called by the handler, when set, before it reacts
 */
struct bench {
	struct mmu_machine *machine;
	struct mmu_cpu *cpu;
	enum reaction reaction;
	uint64_t flags;
	struct mmu_frame first, last;
	unsigned int count;
	void (*also)(struct bench *bench, struct mmu_frame *frame);
	void *arg;
};

/* --- instructions ------------------------------------------------------------ */

#define SKIPPED (~0ull)

uint64_t bench_load(const volatile void *ptr);
uint64_t bench_store(volatile void *ptr, uint64_t byte);
uint64_t bench_jump(const volatile void *ptr);
uint64_t bench_load8(const volatile void *ptr);
uint64_t bench_store8(volatile void *ptr, uint64_t value);
void bench_skipped(void);

__asm__(".text\n"
	"bench_load:	movzbl	(%rdi), %eax\n"
	"		ret\n"
	"bench_store:	movb	%sil, (%rdi)\n"
	"		xor	%eax, %eax\n"
	"		ret\n"
	"bench_load8:	mov	(%rdi), %rax\n"
	"		ret\n"
	"bench_store8:	mov	%rsi, (%rdi)\n"
	"		xor	%eax, %eax\n"
	"		ret\n"
	"bench_jump:	jmp	*%rdi\n"
	"bench_skipped:	mov	$-1, %rax\n"
	"		ret\n");

/* mov $42, %eax; ret */
#define CODE_42 "\xb8\x2a\0\0\0\xc3"

/* --- the bench ------------------------------------------------------------------ */

static inline uint64_t addr_of(const volatile void *ptr)
{
	return (uint64_t)(uintptr_t)ptr;
}

static inline uint64_t page_of(uint64_t la)
{
	return la & ~(PAGE - 1);
}

static inline struct rig bench_rig(const struct bench *bench)
{
	return (struct rig){bench->machine, bench->cpu};
}

/* Map a fresh page and return its physical address. */
static inline uint64_t bench_map(struct bench *bench, uint64_t la,
				 uint64_t flags)
{
	struct rig rig = bench_rig(bench);

	return rig_map(&rig, la, flags);
}

static inline void bench_map_to(struct bench *bench, uint64_t la, uint64_t pa,
				unsigned int shift, uint64_t flags)
{
	struct rig rig = bench_rig(bench);

	rig_map_to(&rig, la, pa, shift, flags);
}

static inline volatile uint64_t *bench_entry(struct bench *bench, uint64_t la)
{
	return mmu_find_entry(bench->machine,
			      mmu_cr3(bench->cpu) & MMU_PTE_ADDR, la, NULL);
}

static inline char *bench_frame(struct bench *bench, uint64_t pa)
{
	return mmu_mem_ptr(bench->machine, pa & MMU_PTE_ADDR, PAGE);
}

/* A page of code. */
static inline void *bench_map_code(struct bench *bench, uint64_t la,
				   uint64_t flags, const void *code, size_t len)
{
	memcpy(bench_frame(bench, bench_map(bench, la, flags)), code, len);
	return mmu_ptr(bench->machine, la);
}

static inline int bench_react(struct bench *bench, struct mmu_frame *frame)
{
	switch (bench->reaction) {
	case SKIP:
		frame->regs.rip = addr_of(bench_skipped);
		return 0;
	case DEMAND:
		bench_map(bench, page_of(frame->fault.la), bench->flags);
		return 0;
	case REFUSE:
		return 1;
	default:
		return 0;
	}
}

static inline int bench_handler(struct mmu_cpu *cpu, struct mmu_frame *frame,
				void *arg)
{
	struct bench *bench = arg;

	(void)cpu;
	if (!bench->count++)
		bench->first = *frame;
	bench->last = *frame;
	if (bench->also)
		bench->also(bench, frame);
	return bench_react(bench, frame);
}

/* Forget the exceptions seen so far, and react so to those to come. */
static inline void bench_expect(struct bench *bench, enum reaction reaction)
{
	bench->count = 0;
	bench->reaction = reaction;
}

static inline void bench_open_at(struct bench *bench, uint64_t la, uint64_t len)
{
	struct mmu_window_config config = {
		.size = sizeof(config), .la = la, .len = len};

	assert_int_equal(mmu_window_open(bench->machine, &config), 0);
}

/* Without windows. */
static inline void bench_create_bare(struct bench *bench,
				     const struct mmu_config *config)
{
	static const unsigned int vectors[] = {0, 3, 6, 8, 12, 13, 14, 18};

	*bench = (struct bench){.flags = KERNEL_DATA};
	assert_int_equal(mmu_machine_create(config, &bench->machine), 0);
	bench->cpu = mmu_cpu(bench->machine, 0);
	for (size_t i = 0; i < COUNT(vectors); i++)
		mmu_set_handler(bench->machine, vectors[i], bench_handler,
				bench);
}

static inline void bench_create_with(struct bench *bench,
				     const struct mmu_config *config)
{
	bench_create_bare(bench, config);
	bench_open_at(bench, USER_LA, WINDOW_LEN);
	bench_open_at(bench, KERNEL_LA, WINDOW_LEN);
}

static inline void bench_create(struct bench *bench)
{
	bench_create_with(bench, NULL);
}

static inline void bench_destroy(struct bench *bench)
{
	assert_true(native_check(bench->machine));
	assert_true(tlb_check(&bench->cpu->tlb));
	mmu_machine_destroy(bench->machine);
}

static inline char *bench_ptr(const struct bench *bench, uint64_t la)
{
	return mmu_ptr(bench->machine, la);
}

/* The exception that the bench saw last. */
#define assert_fault(bench, vector_, la_, code_)                         \
	do {                                                             \
		assert_int_equal((bench)->count, 1);                     \
		assert_int_equal((bench)->last.fault.vector, vector_);   \
		assert_int_equal((bench)->last.fault.la, la_);           \
		assert_int_equal((bench)->last.fault.error_code, code_); \
	} while (0)

/* --- looking at the host without touching ------------------------------------ */

/* A system call answers EFAULT where an access would raise SIGSEGV. */
static inline bool host_readable(const void *ptr)
{
	int fd[2];
	bool ok;

	assert_int_equal(pipe(fd), 0);
	VALGRIND_DISABLE_ERROR_REPORTING;
	ok = write(fd[1], ptr, 1) == 1;
	VALGRIND_ENABLE_ERROR_REPORTING;
	close(fd[0]);
	close(fd[1]);
	return ok;
}

/* Puts back the byte that is there. */
static inline bool host_writable(void *ptr)
{
	int fd[2];
	bool ok;

	assert_int_equal(pipe(fd), 0);
	ok = write(fd[1], ptr, 1) == 1 && read(fd[0], ptr, 1) == 1;
	close(fd[0]);
	close(fd[1]);
	return ok;
}

/* --- simulated code ---------------------------------------------------------- */

/* A simulated stack of one page, mapped. Returns its end as a host address. */
static inline uint64_t bench_stack(struct bench *bench, uint64_t la,
				   uint64_t flags)
{
	bench_map(bench, la, flags);
	return addr_of(bench_ptr(bench, la)) + PAGE;
}

#define SIM_STACK (KERNEL_LA + 0x100000)

/* Call a function as simulated code, on a stack at SIM_STACK. */
static inline int bench_call(struct bench *bench, const void *fn, uint64_t arg0,
			     uint64_t arg1, uint64_t *result)
{
	struct mmu_call_args args = {
		.size = sizeof(args),
		.fn = addr_of(fn),
		.arg = {arg0, arg1},
		.sp = addr_of(bench_ptr(bench, SIM_STACK)) + PAGE,
		.stack_len = PAGE,
	};

	if (!(*bench_entry(bench, SIM_STACK) & MMU_PTE_P))
		bench_map(bench, SIM_STACK, KERNEL_DATA);
	return mmu_call(bench->cpu, &args, result);
}

/* --- tools and children ------------------------------------------------------- */

static inline bool under(const char *tool)
{
	const char *name = getenv("MMUSIM_TEST_TOOL");

	return name && !strcmp(name, tool);
}

/* TSan runs the handlers of signals that are sent with all signals blocked: a
 * fault in one kills. */
static inline void needs_faults_in_signal_handlers(void)
{
	if (under("tsan"))
		skip();
}

/**
 * struct child - how a child process ended
 * @said: what it wrote to standard error
 */
struct child {
	int status;
	char said[4096];
};

/* Run fn in a child that has the default action for SIGSEGV. */
static inline struct child bench_child(void (*fn)(void *arg), void *arg)
{
	struct rlimit no_core = {0, 0};
	struct child child = {0};
	size_t len = 0;
	ssize_t n;
	int fd[2];
	pid_t pid;

	assert_int_equal(pipe(fd), 0);
	pid = fork();
	if (!pid) {
		setrlimit(RLIMIT_CORE, &no_core);
		signal(SIGSEGV, SIG_DFL);
		dup2(fd[1], STDERR_FILENO);
		VALGRIND_DISABLE_ERROR_REPORTING;
		fn(arg);
		_exit(0);
	}
	close(fd[1]);
	while (len < sizeof(child.said) - 1 &&
	       (n = read(fd[0], child.said + len,
			 sizeof(child.said) - 1 - len)) > 0)
		len += (size_t)n;
	close(fd[0]);
	assert_int_equal(waitpid(pid, &child.status, 0), pid);
	return child;
}

static inline bool died_of(const struct child *child, int sig)
{
	return WIFSIGNALED(child->status) && WTERMSIG(child->status) == sig;
}

/* --- groups --------------------------------------------------------------------- */

static inline int bench_setup(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	assert_non_null(bench);
	bench_create(bench);
	*state = bench;
	return 0;
}

static inline int bench_teardown(void **state)
{
	bench_destroy(*state);
	free(*state);
	return 0;
}

/* Each test begins with this: cmocka has just put its own SIGSEGV handler in
 * place of ours. */
static inline struct bench *bench_enter(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(mmu_cpu_enter(bench->cpu), 0);
	return bench;
}

#define bench_test(fn) \
	cmocka_unit_test_setup_teardown(fn, bench_setup, bench_teardown)

#endif
