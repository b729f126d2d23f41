/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_gdb_jit.c - which modules debuggers are told of, and with which addresses.
 * Whether gdb makes use of it is seen in tests/gdb.
 */
#include "../support/kern_rig.h"

#include <elf.h>

#include <mmusim/snapshot.h>
#include "kernel/module.h"

/* As gdb has them; ours are weak. */
struct jit_code_entry {
	struct jit_code_entry *next_entry, *prev_entry;
	const char *symfile_addr;
	uint64_t symfile_size;
};

extern struct {
	uint32_t version, action_flag;
	struct jit_code_entry *relevant_entry, *first_entry;
} __jit_debug_descriptor;

#define FAULTY "examples/modules/faulty.ko"

static unsigned int count(void)
{
	unsigned int n = 0;

	for (struct jit_code_entry *e = __jit_debug_descriptor.first_entry; e;
	     e = e->next_entry) {
		if (e->next_entry)
			assert_ptr_equal(e->next_entry->prev_entry, e);
		n++;
	}
	return n;
}

static void insert(struct kern *k, const char *path, int wanted)
{
	int status;

	assert_int_equal(kern_insmod(k, path, NULL, &status), 0);
	assert_int_equal(status, wanted);
}

/* The address of a section in the first file of the list. */
static uint64_t address_of(const char *wanted)
{
	const struct jit_code_entry *e = __jit_debug_descriptor.first_entry;
	const Elf64_Ehdr *ehdr = (const void *)e->symfile_addr;
	const Elf64_Shdr *shdr =
		(const void *)(e->symfile_addr + ehdr->e_shoff);
	const char *names = e->symfile_addr + shdr[ehdr->e_shstrndx].sh_offset;

	assert_memory_equal(ehdr->e_ident, ELFMAG, SELFMAG);
	for (unsigned int i = 0; i < ehdr->e_shnum; i++)
		if (!strcmp(names + shdr[i].sh_name, wanted))
			return shdr[i].sh_addr;
	return 0;
}

static void test_jit_has_the_addresses_of_sections(void **state)
{
	struct kern *k = *state;

	assert_int_equal(__jit_debug_descriptor.version, 1);
	assert_int_equal(count(), 0);
	insert(k, FAULTY, 137);
	assert_int_equal(count(), 1);
	assert_int_equal(address_of(".init.text"),
			 kern_host(k, k->modules->init.base));
	assert_true(address_of(".rodata.str1.8") ||
		    address_of(".rodata.str1.1") || address_of(".rodata"));
	assert_int_equal(address_of(".debug_info"), 0);
	assert_int_equal(__jit_debug_descriptor.action_flag, 0);
}

static void test_jit_forgets_what_was_removed(void **state)
{
	struct kern *k = *state;
	int status;

	insert(k, "build/modules/hello.ko", 0);
	insert(k, "build/modules/exporter.ko", 0);
	assert_int_equal(count(), 2);
	assert_int_equal(kern_rmmod(k, "hello", &status), 0);
	assert_int_equal(status, 0);
	assert_int_equal(count(), 1);
	assert_int_equal(kern_rmmod(k, "exporter", &status), 0);
	assert_int_equal(count(), 0);
}

static void test_jit_forgets_what_was_refused(void **state)
{
	insert(*state, "build/modules/unknown_symbol.ko", 1);
	assert_int_equal(count(), 0);
}

static void test_jit_each_kernel_has_its_own(void **state)
{
	struct kern *other;

	insert(*state, "build/modules/hello.ko", 0);
	assert_int_equal(kern_boot(NULL, &other), 0);
	insert(other, "build/modules/hello.ko", 0);
	assert_int_equal(count(), 2);
	kern_shutdown(other);
	assert_int_equal(count(), 1);
}

static void test_jit_follows_a_restore(void **state)
{
	struct kern *k = *state;
	struct mmu_machine *machine = kern_machine(k);
	struct mmu_snapshot *without, *with;
	uint64_t text;
	int status;

	assert_int_equal(mmu_snapshot(machine, &without), 0);
	insert(k, "build/modules/hello.ko", 0);
	text = address_of(".text");
	assert_int_equal(mmu_snapshot(machine, &with), 0);
	assert_int_equal(mmu_restore(machine, without), 0);
	assert_int_equal(count(), 0);
	assert_int_equal(mmu_restore(machine, with), 0);
	assert_int_equal(count(), 1);
	assert_int_equal(address_of(".text"), text);
	assert_int_equal(kern_rmmod(k, "hello", &status), 0);
	assert_int_equal(count(), 0);
	insert(k, "build/modules/hello.ko", 0);
	assert_int_equal(count(), 1);
	assert_int_equal(mmu_restore(machine, without), 0);
	assert_int_equal(count(), 0);
	mmu_snapshot_free(with);
	mmu_snapshot_free(without);
}

static int teardown(void **state)
{
	int err = kern_rig_teardown(state);

	return err ? err : (int)count();
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_jit_has_the_addresses_of_sections),
		TEST(test_jit_forgets_what_was_removed),
		TEST(test_jit_forgets_what_was_refused),
		TEST(test_jit_each_kernel_has_its_own),
		TEST(test_jit_follows_a_restore),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
