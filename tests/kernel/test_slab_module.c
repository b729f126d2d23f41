/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_slab_module.c - modules that use and misuse slab objects.
 *
 * What they do wrong is wrong for memcheck, too, so it is not told of objects
 * here, except where a module does all right. examples/test_slab_bugs.sh looks
 * at what it says.
 */
#include <stdio.h>

#include "../support/kern_rig.h"
#include <mmusim/snapshot.h>

#define QUIET "mmusim.memcheck=0 "

static struct kern *boot(const char *cmdline)
{
	struct kern_config config = {.size = sizeof(config),
				     .cmdline = cmdline};
	struct kern *k;

	assert_int_equal(kern_boot(&config, &k), 0);
	return k;
}

/* Insert the module under a kernel with these options; the caller ends it. */
static struct kern *run(const char *cmdline, const char *module, int status)
{
	struct kern *k = boot(cmdline);

	assert_int_equal(kern_rig_insmod(k, module), status);
	return k;
}

static void test_caches_work(void **state)
{
	static const char *const cmdlines[] = {"", "slub_debug",
					       "slub_debug=Z"};

	(void)state;
	for (size_t i = 0; i < COUNT(cmdlines); i++) {
		struct kern *k = run(cmdlines[i], "slab_caches", 0);

		kern_rig_assert_logged(k, 0, "slab_caches: done\n");
		kern_rig_assert_not_logged(k, 0, "BUG");
		kern_shutdown(k);
	}
}

/* An object has 72 bytes, and 8 of the free pointer behind them. */
static void test_constructor_is_called_once_for_each_object(void **state)
{
	static const char *const cmdlines[] = {"", "slub_debug",
					       "slub_debug=Z"};
	struct kern *k;

	(void)state;
	for (size_t i = 0; i < COUNT(cmdlines); i++) {
		k = run(cmdlines[i], "slab_ctor", 0);
		kern_rig_assert_not_logged(k, 0, "BUG");
		kern_rig_assert_not_logged(k, 0, "overwritten");
		kern_shutdown(k);
	}
	k = run("", "slab_ctor", 0);
	kern_rig_assert_order(
		k, 0,
		(const char *const[]){"slab_ctor: constructed 51\n",
				      "slab_ctor: constructed 102\n", NULL});
	kern_shutdown(k);
}

static void test_fault_in_a_constructor_is_the_modules(void **state)
{
	struct kern *k = boot("");
	int status;

	(void)state;
	assert_int_equal(kern_insmod(k, kern_rig_path("slab_ctor"), "fault=1",
				     &status),
			 0);
	assert_int_equal(status, 137);
	kern_rig_assert_order(
		k, 0,
		(const char *const[]){"BUG: kernel NULL pointer dereference",
				      "RIP: 0010:construct+", " setup_object+",
				      " allocate_slab+", " ___slab_alloc+",
				      " kmem_cache_alloc+", " slab_ctor_init+",
				      NULL});
	kern_shutdown(k);
}

static void test_overflow_crashes_later_and_elsewhere(void **state)
{
	struct kern *k = run(QUIET, "slab_freelist", 139);

	(void)state;
	kern_rig_assert_order(
		k, 0,
		(const char *const[]){"slab_freelist: overflow\n",
				      "slab_freelist: neighbour allocated\n",
				      "general protection fault",
				      "RIP: 0010:__kmalloc+",
				      " slab_freelist_init+", NULL});
	kern_rig_assert_not_logged(k, 0, "not reached");
	/* The list is as bad as it was. */
	assert_int_equal(kern_rig_insmod(k, "slab_kfree"), 139);
	kern_shutdown(k);
}

static void test_plain_free_pointer_is_followed(void **state)
{
	struct kern *k =
		run(QUIET "mmusim.freelist_hardened=0", "slab_freelist", 139);

	(void)state;
	/* 0x4141... and where the free pointer of 512 bytes lies */
	kern_rig_assert_logged(k, 0,
			       "general protection fault, probably for "
			       "non-canonical address 0x4141414141414241: ");
	kern_shutdown(k);
}

static void test_overflow_is_found_by_red_zones(void **state)
{
	struct kern *k = run(QUIET "slub_debug=FZ", "slab_freelist", 0);

	(void)state;
	kern_rig_assert_order(
		k, 0,
		(const char *const[]){
			"slab_freelist: overflow\n", "not reached",
			"BUG kmalloc-512 (Tainted: G           OE "
			"    ): Right Redzone overwritten\n",
			"First byte 0x41 instead of 0xcc\n",
			"FIX kmalloc-512: Restoring Right", NULL});
	kern_shutdown(k);
}

static void test_double_free_is_a_bug(void **state)
{
	struct kern *k = run(QUIET, "slab_kfree", 139);

	(void)state;
	kern_rig_assert_order(
		k, 0,
		(const char *const[]){
			"------------[ cut here ]------------\n",
			"kernel BUG at mm/slub.c:419!\n",
			"invalid opcode: 0000 [#1] PREEMPT SMP PTI\n",
			"RIP: 0010:__kmem_cache_free+0x284/0x2a0",
			" slab_kfree_init+", NULL});
	kern_rig_assert_not_logged(k, 0, "still here");
	kern_shutdown(k);
}

static void test_double_free_with_options_goes_on(void **state)
{
	struct kern *k = run(QUIET "slub_debug=FU", "slab_kfree", 0);

	(void)state;
	kern_rig_assert_order(
		k, 0,
		(const char *const[]){
			"): Object already free\n",
			"Allocated in slab_kfree_init+", " __kmalloc+",
			" slab_kfree_init+", " do_one_initcall+",
			"Freed in slab_kfree_init+", " do_one_initcall+",
			"Slab 0xffffea", "Object 0xffff8880", "Bytes b4 ",
			"Object   ffff8880", "Call Trace:\n",
			"Disabling lock debugging due to kernel taint\n",
			"FIX kmalloc-512: Object at 0xffff8880", "still here",
			NULL});
	kern_shutdown(k);
}

static void test_kfree_looks_for_the_struct_page(void **state)
{
	struct kern *k = run(QUIET, "slab_kfree_stack", 137);

	(void)state;
	/* vmemmap + (ffffc900... - ffff8880...) / 4096 * 64 + 8 */
	kern_rig_assert_logged(k, 0,
			       "BUG: unable to handle page fault for address: "
			       "ffffeb02");
	kern_rig_assert_logged(k, 0, "RIP: 0010:kfree+0x4b/0x110");
	kern_shutdown(k);
}

static void test_leaks_are_memchecks_business(void **state)
{
	struct kern *k = boot("mmusim.memcheck=0");
	unsigned long lost = 7;

	(void)state;
	assert_int_equal(kern_check_leaks(k, &lost), -95); /* -ENOTSUP */
	assert_int_equal(lost, 7);
	kern_shutdown(k);
}

/* Memcheck takes notice of what was in use then, too. */
static void test_objects_survive_a_snapshot(void **state)
{
	struct kern *k = boot("slub_debug");
	struct mmu_snapshot *before;

	(void)state;
	assert_int_equal(kern_rig_insmod(k, "hello"), 0);
	assert_int_equal(mmu_snapshot(kern_machine(k), &before), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(kern_rig_insmod(k, "slab_caches"), 0);
		kern_idle(k);
		assert_int_equal(mmu_restore(kern_machine(k), before), 0);
	}
	assert_int_equal(kern_rig_insmod(k, "slab_caches"), 0);
	kern_idle(k);
	kern_rig_assert_not_logged(k, 0, "BUG");
	mmu_snapshot_free(before);
	kern_shutdown(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_caches_work),
		cmocka_unit_test(
			test_constructor_is_called_once_for_each_object),
		cmocka_unit_test(test_fault_in_a_constructor_is_the_modules),
		cmocka_unit_test(test_overflow_crashes_later_and_elsewhere),
		cmocka_unit_test(test_plain_free_pointer_is_followed),
		cmocka_unit_test(test_overflow_is_found_by_red_zones),
		cmocka_unit_test(test_double_free_is_a_bug),
		cmocka_unit_test(test_double_free_with_options_goes_on),
		cmocka_unit_test(test_kfree_looks_for_the_struct_page),
		cmocka_unit_test(test_leaks_are_memchecks_business),
		cmocka_unit_test(test_objects_survive_a_snapshot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
