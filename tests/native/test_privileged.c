/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_privileged.c - instructions that only a kernel may use, in native code:
 * native/privileged.c; and the base of GS: native/gs.c.
 */
#include <pthread.h>
#include <setjmp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

/* Each is called with up to two arguments, as simulated code. */
extern const char sim_invlpg[], sim_cr0[], sim_cr2[], sim_cr3[], sim_cr4[];
extern const char sim_set_cr0[], sim_set_cr2[], sim_set_cr3[], sim_set_cr4[];
extern const char sim_set_dr3[], sim_dr3[], sim_clts[];
extern const char sim_cli[], sim_sti[], sim_hlt[], sim_stac_load[];
extern const char sim_stac_clac_load[], sim_rdmsr[], sim_wrmsr[];
extern const char sim_swapgs_load[], sim_gs_load[], sim_gs_store[];
extern const char sim_invpcid[], sim_wbinvd[], sim_lgdt[], sim_in[], sim_out[];
extern const char sim_rsm[], sim_stac[], sim_gs_wild[], sim_insb[];

__asm__(".text\n"
	"sim_invlpg:	invlpg (%rdi)\n ret\n"
	"sim_cr0:	mov %cr0, %r9\n mov %r9, %rax\n ret\n"
	"sim_cr2:	mov %cr2, %rax\n ret\n"
	"sim_cr3:	mov %cr3, %rax\n ret\n"
	"sim_cr4:	mov %cr4, %rax\n ret\n"
	"sim_set_cr0:	mov %rdi, %cr0\n ret\n"
	"sim_set_cr2:	mov %rdi, %cr2\n ret\n"
	"sim_set_cr3:	mov %rdi, %cr3\n ret\n"
	"sim_set_cr4:	mov %rdi, %cr4\n ret\n"
	"sim_set_dr3:	mov %rdi, %dr3\n ret\n"
	"sim_dr3:	mov %dr3, %rax\n ret\n"
	"sim_clts:	clts\n ret\n"
	"sim_cli:	cli\n mov $5, %eax\n ret\n"
	"sim_sti:	sti\n ret\n"
	"sim_hlt:	hlt\n mov $6, %eax\n ret\n"
	"sim_stac:	stac\n ret\n"
	"sim_stac_load:	stac\n mov (%rdi), %rax\n clac\n ret\n"
	"sim_stac_clac_load: stac\n clac\n mov (%rdi), %rax\n ret\n"
	"sim_rdmsr:	mov %edi, %ecx\n rdmsr\n shl $32, %rdx\n"
	"		or %rdx, %rax\n ret\n"
	"sim_wrmsr:	mov %edi, %ecx\n mov %esi, %eax\n mov %rsi, %rdx\n"
	"		shr $32, %rdx\n wrmsr\n ret\n"
	"sim_swapgs_load: swapgs\n mov %gs:8, %rax\n ret\n"
	"sim_gs_load:	mov %gs:(%rdi), %rax\n ret\n"
	"sim_gs_store:	mov %rsi, %gs:(%rdi)\n ret\n"
	"sim_gs_wild:	mov %gs:(%rdi), %rax\n ret\n"
	"sim_invpcid:	invpcid (%rdi), %rsi\n ret\n"
	"sim_wbinvd:	wbinvd\n ret\n"
	"sim_lgdt:	lgdt (%rdi)\n ret\n"
	"sim_in:	mov %edi, %edx\n in %dx, %eax\n ret\n"
	"sim_out:	mov %edi, %edx\n out %al, %dx\n ret\n"
	"sim_insb:	mov %rsp, %rdi\n insb\n ret\n"
	"sim_rsm:	rsm\n ret\n");

static uint64_t call(struct bench *b, const void *fn, uint64_t a, uint64_t c)
{
	uint64_t result = 0;

	assert_int_equal(bench_call(b, fn, a, c, &result), 0);
	return result;
}

/* --- control registers --------------------------------------------------------- */

static void test_control_registers_are_the_simulated_ones(void **state)
{
	struct bench *b = bench_enter(state);

	mmu_set_cr2(b->cpu, 0x1234);
	assert_int_equal(call(b, sim_cr0, 0, 0), mmu_cr0(b->cpu));
	assert_int_equal(call(b, sim_cr2, 0, 0), 0x1234);
	assert_int_equal(call(b, sim_cr3, 0, 0), mmu_cr3(b->cpu));
	assert_int_equal(call(b, sim_cr4, 0, 0), mmu_cr4(b->cpu));
	call(b, sim_set_cr2, 0x5678, 0);
	assert_int_equal(mmu_cr2(b->cpu), 0x5678);
	call(b, sim_set_dr3, 77, 0);
	assert_int_equal(call(b, sim_dr3, 0, 0), 77);
	call(b, sim_set_cr0, mmu_cr0(b->cpu) | 8, 0);
	call(b, sim_clts, 0, 0);
	assert_int_equal(mmu_cr0(b->cpu) & 8, 0);
	assert_int_equal(b->count, 0);
}

/* With WP off the kernel writes to what is read-only, and with it on no more. */
static void test_cr0_wp_takes_effect_at_once(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t wp = mmu_cr0(b->cpu);
	char *ptr = bench_ptr(b, KERNEL_LA);

	bench_map(b, KERNEL_LA, MMU_PTE_NX);
	call(b, sim_set_cr0, wp & ~MMU_CR0_WP, 0);
	call(b, bench_store, addr_of(ptr), 1);
	call(b, sim_set_cr0, wp, 0);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, bench_store, addr_of(ptr), 2, NULL),
			 MMU_TRAP_PF);
}

static void test_a_bad_value_is_gp(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, sim_set_cr4, ~0ull, 0, NULL),
			 MMU_TRAP_GP);
	assert_int_equal(b->last.regs.rip, addr_of(sim_set_cr4));
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, sim_set_cr0, 0, 0, NULL), MMU_TRAP_GP);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, sim_rdmsr, 0x12345, 0, NULL),
			 MMU_TRAP_GP);
}

/* --- the TLB ---------------------------------------------------------------------- */

static void test_invlpg_is_needed_and_works(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t ptr = addr_of(bench_ptr(b, KERNEL_LA));

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	call(b, bench_load, ptr, 0);
	*bench_entry(b, KERNEL_LA) &= ~MMU_PTE_P;
	call(b, bench_load, ptr, 0); /* the TLB has it still */
	call(b, sim_invlpg, ptr, 0);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, bench_load, ptr, 0, NULL), MMU_TRAP_PF);
	call(b, sim_invlpg, 0xdead000000000000, 0); /* no address at all */
}

static void test_loading_cr3_flushes(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t ptr = addr_of(bench_ptr(b, KERNEL_LA));

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	call(b, bench_load, ptr, 0);
	*bench_entry(b, KERNEL_LA) &= ~MMU_PTE_P;
	call(b, sim_set_cr3, mmu_cr3(b->cpu), 0);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, bench_load, ptr, 0, NULL), MMU_TRAP_PF);
}

static void test_invpcid_reads_its_descriptor(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t ptr = addr_of(bench_ptr(b, KERNEL_LA));
	uint64_t page = addr_of(bench_ptr(b, KERNEL_LA + 2 * PAGE));
	uint64_t descriptor[2] = {0, page};

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_map(b, KERNEL_LA + 2 * PAGE, KERNEL_DATA);
	memcpy(bench_ptr(b, KERNEL_LA), descriptor, sizeof(descriptor));
	call(b, bench_load, page, 0);
	*bench_entry(b, KERNEL_LA + 2 * PAGE) &= ~MMU_PTE_P;
	call(b, sim_invpcid, ptr, MMU_INVPCID_ADDRESS);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, bench_load, page, 0, NULL), MMU_TRAP_PF);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, sim_invpcid, ptr, 9, NULL), MMU_TRAP_GP);
	bench_expect(b, REFUSE); /* what it reads is not there */
	assert_int_equal(bench_call(b, sim_invpcid, ptr + PAGE, 0, NULL),
			 MMU_TRAP_PF);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA + PAGE, 0);
	assert_int_equal(b->last.regs.rip, addr_of(sim_invpcid));
}

/* --- flags ------------------------------------------------------------------------- */

static void test_cli_and_sti_change_the_simulated_flag(void **state)
{
	struct bench *b = bench_enter(state);

	assert_int_equal(call(b, sim_cli, 0, 0), 5);
	assert_int_equal(mmu_rflags(b->cpu) & MMU_RFLAGS_IF, 0);
	bench_expect(b, REFUSE); /* a frame shows it */
	bench_call(b, bench_load, 0, 0, NULL);
	assert_int_equal(b->last.regs.rflags & MMU_RFLAGS_IF, 0);
	call(b, sim_sti, 0, 0);
	assert_true(mmu_rflags(b->cpu) & MMU_RFLAGS_IF);
}

static void test_hlt_waits_for_an_interrupt(void **state)
{
	struct bench *b = bench_enter(state);

	assert_int_equal(call(b, sim_hlt, 0, 0), 6);
	call(b, sim_cli, 0, 0);
	assert_int_equal(bench_call(b, sim_hlt, 0, 0, NULL), MMU_TRAP_NMI);
}

static void test_stac_lets_the_kernel_touch_user_pages(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t ptr = addr_of(bench_ptr(b, USER_LA));

	bench_map(b, USER_LA, USER_DATA);
	*bench_entry(b, USER_LA) |= MMU_PTE_A | MMU_PTE_D;
	mmu_set_cr4(b->cpu, mmu_cr4(b->cpu) | MMU_CR4_SMAP);
	call(b, sim_stac_load, ptr, 0);
	assert_int_equal(mmu_rflags(b->cpu) & MMU_RFLAGS_AC, 0);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, sim_stac_clac_load, ptr, 0, NULL),
			 MMU_TRAP_PF);
	assert_fault(b, MMU_TRAP_PF, USER_LA, MMU_PF_P);
}

static void test_without_smap_there_is_no_stac(void **state)
{
	struct mmu_config config = {.size = sizeof(config),
				    .disable = MMU_FEATURE_SMAP};
	struct bench b;

	(void)state;
	bench_create_with(&b, &config);
	bench_expect(&b, REFUSE);
	assert_int_equal(bench_call(&b, sim_stac, 0, 0, NULL), MMU_TRAP_UD);
	bench_destroy(&b);
}

/* --- at CPL 3 ------------------------------------------------------------------------ */

static void test_a_user_may_not(void **state)
{
	static const char *const may_not[] = {
		sim_invlpg, sim_cr0,   sim_set_cr3, sim_cli,  sim_sti,
		sim_hlt,    sim_rdmsr, sim_wrmsr,   sim_clts, sim_swapgs_load,
		sim_wbinvd, sim_lgdt,  sim_in,	    sim_out};
	struct bench *b = bench_enter(state);

	bench_map(b, SIM_STACK, USER_DATA);
	for (size_t i = 0; i < COUNT(may_not); i++) {
		int status;

		bench_expect(b, REFUSE);
		mmu_set_cpl(b->cpu, 3);
		status = bench_call(b, may_not[i], MMU_MSR_EFER, 0, NULL);
		mmu_set_cpl(b->cpu, 0);
		assert_int_equal(status, MMU_TRAP_GP);
		/* Some begin with moves. */
		assert_in_range(b->last.regs.rip, addr_of(may_not[i]),
				addr_of(may_not[i]) + 16);
	}
	bench_expect(b, REFUSE); /* these do not exist there */
	mmu_set_cpl(b->cpu, 3);
	assert_int_equal(bench_call(b, sim_stac, 0, 0, NULL), MMU_TRAP_UD);
	mmu_set_cpl(b->cpu, 0);
}

/* --- the rest -------------------------------------------------------------------------- */

static void test_msrs_keep_what_is_written(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t value;

	call(b, sim_wrmsr, MMU_MSR_PAT, 0x0102030405060708);
	assert_int_equal(call(b, sim_rdmsr, MMU_MSR_PAT, 0),
			 0x0102030405060708);
	assert_int_equal(call(b, sim_rdmsr, MMU_MSR_EFER, 0), mmu_efer(b->cpu));
	call(b, sim_wrmsr, MMU_MSR_EFER, mmu_efer(b->cpu) & ~MMU_EFER_NXE);
	assert_int_equal(mmu_efer(b->cpu) & MMU_EFER_NXE, 0);
	assert_int_equal(mmu_wrmsr(b->cpu, MMU_MSR_LSTAR, 1ull << 63),
			 MMU_TRAP_GP);
	assert_int_equal(mmu_rdmsr(b->cpu, 1, &value), MMU_TRAP_GP);
}

static void test_what_no_device_answers_to(void **state)
{
	struct bench *b = bench_enter(state);

	call(b, sim_wbinvd, 0, 0);
	call(b, sim_out, 0x80, 0);
	assert_int_equal(call(b, sim_in, 0x80, 0), 0xffffffff);
}

/* What we do not carry out stays what the host makes of it. */
static void test_other_instructions_are_refused(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, sim_insb, 0, 0, NULL), MMU_TRAP_GP);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, sim_rsm, 0, 0, NULL), MMU_TRAP_UD);
}

static void test_lgdt_that_reads_nothing_faults(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t ptr = addr_of(bench_ptr(b, KERNEL_LA));

	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, sim_lgdt, ptr, 0, NULL), MMU_TRAP_PF);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA, 0);
	bench_map(b, KERNEL_LA, KERNEL_DATA);
	call(b, sim_lgdt, ptr, 0);
}

/* --- GS ----------------------------------------------------------------------------------- */

static uint64_t host_gs(void)
{
	uint64_t base = 1;

	syscall(SYS_arch_prctl, 0x1004 /* ARCH_GET_GS */, &base);
	return base;
}

/* Data that GS points to: 11 at offset 8, and a page further on 22. */
static void make_gs(struct bench *b)
{
	uint64_t value = 11;

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	memcpy(bench_ptr(b, KERNEL_LA) + 8, &value, sizeof(value));
	value = 22;
	bench_map(b, KERNEL_LA + PAGE, KERNEL_DATA);
	memcpy(bench_ptr(b, KERNEL_LA + PAGE) + 8, &value, sizeof(value));
	assert_int_equal(mmu_wrmsr(b->cpu, MMU_MSR_GS_BASE, KERNEL_LA), 0);
}

static void test_gs_is_the_cpus_while_simulated_code_runs(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t before = host_gs();

	make_gs(b);
	assert_int_equal(host_gs(), before);
	assert_int_equal(call(b, sim_gs_load, 8, 0), 11);
	assert_int_equal(host_gs(), before);
	call(b, sim_gs_store, 16, 33);
	assert_int_equal(call(b, bench_load,
			      addr_of(bench_ptr(b, KERNEL_LA + 16)), 0),
			 33);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, sim_gs_load, 2 * PAGE, 0, NULL),
			 MMU_TRAP_PF);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA + 2 * PAGE, 0);
	assert_int_equal(host_gs(), before);
}

static void test_swapgs_and_wrmsr_change_it_at_once(void **state)
{
	struct bench *b = bench_enter(state);

	make_gs(b);
	mmu_wrmsr(b->cpu, MMU_MSR_KERNEL_GS_BASE, KERNEL_LA + PAGE);
	assert_int_equal(call(b, sim_swapgs_load, 0, 0), 22);
	assert_int_equal(call(b, sim_swapgs_load, 0, 0), 11);
	/* What code sees there are pointers. */
	assert_int_equal(call(b, sim_rdmsr, MMU_MSR_GS_BASE, 0),
			 addr_of(bench_ptr(b, KERNEL_LA)));
	call(b, sim_wrmsr, MMU_MSR_GS_BASE,
	     addr_of(bench_ptr(b, KERNEL_LA + PAGE)));
	assert_int_equal(call(b, sim_gs_load, 8, 0), 22);
}

static void test_an_address_beyond_gs_is_not_canonical(void **state)
{
	struct bench *b = bench_enter(state);

	make_gs(b);
	bench_expect(b, REFUSE);
	assert_int_equal(bench_call(b, sim_gs_wild, 1ull << 62, 0, NULL),
			 MMU_TRAP_GP);
	assert_int_equal(b->last.fault.why, MMU_WHY_NON_CANONICAL);
}

/* A thread of its own has its own base, and so has a handler's call. */
static void *load_by_gs(void *arg)
{
	return (void *)(uintptr_t)call(arg, sim_gs_load, 8, 0);
}

static int call_again(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	struct bench *other = arg;

	(void)cpu;
	assert_int_equal(call(other, sim_gs_load, 8, 0), 44);
	frame->regs.rip += 2; /* UD2 */
	return 0;
}

extern const char sim_ud2_gs[];
__asm__("sim_ud2_gs: ud2\n mov %gs:8, %rax\n ret\n");

static void test_each_call_has_its_own_base(void **state)
{
	struct bench *b = bench_enter(state), other;
	uint64_t value = 44;
	pthread_t thread;
	void *result;

	make_gs(b);
	bench_create(&other);
	make_gs(&other);
	memcpy(bench_ptr(&other, KERNEL_LA) + 8, &value, sizeof(value));
	mmu_set_handler(b->machine, MMU_TRAP_UD, call_again, &other);
	assert_int_equal(call(b, sim_ud2_gs, 0, 0), 11);
	mmu_cpu_leave(b->cpu);
	assert_int_equal(pthread_create(&thread, NULL, load_by_gs, b), 0);
	pthread_join(thread, &result);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0);
	assert_int_equal((uintptr_t)result, 11);
	assert_int_equal(host_gs(), 0);
	bench_destroy(&other);
}

static jmp_buf out;

static int jump_out(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	(void)cpu;
	(void)frame;
	(void)arg;
	longjmp(out, 1);
}

static void test_who_jumps_out_has_the_old_base_again(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t before = host_gs();

	make_gs(b);
	mmu_set_handler(b->machine, MMU_TRAP_UD, jump_out, NULL);
	if (!setjmp(out))
		bench_call(b, sim_ud2_gs, 0, 0, NULL);
	assert_int_equal(mmu_cpu_enter(b->cpu), 0); /* this settles it */
	mmu_cpu_leave(b->cpu);
	assert_int_equal(host_gs(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(test_control_registers_are_the_simulated_ones),
		bench_test(test_cr0_wp_takes_effect_at_once),
		bench_test(test_a_bad_value_is_gp),
		bench_test(test_invlpg_is_needed_and_works),
		bench_test(test_loading_cr3_flushes),
		bench_test(test_invpcid_reads_its_descriptor),
		bench_test(test_cli_and_sti_change_the_simulated_flag),
		bench_test(test_hlt_waits_for_an_interrupt),
		bench_test(test_stac_lets_the_kernel_touch_user_pages),
		cmocka_unit_test(test_without_smap_there_is_no_stac),
		bench_test(test_a_user_may_not),
		bench_test(test_msrs_keep_what_is_written),
		bench_test(test_what_no_device_answers_to),
		bench_test(test_other_instructions_are_refused),
		bench_test(test_lgdt_that_reads_nothing_faults),
		bench_test(test_gs_is_the_cpus_while_simulated_code_runs),
		bench_test(test_swapgs_and_wrmsr_change_it_at_once),
		bench_test(test_an_address_beyond_gs_is_not_canonical),
		bench_test(test_each_call_has_its_own_base),
		bench_test(test_who_jumps_out_has_the_old_base_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
