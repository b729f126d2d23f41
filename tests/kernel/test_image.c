/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_image.c - the kernel image's table of symbols: kernel/image.c. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "kernel/kern.h"
#include "kernel/unwind.h"
#include "../support/kern_rig.h"

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Of two with one name, a module would get either. */
static void test_image_exports_each_name_once(void **state)
{
	struct kern *k = kern_rig_boot(NULL);
	const char **names = NULL;
	struct kern_sym sym;
	bool exported;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; kern_image_nth(k, i, &sym, &exported); i++) {
		if (!exported)
			continue;
		names = realloc(names, (n + 1) * sizeof(*names));
		assert_non_null(names);
		names[n++] = sym.name;
	}
	assert_true(n > 500);
	qsort(names, n, sizeof(*names), by_name);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(names[i - 1], names[i]))
			fail_msg("%s is there twice", names[i]);
	free(names);
	kern_shutdown(k);
}

/* --- where its parts are ------------------------------------------------------------- */

static struct kern *boot_with(uint64_t ram)
{
	struct mmu_config machine = {.size = sizeof(machine), .ram_bytes = ram};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine};
	struct kern *k;

	assert_int_equal(kern_boot(&config, &k), 0);
	return k;
}

static uint64_t entry_at(struct kern *k, uint64_t la, unsigned int *level)
{
	volatile uint64_t *entry =
		mmu_find_entry(k->machine, k->init_pgd, la, level);

	assert_non_null(entry);
	assert_true(*entry & MMU_PTE_P);
	return *entry & (MMU_PTE_RW | MMU_PTE_NX | MMU_PTE_G);
}

static uint64_t frame_of(struct kern *k, uint64_t la)
{
	unsigned int level;
	volatile uint64_t *entry =
		mmu_find_entry(k->machine, k->init_pgd, la, &level);
	uint64_t mask;

	assert_non_null(entry);
	mask = (1ull << (12 + 9 * (level - 1))) - 1;
	return (*entry & MMU_PTE_ADDR & ~mask) + (la & mask);
}

static void check_rights(struct kern *k, unsigned int image_level,
			 unsigned int direct_level)
{
	static const struct {
		const char *symbol;
		uint64_t in_image, in_direct;
	} parts[] = {
		{"_printk", MMU_PTE_G, MMU_PTE_NX | MMU_PTE_G},
		{"hex_asc", MMU_PTE_NX | MMU_PTE_G, MMU_PTE_NX},
		{"kmalloc_caches", MMU_PTE_NX | MMU_PTE_G, MMU_PTE_NX},
		{"jiffies", MMU_PTE_NX | MMU_PTE_RW, MMU_PTE_NX | MMU_PTE_RW},
		{"init_uts_ns", MMU_PTE_NX | MMU_PTE_RW,
		 MMU_PTE_NX | MMU_PTE_RW},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		uint64_t la = kern_image_symbol(k, parts[i].symbol, true);
		unsigned int level;

		assert_true(la);
		assert_int_equal(entry_at(k, la, &level), parts[i].in_image);
		assert_int_equal(level, image_level);
		la = kern_virt(frame_of(k, la));
		assert_int_equal(entry_at(k, la, &level), parts[i].in_direct);
		if (!(parts[i].in_direct & MMU_PTE_RW))
			assert_int_equal(level, direct_level);
	}
}

/* As in Linux, of which the direct map has large pages, too. */
static void test_image_only_text_can_be_executed(void **state)
{
	struct kern *k = boot_with(512ull << 20);

	(void)state;
	check_rights(k, 2, 2);
	kern_shutdown(k);
}

static void test_image_of_a_small_machine_gives_gaps_back(void **state)
{
	struct kern *k = boot_with(64ull << 20);

	(void)state;
	check_rights(k, 2, 1);
	kern_shutdown(k);
}

static void test_image_without_large_pages_has_the_same_rights(void **state)
{
	struct kern *k = boot_with(5ull << 20);

	(void)state;
	check_rights(k, 1, 1);
	kern_shutdown(k);
}

/* __pa_symbol(), as modules have it. */
static void test_image_phys_base_leads_to_frames(void **state)
{
	static const char *const names[] = {"_printk", "hex_asc", "jiffies"};
	struct kern *k = boot_with(64ull << 20);
	uint64_t base;

	(void)state;
	assert_true(kern_peek(k, kern_image_symbol(k, "phys_base", true), &base,
			      sizeof(base)));
	for (int i = 0; i < 3; i++) {
		uint64_t la = kern_image_symbol(k, names[i], true);

		assert_int_equal(kern_host(k, la) + 0x80000000 + base,
				 frame_of(k, la));
	}
	kern_shutdown(k);
}

static void test_image_variables_have_names(void **state)
{
	struct kern *k = kern_rig_boot(NULL);
	uint64_t la = kern_image_symbol(k, "jiffies", true);
	char text[64];

	(void)state;
	assert_true(kern_symbol(k, la + 8, text, sizeof(text)));
	assert_string_equal(text, "jiffies+0x8/0x40");
	assert_false(kern_text_address(k, la));
	assert_true(
		kern_text_address(k, kern_image_symbol(k, "_printk", true)));
	/* between the parts is nothing */
	assert_false(kern_symbol(k, KERN_IMAGE_START + 0x1ff000, text,
				 sizeof(text)));
	kern_shutdown(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_image_exports_each_name_once),
		cmocka_unit_test(test_image_only_text_can_be_executed),
		cmocka_unit_test(test_image_of_a_small_machine_gives_gaps_back),
		cmocka_unit_test(
			test_image_without_large_pages_has_the_same_rights),
		cmocka_unit_test(test_image_phys_base_leads_to_frames),
		cmocka_unit_test(test_image_variables_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
