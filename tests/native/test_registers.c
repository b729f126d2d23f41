/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_registers.c - an instruction that faulted and is retried finds every
 * register as it was, whatever the handler did with them.
 */
#include "bench.h"

/**
 * struct image - register contents; offsets are known to probe()
 */
struct image {
	uint64_t gpr[14]; /* all but RSP and RDI */
	uint64_t rflags;
	uint32_t mxcsr;
	uint16_t cw;
	uint8_t xmm[16][16];
	double x87;
	uint64_t below[16]; /* the red zone */
};

_Static_assert(offsetof(struct image, rflags) == 112, "probe");
_Static_assert(offsetof(struct image, mxcsr) == 120, "probe");
_Static_assert(offsetof(struct image, cw) == 124, "probe");
_Static_assert(offsetof(struct image, xmm) == 126, "probe");
_Static_assert(offsetof(struct image, x87) == 384, "probe");
_Static_assert(offsetof(struct image, below) == 392, "probe");

/* Load all registers from in, store to [ptr], store all registers to out. */
void probe(const struct image *in, struct image *out, volatile void *ptr);

#define GPRS(insn)                                                          \
	insn(0, rax) insn(8, rcx) insn(16, rdx) insn(24, rbx) insn(32, rbp) \
		insn(40, rsi) insn(48, r8) insn(56, r9) insn(64, r10)       \
			insn(72, r11) insn(80, r12) insn(88, r13)           \
				insn(96, r14) insn(104, r15)
#define XMMS(insn)                                                           \
	insn(0) insn(1) insn(2) insn(3) insn(4) insn(5) insn(6) insn(7)      \
		insn(8) insn(9) insn(10) insn(11) insn(12) insn(13) insn(14) \
			insn(15)
#define LOAD_GPR(off, reg) "mov " #off "(%rdi), %" #reg "\n"
#define SAVE_GPR(off, reg) "mov %" #reg ", " #off "(%rdi)\n"
#define LOAD_XMM(n)	   "movups 126+16*" #n "(%rdi), %xmm" #n "\n"
#define SAVE_XMM(n)	   "movups %xmm" #n ", 126+16*" #n "(%rdi)\n"

/*
 *   RSP -> in, out, ptr, saved flags, callee-saved registers
 * The red zone below is filled through RDI's copy, 8 bytes at a time.
 */
__asm__(".text\n"
	"probe:	push %rbx; push %rbp; push %r12; push %r13; push %r14\n"
	"	push %r15; pushfq; push %rdx; push %rsi; push %rdi\n"
	"	ldmxcsr 120(%rdi)\n"
	"	fldcw 124(%rdi)\n"
	"	fldl 384(%rdi)\n" XMMS(
		LOAD_XMM) "	push 112(%rdi); popfq\n"
			  "	mov 392(%rdi), %rax; mov %rax, -8(%rsp)\n"
			  "	mov 512(%rdi), %rax; mov %rax, -128(%rsp)\n" GPRS(
				  LOAD_GPR) "	mov 16(%rsp), %rdi\n"
					    ".globl probe_store\n"
					    "probe_store: movb $7, (%rdi)\n"
					    "	mov 8(%rsp), %rdi\n" GPRS(
						    SAVE_GPR) "	mov -8(%rsp), %rax; mov %rax, 392(%rdi)\n"
							      "	mov -128(%rsp), %rax; mov %rax, 512(%rdi)\n"
							      "	pushfq; pop 112(%rdi)\n"
							      "	stmxcsr 120(%rdi)\n"
							      "	fnstcw 124(%rdi)\n"
							      "	fstpl 384(%rdi)\n" XMMS(
								      SAVE_XMM) "	pop %rdi; pop %rsi; pop %rdx; popfq\n"
										"	pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
										"	ret\n");
extern const char probe_store[];

#define FLAGS 0xcd5ull /* OF DF SF ZF AF PF CF */

static void make(struct image *in, uint64_t flags)
{
	memset(in, 0, sizeof(*in));
	for (uint64_t i = 0; i < 14; i++)
		in->gpr[i] = 0x0123456789abcdef * (i + 1);
	in->rflags = flags | 2 | MMU_RFLAGS_IF;
	in->mxcsr = 0x7f80; /* round towards zero, all exceptions masked */
	in->cw = 0x0f7f;
	for (int i = 0; i < 16; i++)
		memset(in->xmm[i], 0x11 * i + 1, 16);
	in->x87 = 1.0 / 3;
	in->below[0] = 0xfeedface;
	in->below[15] = 0xcafebabe;
}

/* A handler that uses everything there is. */
static void clobber(struct bench *bench, struct mmu_frame *frame)
{
	const uint32_t round_up = 0x5f80;
	char text[64];

	__asm__ volatile("ldmxcsr %0" : : "m"(round_up));
	snprintf(text, sizeof(text), "%.17g %La", (bench->count + 0.5) / 7,
		 (long double)frame->fault.la / 3);
	__asm__ volatile("pcmpeqd %%xmm0, %%xmm0\n\t"
			 "pxor %%xmm7, %%xmm7\n\t"
			 "pcmpeqd %%xmm15, %%xmm15\n\t"
			 "fninit"
			 :
			 :
			 : "xmm0", "xmm7", "xmm15");
	assert_true(strlen(text) > 10);
}

static void check_probe(struct bench *b, uint64_t la, uint64_t flags)
{
	struct image in, out;

	make(&in, flags);
	memset(&out, 0, sizeof(out));
	probe(&in, &out, bench_ptr(b, la));
	assert_memory_equal(in.gpr, out.gpr, sizeof(in.gpr));
	assert_int_equal(out.rflags & FLAGS, flags);
	assert_int_equal(out.mxcsr & ~0x3fu, in.mxcsr & ~0x3fu);
	assert_int_equal(out.cw, in.cw);
	assert_memory_equal(in.xmm, out.xmm, sizeof(in.xmm));
	assert_memory_equal(&in.x87, &out.x87, 8);
	assert_int_equal(out.below[0], in.below[0]);
	assert_int_equal(out.below[15], in.below[15]);
}

static void test_registers_survive_a_fault(void **state)
{
	struct bench *b = bench_enter(state);

	b->also = clobber;
	bench_expect(b, DEMAND);
	check_probe(b, KERNEL_LA, 0);
	assert_int_equal(b->count, 1);
	assert_int_equal(b->last.regs.rip, addr_of(probe_store));
	assert_int_equal(b->last.regs.gpr[MMU_RCX], 0x0123456789abcdef * 2);
	check_probe(b, KERNEL_LA + PAGE, FLAGS);
	assert_int_equal(b->count, 2);
	assert_int_equal(b->last.regs.rflags & FLAGS, FLAGS);
}

static void test_registers_survive_a_fill(void **state)
{
	struct bench *b = bench_enter(state);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	check_probe(b, KERNEL_LA, FLAGS);
	check_probe(b, KERNEL_LA, FLAGS); /* nothing happens */
	assert_int_equal(b->count, 0);
}

static void probe_in_handler(struct bench *b, struct mmu_frame *frame)
{
	if (frame->depth < 5)
		check_probe(b, page_of(frame->fault.la) + PAGE,
			    frame->depth & 1 ? FLAGS : 0);
	clobber(b, frame);
}

static void test_registers_survive_nested_faults(void **state)
{
	struct bench *b = bench_enter(state);

	b->also = probe_in_handler;
	bench_expect(b, DEMAND);
	check_probe(b, KERNEL_LA, FLAGS);
	assert_int_equal(b->count, 5);
}

/* The same as simulated code, whose exceptions are taken on another stack. */
static void test_registers_survive_in_simulated_code(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_call_args args = {
		.size = sizeof(args),
		.fn = addr_of(probe),
		.sp = bench_stack(b, SIM_STACK, KERNEL_DATA),
		.stack_len = PAGE,
	};
	struct image in, out;

	make(&in, FLAGS);
	b->also = clobber;
	bench_expect(b, DEMAND);
	args.arg[0] = addr_of(&in);
	args.arg[1] = addr_of(&out);
	args.arg[2] = addr_of(bench_ptr(b, KERNEL_LA));
	assert_int_equal(mmu_call(b->cpu, &args, NULL), 0);
	assert_memory_equal(in.gpr, out.gpr, sizeof(in.gpr));
	assert_memory_equal(in.xmm, out.xmm, sizeof(in.xmm));
	assert_int_equal(out.rflags & FLAGS, FLAGS);
	assert_int_equal(out.below[0], in.below[0]);
	assert_int_equal(out.below[15], in.below[15]);
	assert_int_equal(b->count, 1);
	assert_true(b->last.sim);
}

/* The upper halves of the vector registers. */
__attribute__((target("avx"))) static void
probe_ymm(volatile void *ptr, uint8_t in[32], uint8_t out[32])
{
	__asm__ volatile("vmovups (%1), %%ymm9\n\t"
			 "movb $1, (%0)\n\t"
			 "vmovups %%ymm9, (%2)\n\t"
			 "vzeroupper"
			 :
			 : "r"(ptr), "r"(in), "r"(out)
			 : "xmm9", "memory");
}

static void clear_vectors(struct bench *bench, struct mmu_frame *frame)
{
	(void)bench;
	(void)frame;
	__asm__ volatile("vzeroall" : : : "xmm0", "xmm9", "xmm15");
}

static void test_registers_upper_halves_survive(void **state)
{
	struct bench *b = bench_enter(state);
	uint8_t in[32], out[32] = {0};

	if (!__builtin_cpu_supports("avx"))
		skip();
	for (uint8_t i = 0; i < 32; i++)
		in[i] = (uint8_t)(0x80 + i);
	b->also = clear_vectors;
	bench_expect(b, DEMAND);
	probe_ymm(bench_ptr(b, KERNEL_LA), in, out);
	assert_int_equal(b->count, 1);
	assert_memory_equal(in, out, 32);
}

/* One instruction that loads a vector from a page that is not there. */
static void test_registers_vector_load_faults(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t la = KERNEL_LA + PAGE - 8, value[2];

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store8(bench_ptr(b, la), 5);
	bench_expect(b, DEMAND);
	__asm__ volatile("movups (%1), %%xmm3\n\t"
			 "movups %%xmm3, (%0)"
			 :
			 : "r"(value), "r"(bench_ptr(b, la))
			 : "xmm3", "memory");
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA + PAGE, 0);
	assert_int_equal(value[0], 5);
	assert_int_equal(value[1], 0);
}

static void change_flags(struct bench *bench, struct mmu_frame *frame)
{
	(void)bench;
	frame->regs.rflags |= 1;
	frame->regs.gpr[MMU_R11] = 0x1111;
}

static void test_registers_that_the_handler_changes_are_changed(void **state)
{
	struct bench *b = bench_enter(state);
	struct image in, out;

	make(&in, 0);
	b->also = change_flags;
	bench_expect(b, DEMAND);
	probe(&in, &out, bench_ptr(b, KERNEL_LA));
	assert_int_equal(out.gpr[9], 0x1111);
	assert_int_equal(out.rflags & FLAGS, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(test_registers_survive_a_fault),
		bench_test(test_registers_survive_a_fill),
		bench_test(test_registers_survive_nested_faults),
		bench_test(test_registers_survive_in_simulated_code),
		bench_test(test_registers_upper_halves_survive),
		bench_test(test_registers_vector_load_faults),
		bench_test(test_registers_that_the_handler_changes_are_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
