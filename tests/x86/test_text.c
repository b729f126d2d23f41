/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_text.c - entries, error codes and faults in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <mmusim/x86.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_text_names_traps_levels_and_accesses(void **state)
{
	(void)state;
	assert_string_equal(mmu_trap_text(MMU_TRAP_PF), "#PF");
	assert_string_equal(mmu_trap_text(MMU_TRAP_GP), "#GP");
	assert_string_equal(mmu_trap_text(MMU_TRAP_DE), "#DE");
	assert_string_equal(mmu_trap_text(MMU_TRAP_MC), "#MC");
	assert_string_equal(mmu_level_text(5), "PML5E");
	assert_string_equal(mmu_level_text(4), "PML4E");
	assert_string_equal(mmu_level_text(3), "PDPTE");
	assert_string_equal(mmu_level_text(2), "PDE");
	assert_string_equal(mmu_level_text(1), "PTE");
	assert_string_equal(mmu_how_text(MMU_READ | MMU_STACK), "read");
	assert_string_equal(mmu_how_text(MMU_WRITE | MMU_PEEK), "write");
	assert_string_equal(mmu_how_text(MMU_FETCH), "fetch");
}

static void test_text_of_what_does_not_exist_is_no_null_pointer(void **state)
{
	(void)state;
	assert_string_equal(mmu_trap_text(9), "unknown");
	assert_string_equal(mmu_trap_text(255), "unknown");
	assert_string_equal(mmu_level_text(0), "unknown");
	assert_string_equal(mmu_level_text(6), "unknown");
	assert_string_equal(mmu_how_text(MMU_HOW), "unknown");
	assert_string_equal(mmu_why_text((enum mmu_why)99), "unknown");
}

static void test_text_has_a_word_for_every_reason(void **state)
{
	(void)state;
	for (int why = MMU_WHY_NONE; why <= MMU_WHY_NO_RAM; why++) {
		assert_string_not_equal(mmu_why_text(why), "unknown");
		for (int other = MMU_WHY_NONE; other < why; other++)
			assert_string_not_equal(mmu_why_text(why),
						mmu_why_text(other));
	}
}

static void test_text_entry_flags_by_level(void **state)
{
	const uint64_t all = 0xffffffffffffffffull;
	const struct {
		uint64_t entry;
		unsigned int level;
		const char *text;
	} rows[] = {
		{0, 1, "not present"},
		{all & ~MMU_PTE_P, 1, "not present"}, /* all is ignored */
		{1, 1, "P"},
		{0x67, 1, "P RW US A D"},
		{0x80000000000001e3, 2, "P RW A D PS G NX"},
		{0x1001 | MMU_PTE_PS, 3, "P PS PAT"},
		{0x1001, 3, "P"}, /* an address bit, no PAT */
		{MMU_PTE_P | MMU_PTE_PAT, 1, "P PAT"}, /* bit 7 is PS above */
		/* D, G and the key are ignored where no page is mapped. */
		{0x7800000000000163, 4, "P RW A"},
		{0x2800000000000005, 1, "P US key=5"},
		{all, 1, "P RW US PWT PCD A D PAT G NX key=15"},
		{all, 2, "P RW US PWT PCD A D PS G PAT NX key=15"},
	};
	char buf[64];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(mmu_entry_text(rows[i].entry, rows[i].level,
						   buf, sizeof(buf)),
				    rows[i].text);
}

static void test_text_error_code(void **state)
{
	static const struct {
		uint32_t error_code;
		const char *text;
	} rows[] = {
		{0x00, "read, supervisor, not present"},
		{0x02, "write, supervisor, not present"},
		{0x04, "read, user, not present"},
		{0x07, "write, user, rights violation"},
		{0x11, "fetch, supervisor, rights violation"},
		{0x0b, "write, supervisor, reserved bit"},
		{0x25, "read, user, protection key"},
	};
	char buf[96];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(mmu_error_code_text(rows[i].error_code, buf,
							sizeof(buf)),
				    rows[i].text);
}

/* clang-format off */
static void test_text_fault_says_why(void **state)
{
	static const struct {
		struct mmu_fault fault;
		const char *text;
	} rows[] = {
		{ { .la = 0x10000, .how = MMU_WRITE, .why = MMU_WHY_NOT_PRESENT, .level = 1, .entry_pa = 0x3008 },
		  "write to 0x10000: the PTE at 0x3008 is not present (P=0)" },
		{ { .la = 0x8000000000000000, .how = MMU_READ, .why = MMU_WHY_NON_CANONICAL },
		  "read from 0x8000000000000000: the address is not canonical" },
		{ { .la = 0x1000, .how = MMU_READ, .why = MMU_WHY_RESERVED, .level = 2, .entry = 0x2001 | MMU_PTE_PS, .entry_pa = 0x3000 },
		  "read from 0x1000: the PDE at 0x3000 has a reserved bit set: it is 0x2081" },
		{ { .la = 0x1000, .how = MMU_READ, .why = MMU_WHY_SUPERVISOR, .level = 4, .entry_pa = 0x1000 },
		  "read from 0x1000: the PML4E at 0x1000 is for the supervisor only (US=0)" },
		{ { .la = 0x1000, .how = MMU_WRITE, .why = MMU_WHY_READ_ONLY, .level = 3, .entry_pa = 0x1000 },
		  "write to 0x1000: the PDPTE at 0x1000 forbids writing (RW=0)" },
		{ { .la = 0x1000, .how = MMU_FETCH, .why = MMU_WHY_NX, .level = 1, .entry_pa = 0x1000 },
		  "fetch from 0x1000: the PTE at 0x1000 forbids execution (NX=1)" },
		{ { .la = 0x1000, .how = MMU_FETCH, .why = MMU_WHY_SMEP, .level = 1, .entry_pa = 0x1000 },
		  "fetch from 0x1000: the PTE at 0x1000 maps a user page (US=1), from which the supervisor must not execute (SMEP)" },
		{ { .la = 0x1000, .how = MMU_READ, .why = MMU_WHY_SMAP, .level = 1, .entry_pa = 0x1000 },
		  "read from 0x1000: the PTE at 0x1000 maps a user page (US=1), which the supervisor must not touch (SMAP)" },
		{ { .la = 0x1000, .how = MMU_READ, .why = MMU_WHY_PKEY, .level = 1, .entry = 9ull << 59, .entry_pa = 0x1000 },
		  "read from 0x1000: protection key 9 of the PTE at 0x1000 denies it" },
		{ { .la = 0x1000, .how = MMU_READ, .why = MMU_WHY_NO_RAM, .level = 2, .entry_pa = 0x123450 },
		  "read from 0x1000: the PDE at 0x123450 lies outside RAM" },
		{ { .la = 0x1000, .how = MMU_READ, .why = MMU_WHY_NO_RAM },
		  "read from 0x1000: there is no RAM at its physical address" },
		{ { .vector = MMU_TRAP_DE }, "#DE" },
	};
	char buf[192];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(mmu_fault_text(&rows[i].fault, buf, sizeof(buf)), rows[i].text);
}
/* clang-format on */

/* The sizes that the header promises to be enough. */
static void test_text_longest_fault_fits(void **state)
{
	char buf[1000];

	(void)state;
	for (int why = MMU_WHY_NONE; why <= MMU_WHY_NO_RAM; why++) {
		const struct mmu_fault fault = {
			.la = ~0ull,
			.how = MMU_FETCH,
			.why = why,
			.level = 4,
			.entry = ~0ull,
			.entry_pa = ~0ull,
		};

		mmu_fault_text(&fault, buf, sizeof(buf));
		assert_in_range(strlen(buf), 1, 191);
	}
}

static void test_text_is_cut_at_the_end_of_the_buffer(void **state)
{
	char buf[8] = "1234567";

	(void)state;
	assert_string_equal(mmu_entry_text(0x67, 1, buf, 7), "P RW U");
	assert_int_equal(buf[7], 0);
	assert_string_equal(mmu_error_code_text(2, buf, 4), "wri");
	assert_string_equal(mmu_entry_text(0x67, 1, buf, 1), "");
	buf[0] = 'x';
	mmu_error_code_text(2, buf, 0);
	assert_int_equal(buf[0], 'x');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_names_traps_levels_and_accesses),
		cmocka_unit_test(
			test_text_of_what_does_not_exist_is_no_null_pointer),
		cmocka_unit_test(test_text_has_a_word_for_every_reason),
		cmocka_unit_test(test_text_entry_flags_by_level),
		cmocka_unit_test(test_text_error_code),
		cmocka_unit_test(test_text_fault_says_why),
		cmocka_unit_test(test_text_longest_fault_fits),
		cmocka_unit_test(test_text_is_cut_at_the_end_of_the_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
