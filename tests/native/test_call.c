/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_call.c - native code as simulated code: every address is a linear one,
 * every exception is delivered, and one that nobody resolves ends the call.
 */
#include "bench.h"

/*
 * What runs as simulated code is written in assembly: a compiler may add
 * accesses of its own (sanitizers do), or remove a null dereference.
 */
uint64_t sim_add(uint64_t a, uint64_t b);
uint64_t sim_six(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e,
		 uint64_t f);
void sim_ud2(void), sim_divide(void), sim_int3(void), sim_cli(void);
void sim_int1(void), sim_simd(void), sim_x87(void), sim_unaligned(void);
void sim_push_down(uint64_t n), sim_below(uint64_t offset);
void sim_recurse(uint64_t n), sim_lower_and_touch(uint64_t by);
void sim_return_to(uint64_t la), sim_call_through(void *ptr);
void sim_load_rsp(uint64_t la), sim_load_rbp(uint64_t la);
void sim_direction(void), sim_clobber(void);
uint64_t sim_ud2s(uint64_t n);

__asm__(".text\n"
	"sim_add:	lea	(%rdi, %rsi), %rax\n"
	"		ret\n"
	"sim_six:	lea	(%rdi, %rsi, 2), %rax\n"
	"		lea	(%rax, %rdx, 4), %rax\n"
	"		lea	(%rax, %rcx, 8), %rax\n"
	"		shl	$4, %r8\n"
	"		add	%r8, %rax\n"
	"		shl	$5, %r9\n"
	"		add	%r9, %rax\n"
	"		ret\n"
	"sim_ud2:	ud2\n"
	"sim_divide:	xor	%edx, %edx\n"
	"		xor	%ecx, %ecx\n"
	"		mov	$1, %eax\n"
	"		div	%ecx\n"
	"		ret\n"
	"sim_int3:	int3\n"
	"sim_after_int3:	mov	$7, %eax\n"
	"		ret\n"
	"sim_int1:	.byte	0xf1\n"
	"		mov	$8, %eax\n"
	"		ret\n"
	"sim_simd:	sub	$8, %rsp\n" /* 1.0 / 0.0, unmasked */
	"		stmxcsr	(%rsp)\n"
	"		andl	$~0x200, (%rsp)\n"
	"		ldmxcsr	(%rsp)\n"
	"		xorps	%xmm1, %xmm1\n"
	"		mov	$0x3f800000, %eax\n"
	"		movd	%eax, %xmm0\n"
	"		divss	%xmm1, %xmm0\n"
	"sim_x87:	sub	$8, %rsp\n"
	"		movw	$0x37b, (%rsp)\n"
	"		fldcw	(%rsp)\n"
	"		fld1\n"
	"		fldz\n"
	"		fdivrp\n"
	"		fwait\n"
	"sim_unaligned:	pushfq\n"
	"		orl	$0x40000, (%rsp)\n"
	"		popfq\n"
	"		mov	-7(%rsp), %eax\n"
	"sim_cli:	cli\n"
	"		ret\n"
	/* n pushes, and as many pops that check them */
	"sim_push_down:	mov	%rdi, %rcx\n"
	"1:		push	%rcx\n"
	"		dec	%rcx\n"
	"		jnz	1b\n"
	"		xor	%eax, %eax\n"
	"2:		pop	%rdx\n"
	"		inc	%rcx\n"
	"		cmp	%rcx, %rdx\n"
	"		jne	3f\n"
	"		cmp	%rcx, %rdi\n"
	"		jne	2b\n"
	"		mov	$1, %eax\n"
	"		ret\n"
	"3:		ud2\n"
	"sim_below:	neg	%rdi\n"
	"		movq	$5, (%rsp, %rdi)\n"
	"		mov	(%rsp, %rdi), %rax\n"
	"		ret\n"
	/* n calls deep, each with a result that depends on the frame */
	"sim_recurse:	test	%rdi, %rdi\n"
	"		jz	4f\n"
	"		push	%rbx\n"
	"		mov	%rdi, %rbx\n"
	"		dec	%rdi\n"
	"		call	sim_recurse\n"
	"		add	%rbx, %rax\n"
	"		pop	%rbx\n"
	"		ret\n"
	"4:		xor	%eax, %eax\n"
	"		ret\n"
	"sim_lower_and_touch:\n"
	"		sub	%rdi, %rsp\n"
	"		movb	$1, 8(%rsp)\n"
	"		add	%rdi, %rsp\n"
	"		ret\n"
	"sim_return_to:	push	%rdi\n"
	"		ret\n"
	"sim_call_through: call	*(%rdi)\n"
	"		ret\n"
	"sim_load_rsp:	mov	%rsp, %rdx\n"
	"		mov	%rdi, %rsp\n"
	"		mov	(%rsp), %rax\n"
	"		mov	%rdx, %rsp\n"
	"		ret\n"
	"sim_load_rbp:	push	%rbp\n"
	"		mov	%rdi, %rbp\n"
	"		mov	(%rbp), %rax\n"
	"		pop	%rbp\n"
	"		ret\n"
	"sim_direction:	std\n"
	"		ud2\n"
	/* n times UD2, each of which the handler skips */
	"sim_ud2s:	xor	%eax, %eax\n"
	"5:		ud2\n"
	"		inc	%eax\n"
	"		dec	%rdi\n"
	"		jnz	5b\n"
	"		ret\n"
	/* Leaves nothing as it was, and ends by an exception. */
	"sim_clobber:	xor	%ebx, %ebx\n"
	"		xor	%ebp, %ebp\n"
	"		xor	%r12d, %r12d\n"
	"		xor	%r13d, %r13d\n"
	"		xor	%r14d, %r14d\n"
	"		xor	%r15d, %r15d\n"
	"		movl	$0x7f80, -8(%rsp)\n"
	"		ldmxcsr	-8(%rsp)\n"
	"		movw	$0x0f7f, -8(%rsp)\n"
	"		fldcw	-8(%rsp)\n"
	"		std\n"
	"		ud2\n");
extern const char sim_after_int3[];

static int call1(struct bench *b, const void *fn, uint64_t arg)
{
	return bench_call(b, fn, arg, 0, NULL);
}

/* --- calling ------------------------------------------------------------------------- */

static void test_call_passes_arguments_and_result(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_call_args args = {
		.size = sizeof(args),
		.fn = addr_of(sim_six),
		.arg = {1, 2, 3, 4, 5, 6},
		.sp = bench_stack(b, SIM_STACK, KERNEL_DATA),
	};
	uint64_t result = 0;

	assert_int_equal(mmu_call(b->cpu, &args, &result), 0);
	assert_int_equal(result, 1 + 4 + 12 + 32 + 80 + 192);
	assert_int_equal(mmu_call(b->cpu, &args, NULL), 0);
	assert_int_equal(b->count, 0);
	assert_true(*bench_entry(b, SIM_STACK) & MMU_PTE_D);
}

static void test_call_bad_arguments(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_call_args args = {.size = sizeof(args) - 1};
	struct bench bare;

	assert_int_equal(mmu_call(b->cpu, &args, NULL), -EINVAL);
	args.size = sizeof(args);
	args.sp = 8;
	assert_int_equal(mmu_call(b->cpu, &args, NULL), -EINVAL);
	args.sp = 0;
	bench_create_bare(&bare, NULL);
	assert_int_equal(mmu_call(bare.cpu, &args, NULL), -ENOTSUP);
	bench_destroy(&bare);
}

static void test_call_runs_code_of_a_window(void **state)
{
	struct bench *b = bench_enter(state);
	void *code = bench_map_code(b, KERNEL_LA, KERNEL_CODE, CODE_42, 6);
	uint64_t result = 0;

	assert_int_equal(bench_call(b, code, 0, 0, &result), 0);
	assert_int_equal(result, 42);
}

static void test_call_result_is_untouched_on_failure(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t result = 5;

	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, sim_ud2, 0, 0, &result), MMU_TRAP_UD);
	assert_int_equal(result, 5);
}

/* --- wild addresses -------------------------------------------------------------------- */

static void test_call_null_pointer_is_a_page_fault_at_zero(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, REFUSE);
	assert_int_equal(call1(b, bench_load, 0), MMU_TRAP_PF);
	assert_fault(b, MMU_TRAP_PF, 0, 0);
	assert_true(b->last.sim);
	assert_int_equal(b->last.rip_la, addr_of(bench_load));
	assert_int_equal(b->last.sp_la, SIM_STACK + PAGE - 8);
	bench_expect(b, REFUSE);
	assert_int_equal(call1(b, bench_store, 16), MMU_TRAP_PF);
	assert_fault(b, MMU_TRAP_PF, 16, MMU_PF_WR);
	bench_expect(b, REFUSE);
	assert_int_equal(call1(b, bench_jump, 0), MMU_TRAP_PF);
	assert_fault(b, MMU_TRAP_PF, 0, MMU_PF_ID);
	assert_int_equal(b->last.regs.rip, 0);
	assert_int_equal(b->last.rip_la, 0);
}

/* Memcheck does not know that these are meant to fault. */
static int call_wild(struct bench *b, const void *fn, uint64_t arg)
{
	int status;

	VALGRIND_DISABLE_ERROR_REPORTING;
	status = call1(b, fn, arg);
	VALGRIND_ENABLE_ERROR_REPORTING;
	return status;
}

static void test_call_wild_addresses_are_page_faults(void **state)
{
	static const uint64_t wild[] = {
		8,
		0xfff,
		0x10008,
		0x00007ffffffff000,
		0xffff800000000000,
		0xffff888000001000,
		0xffffffff81000000,
		0xffffffffffffffff,
		0xdead0000,
	};
	struct bench *b = bench_enter(state);

	for (size_t i = 0; i < COUNT(wild); i++) {
		bench_expect(b, REFUSE);
		assert_int_equal(call_wild(b, bench_load, wild[i]),
				 MMU_TRAP_PF);
		/* P comes from the simulated tables, not from the host */
		assert_fault(b, MMU_TRAP_PF, wild[i], 0);
		bench_expect(b, REFUSE);
		assert_int_equal(call_wild(b, bench_store, wild[i]),
				 MMU_TRAP_PF);
		assert_fault(b, MMU_TRAP_PF, wild[i], MMU_PF_WR);
	}
}

static void test_call_wild_jumps_are_fetch_faults(void **state)
{
	static const uint64_t wild[] = {0x10, 0xdead0000, 0xffffffff81000000};
	struct bench *b = bench_enter(state);

	for (size_t i = 0; i < COUNT(wild); i++) {
		bench_expect(b, REFUSE);
		assert_int_equal(call_wild(b, bench_jump, wild[i]),
				 MMU_TRAP_PF);
		assert_int_equal(b->count, 1);
		assert_int_equal(b->last.fault.la, wild[i]);
		assert_int_equal(b->last.fault.error_code, MMU_PF_ID);
	}
}

/* --- non-canonical addresses ------------------------------------------------------------ */

#define BAD    0x8000000000000000ull
#define POISON 0xdead4ead00000100ull

static void test_call_non_canonical_data_is_gp_with_the_address(void **state)
{
	static const uint64_t bad[] = {BAD, POISON, 0x0000800000000000,
				       0xffff7fffffffffff};
	struct bench *b = bench_enter(state);

	for (size_t i = 0; i < COUNT(bad); i++) {
		bench_expect(b, REFUSE);
		assert_int_equal(call_wild(b, bench_load, bad[i]), MMU_TRAP_GP);
		assert_fault(b, MMU_TRAP_GP, bad[i], 0);
		assert_int_equal(b->last.fault.how, MMU_READ);
		assert_int_equal(b->last.fault.why, MMU_WHY_NON_CANONICAL);
		bench_expect(b, REFUSE);
		assert_int_equal(call_wild(b, bench_store, bad[i]),
				 MMU_TRAP_GP);
		assert_fault(b, MMU_TRAP_GP, bad[i], 0);
		assert_int_equal(b->last.fault.how, MMU_WRITE);
	}
}

static void test_call_non_canonical_targets_are_gp(void **state)
{
	struct bench *b = bench_enter(state);
	char *page = bench_ptr(b, KERNEL_LA);

	bench_expect(b, REFUSE);
	assert_int_equal(call_wild(b, bench_jump, POISON), MMU_TRAP_GP);
	assert_fault(b, MMU_TRAP_GP, POISON, 0);
	assert_int_equal(b->last.fault.how, MMU_FETCH);
	bench_expect(b, REFUSE);
	assert_int_equal(call_wild(b, sim_return_to, POISON), MMU_TRAP_GP);
	assert_fault(b, MMU_TRAP_GP, POISON, 0);
	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store8(page + 8, POISON);
	bench_expect(b, REFUSE);
	assert_int_equal(call_wild(b, sim_call_through, addr_of(page + 8)),
			 MMU_TRAP_GP);
	assert_fault(b, MMU_TRAP_GP, POISON, 0);
}

/* Through RSP and RBP it is #SS, which the host reports as SIGBUS. */
static void test_call_non_canonical_stack_is_ss(void **state)
{
	struct bench *b = bench_enter(state);

	/* Valgrind makes SIGSEGV of it, and has no stack to deliver it on. */
	if (under("valgrind"))
		skip();
	bench_expect(b, REFUSE);
	assert_int_equal(call_wild(b, sim_load_rbp, POISON), MMU_TRAP_SS);
	assert_fault(b, MMU_TRAP_SS, POISON, 0);
}

/* 57-bit addresses: the host knows 48, the machine all of them. */
static void test_call_five_level_address_is_a_page_fault(void **state)
{
	const struct mmu_config config = {.size = sizeof(config), .levels = 5};
	const uint64_t la = 0xff11000000001230;
	uint64_t result = 0;
	struct bench b;

	(void)state;
	bench_create_with(&b, &config);
	bench_expect(&b, REFUSE);
	assert_int_equal(call1(&b, bench_load, la), MMU_TRAP_PF);
	assert_fault(&b, MMU_TRAP_PF, la, 0);
	bench_frame(&b, bench_map(&b, page_of(la), KERNEL_DATA))[0x230] = 17;
	assert_int_equal(bench_call(&b, bench_load, la, 0, &result), 0);
	assert_int_equal(result, 17);
	bench_expect(&b, REFUSE);
	assert_int_equal(call1(&b, bench_load, POISON), MMU_TRAP_GP);
	bench_destroy(&b);
}

static void test_call_privileged_instruction_of_a_user_is_gp(void **state)
{
	struct bench *b = bench_enter(state);

	bench_map(b, SIM_STACK, USER_DATA);
	bench_expect(b, REFUSE);
	mmu_set_cpl(b->cpu, 3);
	assert_int_equal(call1(b, sim_cli, 0), MMU_TRAP_GP);
	mmu_set_cpl(b->cpu, 0);
	assert_fault(b, MMU_TRAP_GP, 0, 0);
	assert_int_equal(b->last.fault.why, MMU_WHY_NONE);
}

/* --- other exceptions ---------------------------------------------------------------------- */

static void test_call_ud2_is_vector_6(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, REFUSE);
	assert_int_equal(call1(b, sim_ud2, 0), MMU_TRAP_UD);
	assert_fault(b, MMU_TRAP_UD, 0, 0);
	assert_int_equal(b->last.regs.rip, addr_of(sim_ud2));
	mmu_set_handler(b->machine, MMU_TRAP_UD, NULL, NULL);
	assert_int_equal(call1(b, sim_ud2, 0), MMU_TRAP_UD);
}

static void test_call_divide_error_is_vector_0(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, REFUSE);
	assert_int_equal(call1(b, sim_divide, 0), MMU_RESULT_DE);
	assert_int_equal(b->count, 1);
	assert_int_equal(b->last.fault.vector, MMU_TRAP_DE);
	mmu_set_handler(b->machine, MMU_TRAP_DE, NULL, NULL);
	assert_int_equal(call1(b, sim_divide, 0), MMU_RESULT_DE);
}

static void test_call_int3_is_vector_3_behind_the_instruction(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t result = 0;

	bench_expect(b, SUCCEED);
	assert_int_equal(bench_call(b, sim_int3, 0, 0, &result), 0);
	assert_int_equal(result, 7);
	assert_int_equal(b->count, 1);
	assert_int_equal(b->last.fault.vector, MMU_TRAP_BP);
	assert_int_equal(b->last.regs.rip, addr_of(sim_after_int3));
}

/* Valgrind has neither unmasked exceptions, nor AC, nor INT1. */
static void test_call_rarer_exceptions_keep_their_vector(void **state)
{
	static const struct {
		void (*fn)(void);
		unsigned int vector;
	} rows[] = {{sim_int1, MMU_TRAP_DB},
		    {sim_simd, MMU_TRAP_XM},
		    {sim_x87, MMU_TRAP_MF},
		    {sim_unaligned, MMU_TRAP_AC}};
	struct bench *b = bench_enter(state);

	if (under("valgrind"))
		skip();
	for (size_t i = 0; i < COUNT(rows); i++) {
		/* The signal handler that TSan has before ours would trap. */
		if (rows[i].vector == MMU_TRAP_AC && under("tsan"))
			continue;
		mmu_set_handler(b->machine, rows[i].vector, bench_handler, b);
		bench_expect(b, REFUSE);
		assert_int_equal(call1(b, rows[i].fn, 0), rows[i].vector);
		assert_int_equal(b->count, 1);
		assert_int_equal(b->last.fault.vector, rows[i].vector);
	}
}

static void skip_ud2(struct bench *bench, struct mmu_frame *frame)
{
	(void)bench;
	frame->regs.rip += 2;
}

static void test_call_handler_may_skip_instructions(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t result = 0;

	bench_expect(b, SUCCEED);
	b->also = skip_ud2;
	assert_int_equal(bench_call(b, sim_ud2s, 200, 0, &result), 0);
	assert_int_equal(result, 200);
	assert_int_equal(b->count, 200);
}

/* --- the end of a call -------------------------------------------------------------------- */

static void test_call_that_ended_leaves_the_machine_usable(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t result = 0;

	for (int i = 0; i < 100; i++) {
		bench_expect(b, REFUSE);
		assert_int_equal(call1(b, bench_load, 0), MMU_TRAP_PF);
		assert_int_equal(bench_call(b, sim_add, 40, 2, &result), 0);
		assert_int_equal(result, 42);
	}
	assert_int_equal(b->cpu->depth, 0);
	assert_int_equal(mmu_cpl(b->cpu), 0);
	/* Host code is host code again. */
	bench_expect(b, SKIP);
	assert_int_equal(bench_load(bench_ptr(b, USER_LA)), SKIPPED);
	assert_false(b->last.sim);
}

static uint64_t rflags(void)
{
	uint64_t value;

	__asm__ volatile("pushfq\n\tpop %0" : "=r"(value));
	return value;
}

static void test_call_that_ended_restores_the_callers_registers(void **state)
{
	struct bench *b = bench_enter(state);
	uint32_t mxcsr_before, mxcsr_after;
	uint16_t cw_before, cw_after;

	__asm__ volatile("stmxcsr %0\n\tfnstcw %1"
			 : "=m"(mxcsr_before), "=m"(cw_before));
	bench_expect(b, REFUSE);
	assert_int_equal(call1(b, sim_clobber, 0), MMU_TRAP_UD);
	__asm__ volatile("stmxcsr %0\n\tfnstcw %1"
			 : "=m"(mxcsr_after), "=m"(cw_after));
	assert_int_equal(mxcsr_after, mxcsr_before);
	assert_int_equal(cw_after, cw_before);
	assert_false(rflags() & 0x400); /* DF */
}

static void direction_is_clear(struct bench *bench, struct mmu_frame *frame)
{
	assert_false(rflags() & 0x400);
	assert_true(frame->regs.rflags & 0x400);
	bench->arg = bench;
}

static void test_call_handler_runs_with_the_direction_flag_clear(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, REFUSE);
	b->also = direction_is_clear;
	assert_int_equal(call1(b, sim_direction, 0), MMU_TRAP_UD);
	assert_ptr_equal(b->arg, b);
}

static void test_call_without_progress_is_eloop(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, SUCCEED);
	assert_int_equal(call1(b, bench_load, 0), -ELOOP);
	assert_int_equal(b->count, MMU_MAX_RETRIES);
	bench_expect(b, DEMAND);
	assert_int_equal(call1(b, bench_load, addr_of(bench_ptr(b, KERNEL_LA))),
			 0);
}

static int refuse_oddly(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	(void)cpu;
	(void)frame;
	return *(int *)arg;
}

static void test_call_error_of_the_handler_is_returned(void **state)
{
	struct bench *b = bench_enter(state);
	int error = -ENOMEM;

	mmu_set_handler(b->machine, MMU_TRAP_PF, refuse_oddly, &error);
	assert_int_equal(call1(b, bench_load, 0), -ENOMEM);
	error = 1;
	assert_int_equal(call1(b, bench_load, 0), MMU_TRAP_PF);
}

/* --- stacks --------------------------------------------------------------------------------- */

#define STACK_TOP (USER_LA + 0x800000)

static int call_on_user_stack(struct bench *b, const void *fn, uint64_t arg,
			      uint64_t *result)
{
	struct mmu_call_args args = {.size = sizeof(args),
				     .fn = addr_of(fn),
				     .arg = {arg},
				     .sp = addr_of(bench_ptr(b, STACK_TOP)),
				     .stack_len = 16 * PAGE};

	return mmu_call(b->cpu, &args, result);
}

/* In user mode exceptions are taken on another stack, so this one may come by
 * demand: at the call itself, by PUSH, by CALL. */
static void test_call_user_stack_comes_by_demand(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t result = 0;

	b->flags = USER_DATA;
	bench_expect(b, DEMAND);
	mmu_set_cpl(b->cpu, 3);
	assert_int_equal(call_on_user_stack(b, sim_push_down, 2000, &result),
			 0);
	assert_int_equal(result, 1);
	assert_int_equal(b->count, 4); /* 2001 words */
	assert_int_equal(b->first.fault.la, STACK_TOP - 8);
	assert_int_equal(b->first.fault.error_code, MMU_PF_WR | MMU_PF_US);
	assert_int_equal(call_on_user_stack(b, sim_recurse, 2000, &result), 0);
	assert_int_equal(result, 2000 * 2001 / 2);
	assert_int_equal(b->count, 8); /* 4001 words */
	mmu_set_cpl(b->cpu, 0);
}

/* No room for the exception frame: #DF, whose la tells the first fault. */
static void test_call_overflow_of_a_kernel_stack_is_a_double_fault(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, REFUSE);
	assert_int_equal(call1(b, sim_recurse, 2000), MMU_TRAP_DF);
	assert_int_equal(b->count, 1);
	assert_int_equal(b->last.fault.vector, MMU_TRAP_DF);
	assert_in_range(b->last.sp_la, SIM_STACK, SIM_STACK + 48);
	assert_in_range(mmu_cr2(b->cpu), SIM_STACK - 64, SIM_STACK);
	/* RSP itself below the stack: likewise. */
	bench_expect(b, REFUSE);
	assert_int_equal(call1(b, sim_lower_and_touch, 2 * PAGE), MMU_TRAP_DF);
}

/* An access below the stack that leaves RSP on it is just a page fault. */
static void test_call_access_below_a_kernel_stack_is_a_page_fault(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t result = 0;

	bench_expect(b, REFUSE);
	assert_int_equal(call1(b, sim_below, PAGE), MMU_TRAP_PF);
	assert_fault(b, MMU_TRAP_PF, SIM_STACK - 8, MMU_PF_WR);
	bench_expect(b, DEMAND);
	assert_int_equal(bench_call(b, sim_below, PAGE, 0, &result), 0);
	assert_int_equal(result, 5);
}

static void test_call_stack_that_is_no_memory_at_all(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_call_args args = {
		.size = sizeof(args), .fn = addr_of(sim_add), .sp = 0x10};

	bench_expect(b, REFUSE);
	assert_int_equal(mmu_call(b->cpu, &args, NULL), MMU_TRAP_DF);
}

/* --- nesting ---------------------------------------------------------------------------------- */

#define INNER_STACK (KERNEL_LA + 0x200000)

/* From inside a handler: a call on another stack. */
static int call_inner(struct bench *b, const void *fn, uint64_t arg,
		      uint64_t *result)
{
	struct mmu_call_args args = {.size = sizeof(args),
				     .fn = addr_of(fn),
				     .arg = {arg},
				     .sp = addr_of(bench_ptr(b, INNER_STACK)) +
					   PAGE};

	return mmu_call(b->cpu, &args, result);
}

/* The handler calls simulated code, which faults in its turn and is resolved,
 * then some that is not, and resolves the first fault. */
static void call_from_handler(struct bench *b, struct mmu_frame *frame)
{
	uint64_t result = 0;

	if (frame->depth > 1)
		return;
	assert_true(frame->sim || !b->arg);
	assert_int_equal(call_inner(b, bench_load,
				    addr_of(bench_ptr(b, KERNEL_LA + PAGE)),
				    &result),
			 0);
	assert_int_equal(result, 0);
	b->reaction = REFUSE;
	assert_int_equal(call_inner(b, bench_load, 0, NULL), MMU_TRAP_PF);
	b->reaction = DEMAND;
}

static void test_call_from_a_handler(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t result = 1;

	bench_map(b, INNER_STACK, KERNEL_DATA);
	bench_expect(b, DEMAND);
	b->also = call_from_handler;
	b->arg = b; /* the first exception is one of simulated code */
	assert_int_equal(bench_call(b, bench_load,
				    addr_of(bench_ptr(b, KERNEL_LA)), 0,
				    &result),
			 0);
	assert_int_equal(result, 0);
	assert_int_equal(b->count, 3);
	b->arg = NULL; /* now one of host code, on the exception stack */
	bench_expect(b, DEMAND);
	*bench_entry(b, KERNEL_LA) = 0;
	*bench_entry(b, KERNEL_LA + PAGE) = 0;
	mmu_flush_tlb(b->cpu);
	assert_int_equal(bench_load(bench_ptr(b, KERNEL_LA)), 0);
	assert_int_equal(b->count, 3);
	assert_null(native_self->call);
	assert_null(native_self->exc);
}

static void deeper(struct bench *b, struct mmu_frame *frame)
{
	if (frame->depth < MMU_MAX_DEPTH + 5)
		frame->regs.gpr[MMU_RAX] =
			(uint64_t)call_inner(b, bench_load, frame->depth, NULL);
}

static void test_call_endless_nesting_is_an_error(void **state)
{
	struct bench *b = bench_enter(state);

	bench_map(b, INNER_STACK, KERNEL_DATA);
	bench_expect(b, REFUSE);
	b->also = deeper;
	assert_int_equal(call1(b, bench_load, 0), MMU_TRAP_PF);
	assert_int_equal(b->count, MMU_MAX_DEPTH);
	assert_int_equal(b->cpu->depth, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(test_call_passes_arguments_and_result),
		bench_test(test_call_bad_arguments),
		bench_test(test_call_runs_code_of_a_window),
		bench_test(test_call_result_is_untouched_on_failure),
		bench_test(test_call_null_pointer_is_a_page_fault_at_zero),
		bench_test(test_call_wild_addresses_are_page_faults),
		bench_test(test_call_wild_jumps_are_fetch_faults),
		bench_test(test_call_non_canonical_data_is_gp_with_the_address),
		bench_test(test_call_non_canonical_targets_are_gp),
		bench_test(test_call_non_canonical_stack_is_ss),
		cmocka_unit_test(test_call_five_level_address_is_a_page_fault),
		bench_test(test_call_privileged_instruction_of_a_user_is_gp),
		bench_test(test_call_ud2_is_vector_6),
		bench_test(test_call_divide_error_is_vector_0),
		bench_test(test_call_int3_is_vector_3_behind_the_instruction),
		bench_test(test_call_rarer_exceptions_keep_their_vector),
		bench_test(test_call_handler_may_skip_instructions),
		bench_test(test_call_that_ended_leaves_the_machine_usable),
		bench_test(test_call_that_ended_restores_the_callers_registers),
		bench_test(
			test_call_handler_runs_with_the_direction_flag_clear),
		bench_test(test_call_without_progress_is_eloop),
		bench_test(test_call_error_of_the_handler_is_returned),
		bench_test(test_call_user_stack_comes_by_demand),
		bench_test(
			test_call_overflow_of_a_kernel_stack_is_a_double_fault),
		bench_test(
			test_call_access_below_a_kernel_stack_is_a_page_fault),
		bench_test(test_call_stack_that_is_no_memory_at_all),
		bench_test(test_call_from_a_handler),
		bench_test(test_call_endless_nesting_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
