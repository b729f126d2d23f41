/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_soft.c - loads, stores and copies through the soft API.
 *
 *   LA            RIGHT = LA + 4096
 *   +-------------+-------------+
 *   | page 1      | page 2      |  two frames that are not neighbours
 *   +-------------+-------------+
 */
#include "../support/rig.h"

#include <errno.h>

#define PAGE  4096ull
#define LA    0xffff888000010000ull
#define RIGHT (LA + PAGE)

static struct rig rig;
static struct mmu_fault fault;
static uint64_t left, right; /* physical addresses of the pages */

static int setup(void **state)
{
	(void)state;
	rig_create(&rig, NULL);
	left = rig_map(&rig, LA, RIG_RW);
	assert_true(mmu_frame_alloc(rig.machine, 1, 1) != MMU_NO_PA);
	right = rig_map(&rig, RIGHT, RIG_RW);
	assert_true(right != left + PAGE);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_destroy(&rig);
	return 0;
}

static unsigned int delivered;

static int refuse(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	(void)cpu;
	(void)frame;
	(void)arg;
	delivered++;
	return 1;
}

/* Loads and stores */

static void test_soft_load_returns_what_was_stored(void **state)
{
	static const unsigned int sizes[] = {1, 2, 4, 8};

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		uint64_t value = 0x8877665544332211, got = 0;
		uint64_t la = LA + 16 * i + 1; /* any alignment */

		for (int again = 0; again < 2; again++) { /* miss, then hit */
			assert_int_equal(mmu_store(rig.cpu, la, &value,
						   sizes[i], &fault),
					 0);
			assert_int_equal(mmu_load(rig.cpu, la, &got, sizes[i],
						  &fault),
					 0);
			assert_memory_equal(&got, &value, sizes[i]);
			assert_int_equal(
				*rig_byte(&rig, left + 16 * i + 1 + sizes[i]),
				0); /* and not a byte more */
		}
	}
}

static void test_soft_bad_sizes_are_einval(void **state)
{
	static const unsigned int sizes[] = {0, 3, 5, 16, 4097};
	char buf[8] = "";

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		assert_int_equal(mmu_load(rig.cpu, LA, buf, sizes[i], NULL),
				 -EINVAL);
		assert_int_equal(mmu_store(rig.cpu, LA, buf, sizes[i], NULL),
				 -EINVAL);
	}
	assert_int_equal(mmu_fetch(rig.cpu, LA, 0, NULL), -EINVAL);
	assert_int_equal(mmu_fetch(rig.cpu, LA, 16, NULL), -EINVAL);
	assert_int_equal(rig_stats(&rig).lookups, 0);
}

static void test_soft_accesses_may_cross_a_page(void **state)
{
	const uint64_t value = 0x8877665544332211;
	uint64_t got;

	(void)state;
	for (unsigned int before = 1; before < 8; before++) {
		got = 0;
		assert_int_equal(mmu_store(rig.cpu, RIGHT - before, &value, 8,
					   &fault),
				 0);
		assert_int_equal(
			mmu_load(rig.cpu, RIGHT - before, &got, 8, &fault), 0);
		assert_int_equal(got, value);
		assert_memory_equal(rig_byte(&rig, left + PAGE - before),
				    &value, before);
		assert_memory_equal(rig_byte(&rig, right),
				    (char *)&value + before, 8 - before);
	}
}

static void test_soft_fault_on_the_right_half_writes_nothing(void **state)
{
	const uint64_t value = ~0ull;

	(void)state;
	*rig_entry(&rig, RIGHT) &= ~MMU_PTE_RW;
	for (int again = 0; again < 2; again++) { /* miss, then hit */
		assert_int_equal(mmu_store(rig.cpu, RIGHT - 3, &value, 8,
					   &fault),
				 MMU_TRAP_PF);
		assert_int_equal(fault.la, RIGHT); /* first byte over there */
		assert_int_equal(fault.error_code, MMU_PF_P | MMU_PF_WR);
		for (unsigned int i = 1; i <= 3; i++)
			assert_int_equal(*rig_byte(&rig, left + PAGE - i), 0);
	}
}

static void test_soft_fault_on_the_left_half_comes_first(void **state)
{
	uint64_t value = 1;

	(void)state;
	*rig_entry(&rig, LA) = 0;
	*rig_entry(&rig, RIGHT) = 0;
	assert_int_equal(mmu_load(rig.cpu, RIGHT - 3, &value, 8, &fault),
			 MMU_TRAP_PF);
	assert_int_equal(fault.la, RIGHT - 3);
	assert_int_equal(value, 1);
}

static void test_soft_load_into_the_non_canonical_hole_is_gp(void **state)
{
	uint64_t value;

	(void)state;
	rig_map(&rig, 0x00007ffffffff000, RIG_RW);
	assert_int_equal(mmu_load(rig.cpu, 0x00007ffffffffffc, &value, 8,
				  &fault),
			 MMU_TRAP_GP);
	assert_int_equal(fault.la, 0x0000800000000000);
}

static void test_soft_fault_pointer_may_be_null(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(mmu_load(rig.cpu, 0, &value, 8, NULL), MMU_TRAP_PF);
	assert_int_equal(mmu_store(rig.cpu, 0, &value, 8, NULL), MMU_TRAP_PF);
	assert_int_equal(mmu_fetch(rig.cpu, 0, 1, NULL), MMU_TRAP_PF);
	assert_int_equal(mmu_read(rig.cpu, 0, &value, 8, NULL, NULL),
			 MMU_TRAP_PF);
}

/* One access that faults is one fault, whatever the TLB held before. */
static void test_soft_fault_is_counted_once(void **state)
{
	uint64_t value = 0;
	struct mmu_stats stats;

	(void)state;
	*rig_entry(&rig, LA) &= ~MMU_PTE_RW;
	assert_int_equal(mmu_load(rig.cpu, LA, &value, 8, NULL), 0);
	assert_int_equal(mmu_store(rig.cpu, LA, &value, 8, NULL), MMU_TRAP_PF);
	stats = rig_stats(&rig);
	assert_int_equal(stats.faults, 1);
	assert_int_equal(stats.lookups, 2);
	assert_int_equal(stats.walks, 2);
}

static void test_soft_second_load_takes_no_walk(void **state)
{
	uint64_t value;

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(mmu_load(rig.cpu, LA + 8 * i, &value, 8, NULL),
				 0);
	assert_int_equal(rig_stats(&rig).walks, 1);
	assert_int_equal(rig_stats(&rig).hits, 9);
}

static void test_soft_fetch_checks_execution(void **state)
{
	(void)state;
	rig_map(&rig, LA + 2 * PAGE, 0); /* a page of code, then one of data */
	rig_map(&rig, LA + 3 * PAGE, RIG_RW);
	assert_int_equal(mmu_fetch(rig.cpu, LA + 2 * PAGE, 15, &fault), 0);
	assert_int_equal(mmu_fetch(rig.cpu, LA + 3 * PAGE - 5, 15, &fault),
			 MMU_TRAP_PF);
	assert_int_equal(fault.la, LA + 3 * PAGE);
	assert_int_equal(fault.why, MMU_WHY_NX);
	assert_int_equal(fault.error_code, MMU_PF_P | MMU_PF_ID);
	/* An instruction that ends with the page is no business of the next. */
	assert_int_equal(mmu_fetch(rig.cpu, LA + 3 * PAGE - 5, 5, &fault), 0);
}

/* Ranges */

static void test_soft_copies_ranges_over_pages(void **state)
{
	char out[5000], in[5000] = "";
	size_t done = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(out); i++)
		out[i] = (char)(i * 7);
	assert_int_equal(mmu_write(rig.cpu, LA + 100, out, sizeof(out), &done,
				   &fault),
			 0);
	assert_int_equal(done, sizeof(out));
	assert_int_equal(
		mmu_read(rig.cpu, LA + 100, in, sizeof(in), &done, &fault), 0);
	assert_int_equal(done, sizeof(in));
	assert_memory_equal(in, out, sizeof(in));
	assert_memory_equal(rig_byte(&rig, right), out + PAGE - 100, 100);
}

static void test_soft_copy_stops_at_a_fault_and_says_where(void **state)
{
	char buf[3 * PAGE];
	size_t done;

	(void)state;
	memset(buf, 'x', sizeof(buf));
	assert_int_equal(mmu_write(rig.cpu, LA + 10, buf, sizeof(buf), &done,
				   &fault),
			 MMU_TRAP_PF);
	assert_int_equal(done, 2 * PAGE - 10);
	assert_int_equal(fault.la, LA + 2 * PAGE);
	assert_int_equal(*rig_byte(&rig, right + PAGE - 1), 'x');
}

static void test_soft_copy_of_nothing_touches_nothing(void **state)
{
	size_t done = 99;

	(void)state;
	assert_int_equal(mmu_read(rig.cpu, 0, NULL, 0, &done, &fault), 0);
	assert_int_equal(done, 0);
	assert_int_equal(mmu_write(rig.cpu, 0, NULL, 0, NULL, NULL), 0);
	assert_int_equal(rig_stats(&rig).lookups, 0);
}

static void test_soft_copy_in_and_out_do_not_deliver(void **state)
{
	char buf[16] = "";
	size_t done = 99;

	(void)state;
	delivered = 0;
	mmu_set_handler(rig.machine, MMU_TRAP_PF, refuse, NULL);
	assert_int_equal(mmu_copy_in(rig.cpu, buf, 0, 16, 0, &done, &fault),
			 MMU_TRAP_PF);
	assert_int_equal(done, 0);
	assert_int_equal(fault.la, 0);
	assert_int_equal(mmu_copy_out(rig.cpu, 0, buf, 16, 0, &done, &fault),
			 MMU_TRAP_PF);
	assert_int_equal(fault.error_code, MMU_PF_WR);
	assert_int_equal(delivered, 0);
	assert_int_equal(mmu_read(rig.cpu, 0, buf, 16, &done, &fault),
			 MMU_TRAP_PF);
	assert_int_equal(delivered, 1);
}

static void test_soft_copy_with_peek_is_a_debuggers(void **state)
{
	char buf[16] = "";

	(void)state;
	strcpy((char *)rig_byte(&rig, left), "in memory");
	assert_int_equal(
		mmu_copy_in(rig.cpu, buf, LA, 10, MMU_PEEK, NULL, &fault), 0);
	assert_string_equal(buf, "in memory");
	assert_false(*rig_entry(&rig, LA) & MMU_PTE_A);
	assert_int_equal(rig_stats(&rig).fills, 0);
}

static void test_soft_stores_set_a_and_d_as_needed(void **state)
{
	uint64_t value = 0;

	(void)state;
	assert_int_equal(mmu_load(rig.cpu, LA, &value, 8, NULL), 0);
	assert_true(*rig_entry(&rig, LA) & MMU_PTE_A);
	assert_false(*rig_entry(&rig, LA) & MMU_PTE_D);
	assert_int_equal(mmu_store(rig.cpu, LA, &value, 8, NULL), 0);
	assert_true(*rig_entry(&rig, LA) & MMU_PTE_D);
}

/* A mode: what of the registers decides about rights. */
struct mode {
	unsigned int cpl;
	bool wp, smap, pke, ac;
	uint32_t pkru;
};

static void set_mode(struct mode mode)
{
	uint64_t cr4 = mmu_cr4(rig.cpu) & ~(MMU_CR4_SMAP | MMU_CR4_PKE);
	uint64_t cr0 = mmu_cr0(rig.cpu) & ~MMU_CR0_WP;
	uint64_t flags = mmu_rflags(rig.cpu) & ~MMU_RFLAGS_AC;

	cr0 |= mode.wp ? MMU_CR0_WP : 0;
	cr4 |= (mode.smap ? MMU_CR4_SMAP : 0) | (mode.pke ? MMU_CR4_PKE : 0);
	assert_int_equal(mmu_set_cr0(rig.cpu, cr0), 0);
	assert_int_equal(mmu_set_cr4(rig.cpu, cr4), 0);
	mmu_set_rflags(rig.cpu, flags | (mode.ac ? MMU_RFLAGS_AC : 0));
	mmu_set_pkru(rig.cpu, mode.pkru);
	mmu_set_cpl(rig.cpu, mode.cpl);
}

/* Often enough for the TLB to remember that it is allowed. */
static int store_thrice(void)
{
	uint64_t value = 0;
	int result = 0;

	for (int i = 0; i < 3; i++)
		result |= mmu_store(rig.cpu, LA, &value, 8, &fault);
	return result;
}

static void test_soft_remembered_verdicts_end_with_the_mode(void **state)
{
	static const uint64_t user = MMU_PTE_US | MMU_PTE_RW;
	static const struct {
		const char *reason;
		uint64_t flags;
		struct mode allowed, denied;
	} row[] = {
		{"CPL", MMU_PTE_RW, {.cpl = 0}, {.cpl = 3}},
		{"WP", 0, {.wp = false}, {.wp = true}},
		{"SMAP", user, {.smap = false}, {.smap = true}},
		{"AC", user, {.smap = true, .ac = true}, {.smap = true}},
		{"PKE", user, {.pkru = 2}, {.pkru = 2, .pke = true, .wp = true}},
		{"PKRU", user, {.pke = true}, {.pke = true, .pkru = 1}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(row); i++) {
		*rig_entry(&rig, LA) = left | row[i].flags | MMU_PTE_P;
		mmu_invlpg(rig.cpu, LA);
		set_mode(row[i].allowed);
		print_message("%s\n", row[i].reason);
		assert_int_equal(store_thrice(), 0);
		set_mode(row[i].denied);
		assert_int_equal(store_thrice(), MMU_TRAP_PF);
		set_mode(row[i].allowed);
		assert_int_equal(store_thrice(), 0);
	}
}

/* Fetching renews the entry: it is executable now, but no longer writable. */
static void test_soft_remembered_verdicts_end_with_a_new_walk(void **state)
{
	volatile uint64_t *entry = rig_entry(&rig, LA);

	(void)state;
	assert_int_equal(store_thrice(), 0);
	*entry &= ~(MMU_PTE_RW | MMU_PTE_NX);
	assert_int_equal(store_thrice(), 0); /* stale */
	assert_int_equal(mmu_fetch(rig.cpu, LA, 1, &fault), 0);
	assert_int_equal(store_thrice(), MMU_TRAP_PF);
	assert_int_equal(fault.why, MMU_WHY_READ_ONLY);
}

static void test_soft_a_bad_size_is_no_hit(void **state)
{
	struct mmu_stats before;
	uint64_t value = 0;

	(void)state;
	assert_int_equal(store_thrice(), 0);
	before = rig_stats(&rig);
	assert_int_equal(mmu_store(rig.cpu, LA, &value, 3, &fault), -EINVAL);
	assert_int_equal(rig_stats(&rig).lookups, before.lookups);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_soft_load_returns_what_was_stored),
		TEST(test_soft_bad_sizes_are_einval),
		TEST(test_soft_accesses_may_cross_a_page),
		TEST(test_soft_fault_on_the_right_half_writes_nothing),
		TEST(test_soft_fault_on_the_left_half_comes_first),
		TEST(test_soft_load_into_the_non_canonical_hole_is_gp),
		TEST(test_soft_fault_pointer_may_be_null),
		TEST(test_soft_fault_is_counted_once),
		TEST(test_soft_second_load_takes_no_walk),
		TEST(test_soft_fetch_checks_execution),
		TEST(test_soft_copies_ranges_over_pages),
		TEST(test_soft_copy_stops_at_a_fault_and_says_where),
		TEST(test_soft_copy_of_nothing_touches_nothing),
		TEST(test_soft_copy_in_and_out_do_not_deliver),
		TEST(test_soft_copy_with_peek_is_a_debuggers),
		TEST(test_soft_stores_set_a_and_d_as_needed),
		TEST(test_soft_remembered_verdicts_end_with_the_mode),
		TEST(test_soft_remembered_verdicts_end_with_a_new_walk),
		TEST(test_soft_a_bad_size_is_no_hit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
