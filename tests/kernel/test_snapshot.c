/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_snapshot.c - a booted kernel is restored after its modules crashed. */
#include <errno.h>
#include <sys/stat.h>

#include "../support/kern_rig.h"

#include <mmusim/cmocka.h>
#include <mmusim/snapshot.h>
#include "kernel/kern.h"
#include "native/native.h"

enum { ROUNDS = 200 };

static struct mmu_snapshot *snapshot(struct kern *k)
{
	struct mmu_snapshot *taken;

	assert_int_equal(mmu_snapshot(kern_machine(k), &taken), 0);
	return taken;
}

static void restore(struct kern *k, const struct mmu_snapshot *taken)
{
	assert_int_equal(mmu_restore(kern_machine(k), taken), 0);
}

static void assert_sane(struct kern *k)
{
	assert_true(mem_check(&k->machine->mem));
	assert_true(pool_check(k->pool));
	assert_true(tlb_check(&k->cpu->tlb));
	assert_true(native_check(k->machine));
}

/* Host memory that RAM takes. */
static uint64_t ram_blocks(struct kern *k)
{
	struct stat now;

	assert_int_equal(fstat(k->machine->mem.fd, &now), 0);
	return (uint64_t)now.st_blocks;
}

static char *crash(struct kern *k)
{
	assert_page_fault(kern_rig_insmod(k, "null_read"), 0x48, 0);
	return kern_dmesg(k, 0);
}

static void test_snapshot_same_oops_every_time(void **state)
{
	struct kern *k = *state;
	struct mmu_snapshot *booted = snapshot(k);
	int rounds = kern_rig_under("valgrind") ? 5 : ROUNDS;
	uint64_t blocks = ram_blocks(k);
	size_t used = pool_used(k->pool);
	char *first = crash(k), *again;

	for (int i = 0; i < rounds; i++) {
		restore(k, booted);
		assert_int_equal(ram_blocks(k), blocks);
		assert_int_equal(pool_used(k->pool), used);
		assert_false(kern_rig_loaded(k, "null_read"));
		again = crash(k);
		assert_string_equal(again, first);
		free(again);
	}
	restore(k, booted);
	assert_sane(k);
	free(first);
	mmu_snapshot_free(booted);
}

static void test_snapshot_keeps_a_loaded_module(void **state)
{
	struct kern *k = *state;
	struct mmu_snapshot *loaded;

	assert_int_equal(kern_rig_insmod(k, "exporter"), 0);
	loaded = snapshot(k);
	assert_int_equal(kern_rig_rmmod(k, "exporter"), 0);
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
	restore(k, loaded);
	assert_true(kern_rig_loaded(k, "exporter"));
	assert_false(kern_rig_loaded(k, "hello"));
	/* Its code runs, and its symbols are there. */
	assert_int_equal(kern_rig_insmod(k, "importer"), 0);
	restore(k, loaded);
	assert_int_equal(kern_rig_rmmod(k, "exporter"), 0);
	assert_sane(k);
	mmu_snapshot_free(loaded);
}

static void test_snapshot_undoes_a_panic(void **state)
{
	struct kern *k = *state;
	struct mmu_snapshot *booted = snapshot(k);
	uint64_t from = kern_log_next(k);

	kern_insmod(k, kern_rig_path("panics"), NULL, NULL);
	assert_true(kern_panicked(k));
	restore(k, booted);
	assert_false(kern_panicked(k));
	assert_int_equal(kern_log_next(k), from);
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
	mmu_snapshot_free(booted);
}

static void test_snapshot_of_two_kernels(void **state)
{
	struct kern *k = *state, *other = kern_rig_boot(NULL);
	struct mmu_snapshot *booted = snapshot(k);
	struct mmu_snapshot *other_booted = snapshot(other);

	assert_int_equal(kern_rig_insmod(k, "null_read"), 137);
	assert_int_equal(kern_rig_insmod(other, "hello"), 0);
	restore(k, booted);
	assert_true(kern_rig_loaded(other, "hello"));
	assert_int_equal(mmu_restore(k->machine, other_booted), -EINVAL);
	restore(other, other_booted);
	assert_int_equal(kern_rig_insmod(other, "null_read"), 137);
	assert_sane(k);
	assert_sane(other);
	mmu_snapshot_free(booted);
	mmu_snapshot_free(other_booted);
	kern_shutdown(other);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_snapshot_same_oops_every_time),
		TEST(test_snapshot_keeps_a_loaded_module),
		TEST(test_snapshot_undoes_a_panic),
		TEST(test_snapshot_of_two_kernels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
