/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_resident.c - the host mapping is a cache of the TLB under the CPU's
 * current mode, nothing more and nothing less.
 *
 * What the host allows is asked of system calls, which answer EFAULT where an
 * access would trap.
 */
#include "bench.h"

#define MB2 (2ull << 20)
#define GB1 (1ull << 30)

static struct mmu_stats stats(struct bench *b)
{
	struct mmu_stats now;

	mmu_cpu_stats(b->cpu, &now);
	return now;
}

/* --- staleness ------------------------------------------------------------------------ */

static void test_resident_stale_until_invlpg(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store(ptr, 1);
	*bench_entry(b, KERNEL_LA) = 0;
	assert_int_equal(bench_load(ptr), 1);
	assert_int_equal(bench_store(ptr, 2), 0);
	assert_int_equal(b->count, 0);
	mmu_invlpg(b->cpu, KERNEL_LA + 0x123);
	assert_false(host_readable(ptr));
	assert_int_equal(bench_load(ptr), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA, 0);
}

static void test_resident_invlpg_leaves_other_pages(void **state)
{
	struct bench *b = bench_enter(state);

	bench_expect(b, DEMAND);
	for (uint64_t i = 0; i < 3; i++)
		bench_store(bench_ptr(b, KERNEL_LA + i * PAGE), i);
	mmu_invlpg(b->cpu, KERNEL_LA + PAGE);
	assert_true(host_writable(bench_ptr(b, KERNEL_LA)));
	assert_false(host_readable(bench_ptr(b, KERNEL_LA + PAGE)));
	assert_true(host_writable(bench_ptr(b, KERNEL_LA + 2 * PAGE)));
}

static void test_resident_cr3_drops_all_but_global_pages(void **state)
{
	struct bench *b = bench_enter(state);
	char *ordinary = bench_ptr(b, KERNEL_LA);
	char *global = bench_ptr(b, KERNEL_LA + PAGE);
	char *user = bench_ptr(b, USER_LA);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_map(b, KERNEL_LA + PAGE, KERNEL_DATA | MMU_PTE_G);
	bench_map(b, USER_LA, KERNEL_DATA);
	bench_store(ordinary, 1);
	bench_store(global, 1);
	bench_store(user, 1);
	assert_int_equal(mmu_set_cr3(b->cpu, mmu_cr3(b->cpu)), 0);
	assert_false(host_readable(ordinary));
	assert_false(host_readable(user));
	assert_true(host_writable(global));
	assert_int_equal(bench_load(ordinary), 1);
	mmu_flush_tlb(b->cpu);
	assert_false(host_readable(global));
	assert_false(host_readable(ordinary));
}

static void test_resident_other_tables_show_other_pages(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t first = mmu_cr3(b->cpu);
	uint64_t second = mmu_frame_alloc(b->machine, 1, 1);
	char *ptr = bench_ptr(b, USER_LA);

	memset(bench_frame(b, second), 0, PAGE);
	bench_map(b, USER_LA, KERNEL_DATA);
	bench_store(ptr, 1);
	mmu_set_cr3(b->cpu, second);
	bench_map(b, USER_LA, KERNEL_DATA);
	assert_int_equal(bench_load(ptr), 0);
	bench_store(ptr, 2);
	mmu_set_cr3(b->cpu, first);
	assert_int_equal(bench_load(ptr), 1);
	mmu_set_cr3(b->cpu, second);
	assert_int_equal(bench_load(ptr), 2);
	assert_int_equal(b->count, 0);
}

/* With PCIDs translations of both address spaces stay in the TLB, but the host
 * can show one. */
static void test_resident_pcids_keep_address_spaces_apart(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t first, second = mmu_frame_alloc(b->machine, 1, 1);
	char *ptr = bench_ptr(b, USER_LA);
	uint64_t walks;

	memset(bench_frame(b, second), 0, PAGE);
	assert_int_equal(mmu_set_cr4(b->cpu, mmu_cr4(b->cpu) | MMU_CR4_PCIDE),
			 0);
	first = mmu_cr3(b->cpu) | 1;
	second |= 2;
	mmu_set_cr3(b->cpu, first);
	bench_map(b, USER_LA, KERNEL_DATA);
	bench_store(ptr, 1);
	mmu_set_cr3(b->cpu, second);
	assert_false(host_readable(ptr));
	bench_map(b, USER_LA, KERNEL_DATA);
	bench_store(ptr, 2);
	walks = stats(b).walks;
	for (int i = 0; i < 5; i++) {
		mmu_set_cr3(b->cpu, first | MMU_CR3_NOFLUSH);
		assert_int_equal(bench_load(ptr), 1);
		assert_true(native_check(b->machine));
		mmu_set_cr3(b->cpu, second | MMU_CR3_NOFLUSH);
		assert_int_equal(bench_load(ptr), 2);
	}
	assert_int_equal(stats(b).walks, walks);
	/* One bit of CR4 changes the mode, another one ends PCIDs. */
	mmu_set_cr3(b->cpu, first | MMU_CR3_NOFLUSH);
	bench_load(ptr);
	assert_int_equal(mmu_set_cr4(b->cpu, mmu_cr4(b->cpu) & ~MMU_CR4_PCIDE &
						     ~MMU_CR4_SMAP),
			 0);
	assert_false(host_readable(ptr));
	assert_true(native_check(b->machine));
}

/* --- A and D --------------------------------------------------------------------------- */

static void test_resident_first_store_after_a_load_sets_d(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	assert_int_equal(bench_load(ptr), 0);
	assert_true(*bench_entry(b, KERNEL_LA) & MMU_PTE_A);
	assert_false(*bench_entry(b, KERNEL_LA) & MMU_PTE_D);
	assert_true(host_readable(ptr));
	assert_false(host_writable(ptr)); /* or D would be missed */
	assert_int_equal(bench_store(ptr, 1), 0);
	assert_true(*bench_entry(b, KERNEL_LA) & MMU_PTE_D);
	assert_true(host_writable(ptr));
	assert_int_equal(b->count, 0);
}

static void test_resident_d_cleared_without_invlpg_stays_clear(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store(ptr, 1);
	*bench_entry(b, KERNEL_LA) &= ~MMU_PTE_D;
	bench_store(ptr, 2);
	assert_false(*bench_entry(b, KERNEL_LA) & MMU_PTE_D);
	mmu_invlpg(b->cpu, KERNEL_LA);
	bench_store(ptr, 3);
	assert_true(*bench_entry(b, KERNEL_LA) & MMU_PTE_D);
}

static void
test_resident_page_that_is_dirty_in_the_table_is_writable(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);

	bench_map(b, KERNEL_LA, KERNEL_DATA | MMU_PTE_D);
	bench_load(ptr);
	assert_true(host_writable(ptr));
}

/* --- eviction --------------------------------------------------------------------------- */

static void test_resident_eviction_unmaps(void **state)
{
	const struct mmu_config config = {
		.size = sizeof(config), .tlb_sets = 2, .tlb_ways = 4};
	unsigned int resident = 0;
	struct bench b;

	(void)state;
	bench_create_with(&b, &config);
	bench_expect(&b, DEMAND);
	for (uint64_t i = 0; i < 100; i++) {
		bench_store(bench_ptr(&b, KERNEL_LA + i * PAGE), i);
		assert_true(native_check(b.machine));
	}
	for (uint64_t i = 0; i < 100; i++)
		resident += host_readable(bench_ptr(&b, KERNEL_LA + i * PAGE));
	assert_int_equal(resident, 8);
	assert_int_equal(stats(&b).evictions, 92);
	for (uint64_t i = 0; i < 100; i++)
		assert_int_equal(
			bench_load(bench_ptr(&b, KERNEL_LA + i * PAGE)), i);
	assert_int_equal(b.count, 100);
	bench_destroy(&b);
}

/* --- modes ------------------------------------------------------------------------------- */

static void test_resident_smap_closes_user_pages_at_cpl_0(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, USER_LA);

	bench_map(b, USER_LA, USER_DATA);
	mmu_set_cpl(b->cpu, 3);
	bench_store(ptr, 1);
	assert_true(host_writable(ptr));
	mmu_set_cpl(b->cpu, 0);
	assert_false(host_readable(ptr));
	mmu_set_rflags(b->cpu, mmu_rflags(b->cpu) | MMU_RFLAGS_AC); /* STAC */
	assert_true(host_writable(ptr));
	assert_int_equal(bench_load(ptr), 1);
	mmu_set_rflags(b->cpu, mmu_rflags(b->cpu) & ~MMU_RFLAGS_AC);
	assert_false(host_readable(ptr));
	assert_int_equal(bench_load(ptr), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, USER_LA, MMU_PF_P);
	assert_int_equal(b->last.fault.why, MMU_WHY_SMAP);
	mmu_set_cr4(b->cpu, mmu_cr4(b->cpu) & ~MMU_CR4_SMAP);
	assert_int_equal(bench_load(ptr), 1);
	assert_int_equal(b->count, 1);
}

static void test_resident_supervisor_pages_close_at_cpl_3(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	bench_store(ptr, 1);
	mmu_set_cpl(b->cpu, 3);
	assert_false(host_readable(ptr));
	mmu_set_cpl(b->cpu, 0);
	assert_true(host_writable(ptr)); /* parked, not dropped */
	mmu_set_cpl(b->cpu, 3);
	assert_int_equal(bench_store(ptr, 2), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA,
		     MMU_PF_P | MMU_PF_WR | MMU_PF_US);
	mmu_set_cpl(b->cpu, 0);
	assert_int_equal(bench_load(ptr), 1);
}

/* The handler ran at CPL 0 and took its own page; the window's rights are
 * those of CPL 3 again when a soft access comes back from it. */
static void take_kernel_page(struct bench *bench, struct mmu_frame *frame)
{
	(void)frame;
	assert_int_equal(bench_load(bench_ptr(bench, KERNEL_LA)), 0);
}

static void test_resident_soft_access_leaves_the_rights_in_order(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t value;

	bench_map(b, KERNEL_LA, KERNEL_DATA);
	b->flags = USER_DATA;
	b->also = take_kernel_page;
	bench_expect(b, DEMAND);
	mmu_set_cpl(b->cpu, 3);
	assert_int_equal(mmu_load(b->cpu, USER_LA, &value, 8, NULL), 0);
	assert_int_equal(b->count, 1);
	assert_false(host_readable(bench_ptr(b, KERNEL_LA)));
}

static void test_resident_wp_decides_about_supervisor_writes(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);

	bench_map(b, KERNEL_LA, MMU_PTE_NX | MMU_PTE_D);
	bench_load(ptr);
	assert_false(host_writable(ptr));
	mmu_set_cr0(b->cpu, mmu_cr0(b->cpu) & ~MMU_CR0_WP);
	assert_true(host_writable(ptr));
	assert_int_equal(bench_store(ptr, 1), 0);
	mmu_set_cr0(b->cpu, mmu_cr0(b->cpu) | MMU_CR0_WP);
	assert_false(host_writable(ptr));
	assert_int_equal(bench_store(ptr, 2), SKIPPED);
	assert_int_equal(bench_load(ptr), 1);
}

static void test_resident_protection_keys_decide_at_once(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, USER_LA);

	bench_map(b, USER_LA, USER_DATA | 5ull << MMU_PTE_PKEY_SHIFT);
	mmu_set_cpl(b->cpu, 3);
	bench_store(ptr, 1);
	mmu_set_pkru(b->cpu, 2u << 10); /* WD of key 5 */
	assert_true(host_readable(ptr));
	assert_false(host_writable(ptr));
	mmu_set_pkru(b->cpu, 1u << 10); /* AD */
	assert_false(host_readable(ptr));
	mmu_set_pkru(b->cpu, 3u << 8); /* of another key */
	assert_true(host_writable(ptr));
	mmu_set_pkru(b->cpu, 2u << 10);
	assert_int_equal(bench_store(ptr, 2), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, USER_LA,
		     MMU_PF_P | MMU_PF_WR | MMU_PF_US | MMU_PF_PK);
}

/* A key that denies reading does so even if the page is executable, which on
 * the host would mean that it can be read. */
static void test_resident_protection_key_of_an_executable_page(void **state)
{
	struct bench *b = bench_enter(state);
	void *code = bench_map_code(
		b, USER_LA, USER_CODE | 5ull << MMU_PTE_PKEY_SHIFT, CODE_42, 6);

	mmu_set_cpl(b->cpu, 3);
	assert_int_equal(bench_load(code), 0xb8);
	mmu_set_pkru(b->cpu, 1u << 10); /* AD of key 5 */
	assert_int_equal(bench_load(code), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, USER_LA, MMU_PF_P | MMU_PF_US | MMU_PF_PK);
	assert_int_equal(bench_jump(code), 42);
	assert_int_equal(b->count, 1);
}

static void test_resident_smep_decides_about_fetches(void **state)
{
	struct bench *b = bench_enter(state);
	void *code = bench_map_code(b, USER_LA, USER_CODE, CODE_42, 6);

	mmu_set_cpl(b->cpu, 3);
	assert_int_equal(bench_jump(code), 42);
	mmu_set_cpl(b->cpu, 0);
	assert_int_equal(bench_jump(code), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, USER_LA, MMU_PF_P | MMU_PF_ID);
	assert_int_equal(b->last.fault.why, MMU_WHY_SMEP);
	mmu_set_cpl(b->cpu, 3);
	assert_int_equal(bench_jump(code), 42);
	mmu_set_cpl(b->cpu, 0);
	mmu_set_cr4(b->cpu, mmu_cr4(b->cpu) & ~MMU_CR4_SMEP & ~MMU_CR4_SMAP);
	assert_int_equal(bench_jump(code), 42);
}

/* Many pages, some beside each other, some not, of all kinds. */
static void test_resident_many_pages_follow_the_mode(void **state)
{
	enum { N = 400 };
	struct bench *b = bench_enter(state);

	for (uint64_t i = 0; i < N; i++) {
		uint64_t at = i * PAGE + (i % 7 == 3 ? 8ull << 20 : 0);

		bench_map(b, KERNEL_LA + at, KERNEL_DATA);
		bench_map(b, USER_LA + at,
			  USER_DATA & (i % 3 ? ~0ull : ~MMU_PTE_RW));
		bench_load(bench_ptr(b, KERNEL_LA + at));
	}
	for (int round = 0; round < 3; round++) {
		mmu_set_cpl(b->cpu, 3);
		assert_true(native_check(b->machine));
		for (uint64_t i = 0; i < N; i++) {
			uint64_t at = i * PAGE + (i % 7 == 3 ? 8ull << 20 : 0);
			char *user = bench_ptr(b, USER_LA + at);

			if (i % 3)
				bench_store(user, i);
			else
				bench_load(user);
			assert_false(
				host_readable(bench_ptr(b, KERNEL_LA + at)));
			assert_true(host_readable(user));
			assert_int_equal(host_writable(user), i % 3 != 0);
		}
		mmu_set_cpl(b->cpu, 0);
		assert_true(native_check(b->machine));
		for (uint64_t i = 0; i < N; i++) {
			uint64_t at = i * PAGE + (i % 7 == 3 ? 8ull << 20 : 0);

			assert_true(
				host_readable(bench_ptr(b, KERNEL_LA + at)));
			assert_false(host_readable(bench_ptr(b, USER_LA + at)));
		}
	}
	assert_int_equal(b->count, 0);
	assert_int_equal(stats(b).walks, 2 * N);
}

/* --- large pages ------------------------------------------------------------------------- */

static void test_resident_2m_leaf_comes_in_one_piece(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t pa = mmu_frame_alloc(b->machine, 512, 512), maps;
	char *ptr = bench_ptr(b, KERNEL_LA + MB2);

	bench_map_to(b, KERNEL_LA + MB2, pa, 21, KERNEL_DATA);
	bench_store(ptr + 5 * PAGE, 1);
	maps = stats(b).host_maps;
	for (uint64_t i = 0; i < 512; i++)
		bench_store(ptr + i * PAGE, i);
	assert_int_equal(stats(b).host_maps, maps);
	assert_int_equal(bench_frame(b, pa + 511 * PAGE)[0], (char)511);
	mmu_invlpg(b->cpu, KERNEL_LA + MB2 + 77 * PAGE);
	assert_false(host_readable(ptr));
	assert_false(host_readable(ptr + 511 * PAGE));
	assert_int_equal(bench_load(ptr + 2 * PAGE), 2);
}

static void test_resident_1g_leaf_shows_what_the_window_shows(void **state)
{
	const struct mmu_config config = {.size = sizeof(config),
					  .ram_bytes = 2 * GB1};
	const uint64_t la = 0xffff888000000000, at = 5 * MB2;
	struct bench b;

	(void)state;
	bench_create_bare(&b, &config);
	bench_open_at(&b, la + at, MB2); /* a part of the leaf */
	bench_map_to(&b, la, GB1, 30, KERNEL_DATA);
	assert_int_equal(bench_store(bench_ptr(&b, la + at + 123), 9), 0);
	assert_int_equal(bench_frame(&b, GB1 + at)[123], 9);
	assert_int_equal(bench_load(bench_ptr(&b, la + at + MB2 - 1)), 0);
	assert_int_equal(stats(&b).walks, 1);
	mmu_set_cpl(b.cpu, 3);
	assert_false(host_readable(bench_ptr(&b, la + at)));
	mmu_set_cpl(b.cpu, 0);
	assert_int_equal(bench_load(bench_ptr(&b, la + at + 123)), 9);
	bench_destroy(&b);
}

/* Both windows show a part of one leaf, one of them was never touched: when
 * the mode changes it must not come up filled with zeros. */
static void test_resident_leaf_in_two_windows(void **state)
{
	struct bench b;
	uint64_t pa;

	(void)state;
	bench_create_bare(&b, NULL);
	bench_open_at(&b, KERNEL_LA, MB2 / 2);
	bench_open_at(&b, KERNEL_LA + MB2 / 2, MB2 / 2);
	pa = mmu_frame_alloc(b.machine, 512, 512);
	bench_map_to(&b, KERNEL_LA, pa, 21, KERNEL_DATA);
	bench_frame(&b, pa + MB2 / 2)[0] = 7;
	bench_store(bench_ptr(&b, KERNEL_LA), 6);
	mmu_set_cpl(b.cpu, 3);
	mmu_set_cpl(b.cpu, 0);
	assert_false(host_readable(bench_ptr(&b, KERNEL_LA + MB2 / 2)));
	assert_int_equal(bench_load(bench_ptr(&b, KERNEL_LA)), 6);
	assert_int_equal(bench_load(bench_ptr(&b, KERNEL_LA + MB2 / 2)), 7);
	mmu_invlpg(b.cpu, KERNEL_LA);
	assert_false(host_readable(bench_ptr(&b, KERNEL_LA)));
	assert_false(host_readable(bench_ptr(&b, KERNEL_LA + MB2 / 2)));
	bench_destroy(&b);
}

/*
 * Physical:  [0, 9 MiB) RAM   [9 MiB, 10 MiB) hole   [10 MiB, 64 MiB) RAM
 * The 2 MiB leaf at 8 MiB has RAM in its first half only.
 */
static const struct mmu_region holed[] = {{0, 9ull << 20},
					  {10ull << 20, 54ull << 20}};
static const struct mmu_config holed_config = {
	.size = sizeof(holed_config), .regions = holed, .nregions = 2};

static void test_resident_hole_in_a_leaf_is_a_machine_check(void **state)
{
	struct bench b;
	char *ptr;

	(void)state;
	bench_create_with(&b, &holed_config);
	ptr = bench_ptr(&b, KERNEL_LA);
	bench_map_to(&b, KERNEL_LA, 8ull << 20, 21, KERNEL_DATA);
	assert_int_equal(bench_store(ptr + 5, 1), 0);
	assert_int_equal(b.count, 0);
	assert_int_equal(bench_load(ptr + (1 << 20)), SKIPPED);
	assert_fault(&b, MMU_TRAP_MC, KERNEL_LA + (1 << 20), 0);
	assert_int_equal(b.last.fault.why, MMU_WHY_NO_RAM);
	/* A change of mode does not fill the hole with zeros. */
	bench_load(ptr);
	mmu_set_cpl(b.cpu, 3);
	mmu_set_cpl(b.cpu, 0);
	assert_false(host_readable(ptr + (1 << 20)));
	assert_int_equal(bench_load(ptr + 5), 1);
	bench_destroy(&b);
}

/* Both sides of a hole in one instruction. */
static void
test_resident_copy_from_one_side_of_a_hole_to_the_other(void **state)
{
	static const struct mmu_region regions[] = {
		{0, 8ull << 20},
		{8ull << 20, 512 << 10},
		{(8ull << 20) + (1 << 20), 1 << 20},
	};
	const struct mmu_config config = {
		.size = sizeof(config), .regions = regions, .nregions = 3};
	struct bench b;
	char *from, *to;

	(void)state;
	bench_create_with(&b, &config);
	bench_map_to(&b, KERNEL_LA, 8ull << 20, 21, KERNEL_DATA);
	from = bench_ptr(&b, KERNEL_LA);
	to = from + (1 << 20);
	bench_store(from, 77);
	__asm__ volatile("movsb" : "+S"(from), "+D"(to) : : "memory");
	assert_int_equal(bench_load(to - 1), 77);
	assert_int_equal(b.count, 0);
	bench_destroy(&b);
}

/* --- identity windows ----------------------------------------------------------------------- */

#define DIRECT_LA 0xffff888000000000ull

static void open_identity(struct bench *b, uint64_t len)
{
	struct mmu_window_config config = {.size = sizeof(config),
					   .la = DIRECT_LA,
					   .len = len,
					   .identity = true};

	assert_int_equal(mmu_window_open(b->machine, &config), 0);
}

/* How many mappings does the host have in a range? */
static unsigned int host_mappings(const char *start, size_t len)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long from, to;
	unsigned int n = 0;
	char line[512];

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx", &from, &to) == 2)
			n += from < addr_of(start) + len && to > addr_of(start);
	fclose(maps);
	return n;
}

static void test_resident_identity_window_changes_rights_in_place(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr;

	open_identity(b, 64ull << 20);
	ptr = bench_ptr(b, DIRECT_LA);
	for (uint64_t i = 0; i < 64; i++)
		bench_map_to(b, DIRECT_LA + i * PAGE, i * PAGE, 12,
			     KERNEL_DATA | MMU_PTE_D);
	assert_false(host_readable(ptr));
	for (uint64_t i = 0; i < 64; i++)
		bench_load(ptr + i * PAGE);
	assert_int_equal(b->count, 0);
	/* Neighbours are one mapping, so few of them are needed. */
	assert_in_range(host_mappings(ptr, 64 * PAGE), 1, 2);
	bench_frame(b, 63 * PAGE)[9] = 33;
	assert_int_equal(bench_load(ptr + 63 * PAGE + 9), 33);
	mmu_invlpg(b->cpu, DIRECT_LA + 5 * PAGE);
	assert_false(host_readable(ptr + 5 * PAGE));
	assert_true(host_writable(ptr + 6 * PAGE));
	mmu_set_cr3(b->cpu, mmu_cr3(b->cpu));
	assert_false(host_readable(ptr + 6 * PAGE));
	assert_int_equal(bench_load(ptr + 63 * PAGE + 9), 33);
}

static void test_resident_identity_window_shows_foreign_frames(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr;

	open_identity(b, 64ull << 20);
	ptr = bench_ptr(b, DIRECT_LA);
	for (uint64_t i = 0; i < 8; i++) {
		bench_frame(b, (100 + i) * PAGE)[0] = (char)(10 + i);
		bench_map_to(b, DIRECT_LA + (100 + i) * PAGE, (100 + i) * PAGE,
			     12, KERNEL_DATA);
	}
	bench_load(ptr + 100 * PAGE);
	*bench_entry(b, DIRECT_LA + 101 * PAGE) = 0;
	bench_map_to(b, DIRECT_LA + 101 * PAGE, 107 * PAGE, 12, KERNEL_DATA);
	assert_int_equal(bench_load(ptr + 101 * PAGE), 17);
	assert_int_equal(bench_load(ptr + 100 * PAGE), 10);
	assert_int_equal(bench_load(ptr + 102 * PAGE), 12);
	/* And back again. */
	*bench_entry(b, DIRECT_LA + 101 * PAGE) = 0;
	mmu_invlpg(b->cpu, DIRECT_LA + 101 * PAGE);
	assert_false(host_readable(ptr + 101 * PAGE));
	bench_map_to(b, DIRECT_LA + 101 * PAGE, 101 * PAGE, 12, KERNEL_DATA);
	assert_int_equal(bench_load(ptr + 101 * PAGE), 11);
	assert_int_equal(bench_load(ptr + 102 * PAGE), 12);
	mmu_set_cpl(b->cpu, 3);
	mmu_set_cpl(b->cpu, 0);
	assert_int_equal(bench_load(ptr + 101 * PAGE), 11);
	mmu_flush_tlb(b->cpu);
	for (uint64_t i = 0; i < 8; i++)
		assert_int_equal(bench_load(ptr + (100 + i) * PAGE), 10 + i);
	assert_int_equal(b->count, 0);
}

/* A global page that shows another frame outlives a flush, and must not leave
 * that frame behind when it goes. */
static void test_resident_identity_window_keeps_a_foreign_page(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr;

	open_identity(b, 64ull << 20);
	ptr = bench_ptr(b, DIRECT_LA);
	for (uint64_t i = 0; i < 8; i++) {
		bench_frame(b, (100 + i) * PAGE)[0] = (char)(10 + i);
		bench_map_to(b, DIRECT_LA + (100 + i) * PAGE, (100 + i) * PAGE,
			     12, KERNEL_DATA);
	}
	*bench_entry(b, DIRECT_LA + 101 * PAGE) = 0;
	bench_map_to(b, DIRECT_LA + 101 * PAGE, 107 * PAGE, 12,
		     KERNEL_DATA | MMU_PTE_G);
	assert_int_equal(bench_load(ptr + 100 * PAGE), 10);
	assert_int_equal(bench_load(ptr + 101 * PAGE), 17);
	mmu_set_cr3(b->cpu, mmu_cr3(b->cpu));
	assert_true(host_readable(ptr + 101 * PAGE));
	*bench_entry(b, DIRECT_LA + 101 * PAGE) = 0;
	bench_map_to(b, DIRECT_LA + 101 * PAGE, 101 * PAGE, 12, KERNEL_DATA);
	mmu_flush_tlb(b->cpu);
	assert_int_equal(bench_load(ptr + 101 * PAGE), 11);
	assert_int_equal(b->count, 0);
}

static void test_resident_identity_window_over_holes(void **state)
{
	struct bench b;
	char *ptr;

	(void)state;
	bench_create_bare(&b, &holed_config);
	open_identity(&b, 64ull << 20);
	ptr = bench_ptr(&b, DIRECT_LA);
	for (uint64_t pa = 0; pa < 64ull << 20; pa += MB2)
		bench_map_to(&b, DIRECT_LA + pa, pa, 21, KERNEL_DATA);
	bench_frame(&b, 10ull << 20)[3] = 8;
	assert_int_equal(bench_load(ptr + (10 << 20) + 3), 8);
	assert_int_equal(bench_load(ptr + (9 << 20)), SKIPPED);
	assert_fault(&b, MMU_TRAP_MC, DIRECT_LA + (9 << 20), 0);
	assert_int_equal(bench_load(ptr + (9 << 20) - 1), 0);
	mmu_set_cpl(b.cpu, 3);
	mmu_set_cpl(b.cpu, 0);
	assert_false(host_readable(ptr + (9 << 20)));
	bench_destroy(&b);
}

/* Terabytes of nothing between two regions cost nothing. */
static void test_resident_identity_window_over_a_vast_hole(void **state)
{
	static const struct mmu_region regions[] = {{0, 16ull << 20},
						    {1ull << 40, 16ull << 20}};
	const struct mmu_config config = {
		.size = sizeof(config), .regions = regions, .nregions = 2};
	const uint64_t far = 1ull << 40;
	struct bench b;

	(void)state;
	/* These have no room for a window of a terabyte. */
	if (under("valgrind") || under("tsan"))
		skip();
	bench_create_bare(&b, &config);
	open_identity(&b, far + (16ull << 20));
	bench_map_to(&b, DIRECT_LA + far, far, 21, KERNEL_DATA);
	bench_frame(&b, far)[1] = 5;
	assert_int_equal(bench_load(bench_ptr(&b, DIRECT_LA + far + 1)), 5);
	bench_destroy(&b);
}

/* --- stale entries of several sizes ----------------------------------------------------------- */

/* A leaf is replaced by a table of small pages without INVLPG. The large page
 * stays usable; then a small one is used as well; and when either goes, no
 * host page may be left that nobody accounts for. */
static void test_resident_split_leaf_without_invlpg(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t pa = mmu_frame_alloc(b->machine, 512, 512), fresh;
	volatile uint64_t *pde;
	char *ptr = bench_ptr(b, KERNEL_LA);

	bench_map_to(b, KERNEL_LA, pa, 21, MMU_PTE_NX); /* read-only */
	bench_load(ptr + 3 * PAGE);
	pde = bench_entry(b, KERNEL_LA);
	*pde = 0;
	fresh = bench_map(b, KERNEL_LA + 3 * PAGE, KERNEL_DATA);
	bench_map(b, KERNEL_LA + 4 * PAGE, KERNEL_DATA);
	/* The stale leaf does not allow it, so the tables are asked. */
	assert_int_equal(bench_store(ptr + 3 * PAGE, 5), 0);
	assert_int_equal(bench_frame(b, fresh)[0], 5);
	assert_true(native_check(b->machine));
	mmu_set_cpl(b->cpu, 3);
	mmu_set_cpl(b->cpu, 0);
	assert_false(host_readable(ptr)); /* the leaf went as a whole */
	assert_int_equal(bench_load(ptr + 4 * PAGE), 0);
	mmu_invlpg(b->cpu, KERNEL_LA + 3 * PAGE);
	assert_false(host_readable(ptr + 3 * PAGE));
	assert_true(native_check(b->machine));
}

/* Four writable small pages, each used, and then a leaf in the place of their
 * table; no INVLPG. Returns where. */
static char *leaf_over_small_pages(struct bench *b, uint64_t flags)
{
	uint64_t pa = mmu_frame_alloc(b->machine, 512, 512);
	uint64_t table = mmu_cr3(b->cpu) & MMU_PTE_ADDR;
	char *ptr = bench_ptr(b, KERNEL_LA);
	volatile uint64_t *pde = NULL;

	for (uint64_t i = 0; i < 4; i++) {
		bench_map(b, KERNEL_LA + i * PAGE, KERNEL_DATA);
		bench_store(ptr + i * PAGE, i);
	}
	for (int level = 4; level > 1; level--) {
		pde = mmu_mem_ptr(
			b->machine,
			table + (KERNEL_LA >> (3 + 9 * level) & 511) * 8, 8);
		table = *pde & MMU_PTE_ADDR;
	}
	*pde = pa | MMU_PTE_P | MMU_PTE_PS | flags;
	return ptr;
}

static void test_resident_leaf_over_stale_small_pages(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = leaf_over_small_pages(b, KERNEL_DATA);

	assert_int_equal(bench_store(ptr + 100 * PAGE, 9), 0);
	assert_true(native_check(b->machine));
	/* INVLPG of a small page takes the leaf, too; nothing is left of the
	 * small ones. */
	mmu_invlpg(b->cpu, KERNEL_LA);
	for (uint64_t i = 0; i < 4; i++)
		assert_false(host_readable(ptr + i * PAGE));
	mmu_set_cpl(b->cpu, 3);
	mmu_set_cpl(b->cpu, 0);
	for (uint64_t i = 0; i < 4; i++)
		assert_false(host_readable(ptr + i * PAGE));
	assert_int_equal(bench_load(ptr + PAGE), 0);
	assert_int_equal(bench_load(ptr), 0);
	assert_true(native_check(b->machine));
}

/* The leaf is read-only, and it is what the host shows now. Whatever the mode
 * does, the rights of the small pages never apply to its bytes. */
static void test_resident_leaf_keeps_its_rights_over_small_pages(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = leaf_over_small_pages(b, MMU_PTE_NX);

	assert_int_equal(bench_load(ptr + 100 * PAGE), 0);
	assert_true(native_check(b->machine));
	mmu_set_cpl(b->cpu, 3);
	mmu_set_cpl(b->cpu, 0);
	assert_true(host_readable(ptr + 100 * PAGE));
	for (uint64_t i = 0; i < 4; i++)
		assert_false(host_writable(ptr + i * PAGE));
	assert_int_equal(bench_store(ptr + PAGE, 1), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA + PAGE, MMU_PF_P | MMU_PF_WR);
}

/* One instruction reads a byte of the leaf and writes one of a small page that
 * is still known: it must come to an end. */
static void test_resident_leaf_and_small_page_in_one_instruction(void **state)
{
	struct bench *b = bench_enter(state);
	char *from = leaf_over_small_pages(b, KERNEL_DATA) + 100 * PAGE;
	char *to = bench_ptr(b, KERNEL_LA + 2 * PAGE);

	__asm__ volatile("movsb" : "+S"(from), "+D"(to) : : "memory");
	assert_int_equal(b->count, 0);
	assert_true(native_check(b->machine));
}

/* --- mappings that are left --------------------------------------------------------------- */

/* A page that lost its translation may find its mapping again; it must be that
 * of the frame which the tables name now. */
static void test_resident_page_comes_back_with_its_frame(void **state)
{
	struct bench *b = bench_enter(state);
	char *ptr = bench_ptr(b, KERNEL_LA);
	uint64_t first = bench_map(b, KERNEL_LA, KERNEL_DATA), second;

	bench_store(ptr, 1);
	mmu_invlpg(b->cpu, KERNEL_LA);
	assert_false(host_readable(ptr));
	assert_int_equal(bench_load(ptr), 1);
	mmu_invlpg(b->cpu, KERNEL_LA);
	*bench_entry(b, KERNEL_LA) = 0;
	second = bench_map(b, KERNEL_LA, KERNEL_DATA);
	assert_int_equal(bench_load(ptr), 0);
	assert_int_equal(bench_store(ptr, 2), 0);
	assert_int_equal(bench_frame(b, first)[0], 1);
	assert_int_equal(bench_frame(b, second)[0], 2);
}

/* The same host addresses, but another window: nothing is left there. */
static void test_resident_reopened_window_shows_memory(void **state)
{
	struct bench *b = bench_enter(state);
	struct mmu_window_config config = {
		.size = sizeof(config),
		.la = USER_LA,
		.len = WINDOW_LEN,
		.hint = addr_of(bench_ptr(b, USER_LA))};

	bench_map(b, USER_LA, KERNEL_DATA);
	bench_store(bench_ptr(b, USER_LA), 1);
	assert_int_equal(mmu_window_close(b->machine, USER_LA), 0);
	assert_int_equal(mmu_window_open(b->machine, &config), 0);
	assert_int_equal(addr_of(bench_ptr(b, USER_LA)), config.hint);
	assert_int_equal(bench_load(bench_ptr(b, USER_LA)), 1);
}

/* However many pages a program goes through, the host is asked for so many
 * mappings only; see SPARE_MAPS in native/window.c. A large page stays in use
 * meanwhile. */
static void test_resident_mappings_left_behind_are_bounded(void **state)
{
	enum { N = 12000, SPARE_MAPS = 4096, LARGE_ENTRIES = 68 * 4 };
	const struct mmu_config config = {
		.size = sizeof(config), .tlb_sets = 2, .tlb_ways = 4};
	const uint64_t large = KERNEL_LA + WINDOW_LEN, la = large + MB2;
	char *ptr;
	uint64_t pa;
	struct bench b;

	(void)state;
	bench_create_with(&b, &config);
	bench_open_at(&b, large, MB2 + N * PAGE);
	pa = mmu_frame_alloc(b.machine, 512, 512);
	bench_frame(&b, pa)[0] = 49;
	bench_map_to(&b, large, pa, 21, KERNEL_DATA);
	assert_int_equal(bench_store(bench_ptr(&b, large + PAGE), 1), 0);
	/* Two frames by turns, so that no neighbours share a mapping. */
	pa = mmu_frame_alloc(b.machine, 2, 1);
	bench_frame(&b, pa)[0] = 50;
	bench_frame(&b, pa + PAGE)[0] = 51;
	for (uint64_t i = 0; i < N; i++)
		bench_map_to(&b, la + i * PAGE, pa + i % 2 * PAGE, 12,
			     KERNEL_DATA);
	ptr = bench_ptr(&b, la);
	for (uint64_t i = 0; i < N; i++)
		assert_int_equal(bench_load(ptr + i * PAGE), 50 + i % 2);
	assert_in_range(host_mappings(ptr, N * PAGE), 8,
			SPARE_MAPS + LARGE_ENTRIES + 16);
	/* The large page was in use all the time. */
	assert_true(host_writable(bench_ptr(&b, large)));
	mmu_set_cpl(b.cpu, 3);
	mmu_set_cpl(b.cpu, 0);
	assert_int_equal(bench_load(bench_ptr(&b, large)), 49);
	/* Nothing is left now, and nothing is believed to be. */
	mmu_flush_tlb(b.cpu);
	assert_int_equal(host_mappings(ptr, N * PAGE), 1);
	for (uint64_t i = 0; i < N; i += 7)
		assert_int_equal(bench_load(ptr + i * PAGE), 50 + i % 2);
	assert_int_equal(b.count, 0);
	bench_destroy(&b);
}

/* One call to the host for a range, not one for each page. */
static void test_resident_flush_is_one_piece_for_a_window(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t drops;

	bench_expect(b, DEMAND);
	for (uint64_t i = 0; i < 200; i++)
		bench_store(bench_ptr(b, KERNEL_LA + 3 * i * PAGE), i);
	drops = stats(b).host_drops;
	mmu_set_cr3(b->cpu, mmu_cr3(b->cpu));
	assert_int_equal(stats(b).host_drops, drops + 1);
	for (uint64_t i = 0; i < 200; i++)
		assert_false(
			host_readable(bench_ptr(b, KERNEL_LA + 3 * i * PAGE)));
	/* Nothing to drop, no call. */
	mmu_set_cr3(b->cpu, mmu_cr3(b->cpu));
	assert_int_equal(stats(b).host_drops, drops + 1);
}

static void test_resident_shootdown_is_one_piece(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t drops;

	bench_expect(b, DEMAND);
	for (uint64_t i = 0; i < 40; i++)
		bench_store(bench_ptr(b, KERNEL_LA + i * PAGE), i);
	drops = stats(b).host_drops;
	mmu_shootdown(b->cpu, KERNEL_LA + 4 * PAGE, 30 * PAGE);
	assert_int_equal(stats(b).host_drops, drops + 1);
	for (uint64_t i = 0; i < 40; i++)
		assert_int_equal(
			host_readable(bench_ptr(b, KERNEL_LA + i * PAGE)),
			i < 4 || i >= 34);
}

/* Global pages divide what goes, and only where something goes. */
static void test_resident_flush_spares_global_pages(void **state)
{
	struct bench *b = bench_enter(state);
	uint64_t drops;

	for (uint64_t i = 0; i < 100; i++) {
		uint64_t global = i % 10 == 5 || i > 50 ? MMU_PTE_G : 0;

		bench_map(b, KERNEL_LA + i * PAGE, KERNEL_DATA | global);
		bench_store(bench_ptr(b, KERNEL_LA + i * PAGE), i);
	}
	drops = stats(b).host_drops;
	mmu_set_cr3(b->cpu, mmu_cr3(b->cpu));
	/* 0-4, 6-14, 16-24, 26-34, 36-44, 46-50 */
	assert_int_equal(stats(b).host_drops, drops + 6);
	for (uint64_t i = 0; i < 100; i++)
		assert_int_equal(
			host_writable(bench_ptr(b, KERNEL_LA + i * PAGE)),
			i % 10 == 5 || i > 50);
	assert_true(native_check(b->machine));
}

/* --- anything in any order ------------------------------------------------------------------ */

enum { LEAVES = 4, IN_LEAF = 512, CHOICES = 64 };

/**
 * struct shuffle - tables that change all the time, always with INVLPG
 * @pages:  PDE values with a table of small pages, for each leaf
 * @leaf:   of these frames, CHOICES large ones
 */
struct shuffle {
	struct bench b;
	volatile uint64_t *pde[LEAVES];
	uint64_t pages[LEAVES];
	uint64_t ram;
	unsigned int seed;
};

static unsigned int choose(struct shuffle *s, unsigned int n)
{
	s->seed = s->seed * 1103515245 + 12345;
	return (s->seed >> 8) % n;
}

static void shuffle_init(struct shuffle *s)
{
	const struct mmu_config config = {.size = sizeof(config),
					  .ram_bytes = 64ull << 20,
					  .tlb_sets = 4,
					  .tlb_ways = 4};
	struct bench *b = &s->b;

	bench_create_with(b, &config);
	s->seed = 7;
	s->ram = mmu_frame_alloc(b->machine, LEAVES * IN_LEAF, IN_LEAF);
	for (uint64_t at = 0; at < LEAVES * MB2; at += PAGE)
		*(uint64_t *)bench_frame(b, s->ram + at) = s->ram + at;
	for (int i = 0; i < LEAVES; i++) {
		uint64_t la = KERNEL_LA + i * MB2;

		bench_map_to(b, la, s->ram + i * MB2, 21, KERNEL_DATA);
		s->pde[i] = bench_entry(b, la);
		*s->pde[i] = 0;
		bench_map_to(b, la, s->ram, 12, KERNEL_DATA);
		s->pages[i] = *s->pde[i];
	}
}

static void shuffle_step(struct shuffle *s)
{
	struct bench *b = &s->b;
	unsigned int i = choose(s, LEAVES);
	uint64_t at = choose(s, CHOICES) * 8 * PAGE;
	uint64_t la = KERNEL_LA + i * MB2 + at;

	switch (choose(s, 16)) {
	case 0: /* a leaf */
		*s->pde[i] = (s->ram + choose(s, LEAVES) * MB2) | MMU_PTE_P |
			     MMU_PTE_PS | KERNEL_DATA;
		mmu_flush_tlb(b->cpu);
		break;
	case 1: /* a table in its place; forget what it held */
		*s->pde[i] = s->pages[i];
		memset(bench_frame(b, s->pages[i]), 0, PAGE);
		mmu_flush_tlb(b->cpu);
		break;
	case 2:
		mmu_set_cr3(b->cpu, mmu_cr3(b->cpu));
		break;
	case 3:
		mmu_set_cpl(b->cpu, 3);
		assert_false(host_readable(bench_ptr(b, la)));
		mmu_set_cpl(b->cpu, 0);
		break;
	case 4:
	case 5:
		mmu_invlpg(b->cpu, la);
		break;
	case 6:
	case 7:
	case 8: /* another small page */
		if (*s->pde[i] & MMU_PTE_PS)
			break;
		*bench_entry(b, la) = (s->ram + choose(s, LEAVES) * MB2 + at) |
				      MMU_PTE_P | KERNEL_DATA;
		mmu_invlpg(b->cpu, la);
		break;
	}
}

/* What the window shows is what the tables say. */
static void shuffle_look(struct shuffle *s)
{
	struct bench *b = &s->b;
	unsigned int i = choose(s, LEAVES);
	uint64_t at = choose(s, CHOICES) * 8 * PAGE;
	uint64_t la = KERNEL_LA + i * MB2 + at, pa;

	if (mmu_access(b->cpu, la, MMU_READ | MMU_PEEK, &pa, NULL)) {
		assert_false(host_readable(bench_ptr(b, la)));
		return;
	}
	assert_int_equal(bench_load8(bench_ptr(b, la)), pa);
	if (choose(s, 2))
		assert_int_equal(bench_store8(bench_ptr(b, la), pa), 0);
}

static void test_resident_any_order_of_changes(void **state)
{
	enum { STEPS = 6000 };
	struct shuffle s;

	(void)state;
	shuffle_init(&s);
	for (int i = 0; i < STEPS; i++) {
		shuffle_step(&s);
		shuffle_look(&s);
		if (i % 64 == 0)
			assert_true(native_check(s.b.machine));
	}
	assert_int_equal(s.b.count, 0);
	bench_destroy(&s.b);
}

/* A stale entry whose rights are renewed by a soft access takes the host's
 * old rights with it. */
static void test_resident_renewed_rights_reach_the_host(void **state)
{
	struct bench *b = bench_enter(state);
	void *code = bench_map_code(b, KERNEL_LA, KERNEL_CODE, CODE_42, 6);
	uint8_t byte = 0xb8;

	assert_int_equal(bench_jump(code), 42);
	*bench_entry(b, KERNEL_LA) |= MMU_PTE_RW | MMU_PTE_NX;
	assert_int_equal(mmu_store(b->cpu, KERNEL_LA, &byte, 1, NULL), 0);
	assert_int_equal(bench_jump(code), SKIPPED);
	assert_fault(b, MMU_TRAP_PF, KERNEL_LA, MMU_PF_P | MMU_PF_ID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(test_resident_stale_until_invlpg),
		bench_test(test_resident_invlpg_leaves_other_pages),
		bench_test(test_resident_cr3_drops_all_but_global_pages),
		bench_test(test_resident_other_tables_show_other_pages),
		bench_test(test_resident_pcids_keep_address_spaces_apart),
		bench_test(test_resident_first_store_after_a_load_sets_d),
		bench_test(test_resident_d_cleared_without_invlpg_stays_clear),
		bench_test(
			test_resident_page_that_is_dirty_in_the_table_is_writable),
		cmocka_unit_test(test_resident_eviction_unmaps),
		bench_test(test_resident_smap_closes_user_pages_at_cpl_0),
		bench_test(test_resident_supervisor_pages_close_at_cpl_3),
		bench_test(
			test_resident_soft_access_leaves_the_rights_in_order),
		bench_test(test_resident_wp_decides_about_supervisor_writes),
		bench_test(test_resident_protection_keys_decide_at_once),
		bench_test(test_resident_protection_key_of_an_executable_page),
		bench_test(test_resident_smep_decides_about_fetches),
		bench_test(test_resident_many_pages_follow_the_mode),
		bench_test(test_resident_2m_leaf_comes_in_one_piece),
		cmocka_unit_test(
			test_resident_1g_leaf_shows_what_the_window_shows),
		cmocka_unit_test(test_resident_leaf_in_two_windows),
		cmocka_unit_test(
			test_resident_hole_in_a_leaf_is_a_machine_check),
		cmocka_unit_test(
			test_resident_copy_from_one_side_of_a_hole_to_the_other),
		bench_test(
			test_resident_identity_window_changes_rights_in_place),
		bench_test(test_resident_identity_window_shows_foreign_frames),
		bench_test(test_resident_identity_window_keeps_a_foreign_page),
		cmocka_unit_test(test_resident_identity_window_over_holes),
		cmocka_unit_test(
			test_resident_identity_window_over_a_vast_hole),
		bench_test(test_resident_split_leaf_without_invlpg),
		bench_test(test_resident_leaf_over_stale_small_pages),
		bench_test(
			test_resident_leaf_keeps_its_rights_over_small_pages),
		bench_test(
			test_resident_leaf_and_small_page_in_one_instruction),
		bench_test(test_resident_page_comes_back_with_its_frame),
		bench_test(test_resident_reopened_window_shows_memory),
		cmocka_unit_test(
			test_resident_mappings_left_behind_are_bounded),
		bench_test(test_resident_flush_is_one_piece_for_a_window),
		bench_test(test_resident_shootdown_is_one_piece),
		bench_test(test_resident_flush_spares_global_pages),
		cmocka_unit_test(test_resident_any_order_of_changes),
		bench_test(test_resident_renewed_rights_reach_the_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
