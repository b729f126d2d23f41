/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_displace.c - simulated code that uses linear addresses as they stand,
 * where no window is, reaches memory all the same, with rights and A and D as
 * ever.
 */
#include "bench.h"

/*
 *   DIRECT  not in any window      \  the same frames, so that one can look at
 *   KERNEL_LA + 4 MiB  in a window /  what the other did
 */
#define DIRECT 0xffff888000200000ull
#define SHOWN  (KERNEL_LA + (4ull << 20))
#define NPAGES 4

/**
 * struct insn - a function that uses memory at RDI; RSI holds VALUE
 * @result: in RAX
 * @memory: at RDI, where 0x10 has been
 */
struct insn {
	const void *code;
	const char *text;
	uint64_t result;
	uint64_t memory;
	bool writes;
};

#define CODE(n, text) "disp" #n ":	" text "; ret\n"

__asm__(".text\n" CODE(0, "mov (%rdi), %rax") CODE(1, "mov %rsi, (%rdi); mov $1, %eax") CODE(
	2,
	"mov $5, %eax; add %rax, (%rdi)") CODE(3,
					       "mov $7, %eax; xchg %rax, (%rdi)")
		CODE(4, "mov $0x10, %eax; mov $9, %ecx; lock cmpxchg %rcx, (%rdi)") CODE(
			5,
			"xor %eax, %eax; cmpq $0x10, (%rdi); sete %al") CODE(6,
									     "movups (%rdi), %xmm3; movq %xmm3, %rax")
			CODE(7, "movq %rsi, %xmm15; movaps %xmm15, (%rdi); xor %eax, %eax") CODE(
				8,
				"movl $0x12345678, (%rdi); xor %eax, %eax") CODE(9,
										 "movzbl (%rdi), %eax")
				CODE(10, "mov %rdi, %rax; mov (%rax), %rax") CODE(
					11,
					"mov $2, %eax; neg %rax; mov 16(%rdi, %rax, 8), %rax")
					CODE(12, "mov $3, %eax; lock xadd %rax, (%rdi)") CODE(
						13,
						"incq (%rdi); mov (%rdi), %rax")
						CODE(14, "push (%rdi); pop %rax") CODE(
							15,
							"push %rsi; pop (%rdi); xor %eax, %eax")
							CODE(16, "xor %eax, %eax; testb $0x10, (%rdi); setnz %al") CODE(
								17,
								"mov %rdi, %rax; mov %rax, (%rax); sub %rdi, %rax")
								CODE(18,
								     "mov $-1, %rax; btsq $3, (%rdi)")
									CODE(19,
									     "movb $0xab, %ah; movb %ah, (%rdi); xor %eax, %eax") "disp21:	mov %rdi, %rdx; mov %rsi, %rax; stosq; sub %rdx, %rdi\n"
																  "		mov %rdi, %rax; ret\n");

extern const char disp0[], disp1[], disp2[], disp3[], disp4[], disp5[], disp6[],
	disp7[], disp8[], disp9[], disp10[], disp11[], disp12[], disp13[],
	disp14[], disp15[], disp16[], disp17[], disp18[], disp19[], disp21[];

#define AT    (DIRECT + 0x100)
#define VALUE 0x1122334455667788ull

static const struct insn insns[] = {
	{disp0, "load", 0x10, 0x10, false},
	{disp1, "store", 1, VALUE, true},
	{disp2, "add to memory", 5, 0x15, true},
	{disp3, "xchg", 0x10, 7, true},
	{disp4, "lock cmpxchg", 0x10, 9, true},
	{disp5, "cmp with immediate", 1, 0x10, false},
	{disp6, "movups load", 0x10, 0x10, false},
	{disp7, "movaps store", 0, VALUE, true},
	{disp8, "store of an immediate", 0, 0x12345678, true},
	{disp9, "movzx", 0x10, 0x10, false},
	{disp10, "load over its own base", 0x10, 0x10, false},
	{disp11, "base, index and displacement", 0x10, 0x10, false},
	{disp12, "lock xadd", 0x10, 0x13, true},
	{disp13, "inc", 0x11, 0x11, true},
	{disp14, "push from memory", 0x10, 0x10, false},
	{disp15, "pop to memory", 0, VALUE, true},
	{disp16, "test of a byte", 1, 0x10, false},
	{disp17, "store of its own base", 0, AT, true},
	{disp18, "bts", ~0ull, 0x18, true},
	{disp19, "store of AH", 0, 0xab, true},
};

static void map_direct(struct bench *b, uint64_t flags)
{
	for (uint64_t i = 0; i < NPAGES; i++) {
		uint64_t pa = bench_map(b, SHOWN + i * PAGE, KERNEL_DATA);

		bench_map_to(b, DIRECT + i * PAGE, pa, 12, flags);
	}
}

static uint64_t *shown(struct bench *b)
{
	return (uint64_t *)bench_ptr(b, SHOWN + (AT - DIRECT));
}

static void test_displace_instructions(void **state)
{
	struct bench *b = bench_enter(state);

	map_direct(b, KERNEL_DATA);
	for (size_t i = 0; i < COUNT(insns); i++) {
		const struct insn *insn = &insns[i];
		uint64_t result = 0;

		*bench_entry(b, AT) &= ~(MMU_PTE_A | MMU_PTE_D);
		mmu_flush_tlb(b->cpu);
		bench_store8(shown(b), 0x10);
		if (bench_call(b, insn->code, AT, VALUE, &result) ||
		    result != insn->result)
			fail_msg("%s: RAX is %#lx", insn->text, result);
		if (*shown(b) != insn->memory)
			fail_msg("%s: memory is %#lx", insn->text, *shown(b));
		assert_true(*bench_entry(b, AT) & MMU_PTE_A);
		assert_int_equal(!!(*bench_entry(b, AT) & MMU_PTE_D),
				 insn->writes);
	}
	assert_int_equal(b->count, 0);
}

static void test_displace_checks_rights(void **state)
{
	struct bench *b = bench_enter(state);

	map_direct(b, MMU_PTE_NX);
	for (size_t i = 0; i < COUNT(insns); i++) {
		const struct insn *insn = &insns[i];
		int status;

		bench_store8(shown(b), 0x10);
		bench_expect(b, REFUSE);
		status = bench_call(b, insn->code, AT, VALUE, NULL);
		if (status != (insn->writes ? MMU_TRAP_PF : 0))
			fail_msg("%s: %d", insn->text, status);
		if (!insn->writes)
			continue;
		assert_fault(b, MMU_TRAP_PF, AT, MMU_PF_P | MMU_PF_WR);
		assert_int_equal(*shown(b), 0x10);
	}
}

__asm__(".text\n"
	"disp_seven:	mov $7, %eax; ret\n"
	"disp_call:	push %rbx; mov %rdi, %rbx; call *(%rbx)\n"
	"		inc %eax; pop %rbx; ret\n"
	"disp_jump:	jmp *(%rdi)\n"
	"disp_low:	sub $0x18, %rsp; mov %rsp, %rax; mov %rsi, %rsp\n"
	"		call *(%rdi); mov %rax, %rsp; add $0x18, %rsp; ret\n");

extern const char disp_seven[], disp_call[], disp_jump[], disp_low[];

static void test_displace_call_and_jump(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t result = 0;

	map_direct(b, KERNEL_DATA);
	bench_store8(shown(b), (uint64_t)(uintptr_t)disp_seven);
	assert_int_equal(bench_call(b, disp_call, AT, 0, &result), 0);
	assert_int_equal(result, 8);
	assert_int_equal(bench_call(b, disp_jump, AT, 0, &result), 0);
	assert_int_equal(result, 7);
	assert_int_equal(b->count, 0);

	*bench_entry(b, AT) &= ~MMU_PTE_P;
	mmu_flush_tlb(b->cpu);
	bench_expect(b, REFUSE);
	assert_int_not_equal(bench_call(b, disp_call, AT, 0, &result), 0);
	assert_int_equal(b->first.fault.la, AT);
}

/* The pointer can be read; the return address does not fit on the stack. */
static void test_displace_call_on_a_full_stack(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t stack = SHOWN + NPAGES * PAGE, result = 0;

	map_direct(b, KERNEL_DATA);
	bench_store8(shown(b), (uint64_t)(uintptr_t)disp_seven);
	bench_expect(b, REFUSE);
	assert_int_not_equal(
		bench_call(b, disp_low, AT,
			   (uint64_t)(uintptr_t)bench_ptr(b, stack + 8),
			   &result),
		0);
	assert_int_equal(b->first.fault.la, stack);
	assert_int_equal(b->first.regs.rip, (uint64_t)(uintptr_t)disp_low + 10);
}

/* AVX has another encoding altogether. */
void avx_copy(uint64_t from, void *to);
__asm__(".text\n"
	"avx_copy:	vmovups (%rdi), %ymm9\n"
	"		vpxor %xmm9, %xmm9, %xmm1\n"
	"		vmovups %ymm9, (%rsi)\n"
	"		vmovups %ymm9, 32(%rdi)\n"
	"		vzeroupper\n"
	"		ret\n");

static void test_displace_avx(void **state)
{
	struct bench *b = bench_enter(state);
	uint8_t in[32], out[32] = {0};

	if (!__builtin_cpu_supports("avx"))
		skip();
	for (uint8_t i = 0; i < 32; i++)
		in[i] = (uint8_t)(i + 200);
	map_direct(b, KERNEL_DATA);
	memcpy(shown(b), in, 32);
	assert_int_equal(bench_call(b, avx_copy, AT, addr_of(out), NULL), 0);
	assert_memory_equal(in, out, 32);
	assert_memory_equal(in, (char *)shown(b) + 32, 32);
}

/* A literal address of a window's range is that of its memory. */
static void test_displace_literal_address_of_a_window(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t result = 0;

	bench_expect(b, DEMAND);
	assert_int_equal(bench_call(b, bench_store, SHOWN + 5, 9, NULL), 0);
	assert_fault(b, MMU_TRAP_PF, SHOWN + 5, MMU_PF_WR);
	assert_int_equal(bench_load(bench_ptr(b, SHOWN + 5)), 9);
	assert_int_equal(bench_call(b, bench_load, SHOWN + 5, 0, &result), 0);
	assert_int_equal(result, 9);
}

static void test_displace_jump_to_a_literal_address(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t result = 0;

	bench_map_code(b, SHOWN, KERNEL_CODE, CODE_42, 6);
	assert_int_equal(bench_call(b, bench_jump, SHOWN, 0, &result), 0);
	assert_int_equal(result, 42);
	assert_int_equal(b->count, 0);
}

void sim_rep_movs(uint64_t to, uint64_t from);
__asm__(".text\n"
	"sim_rep_movs:	push %rdi; push %rsi\n"
	"		mov $0x5a5a5a5a, %edx\n"
	"		mov $1024, %ecx\n"
	"		rep movsq\n"
	"		pop %rax; sub %rax, %rsi\n"
	"		pop %rax; sub %rax, %rdi\n"
	"		mov %rcx, %rax\n"
	"		lea (%rax, %rdi), %rax\n"
	"		shl $16, %rsi\n"
	"		add %rsi, %rax\n"
	"		cmp $0x5a5a5a5a, %edx\n"
	"		je 1f\n"
	"		ud2\n"
	"1:		ret\n");

/* 8 KiB from one literal address to another, the pages of which come by
 * demand in the middle of the instruction. */
static void test_displace_rep_movs(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t from = SHOWN + 0x100, to = SHOWN + 0x10100, result = 0;

	bench_expect(b, DEMAND);
	for (uint64_t i = 0; i < 1024; i++)
		bench_store8(bench_ptr(b, from + 8 * i), i * i);
	bench_expect(b, DEMAND);
	assert_int_equal(bench_call(b, sim_rep_movs, to, from, &result), 0);
	assert_int_equal(result, 8192 + (8192ull << 16));
	assert_int_equal(b->count, 3);
	assert_int_equal(b->first.fault.la, to);
	assert_int_equal(b->last.fault.la, page_of(to) + 2 * PAGE);
	/* What the handler saw is the instruction, not a copy of it. */
	assert_int_equal(b->last.rip_la, b->first.rip_la);
	assert_int_equal(b->last.regs.gpr[MMU_RDX], 0x5a5a5a5a);
	assert_int_equal(b->last.regs.gpr[MMU_RDI], page_of(to) + 2 * PAGE);
	for (uint64_t i = 0; i < 1024; i++)
		assert_int_equal(bench_load8(bench_ptr(b, to + 8 * i)), i * i);
}

static void test_displace_stos(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t result = 0;

	bench_expect(b, DEMAND);
	assert_int_equal(bench_call(b, disp21, SHOWN, VALUE, &result), 0);
	assert_int_equal(result, 8);
	assert_int_equal(bench_load8(bench_ptr(b, SHOWN)), VALUE);
}

/* Half in this page, half in the next one, which lies elsewhere in memory. */
static void test_displace_across_pages(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t at = DIRECT + PAGE - 4, result = 0;

	bench_map(b, DIRECT, KERNEL_DATA);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, bench_load8, at, 0, NULL), MMU_TRAP_PF);
	assert_fault(b, MMU_TRAP_PF, DIRECT + PAGE, 0);
	/* Next to each other in memory it works. */
	bench_map_to(b, DIRECT + PAGE,
		     (*bench_entry(b, DIRECT) & MMU_PTE_ADDR) + PAGE, 12,
		     KERNEL_DATA);
	assert_int_equal(bench_call(b, bench_store8, at, VALUE, NULL), 0);
	assert_int_equal(bench_call(b, bench_load8, at, 0, &result), 0);
	assert_int_equal(result, VALUE);
}

/* Where they do not, the window that shows them serves. */
static void test_displace_across_pages_of_a_window(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t at = SHOWN + PAGE - 4, result = 0;

	for (uint64_t i = 2; i-- > 0;) /* the second page first */
		bench_map(b, SHOWN + i * PAGE, KERNEL_DATA);
	assert_int_equal(bench_call(b, bench_store8, at, VALUE, NULL), 0);
	assert_int_equal(bench_call(b, bench_load8, at, 0, &result), 0);
	assert_int_equal(result, VALUE);
	assert_int_equal(bench_load8(bench_ptr(b, at)), VALUE);
	assert_int_equal(b->count, 0);
}

/* Nested: a handler of simulated code that uses literal addresses itself. */
static void call_again(struct bench *b, struct mmu_frame *frame)
{
	struct mmu_call_args args = {
		.size = sizeof(args),
		.fn = addr_of(disp2),
		.arg = {AT},
		.sp = addr_of(bench_ptr(b, SIM_STACK)) + PAGE / 2,
	};

	if (frame->depth == 1)
		assert_int_equal(mmu_call(b->cpu, &args, NULL), 0);
}

static void test_displace_nests(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t from = SHOWN, to = SHOWN + 0x10000, result = 0;

	map_direct(b, KERNEL_DATA);
	bench_store8(shown(b), 0x10);
	bench_map(b, to, KERNEL_DATA);
	b->also = call_again;
	bench_expect(b, DEMAND);
	assert_int_equal(bench_call(b, sim_rep_movs, to, from, &result), 0);
	assert_int_equal(result, 8192 + (8192ull << 16));
	assert_int_equal(b->count, 1);
	assert_int_equal(*shown(b), 0x15);
}

void div_memory(uint64_t la);
__asm__(".text\n"
	"div_memory:	xor %edx, %edx\n"
	"		mov $1, %eax\n"
	".globl div_itself\n"
	"div_itself:	divq (%rdi)\n"
	"		ret\n");
extern const char div_itself[];

/* An exception of the copy is one of the instruction. */
static void test_displace_divide_error(void **state)
{
	struct bench *b = bench_enter(state);

	map_direct(b, KERNEL_DATA);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, div_memory, AT, 0, NULL), MMU_RESULT_DE);
	/* Valgrind's RIP is that of an instruction before. */
	if (!under("valgrind")) {
		assert_int_equal(b->last.regs.rip, addr_of(div_itself));
		assert_int_equal(b->last.regs.gpr[MMU_RDI], AT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(test_displace_instructions),
		bench_test(test_displace_checks_rights),
		bench_test(test_displace_call_and_jump),
		bench_test(test_displace_call_on_a_full_stack),
		bench_test(test_displace_avx),
		bench_test(test_displace_literal_address_of_a_window),
		bench_test(test_displace_jump_to_a_literal_address),
		bench_test(test_displace_rep_movs),
		bench_test(test_displace_stos),
		bench_test(test_displace_across_pages),
		bench_test(test_displace_across_pages_of_a_window),
		bench_test(test_displace_nests),
		bench_test(test_displace_divide_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
