/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_sparse.c - mem_section has the sections of 128 MiB that RAM touches, and of
 * these the subsections of 2 MiB.
 *
 *   RAM:  16 MiB - 48 MiB    in section 0
 *         255 MiB - 257 MiB  in 1 and 2
 *         17 GiB - 17 GiB + 2 MiB  in 136, which another page of sections has
 */
#include "../support/kern_rig.h"
#include "kernel/page.h"

#define MIB	    (1ull << 20)
#define GIB	    (1ull << 30)
#define SECTION	    (128 * MIB)
#define PER_ROOT    128
#define PRESENT	    7u
#define STRUCT_SIZE 32
#define STRUCT_PAGE sizeof(struct kern_page)

static struct kern *boot(const struct mmu_region *regions, unsigned int n)
{
	struct mmu_config machine = {
		.size = sizeof(machine), .regions = regions, .nregions = n};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine};
	struct kern *k;

	assert_int_equal(kern_boot(&config, &k), 0);
	return k;
}

static uint64_t word(struct kern *k, uint64_t la)
{
	uint64_t value;

	assert_true(kern_peek(k, la, &value, sizeof(value)));
	return value;
}

/* The structure that mem_section leads to, as a module follows it; 0: none. */
static uint64_t section_of(struct kern *k, uint64_t pa)
{
	uint64_t var = kern_image_symbol(k, "mem_section", true), root;
	uint64_t nr = pa / SECTION;

	assert_int_not_equal(var, 0);
	root = word(k, kern_lift(k, word(k, var)) + 8 * (nr / PER_ROOT));
	if (!root)
		return 0;
	return kern_lift(k, root) + nr % PER_ROOT * STRUCT_SIZE;
}

/* As pfn_valid() does. */
static bool is_valid(struct kern *k, uint64_t pa)
{
	enum { USAGE = 8, SUBSECTION_MAP = 16 };
	uint64_t section = section_of(k, pa), usage;

	if (!section || (word(k, section) & PRESENT) != PRESENT)
		return false;
	usage = kern_lift(k, word(k, section + USAGE));
	return word(k, usage + SUBSECTION_MAP) >> pa / (2 * MIB) % 64 & 1;
}

static void test_sections_with_ram_are_present(void **state)
{
	const struct mmu_region regions[] = {
		{.pa = 16 * MIB, .len = 32 * MIB},
		{.pa = 255 * MIB, .len = 2 * MIB},
		{.pa = 17 * GIB, .len = 2 * MIB},
	};
	static const uint64_t with[] = {16 * MIB,  47 * MIB,  254 * MIB,
					255 * MIB, 256 * MIB, 17 * GIB};
	static const uint64_t without[] = {
		0,	   48 * MIB, 128 * MIB,		 253 * MIB,
		258 * MIB, GIB,	     17 * GIB + 2 * MIB, 32 * GIB};
	struct kern *k = boot(regions, 3);

	(void)state;
	for (size_t i = 0; i < COUNT(with); i++)
		assert_true(is_valid(k, with[i]));
	for (size_t i = 0; i < COUNT(without); i++)
		assert_false(is_valid(k, without[i]));
	kern_shutdown(k);
}

/* The map of a section leads to the struct pages that the kernel has. */
static void test_sections_say_where_struct_pages_are(void **state)
{
	const struct mmu_region regions[] = {
		{.pa = 16 * MIB, .len = 32 * MIB},
		{.pa = 300 * MIB, .len = 2 * MIB},
	};
	struct kern *k = boot(regions, 2);

	(void)state;
	for (size_t i = 0; i < COUNT(regions); i++) {
		uint64_t pfn = regions[i].pa / KERN_PAGE;
		uint64_t map = word(k, section_of(k, regions[i].pa));

		assert_int_equal(kern_lift(k,
					   (map & ~15ull) + pfn * STRUCT_PAGE),
				 kern_lift(k, kern_page_ptr(k, pfn)));
	}
	kern_shutdown(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sections_with_ram_are_present),
		cmocka_unit_test(test_sections_say_where_struct_pages_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
