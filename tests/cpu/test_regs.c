/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_regs.c - control registers: what they refuse and what they decide. */
#include "../support/rig.h"

static struct rig rig;

static int setup(void **state)
{
	(void)state;
	rig_create(&rig, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_destroy(&rig);
	return 0;
}

/* A row flips bits of the value that the register has. */
struct row {
	const char *reason;
	uint64_t flip;
	int result;
};

static void try(const struct row *row, uint64_t (*get)(const struct mmu_cpu *),
		int (*set)(struct mmu_cpu *, uint64_t))
{
	uint64_t before = get(rig.cpu);

	if (set(rig.cpu, before ^ row->flip) != row->result)
		fail_msg("%s", row->reason);
	/* A refused value changes nothing. */
	assert_int_equal(get(rig.cpu),
			 row->result ? before : before ^ row->flip);
	assert_int_equal(set(rig.cpu, before), 0);
}

static void test_cr0_refuses_to_leave_paging(void **state)
{
	static const struct row rows[] = {
		{"WP may change", MMU_CR0_WP, 0},
		{"paging stays on", MMU_CR0_PG, MMU_TRAP_GP},
		{"protected mode stays on", MMU_CR0_PE, MMU_TRAP_GP},
		{"bits 63:32 are reserved", 1ull << 32, MMU_TRAP_GP},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		try(&rows[i], mmu_cr0, mmu_set_cr0);
}

static void test_cr3_lies_below_maxphyaddr(void **state)
{
	static const struct row rows[] = {
		{"another root", 0x5000, 0},
		{"bits 3 and 4 (PWT, PCD)", 0x18, 0},
		{"the highest address bit", 1ull << 45, 0},
		{"bit 46 at MAXPHYADDR 46", 1ull << 46, MMU_TRAP_GP},
		{"bit 63 without PCIDE", MMU_CR3_NOFLUSH, MMU_TRAP_GP},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		try(&rows[i], mmu_cr3, mmu_set_cr3);
}

static void test_cr3_bit_63_is_not_kept(void **state)
{
	uint64_t root = mmu_cr3(rig.cpu);

	(void)state;
	assert_int_equal(mmu_set_cr4(rig.cpu, mmu_cr4(rig.cpu) | MMU_CR4_PCIDE),
			 0);
	assert_int_equal(mmu_set_cr3(rig.cpu, root | 7 | MMU_CR3_NOFLUSH), 0);
	assert_int_equal(mmu_cr3(rig.cpu), root | 7);
}

static void test_cr4_refuses_what_long_mode_needs_or_does_not_know(void **state)
{
	static const struct row rows[] = {
		{"SMEP may change", MMU_CR4_SMEP, 0},
		{"SMAP may change", MMU_CR4_SMAP, 0},
		{"PKE may change", MMU_CR4_PKE, 0},
		{"PGE may change", MMU_CR4_PGE, 0},
		{"PCIDE may be set, as the PCID is 0", MMU_CR4_PCIDE, 0},
		{"PAE stays on", MMU_CR4_PAE, MMU_TRAP_GP},
		{"LA57 stays as it is", MMU_CR4_LA57, MMU_TRAP_GP},
		{"reserved", 1ull << 31, MMU_TRAP_GP},
		{"reserved", 1ull << 63, MMU_TRAP_GP},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		try(&rows[i], mmu_cr4, mmu_set_cr4);
}

static void test_cr4_pcide_needs_pcid_0(void **state)
{
	(void)state;
	assert_int_equal(mmu_set_cr3(rig.cpu, mmu_cr3(rig.cpu) | 0x18), 0);
	assert_int_equal(mmu_set_cr4(rig.cpu, mmu_cr4(rig.cpu) | MMU_CR4_PCIDE),
			 MMU_TRAP_GP);
}

static void test_efer_refuses_to_leave_long_mode(void **state)
{
	static const struct row rows[] = {
		{"NXE may change", MMU_EFER_NXE, 0},
		{"SCE may change", MMU_EFER_SCE, 0},
		{"LME stays on", MMU_EFER_LME, MMU_TRAP_GP},
		{"reserved", 1ull << 20, MMU_TRAP_GP},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		try(&rows[i], mmu_efer, mmu_set_efer);
}

static void test_registers_decide_the_mode_of_walks(void **state)
{
	const struct mmu_mode *mode = mmu_cpu_mode(rig.cpu);
	uint64_t cr4 = mmu_cr4(rig.cpu);

	(void)state;
	assert_int_equal(mmu_set_cr0(rig.cpu, mmu_cr0(rig.cpu) & ~MMU_CR0_WP),
			 0);
	assert_false(mode->wp);
	assert_int_equal(mmu_set_cr4(rig.cpu, cr4 & ~MMU_CR4_SMEP), 0);
	assert_false(mode->smep);
	assert_int_equal(mmu_set_cr4(rig.cpu, cr4 & ~MMU_CR4_SMAP), 0);
	assert_false(mode->smap);
	assert_true(mode->smep);
	assert_int_equal(mmu_set_cr4(rig.cpu, cr4 & ~MMU_CR4_PKE), 0);
	assert_false(mode->pke);
	assert_int_equal(
		mmu_set_efer(rig.cpu, mmu_efer(rig.cpu) & ~MMU_EFER_NXE), 0);
	assert_false(mode->nxe);
	mmu_set_rflags(rig.cpu, mmu_rflags(rig.cpu) | MMU_RFLAGS_AC);
	assert_true(mode->ac);
	mmu_set_cpl(rig.cpu, 3);
	assert_int_equal(mode->cpl, 3);
	mmu_set_pkru(rig.cpu, 0x55555554);
	assert_int_equal(mode->pkru, 0x55555554);
	assert_int_equal(mmu_set_cr3(rig.cpu, 0x7000), 0);
	assert_int_equal(mode->cr3 & MMU_PTE_ADDR, 0x7000);
}

static void test_registers_keep_what_is_written(void **state)
{
	(void)state;
	mmu_set_cr2(rig.cpu, 0xdeadbeef);
	assert_int_equal(mmu_cr2(rig.cpu), 0xdeadbeef);
	mmu_set_pkru(rig.cpu, 0xc);
	assert_int_equal(mmu_pkru(rig.cpu), 0xc);
	mmu_set_cpl(rig.cpu, 3);
	assert_int_equal(mmu_cpl(rig.cpu), 3);
	mmu_cpu_regs(rig.cpu)->gpr[MMU_R15] = 15;
	assert_int_equal(mmu_cpu_regs(rig.cpu)->gpr[MMU_R15], 15);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_cr0_refuses_to_leave_paging),
		TEST(test_cr3_lies_below_maxphyaddr),
		TEST(test_cr3_bit_63_is_not_kept),
		TEST(test_cr4_refuses_what_long_mode_needs_or_does_not_know),
		TEST(test_cr4_pcide_needs_pcid_0),
		TEST(test_efer_refuses_to_leave_long_mode),
		TEST(test_registers_decide_the_mode_of_walks),
		TEST(test_registers_keep_what_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
