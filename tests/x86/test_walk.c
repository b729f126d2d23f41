/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_walk.c - mmu_walk() over tables in a plain array.
 *
 *   0x1000  top     PML4, or PML5 with five levels
 *   0x2000  PDPT
 *   0x3000  PD
 *   0x4000  PT
 *   0x5000  PML4 with five levels
 *   0x6000  end of RAM
 *
 * LA takes a different index in each table, and map() writes one entry per
 * level, so that tests can say "the entry at level 3".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <mmusim/x86.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define RAM_END	     0x6000
#define TABLE	     (MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US)
#define LEAF	     (MMU_PTE_P | MMU_PTE_RW | MMU_PTE_US)
#define PAGE	     0x40000000ull /* aligned for every page size */

/* Indices 2, 3, 4, 5 and, with five levels, 1. */
#define LA \
	(1ull << 48 | 2ull << 39 | 3ull << 30 | 4ull << 21 | 5ull << 12 | 0x678)
#define LA4 (LA & 0x0000ffffffffffffull)

struct ram {
	uint64_t word[RAM_END / 8];
	unsigned int reads;
	/* What another CPU does when entry number change_at has been reached:
	 * it writes change_to at change_pa. */
	unsigned int change_at;
	uint64_t change_pa, change_to;
};

static struct ram ram;
static struct mmu_mode mode;
static struct mmu_xlat xlat;
static struct mmu_fault fault;

static volatile uint64_t *reach(void *ctx, uint64_t pa)
{
	struct ram *r = ctx;

	assert_int_equal(pa % 8, 0);
	if (++r->reads == r->change_at)
		r->word[r->change_pa / 8] = r->change_to;
	return pa < RAM_END ? &r->word[pa / 8] : NULL;
}

static int setup(void **state)
{
	(void)state;
	memset(&ram, 0, sizeof(ram));
	memset(&xlat, 0xee, sizeof(xlat));
	memset(&fault, 0xee, sizeof(fault));
	mode = (struct mmu_mode){
		.cr3 = 0x1000,
		.maxphyaddr = 46,
		.levels = 4,
		.cpl = 3,
		.wp = true,
		.smep = true,
		.smap = true,
		.nxe = true,
		.gb_pages = true,
	};
	return 0;
}

static uint64_t table_of(unsigned int level)
{
	static const uint64_t with_four[] = {0, 0x4000, 0x3000, 0x2000, 0x1000};
	static const uint64_t with_five[] = {0,	     0x4000, 0x3000,
					     0x2000, 0x5000, 0x1000};

	return mode.levels == 5 ? with_five[level] : with_four[level];
}

static uint64_t entry_pa(unsigned int level)
{
	return table_of(level) + (6 - level) * 8;
}

static uint64_t *entry(unsigned int level)
{
	return &ram.word[entry_pa(level) / 8];
}

/* Everything allowed, and a leaf at the level given. */
static void map(unsigned int leaf_level)
{
	for (unsigned int level = mode.levels; level > leaf_level; level--)
		*entry(level) = table_of(level - 1) | TABLE;
	*entry(leaf_level) = PAGE | LEAF | (leaf_level > 1 ? MMU_PTE_PS : 0);
}

static int walk(uint64_t la, unsigned int how)
{
	return mmu_walk(&mode, reach, &ram, la, how, &xlat, &fault);
}

static void assert_fault(enum mmu_trap vector, enum mmu_why why,
			 unsigned int level, uint32_t error_code)
{
	assert_int_equal(fault.vector, vector);
	assert_int_equal(fault.why, why);
	assert_int_equal(fault.level, level);
	assert_int_equal(fault.error_code, error_code);
}

/* Translation */

static void test_walk_finds_a_page_of_each_size(void **state)
{
	static const struct {
		unsigned int levels, leaf_level, shift;
		uint64_t la, pa;
	} rows[] = {
		{4, 1, 12, LA4, PAGE + 0x678},
		{4, 2, 21, LA4, PAGE + 0x5678},
		{4, 3, 30, LA4, PAGE + 0x805678},
		{5, 1, 12, LA, PAGE + 0x678},
		{5, 2, 21, LA, PAGE + 0x5678},
		{5, 3, 30, LA, PAGE + 0x805678},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		setup(state);
		mode.levels = rows[i].levels;
		map(rows[i].leaf_level);
		assert_int_equal(walk(rows[i].la, MMU_READ), 0);
		assert_int_equal(xlat.pa, rows[i].pa);
		assert_int_equal(xlat.shift, rows[i].shift);
		assert_int_equal(xlat.nsteps,
				 rows[i].levels - rows[i].leaf_level + 1);
		assert_int_equal(ram.reads, xlat.nsteps);
	}
}

static void test_walk_records_its_steps(void **state)
{
	(void)state;
	map(1);
	assert_int_equal(walk(LA4, MMU_READ), 0);
	assert_int_equal(xlat.nsteps, 4);
	for (unsigned int i = 0; i < 4; i++) {
		const struct mmu_step *step = &xlat.step[i];

		assert_int_equal(step->level, 4 - i);
		assert_int_equal(step->pa, entry_pa(4 - i));
		assert_ptr_equal(step->host, entry(4 - i));
		assert_int_equal(step->entry, *entry(4 - i) & ~MMU_PTE_A);
	}
}

static void test_walk_ignores_the_low_bits_and_bit_63_of_cr3(void **state)
{
	(void)state;
	map(1);
	mode.cr3 |= 0xfff | MMU_CR3_NOFLUSH;
	assert_int_equal(walk(LA4, MMU_READ), 0);
	assert_int_equal(xlat.pa, PAGE + 0x678);
}

static void test_walk_reports_what_the_leaf_says(void **state)
{
	(void)state;
	map(1);
	assert_int_equal(walk(LA4, MMU_READ), 0);
	assert_int_equal(xlat.pkey, 0);
	assert_false(xlat.global);
	assert_false(xlat.dirty);

	*entry(1) |= MMU_PTE_G | MMU_PTE_D | 11ull << MMU_PTE_PKEY_SHIFT;
	assert_int_equal(walk(LA4, MMU_READ), 0);
	assert_int_equal(xlat.pkey, 11);
	assert_true(xlat.global);
	assert_true(xlat.dirty);
}

static void test_walk_combines_rights_over_the_levels(void **state)
{
	const unsigned int all = MMU_RIGHT_US | MMU_RIGHT_RW;
	static const struct {
		uint64_t flip;
		unsigned int rights;
	} rows[] = {
		{MMU_PTE_US, MMU_RIGHT_RW}, /* one supervisor entry: all */
		{MMU_PTE_RW, MMU_RIGHT_US}, /* one read-only entry: all */
		{MMU_PTE_NX, MMU_RIGHT_US | MMU_RIGHT_RW | MMU_RIGHT_NX},
		{MMU_PTE_G, MMU_RIGHT_US | MMU_RIGHT_RW}, /* no right */
	};

	mode.cpl = 0;
	mode.smap = false;
	map(1);
	assert_int_equal(walk(LA4, MMU_READ), 0);
	assert_int_equal(xlat.rights, all);
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (unsigned int level = 1; level <= 4; level++) {
			setup(state);
			mode.cpl = 0;
			mode.smap = false;
			map(1);
			*entry(level) ^= rows[i].flip;
			assert_int_equal(walk(LA4, MMU_READ), 0);
			assert_int_equal(xlat.rights, rows[i].rights);
		}
	}
}

/* Bits that software may use as it likes must not disturb. */
static void test_walk_ignores_what_is_ignored(void **state)
{
	const uint64_t ignored = 0x7ff0000000000e00ull | MMU_PTE_PWT |
				 MMU_PTE_PCD;

	(void)state;
	map(1);
	for (unsigned int level = 2; level <= 4; level++)
		*entry(level) |= ignored | MMU_PTE_G | MMU_PTE_D;
	/* Bit 7 is PAT here, and the address need not fit a large page. */
	*entry(1) |= ignored | MMU_PTE_PAT | 0x1ff000;
	assert_int_equal(walk(LA4, MMU_WRITE), 0);
	assert_int_equal(xlat.pa, PAGE + 0x1ff678);
	assert_false(xlat.global);
}

static void test_walk_takes_bit_12_of_a_large_leaf_for_pat(void **state)
{
	const uint64_t la = LA4 & ~0x1000ull; /* bit 12 of pa is then 0 */

	(void)state;
	map(2);
	*entry(2) |= MMU_PTE_PAT_LARGE;
	assert_int_equal(walk(la, MMU_READ), 0);
	assert_int_equal(xlat.pa, PAGE + 0x4678);
}

/* Faults */

static void test_walk_carries_the_pat_index(void **state)
{
	(void)state;
	for (unsigned int leaf = 1; leaf <= 3; leaf++) {
		uint64_t pat = leaf == 1 ? MMU_PTE_PAT : MMU_PTE_PAT_LARGE;

		map(leaf);
		assert_int_equal(walk(LA4, MMU_READ), 0);
		assert_int_equal(xlat.pat, 0);
		*entry(leaf) |= MMU_PTE_PCD;
		assert_int_equal(walk(LA4, MMU_READ), 0);
		assert_int_equal(xlat.pat, 2);
		*entry(leaf) |= pat | MMU_PTE_PWT;
		assert_int_equal(walk(LA4, MMU_READ), 0);
		assert_int_equal(xlat.pat, 7);
	}
}

static void test_walk_ends_at_an_entry_that_is_not_present(void **state)
{
	static const struct {
		unsigned int how, cpl;
		uint32_t error_code;
	} rows[] = {
		{MMU_READ, 0, 0},
		{MMU_READ, 3, MMU_PF_US},
		{MMU_WRITE, 0, MMU_PF_WR},
		{MMU_WRITE, 3, MMU_PF_WR | MMU_PF_US},
		{MMU_FETCH, 3, MMU_PF_ID | MMU_PF_US},
		{MMU_READ | MMU_IMPLICIT, 3, 0}, /* the CPU is no user */
	};

	for (unsigned int level = 1; level <= 4; level++) {
		for (size_t i = 0; i < COUNT(rows); i++) {
			setup(state);
			map(1);
			mode.cpl = rows[i].cpl;
			*entry(level) &= ~MMU_PTE_P;
			assert_int_equal(walk(LA4, rows[i].how), MMU_TRAP_PF);
			assert_fault(MMU_TRAP_PF, MMU_WHY_NOT_PRESENT, level,
				     rows[i].error_code);
			assert_int_equal(fault.la, LA4);
			assert_int_equal(fault.how, rows[i].how);
			assert_int_equal(fault.entry, *entry(level));
			assert_int_equal(fault.entry_pa, entry_pa(level));
			assert_int_equal(xlat.nsteps, 5 - level);
		}
	}
}

static void test_walk_reserved_bit_sets_rsvd(void **state)
{
	static const struct {
		unsigned int level;
		uint64_t bits;
		const char *reason;
	} rows[] = {
		{1, 1ull << 46, "address bit 46 at MAXPHYADDR 46"},
		{4, 1ull << 51, "the highest address bit"},
		{4, MMU_PTE_PS, "no leaf at level 4"},
		{2, MMU_PTE_PS | 1 << 13, "2 MiB page, misaligned"},
		{2, MMU_PTE_PS | 1 << 20, "2 MiB page, misaligned"},
		{3, MMU_PTE_PS | 1 << 13, "1 GiB page, misaligned"},
		{3, MMU_PTE_PS | 1 << 29, "1 GiB page, misaligned"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		setup(state);
		map(1);
		if (rows[i].bits & MMU_PTE_PS) /* no address but the row's */
			*entry(rows[i].level) &= ~MMU_PTE_ADDR;
		*entry(rows[i].level) |= rows[i].bits;
		if (walk(LA4, MMU_WRITE) != MMU_TRAP_PF)
			fail_msg("allowed: %s", rows[i].reason);
		assert_fault(MMU_TRAP_PF, MMU_WHY_RESERVED, rows[i].level,
			     MMU_PF_P | MMU_PF_RSVD | MMU_PF_WR | MMU_PF_US);
	}
}

static void test_walk_nx_is_reserved_without_nxe(void **state)
{
	(void)state;
	map(1);
	mode.nxe = false;
	*entry(3) |= MMU_PTE_NX;
	assert_int_equal(walk(LA4, MMU_READ), MMU_TRAP_PF);
	assert_fault(MMU_TRAP_PF, MMU_WHY_RESERVED, 3,
		     MMU_PF_P | MMU_PF_RSVD | MMU_PF_US);
}

static void test_walk_1g_page_is_reserved_where_there_are_none(void **state)
{
	(void)state;
	map(3);
	mode.gb_pages = false;
	assert_int_equal(walk(LA4, MMU_READ), MMU_TRAP_PF);
	assert_fault(MMU_TRAP_PF, MMU_WHY_RESERVED, 3,
		     MMU_PF_P | MMU_PF_RSVD | MMU_PF_US);
}

static void test_walk_does_not_look_at_reserved_bits_without_p(void **state)
{
	(void)state;
	map(1);
	*entry(2) = ~0ull & ~MMU_PTE_P;
	assert_int_equal(walk(LA4, MMU_READ), MMU_TRAP_PF);
	assert_fault(MMU_TRAP_PF, MMU_WHY_NOT_PRESENT, 2, MMU_PF_US);
}

static void test_walk_missing_entry_below_beats_a_violation_above(void **state)
{
	(void)state;
	map(1);
	*entry(4) &= ~(MMU_PTE_US | MMU_PTE_RW);
	*entry(1) = 0;
	assert_int_equal(walk(LA4, MMU_WRITE), MMU_TRAP_PF);
	assert_fault(MMU_TRAP_PF, MMU_WHY_NOT_PRESENT, 1,
		     MMU_PF_WR | MMU_PF_US);
}

static void test_walk_blames_the_topmost_entry_that_denies(void **state)
{
	const uint32_t user = MMU_PF_P | MMU_PF_US;
	const struct {
		unsigned int how;
		uint64_t flip;
		enum mmu_why why;
		uint32_t error_code;
	} rows[] = {
		{MMU_READ, MMU_PTE_US, MMU_WHY_SUPERVISOR, user},
		{MMU_WRITE, MMU_PTE_RW, MMU_WHY_READ_ONLY, user | MMU_PF_WR},
		{MMU_FETCH, MMU_PTE_NX, MMU_WHY_NX, user | MMU_PF_ID},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		for (unsigned int level = 1; level <= 4; level++) {
			setup(state);
			map(1);
			*entry(level) ^= rows[i].flip;
			if (level > 1) /* a second one, further down */
				*entry(1) ^= rows[i].flip;
			assert_int_equal(walk(LA4, rows[i].how), MMU_TRAP_PF);
			assert_fault(MMU_TRAP_PF, rows[i].why, level,
				     rows[i].error_code);
			assert_int_equal(fault.entry_pa, entry_pa(level));
		}
	}
}

static void test_walk_blames_the_leaf_for_smep_smap_and_keys(void **state)
{
	(void)state;
	map(2);
	mode.cpl = 0;
	assert_int_equal(walk(LA4, MMU_READ), MMU_TRAP_PF);
	assert_fault(MMU_TRAP_PF, MMU_WHY_SMAP, 2, MMU_PF_P);
	assert_int_equal(walk(LA4, MMU_FETCH), MMU_TRAP_PF);
	assert_fault(MMU_TRAP_PF, MMU_WHY_SMEP, 2, MMU_PF_P | MMU_PF_ID);

	mode.cpl = 3;
	mode.pke = true;
	mode.pkru = 1u << 2 * 7; /* AD of key 7 */
	*entry(2) |= 7ull << MMU_PTE_PKEY_SHIFT;
	assert_int_equal(walk(LA4, MMU_READ), MMU_TRAP_PF);
	assert_fault(MMU_TRAP_PF, MMU_WHY_PKEY, 2,
		     MMU_PF_P | MMU_PF_US | MMU_PF_PK);
}

static void test_walk_entry_outside_ram_is_a_machine_check(void **state)
{
	(void)state;
	map(1);
	*entry(3) = 0x123456000 | TABLE;
	assert_int_equal(walk(LA4, MMU_WRITE), MMU_TRAP_MC);
	assert_fault(MMU_TRAP_MC, MMU_WHY_NO_RAM, 2, 0);
	assert_int_equal(fault.entry_pa, 0x123456000 + 4 * 8);
	assert_int_equal(fault.entry, 0);
	assert_int_equal(xlat.nsteps, 3);
}

static void test_walk_refuses_non_canonical_addresses(void **state)
{
	static const struct {
		unsigned int levels;
		uint64_t la;
		unsigned int how;
		int vector;
	} rows[] = {
		{4, 0x0000800000000000, MMU_READ, MMU_TRAP_GP},
		{4, 0xffff7fffffffffff, MMU_WRITE, MMU_TRAP_GP},
		{4, 0x0000800000000000, MMU_READ | MMU_STACK, MMU_TRAP_SS},
		{4, 0x8000000000000000, MMU_FETCH, MMU_TRAP_GP},
		{5, 0x0100000000000000, MMU_READ, MMU_TRAP_GP},
		{5, 0xfeffffffffffffff, MMU_READ | MMU_STACK, MMU_TRAP_SS},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		setup(state);
		mode.levels = rows[i].levels;
		assert_int_equal(walk(rows[i].la, rows[i].how), rows[i].vector);
		assert_fault(rows[i].vector, MMU_WHY_NON_CANONICAL, 0, 0);
		assert_int_equal(fault.la, rows[i].la);
		assert_int_equal(ram.reads, 0);
	}
}

/* Accessed and dirty */

static void test_walk_sets_a_everywhere_and_d_in_a_written_leaf(void **state)
{
	static const unsigned int hows[] = {MMU_READ, MMU_FETCH, MMU_WRITE};

	for (unsigned int leaf = 1; leaf <= 3; leaf++) {
		for (size_t i = 0; i < COUNT(hows); i++) {
			bool write = hows[i] == MMU_WRITE;

			setup(state);
			map(leaf);
			assert_int_equal(walk(LA4, hows[i]), 0);
			for (unsigned int level = leaf; level <= 4; level++)
				assert_true(*entry(level) & MMU_PTE_A);
			for (unsigned int level = leaf + 1; level <= 4; level++)
				assert_false(*entry(level) & MMU_PTE_D);
			assert_int_equal(!!(*entry(leaf) & MMU_PTE_D), write);
			assert_int_equal(xlat.dirty, write);
		}
	}
}

static void assert_clean(void)
{
	for (unsigned int level = 1; level <= 4; level++)
		assert_false(*entry(level) & (MMU_PTE_A | MMU_PTE_D));
}

static void test_walk_that_faults_sets_nothing(void **state)
{
	(void)state;
	map(1);
	*entry(1) &= ~MMU_PTE_RW;
	assert_int_equal(walk(LA4, MMU_WRITE), MMU_TRAP_PF);
	assert_clean();
}

static void test_walk_to_peek_sets_nothing(void **state)
{
	(void)state;
	map(1);
	assert_int_equal(walk(LA4, MMU_WRITE | MMU_PEEK), 0);
	assert_int_equal(xlat.pa, PAGE + 0x678);
	assert_false(xlat.dirty);
	assert_clean();
}

/* With all flags set there is nothing to write, and tables may be read-only. */
static void test_walk_writes_nothing_when_all_flags_are_set(void **state)
{
	struct ram before;

	(void)state;
	map(1);
	assert_int_equal(walk(LA4, MMU_WRITE), 0);
	before = ram;
	assert_int_equal(walk(LA4, MMU_WRITE), 0);
	assert_memory_equal(ram.word, before.word, sizeof(ram.word));
	assert_int_equal(ram.reads, 8);
}

static void test_walk_starts_again_when_an_entry_changes(void **state)
{
	(void)state;
	map(1);
	/* While we reach for the PTE the PDE is made to point elsewhere. */
	ram.change_at = 4;
	ram.change_pa = entry_pa(2);
	ram.change_to = 0x5000 | TABLE;
	ram.word[(0x5000 + 5 * 8) / 8] = 0x7777000 | LEAF;
	assert_int_equal(walk(LA4, MMU_WRITE), 0);
	assert_int_equal(xlat.pa, 0x7777678);
	assert_int_equal(ram.reads, 8);
	assert_false(*entry(1) & (MMU_PTE_A | MMU_PTE_D)); /* not used */
	assert_true(ram.word[(0x5000 + 5 * 8) / 8] & MMU_PTE_D);
}

static void test_walk_faults_when_an_entry_goes_away_meanwhile(void **state)
{
	(void)state;
	map(1);
	ram.change_at = 4;
	ram.change_pa = entry_pa(3);
	ram.change_to = 0;
	assert_int_equal(walk(LA4, MMU_READ), MMU_TRAP_PF);
	assert_fault(MMU_TRAP_PF, MMU_WHY_NOT_PRESENT, 3, MMU_PF_US);
	assert_int_equal(xlat.nsteps, 2);
}

/* The top table maps itself: one entry serves all four levels. */
static void test_walk_manages_recursive_tables(void **state)
{
	const uint64_t la = 0xffff804020100000ull + 256 * 8; /* index 256 x 4 */
	uint64_t *self = &ram.word[(0x1000 + 256 * 8) / 8];

	(void)state;
	*self = 0x1000 | TABLE;
	assert_int_equal(walk(la, MMU_WRITE), 0);
	assert_int_equal(xlat.pa, 0x1000 + 256 * 8);
	assert_int_equal(*self, 0x1000 | TABLE | MMU_PTE_A | MMU_PTE_D);
}

/* mmu_is_canonical(), mmu_reserved_bits() */

static void test_canonical_addresses_repeat_their_highest_bit(void **state)
{
	static const struct {
		uint64_t la;
		bool with_four, with_five;
	} rows[] = {
		{0, true, true},
		{0x00007fffffffffff, true, true},  /* end of the low half */
		{0x0000800000000000, false, true}, /* just beyond */
		{0xffff7fffffffffff, false, true}, /* just below */
		{0xffff800000000000, true, true},  /* the high half */
		{0xffffffffffffffff, true, true},
		{0x00ffffffffffffff, false, true}, /* end with five levels */
		{0x0100000000000000, false, false},
		{0xfeffffffffffffff, false, false},
		{0xff00000000000000, false, true},
		{0x8000000000000000, false, false}, /* only the top bit */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(mmu_is_canonical(rows[i].la, 4),
				 rows[i].with_four);
		assert_int_equal(mmu_is_canonical(rows[i].la, 5),
				 rows[i].with_five);
	}
}

static void test_reserved_bits_by_level_and_mode(void **state)
{
	const uint64_t above_46 = 0x000fc00000000000;
	const struct {
		unsigned int level;
		uint64_t entry;
		bool nxe, gb_pages;
		unsigned int maxphyaddr;
		uint64_t bits;
	} rows[] = {
		{1, 0, true, true, 46, above_46},
		{1, MMU_PTE_PAT, true, true, 46, above_46}, /* PAT, not PS */
		{2, 0, true, true, 46, above_46},
		{3, 0, true, true, 46, above_46},
		{2, MMU_PTE_PS, true, true, 46, above_46 | 0x1fe000},
		{3, MMU_PTE_PS, true, true, 46, above_46 | 0x3fffe000},
		{3, 0, true, false, 46, above_46 | MMU_PTE_PS},
		{4, 0, true, true, 46, above_46 | MMU_PTE_PS},
		{5, 0, true, true, 46, above_46 | MMU_PTE_PS},
		{1, 0, false, true, 46, above_46 | MMU_PTE_NX},
		{1, 0, true, true, 52, 0}, /* the field is used up */
		{1, 0, true, true, 36, 0x000ffff000000000},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		mode.nxe = rows[i].nxe;
		mode.gb_pages = rows[i].gb_pages;
		mode.maxphyaddr = rows[i].maxphyaddr;
		assert_int_equal(mmu_reserved_bits(&mode, rows[i].entry,
						   rows[i].level),
				 rows[i].bits);
	}
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_walk_finds_a_page_of_each_size),
		TEST(test_walk_records_its_steps),
		TEST(test_walk_ignores_the_low_bits_and_bit_63_of_cr3),
		TEST(test_walk_reports_what_the_leaf_says),
		TEST(test_walk_combines_rights_over_the_levels),
		TEST(test_walk_ignores_what_is_ignored),
		TEST(test_walk_takes_bit_12_of_a_large_leaf_for_pat),
		TEST(test_walk_carries_the_pat_index),
		TEST(test_walk_ends_at_an_entry_that_is_not_present),
		TEST(test_walk_reserved_bit_sets_rsvd),
		TEST(test_walk_nx_is_reserved_without_nxe),
		TEST(test_walk_1g_page_is_reserved_where_there_are_none),
		TEST(test_walk_does_not_look_at_reserved_bits_without_p),
		TEST(test_walk_missing_entry_below_beats_a_violation_above),
		TEST(test_walk_blames_the_topmost_entry_that_denies),
		TEST(test_walk_blames_the_leaf_for_smep_smap_and_keys),
		TEST(test_walk_entry_outside_ram_is_a_machine_check),
		TEST(test_walk_refuses_non_canonical_addresses),
		TEST(test_walk_sets_a_everywhere_and_d_in_a_written_leaf),
		TEST(test_walk_that_faults_sets_nothing),
		TEST(test_walk_to_peek_sets_nothing),
		TEST(test_walk_writes_nothing_when_all_flags_are_set),
		TEST(test_walk_starts_again_when_an_entry_changes),
		TEST(test_walk_faults_when_an_entry_goes_away_meanwhile),
		TEST(test_walk_manages_recursive_tables),
		TEST(test_canonical_addresses_repeat_their_highest_bit),
		TEST(test_reserved_bits_by_level_and_mode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
