/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_machine.c - building machines of all kinds. */
#include "../support/rig.h"

#include <errno.h>

#define LA 0x10000ull

static const struct mmu_region holes[] = {
	{.pa = 0, .len = 1 << 20},
	{.pa = 0x100000000, .len = 1 << 20},
};

/* clang-format off */
static void test_machine_refuses_bad_configs(void **state)
{
	static const struct mmu_region unsorted[] = { { 0x10000, 0x1000 }, { 0, 0x1000 } };
	static const struct mmu_region beyond[] = { { 1ull << 40, 0x1000 } };
	static const struct {
		const char *reason, *says;
		struct mmu_config config;
	} rows[] = {
		{ "no size", "size is 0", { .size = 0 } },
		{ "size of another version", "size is", { .size = sizeof(struct mmu_config) + 8 } },
		{ "RAM ends within a page", "multiple of 4096", { .size = sizeof(struct mmu_config), .ram_bytes = 0x10800 } },
		{ "RAM beyond MAXPHYADDR", "2^36", { .size = sizeof(struct mmu_config), .ram_bytes = 1ull << 37, .maxphyaddr = 36 } },
		{ "a region beyond MAXPHYADDR", "2^40", { .size = sizeof(struct mmu_config), .regions = beyond, .nregions = 1, .maxphyaddr = 40 } },
		{ "unsorted regions", "region 1", { .size = sizeof(struct mmu_config), .regions = unsorted, .nregions = 2 } },
		{ "MAXPHYADDR too small", "maxphyaddr is 35, must be 36 to 52", { .size = sizeof(struct mmu_config), .maxphyaddr = 35 } },
		{ "MAXPHYADDR too large", "maxphyaddr is 53", { .size = sizeof(struct mmu_config), .maxphyaddr = 53 } },
		{ "three levels", "levels is 3", { .size = sizeof(struct mmu_config), .levels = 3 } },
		{ "six levels", "levels is 6", { .size = sizeof(struct mmu_config), .levels = 6 } },
		{ "too many CPUs", "ncpus is 65", { .size = sizeof(struct mmu_config), .ncpus = 65 } },
		{ "sets are no power of two", "tlb_sets is 3", { .size = sizeof(struct mmu_config), .tlb_sets = 3 } },
		{ "too few ways", "tlb_ways is 3, must be 4 to 16", { .size = sizeof(struct mmu_config), .tlb_ways = 3 } },
		{ "too many ways", "tlb_ways is 17", { .size = sizeof(struct mmu_config), .tlb_ways = 17 } },
		{ "unknown feature", "no such features", { .size = sizeof(struct mmu_config), .disable = 1u << 31 } },
		{ "regions without a number", "nregions", { .size = sizeof(struct mmu_config), .regions = unsorted } },
		{ "a number without regions", "nregions", { .size = sizeof(struct mmu_config), .nregions = 1 } },
	};
	struct mmu_machine *machine = (void *)0x1234;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (mmu_machine_create(&rows[i].config, &machine) != -EINVAL)
			fail_msg("accepted: %s", rows[i].reason);
		if (!strstr(mmu_last_error(), rows[i].says))
			fail_msg("%s: \"%s\"", rows[i].reason,
				 mmu_last_error());
		assert_ptr_equal(machine, (void *)0x1234);
	}
}
/* clang-format on */

static void test_machine_without_ram_for_its_root_is_enomem(void **state)
{
	const struct mmu_config config = {.size = sizeof(config),
					  .ram_bytes = 0x1000};
	struct mmu_machine *machine;

	(void)state;
	/* Frame 0 is never given out, and there is no other. */
	assert_int_equal(mmu_machine_create(&config, &machine), -ENOMEM);
}

static void test_machine_accepts_the_extremes(void **state)
{
	static const struct mmu_config rows[] = {
		{.size = sizeof(struct mmu_config), .maxphyaddr = 36},
		{.size = sizeof(struct mmu_config), .maxphyaddr = 52},
		{.size = sizeof(struct mmu_config), .levels = 5},
		{.size = sizeof(struct mmu_config),
		 .ncpus = 64,
		 .tlb_sets = 1,
		 .tlb_ways = 4},
		{.size = sizeof(struct mmu_config),
		 .tlb_sets = 1024,
		 .tlb_ways = 16},
		{.size = sizeof(struct mmu_config), .ram_bytes = 0x2000},
	};
	struct rig rig;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		rig_create(&rig, &rows[i]);
		rig_destroy(&rig);
	}
}

static void test_machine_starts_in_long_mode_with_protections_on(void **state)
{
	const struct mmu_mode *mode;
	struct rig rig;

	(void)state;
	rig_create(&rig, NULL);
	mode = mmu_cpu_mode(rig.cpu);
	assert_true(mode->wp && mode->smep && mode->smap && mode->nxe &&
		    mode->pke && mode->gb_pages);
	assert_false(mode->ac);
	assert_int_equal(mode->levels, 4);
	assert_int_equal(mode->maxphyaddr, 46);
	assert_int_equal(mmu_cpl(rig.cpu), 0);
	assert_true(mmu_cr0(rig.cpu) & MMU_CR0_PG);
	assert_true(mmu_efer(rig.cpu) & MMU_EFER_LMA);
	assert_true(mmu_cr4(rig.cpu) & MMU_CR4_PGE);
	assert_ptr_equal(mmu_cpu_machine(rig.cpu), rig.machine);
	assert_non_null(mmu_mem_ptr(rig.machine, (64 << 20) - 1, 1));
	assert_null(mmu_mem_ptr(rig.machine, 64 << 20, 1));
	rig_destroy(&rig);
}

static void test_machine_cpus_share_an_empty_root(void **state)
{
	const struct mmu_config config = {.size = sizeof(config), .ncpus = 3};
	const uint64_t *top;
	struct rig rig;

	(void)state;
	rig_create(&rig, &config);
	top = mmu_mem_ptr(rig.machine, rig_root(&rig), 4096);
	for (unsigned int i = 0; i < 512; i++)
		assert_int_equal(top[i], 0);
	assert_int_equal(mmu_cr3(mmu_cpu(rig.machine, 2)), mmu_cr3(rig.cpu));
	assert_null(mmu_cpu(rig.machine, 3));
	rig_destroy(&rig);
}

static void test_machine_features_can_be_lacking(void **state)
{
	static const struct {
		unsigned int feature;
		uint64_t cr4, efer; /* bits that must be 0 and stay 0 */
	} rows[] = {
		{MMU_FEATURE_NX, 0, MMU_EFER_NXE},
		{MMU_FEATURE_SMEP, MMU_CR4_SMEP, 0},
		{MMU_FEATURE_SMAP, MMU_CR4_SMAP, 0},
		{MMU_FEATURE_PKU, MMU_CR4_PKE, 0},
		{MMU_FEATURE_PCID, MMU_CR4_PCIDE, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct mmu_config config = {.size = sizeof(config),
						  .disable = rows[i].feature};
		struct rig rig;

		rig_create(&rig, &config);
		assert_false(mmu_cr4(rig.cpu) & rows[i].cr4);
		assert_false(mmu_efer(rig.cpu) & rows[i].efer);
		if (rows[i].cr4)
			assert_int_equal(mmu_set_cr4(rig.cpu,
						     mmu_cr4(rig.cpu) |
							     rows[i].cr4),
					 MMU_TRAP_GP);
		if (rows[i].efer)
			assert_int_equal(mmu_set_efer(rig.cpu,
						      mmu_efer(rig.cpu) |
							      rows[i].efer),
					 MMU_TRAP_GP);
		rig_destroy(&rig);
	}
}

static void test_machine_without_1g_pages_finds_them_reserved(void **state)
{
	const struct mmu_config config = {.size = sizeof(config),
					  .disable = MMU_FEATURE_GB_PAGES};
	struct mmu_fault fault;
	struct rig rig;

	(void)state;
	rig_create(&rig, &config);
	rig_map_to(&rig, 0, 0, 30, MMU_PTE_RW);
	assert_int_equal(mmu_access(rig.cpu, 8, MMU_READ, NULL, &fault),
			 MMU_TRAP_PF);
	assert_int_equal(fault.why, MMU_WHY_RESERVED);
	rig_destroy(&rig);
}

static void test_machine_ram_may_have_holes(void **state)
{
	const struct mmu_config config = {.size = sizeof(config),
					  .regions = holes,
					  .nregions = COUNT(holes)};
	struct rig rig;

	(void)state;
	rig_create(&rig, &config);
	assert_non_null(mmu_mem_ptr(rig.machine, 0x1000fffff, 1));
	assert_null(mmu_mem_ptr(rig.machine, 0xffffffff, 2));
	assert_null(mmu_mem_ptr(rig.machine, 0x100000, 1));
	assert_int_equal(mmu_frame_reserve(rig.machine, 0x100000000, 256), 0);
	assert_int_equal(mmu_frame_reserve(rig.machine, 0x100000, 1), -EINVAL);
	rig_map_to(&rig, LA, 0x100000000, 12, MMU_PTE_RW);
	assert_int_equal(mmu_store(rig.cpu, LA, "8 bytes", 8, NULL), 0);
	assert_string_equal(mmu_mem_ptr(rig.machine, 0x100000000, 8),
			    "8 bytes");
	rig_destroy(&rig);
}

static void test_machine_64_gib_open_at_once(void **state)
{
	/* Valgrind has less than 64 GiB of addresses for the program. */
	const uint64_t bytes = (rig_under_valgrind() ? 16ull : 64ull) << 30;
	const struct mmu_config config = {.size = sizeof(config),
					  .ram_bytes = bytes};
	struct rig rig;

	(void)state;
	rig_create(&rig, &config);
	assert_int_equal(mmu_frames_free_count(rig.machine),
			 bytes / 4096 - 2); /* frame 0 and the root */
	rig_map_to(&rig, LA, bytes - 4096, 12, MMU_PTE_RW);
	assert_int_equal(mmu_store(rig.cpu, LA, "the end", 8, NULL), 0);
	rig_destroy(&rig);
}

static void test_machines_are_independent(void **state)
{
	uint64_t value = 1, other = 0;
	struct rig a, b;

	(void)state;
	rig_create(&a, NULL);
	rig_create(&b, NULL);
	rig_map(&a, LA, MMU_PTE_RW);
	assert_int_equal(mmu_store(a.cpu, LA, &value, 8, NULL), 0);
	assert_int_equal(rig_access(&b, LA, MMU_READ), MMU_TRAP_PF);

	rig_map(&b, LA, MMU_PTE_RW);
	assert_int_equal(mmu_load(b.cpu, LA, &other, 8, NULL), 0);
	assert_int_equal(other, 0);
	mmu_set_cpl(a.cpu, 3);
	assert_int_equal(mmu_cpl(b.cpu), 0);
	rig_destroy(&a);

	value = 2;
	assert_int_equal(mmu_store(b.cpu, LA, &value, 8, NULL), 0);
	rig_destroy(&b);
}

static void test_machine_frames_are_checked(void **state)
{
	unsigned int bugs = 0;
	struct rig rig;
	uint64_t pa;

	(void)state;
	rig_create(&rig, NULL);
	pa = mmu_frame_alloc(rig.machine, 4, 4);
	assert_int_equal(pa % (4 * 4096), 0);
	assert_int_equal(mmu_frame_reserve(rig.machine, pa, 1), -EBUSY);
	mmu_frame_free(rig.machine, pa, 4);
	assert_int_equal(*rig_byte(&rig, pa), 0xcc);

	mmu_set_bug_hook(rig_count_bug, &bugs);
	mmu_frame_free(rig.machine, pa, 4);
	assert_int_equal(bugs, 1);
	mmu_set_bug_hook(NULL, NULL);
	rig_destroy(&rig);
}

static void test_machine_destroy_null_does_nothing(void **state)
{
	(void)state;
	mmu_machine_destroy(NULL);
}

static void test_machine_cpu_enter_nests(void **state)
{
	struct rig rig;

	(void)state;
	rig_create(&rig, NULL);
	assert_int_equal(mmu_cpu_enter(rig.cpu), 0);
	assert_int_equal(mmu_cpu_enter(rig.cpu), 0);
	mmu_cpu_leave(rig.cpu);
	mmu_cpu_leave(rig.cpu);
	rig_destroy(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_machine_refuses_bad_configs),
		cmocka_unit_test(
			test_machine_without_ram_for_its_root_is_enomem),
		cmocka_unit_test(test_machine_accepts_the_extremes),
		cmocka_unit_test(
			test_machine_starts_in_long_mode_with_protections_on),
		cmocka_unit_test(test_machine_cpus_share_an_empty_root),
		cmocka_unit_test(test_machine_features_can_be_lacking),
		cmocka_unit_test(
			test_machine_without_1g_pages_finds_them_reserved),
		cmocka_unit_test(test_machine_ram_may_have_holes),
		cmocka_unit_test(test_machine_64_gib_open_at_once),
		cmocka_unit_test(test_machines_are_independent),
		cmocka_unit_test(test_machine_frames_are_checked),
		cmocka_unit_test(test_machine_destroy_null_does_nothing),
		cmocka_unit_test(test_machine_cpu_enter_nests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
