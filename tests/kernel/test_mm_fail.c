/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_mm_fail.c - each allocation of each operation fails once.
 *
 * After an operation that failed, everything is as it was: areas, contents,
 * references; and in the end nothing has leaked.
 */
#include "../support/mm_rig.h"

#include <mmusim/kern_oom.h>

#define BASE  0x10000000ull
#define PAGES 8

/* The address space before the operation: areas with holes, pages in some. */
static struct kern_mm *prepare(struct kern *k)
{
	struct kern_mm *mm = new_mm(k);

	map(mm, BASE, PAGES, RW, ANON | MAP_FIXED, NULL, 0);
	for (uint64_t i = 0; i < PAGES; i += 2)
		poke(mm, BASE + i * PAGE, 100 + i);
	kern_brk(mm, 0x601000);
	kern_use_mm(k, NULL);
	return mm;
}

static void assert_as_prepared(struct kern_mm *mm, const char *maps)
{
	char *now = kern_proc_maps(mm);

	assert_string_equal(now, maps);
	free(now);
	assert_true(kern_mm_check_all(mm->kern));
	assert_int_equal(mm->brk, 0x601000);
	for (uint64_t i = 0; i < PAGES; i += 2) {
		uint64_t value = 0;

		assert_int_equal(kern_access_vm(mm, BASE + i * PAGE, &value, 8,
						false),
				 0);
		assert_int_equal(value, 100 + i);
	}
}

/* --- operations: 0 when they succeeded, else the error --------------------------------- */

static int64_t op_mmap(struct kern_mm *mm)
{
	int64_t la = kern_mmap(mm, 0, PAGE, PROT_READ, ANON, NULL, 0);

	return la < 0 ? la : 0;
}

static int64_t op_mmap_fixed_over(struct kern_mm *mm)
{
	int64_t la = kern_mmap(mm, BASE + 2 * PAGE, 3 * PAGE, PROT_READ,
			       ANON | MAP_FIXED, NULL, 0);

	return la < 0 ? la : 0;
}

static int64_t op_mmap_shared(struct kern_mm *mm)
{
	int64_t la = kern_mmap(mm, BASE + 2 * PAGE, PAGE, RW,
			       MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, NULL, 0);

	return la < 0 ? la : 0;
}

static int64_t op_munmap(struct kern_mm *mm)
{
	return kern_munmap(mm, BASE + 2 * PAGE, PAGE);
}

static int64_t op_mprotect(struct kern_mm *mm)
{
	return kern_mprotect(mm, BASE + 2 * PAGE, PAGE, PROT_READ);
}

static int64_t op_brk(struct kern_mm *mm)
{
	return kern_brk(mm, 0x700000) == 0x700000 ? 0 : -ENOMEM;
}

/* A fault that needs tables at every level. */
static int64_t op_fault(struct kern_mm *mm)
{
	struct kern_vma *stack = kern_find_vma(mm, KERN_TASK_SIZE_MAX - 1);

	return kern_handle_mm_fault(stack, KERN_TASK_SIZE_MAX - PAGE, true) ?
		       -ENOMEM :
		       0;
}

static int64_t op_dup(struct kern_mm *mm)
{
	struct kern_mm *copy;
	int err = kern_mm_dup(mm, &copy);

	if (!err)
		kern_mm_put(copy);
	return err;
}

static int64_t op_create(struct kern_mm *mm)
{
	struct kern_mm *other;
	int err = kern_mm_create(mm->kern, NULL, &other);

	if (!err)
		kern_mm_put(other);
	return err;
}

static int64_t op_file(struct kern_mm *mm)
{
	struct kern_file *file;
	int err = kern_file_open(mm->kern, "Makefile", false, &file);

	if (!err)
		kern_file_put(file);
	return err;
}

static int64_t op_file_fault(struct kern_mm *mm)
{
	struct kern_file *file;
	unsigned int result;
	int64_t la;

	assert_int_equal(kern_file_open(mm->kern, "Makefile", false, &file), 0);
	la = kern_mmap(mm, 0, PAGE, RW, MAP_PRIVATE, file, 0);
	kern_file_put(file);
	assert_true(la > 0);
	kern_mm_fail_nth(mm->kern, (uint64_t)mm->pid); /* see run() */
	result = kern_handle_mm_fault(kern_find_vma(mm, (uint64_t)la),
				      (uint64_t)la, true);
	if (result & KERN_VM_FAULT_ERROR) {
		assert_int_equal(result, KERN_VM_FAULT_OOM);
		assert_int_equal(kern_munmap(mm, (uint64_t)la, PAGE), 0);
		return -ENOMEM;
	}
	return 0;
}

/* Fails at its n-th allocation? n is also kept in the pid, for operations that
 * count from a later point on. */
static bool run(struct kern *k, int64_t (*op)(struct kern_mm *mm), uint64_t n)
{
	struct kern_mm *mm = prepare(k);
	char *maps = kern_proc_maps(mm);
	int64_t err;

	mm->pid = (int)n;
	kern_mm_fail_nth(k, op == op_file_fault ? 0 : n);
	err = op(mm);
	kern_mm_fail_nth(k, 0);
	assert_true(err == 0 || err == -ENOMEM);
	if (err)
		assert_as_prepared(mm, maps);
	assert_true(kern_mm_check_all(k));
	free(maps);
	kern_mm_put(mm);
	return err != 0;
}

/* Until it succeeds; it must fail at least so often. */
static void fail_at_every(struct kern *k, int64_t (*op)(struct kern_mm *mm),
			  uint64_t at_least)
{
	struct mm_usage before = mm_usage(k);
	uint64_t n = 1;

	while (run(k, op, n)) {
		assert_usage(k, before);
		n++;
	}
	assert_usage(k, before);
	assert_true(n > at_least);
}

static void test_mm_fail_at_every_allocation(void **state)
{
	struct kern *k = *state;

	fail_at_every(k, op_mmap, 1);
	fail_at_every(k, op_mmap_fixed_over, 3);
	fail_at_every(k, op_mmap_shared, 6);
	fail_at_every(k, op_munmap, 2);
	fail_at_every(k, op_mprotect, 2);
	fail_at_every(k, op_brk, 1);
	fail_at_every(k, op_fault, 4);
	fail_at_every(k, op_dup, 8);
	fail_at_every(k, op_create, 3);
	fail_at_every(k, op_file, 4);
	fail_at_every(k, op_file_fault, 5);
}

/* RAM is really full: the child that could not be made leaves nothing. */
static void test_mm_fork_without_ram(void **state)
{
	struct mmu_config config = {.size = sizeof(config),
				    .ram_bytes = 8 << 20};
	struct kern *k = kern_rig_boot(&config);
	struct kern_mm *mm = new_mm(k), *copy;
	struct mm_usage before;
	uint64_t la;

	(void)state;
	kern_oom_killer_disable(k);
	la = map(mm, 0, 1000, RW, ANON | MAP_POPULATE, NULL, 0);
	poke(mm, la, 1);
	kern_use_mm(k, NULL);
	while (mmu_frame_alloc(k->machine, 1, 1) != MMU_NO_PA)
		;
	before = mm_usage(k);
	assert_int_equal(kern_mm_dup(mm, &copy), -ENOMEM);
	assert_usage(k, before);
	assert_true(kern_mm_check_all(k));
	kern_mm_put(mm);
	kern_shutdown(k);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, kern_rig_setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_mm_fail_at_every_allocation),
		cmocka_unit_test(test_mm_fork_without_ram),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
