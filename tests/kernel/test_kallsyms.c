/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_kallsyms.c - names of addresses, and the library's own way to kernel
 * memory: kernel/kallsyms.c.
 */
#include <stdio.h>

#include "../support/kern_rig.h"

#include "kernel/module.h"

static uint64_t image(struct kern *k, const char *name)
{
	uint64_t la = kern_image_symbol(k, name, false);

	assert_true(la);
	return la;
}

static const char *describe(struct kern *k, uint64_t la)
{
	static char text[128];

	kern_symbol(k, la, text, sizeof(text));
	return text;
}

/* --- names ---------------------------------------------------------------- */

static void test_image_symbol_reaches_to_the_next(void **state)
{
	struct kern *k = *state;
	uint64_t start = image(k, "do_syscall_64"), end = start;
	struct kern_sym sym;

	while (kern_lookup(k, end, &sym) && !strcmp(sym.name, "do_syscall_64"))
		end++;
	assert_string_equal(sym.name, "syscall_exit_to_user_mode");
	assert_int_equal(sym.offset, 0);
	kern_lookup(k, end - 1, &sym);
	assert_int_equal(sym.start, start);
	assert_int_equal(sym.size, end - start);
	assert_int_equal(sym.offset, end - start - 1);
	assert_string_equal(sym.module, "");
}

static void test_image_has_two_ends(void **state)
{
	struct kern *k = *state;
	struct kern_sym sym;

	assert_false(kern_lookup(k, KERN_IMAGE_START - 1, &sym));
	assert_true(kern_lookup(k, kern_image_end(k) - 1, &sym));
	assert_int_equal(sym.start + sym.size, kern_image_end(k));
	assert_false(kern_lookup(k, kern_image_end(k), &sym));
	assert_false(kern_lookup(k, 0, &sym));
	assert_false(kern_lookup(k, ~0ull, &sym));
}

static void test_symbol_is_described(void **state)
{
	struct kern *k = *state;
	char want[128], text[128];
	struct kern_sym sym;

	assert_true(
		kern_symbol(k, image(k, "_printk") + 4, text, sizeof(text)));
	kern_lookup(k, image(k, "_printk"), &sym);
	snprintf(want, sizeof(want), "_printk+0x4/0x%llx",
		 (unsigned long long)sym.size);
	assert_string_equal(text, want);
	assert_false(kern_symbol(k, 0x1234, text, sizeof(text)));
	assert_string_equal(text, "0x1234");
	assert_true(kern_symbol(k, image(k, "_printk"), text, 5));
	assert_string_equal(text, "_pri");
}

static const struct kern_module *loaded(struct kern *k, const char *name)
{
	assert_int_equal(kern_rig_insmod(k, name), 0);
	return kern_find_module(k, name);
}

static void test_module_symbol_names_its_module(void **state)
{
	const struct kern_module *mod = loaded(*state, "hello");

	assert_string_equal(describe(*state, mod->core.base + 1),
			    "hello_exit+0x1/0x1000 [hello]");
}

/* The exit function ends the text, and the area ends with zeros. */
static void test_module_area_ends(void **state)
{
	struct kern *k = *state;
	const struct kern_module *mod = loaded(k, "hello");
	uint64_t end = mod->core.base + mod->core.size;
	struct kern_sym sym;

	assert_true(kern_lookup(k, end - 1, &sym));
	assert_false(kern_lookup(k, end, &sym));
	assert_false(kern_lookup(k, mod->core.base - 1, &sym));
}

static void test_text_is_told_from_data(void **state)
{
	struct kern *k = *state;
	const struct kern_module *mod = loaded(k, "hello");

	assert_true(kern_text_address(k, mod->core.base));
	assert_false(kern_text_address(k, mod->core.base +
						  mod->core.end[KERN_TEXT]));
	assert_true(kern_text_address(k, KERN_IMAGE_START));
	assert_false(kern_text_address(k, kern_image_end(k)));
	assert_false(kern_text_address(k, KERN_PAGE_OFFSET));
	assert_false(kern_text_address(k, 0x400000));
}

/* --- memory --------------------------------------------------------------- */

static void test_peek_and_poke_cross_pages(void **state)
{
	struct kern *k = *state;
	uint64_t la = kern_vmalloc(k, 2 * KERN_PAGE, KERN_AREA_VMALLOC,
				   KERN_PAGE_KERNEL);
	char got[9] = "";

	assert_true(kern_poke(k, la + KERN_PAGE - 4, "pagepage", 8));
	assert_true(kern_peek(k, la + KERN_PAGE - 4, got, 8));
	assert_string_equal(got, "pagepage");
	assert_false(kern_peek(k, la + 2 * KERN_PAGE - 4, got, 8));
	assert_false(kern_poke(k, la + 2 * KERN_PAGE - 4, got, 8));
	assert_true(kern_peek(k, la + 2 * KERN_PAGE, got, 0));
}

static void test_peek_reaches_large_pages(void **state)
{
	struct kern *k = *state;
	uint64_t pa = mmu_frame_alloc(kern_machine(k), 1, 1);
	char got[6] = "";

	memcpy(mmu_mem_ptr(kern_machine(k), pa + 100, 6), "large", 6);
	assert_true(kern_peek(k, kern_virt(pa + 100), got, 6));
	assert_string_equal(got, "large");
}

/* No rights, no A and D, no TLB. */
static void test_poke_asks_nobody(void **state)
{
	struct kern *k = *state;
	struct mmu_stats before, after;
	char got[4] = "";

	mmu_cpu_stats(kern_cpu(k), &before);
	assert_true(kern_poke(k, KERN_IMAGE_START, "abc", 3));
	assert_true(kern_peek(k, KERN_IMAGE_START, got, 3));
	mmu_cpu_stats(kern_cpu(k), &after);
	assert_string_equal(got, "abc");
	assert_int_equal(after.lookups, before.lookups);
}

static void test_peek_follows_the_kernels_tables_alone(void **state)
{
	struct kern *k = *state;
	char c;

	assert_false(kern_peek(k, 0, &c, 1));
	assert_false(kern_peek(k, 0x400000, &c, 1));
	assert_false(kern_peek(k, 0xdead000000000000, &c, 1));
	assert_false(kern_peek(k, ~0ull, &c, 1));
}

static void test_peek_survives_a_spoilt_table(void **state)
{
	struct kern *k = *state;
	uint64_t la =
		kern_vmalloc(k, KERN_PAGE, KERN_AREA_VMALLOC, KERN_PAGE_KERNEL);
	volatile uint64_t *pte =
		mmu_find_entry(kern_machine(k), k->init_pgd, la, NULL);
	uint64_t good = *pte;
	char c;

	*pte = 0x00000ffffffff000 | MMU_PTE_P; /* no RAM there */
	assert_false(kern_peek(k, la, &c, 1));
	*pte = good;
	assert_true(kern_peek(k, la, &c, 1));
}

#define unit(test) \
	cmocka_unit_test_setup_teardown(test, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		unit(test_image_symbol_reaches_to_the_next),
		unit(test_image_has_two_ends),
		unit(test_symbol_is_described),
		unit(test_module_symbol_names_its_module),
		unit(test_module_area_ends),
		unit(test_text_is_told_from_data),
		unit(test_peek_and_poke_cross_pages),
		unit(test_peek_reaches_large_pages),
		unit(test_poke_asks_nobody),
		unit(test_peek_follows_the_kernels_tables_alone),
		unit(test_peek_survives_a_spoilt_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
