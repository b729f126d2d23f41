/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_fail_scenarios.c - every allocation of everyday scenarios fails once.
 *
 * A scenario runs on a kernel that was just booted, with its first allocation
 * failing, then with its second, until it needs no more. It may notice
 * (-ENOMEM), or do without what it did not get. Afterwards it runs again, with
 * memory; what is in use in the end must be what it is after a run without any
 * failure, and every checker must be content.
 */
#include "../support/mm_rig.h"

#include <mmusim/kern_fault_inject.h>
#include <mmusim/snapshot.h>

#include "kernel/page.h"
#include "kernel/slab.h"

#define BASE 0x10000000ull
#define GIB  (1ull << 30)

/**
 * struct scenario - what is done
 * @run:      0; -ENOMEM, and nothing is left of it
 * @at_least: so many of its allocations can fail
 */
struct scenario {
	const char *name;
	int (*run)(struct kern *k);
	uint64_t at_least;
};

/* --- modules ------------------------------------------------------------------- */

/* How the command ended, if not for want of memory. */
static int insmod(struct kern *k, const char *module, int *status)
{
	int err = kern_insmod(k, kern_rig_path(module), NULL, status);

	if (err)
		assert_int_equal(err, -ENOMEM);
	if (!err && *status == 1 &&
	    strstr(kern_last_error(k), "Cannot allocate memory"))
		err = -ENOMEM;
	return err;
}

/* Without memory for the command itself, it is tried again. */
static void rmmod(struct kern *k, const char *module)
{
	int status = -1;

	if (kern_rmmod(k, module, &status))
		assert_int_equal(kern_rmmod(k, module, &status), 0);
	assert_int_equal(status, 0);
}

static int run_insmod(struct kern *k)
{
	int status, err = insmod(k, "hello", &status);

	if (err)
		return err;
	assert_int_equal(status, 0);
	rmmod(k, "hello");
	return 0;
}

static int run_insmod_with_dependency(struct kern *k)
{
	int status, err = insmod(k, "exporter", &status);

	if (err)
		return err;
	assert_int_equal(status, 0);
	err = insmod(k, "importer", &status);
	if (!err) {
		assert_int_equal(status, 0);
		rmmod(k, "importer");
	}
	rmmod(k, "exporter");
	return err;
}

/* The task dies by the oops, and takes nothing with it. */
static int run_oops(struct kern *k)
{
	int status, err = insmod(k, "null_read", &status);

	if (err)
		return err;
	assert_int_equal(status, 137);
	return 0;
}

/* --- kernel memory ---------------------------------------------------------------- */

static int run_kmalloc_burst(struct kern *k)
{
	uint64_t la[40];
	int n = 0;

	for (; n < 40; n++) {
		la[n] = kern_kmalloc(k, 8ull << n % 12, KERN_GFP_KERNEL);
		if (!la[n])
			break;
	}
	for (int i = 0; i < n; i++)
		kern_kfree(k, la[i]);
	return n < 40 ? -ENOMEM : 0;
}

static int run_kmem_cache(struct kern *k)
{
	struct kern_cache *c = kern_cache_create(k, "scenario", 1000, 0, 0);
	uint64_t la[12];
	int n = 0;

	if (!c)
		return -ENOMEM;
	for (; n < 12; n++) {
		la[n] = kern_cache_alloc(k, c, KERN_GFP_KERNEL, 1000);
		if (!la[n])
			break;
	}
	for (int i = 0; i < n; i++)
		kern_cache_free(k, c, la[i]);
	assert_true(kern_cache_destroy(k, c));
	return n < 12 ? -ENOMEM : 0;
}

static int run_page_orders(struct kern *k)
{
	uint64_t la[KERN_NR_ORDERS];
	unsigned int n = 0;

	for (; n < KERN_NR_ORDERS; n++) {
		la[n] = kern_get_free_pages(k, KERN_GFP_KERNEL, n);
		if (!la[n])
			break;
	}
	for (unsigned int i = 0; i < n; i++)
		kern_free_pages(k, la[i], i);
	return n < KERN_NR_ORDERS ? -ENOMEM : 0;
}

static int run_vmalloc(struct kern *k)
{
	uint64_t la[3];
	int n = 0;

	for (; n < 3; n++) {
		la[n] = kern_vmalloc(k, (4ull << n) * PAGE, KERN_AREA_VMALLOC,
				     KERN_PAGE_KERNEL);
		if (!la[n])
			break;
	}
	for (int i = 0; i < n; i++)
		kern_vfree(k, la[i]);
	return n < 3 ? -ENOMEM : 0;
}

/* --- address spaces ----------------------------------------------------------------- */

/* In an address space of its own: 0 or -ENOMEM. */
static int with_mm(struct kern *k, int (*body)(struct kern_mm *mm))
{
	struct kern_mm *mm;
	int err = kern_mm_create(k, NULL, &mm);

	if (!err) {
		err = body(mm);
		kern_use_mm(k, NULL);
		kern_mm_put(mm);
	}
	assert_true(!err || err == -ENOMEM);
	return err;
}

/* The user touches a page. Who gets no memory is killed. */
static int touch(struct kern_mm *mm, uint64_t la, uint64_t value)
{
	if (!user_store(mm, la, value))
		return 0;
	assert_signal(mm, SIGKILL, SI_KERNEL, la);
	return -ENOMEM;
}

static int map_at(struct kern_mm *mm, uint64_t la, uint64_t npages, int flags,
		  struct kern_file *file)
{
	int64_t got = kern_mmap(mm, la, npages * PAGE, RW, flags | MAP_FIXED,
				file, 0);

	return got < 0 ? (int)got : 0;
}

/* Eight pages at BASE, all touched. */
static int map_eight(struct kern_mm *mm)
{
	int err = map_at(mm, BASE, 8, ANON, NULL);

	for (uint64_t i = 0; i < 8 && !err; i++)
		err = touch(mm, BASE + i * PAGE, i);
	return err;
}

static int run_mmap_touch(struct kern *k)
{
	return with_mm(k, map_eight);
}

static int mprotect_splits(struct kern_mm *mm)
{
	int err = map_eight(mm);

	if (!err)
		err = kern_mprotect(mm, BASE + 2 * PAGE, PAGE, PROT_READ);
	if (!err)
		err = kern_mprotect(mm, BASE + 5 * PAGE, PAGE, PROT_NONE);
	return err;
}

static int run_mprotect_splits(struct kern *k)
{
	return with_mm(k, mprotect_splits);
}

static int munmap_splits(struct kern_mm *mm)
{
	int err = map_eight(mm);

	if (!err)
		err = kern_munmap(mm, BASE + 2 * PAGE, PAGE);
	if (!err)
		err = kern_munmap(mm, BASE + 4 * PAGE, 2 * PAGE);
	return err;
}

static int run_munmap_splits(struct kern *k)
{
	return with_mm(k, munmap_splits);
}

static int fork_and_write(struct kern_mm *mm)
{
	struct kern_mm *child;
	int err = map_eight(mm);

	if (!err)
		err = kern_mm_dup(mm, &child);
	if (err)
		return err;
	err = touch(mm, BASE, 1);
	if (!err)
		err = touch(child, BASE + PAGE, 2);
	kern_use_mm(mm->kern, NULL);
	kern_mm_put(child);
	return err;
}

static int run_fork(struct kern *k)
{
	return with_mm(k, fork_and_write);
}

static int map_file(struct kern_mm *mm)
{
	char *path = make_file(3, 0);
	struct kern_file *file;
	int err = kern_file_open(mm->kern, path, true, &file);

	if (!err) {
		err = map_at(mm, BASE, 3, MAP_SHARED, file);
		if (!err)
			err = map_at(mm, BASE + GIB, 3, MAP_PRIVATE, file);
		kern_file_put(file);
	}
	if (!err)
		err = touch(mm, BASE + PAGE, 77);
	if (!err)
		err = touch(mm, BASE + GIB, 78);
	if (!err)
		err = kern_msync(mm, BASE, 3 * PAGE, MS_SYNC);
	if (!err)
		assert_int_equal(read_file(path, 1), 77);
	unlink(path);
	return err;
}

static int run_file_mapping(struct kern *k)
{
	return with_mm(k, map_file);
}

static int share_memory(struct kern_mm *mm)
{
	int err = map_at(mm, BASE, 4, MAP_SHARED | MAP_ANONYMOUS, NULL);
	struct kern_mm *child;

	if (!err)
		err = touch(mm, BASE, 5);
	if (!err)
		err = kern_mm_dup(mm, &child);
	if (err)
		return err;
	err = touch(child, BASE, 6);
	if (!err)
		assert_int_equal(peek(mm, BASE), 6);
	kern_use_mm(mm->kern, NULL);
	kern_mm_put(child);
	return err;
}

static int run_shared_memory(struct kern *k)
{
	return with_mm(k, share_memory);
}

static int grow_stack(struct kern_mm *mm)
{
	uint64_t top = KERN_TASK_SIZE_MAX;
	int err = 0;

	for (uint64_t depth = 1; depth < 1200 && !err; depth += 150)
		err = touch(mm, top - depth * PAGE, depth);
	return err;
}

static int run_stack_growth(struct kern *k)
{
	return with_mm(k, grow_stack);
}

/* One page in every 64 MiB of a GiB, across two tables of PMDs. */
static int map_sparse(struct kern_mm *mm)
{
	int err = map_at(mm, GIB + GIB / 2, GIB / PAGE, ANON, NULL);

	for (uint64_t at = 0; at < GIB && !err; at += GIB / 16)
		err = touch(mm, GIB + GIB / 2 + at, at);
	return err;
}

static int run_sparse_gigabyte(struct kern *k)
{
	return with_mm(k, map_sparse);
}

static int heap_and_populate(struct kern_mm *mm)
{
	uint64_t end = mm->brk + 0x200000;
	int err;

	if (kern_brk(mm, end) != end)
		return -ENOMEM;
	err = touch(mm, end - 8, 1);
	if (err)
		return err;
	/* What was populated before memory ran out stays. */
	return map_at(mm, BASE, 20, ANON | MAP_POPULATE, NULL);
}

static int run_heap_and_populate(struct kern *k)
{
	return with_mm(k, heap_and_populate);
}

/* --- texts ------------------------------------------------------------------------------- */

static int take_text(char *text)
{
	bool got = text;

	free(text);
	return got ? 0 : -ENOMEM;
}

static int texts_of_mm(struct kern_mm *mm)
{
	int err = map_eight(mm);

	if (!err)
		err = take_text(kern_proc_maps(mm));
	if (!err)
		err = take_text(kern_proc_smaps(mm));
	if (!err)
		err = take_text(kern_proc_status(mm));
	return err;
}

static int run_proc_texts(struct kern *k)
{
	static const char *const name[] = {"buddyinfo", "meminfo", "modules",
					   "slabinfo", "vmstat"};
	int err = with_mm(k, texts_of_mm);

	for (size_t i = 0; i < COUNT(name) && !err; i++)
		err = take_text(kern_proc_read(k, name[i]));
	if (!err)
		err = take_text(kern_lsmod(k));
	if (!err)
		err = take_text(kern_dmesg(k, 0));
	return err;
}

/* --- each with every failure ------------------------------------------------------------- */

static const struct scenario scenarios[] = {
	{"insmod", run_insmod, 20},
	{"insmod with a dependency", run_insmod_with_dependency, 40},
	{"oops in a module", run_oops, 20},
	{"kmalloc and kfree, many sizes", run_kmalloc_burst, 40},
	{"a cache of its own", run_kmem_cache, 15},
	{"blocks of pages of each order", run_page_orders, 11},
	{"vmalloc", run_vmalloc, 28},
	{"mmap and touch", run_mmap_touch, 12},
	{"mprotect splits an area", run_mprotect_splits, 16},
	{"munmap splits an area", run_munmap_splits, 14},
	{"fork, and both write", run_fork, 20},
	{"a mapped file", run_file_mapping, 15},
	{"shared memory", run_shared_memory, 12},
	{"a stack grows", run_stack_growth, 12},
	{"a sparse gigabyte", run_sparse_gigabyte, 34},
	{"heap, and populate", run_heap_and_populate, 10},
	{"texts of /proc", run_proc_texts, 20},
};

struct usage {
	struct mm_usage memory;
	uint64_t caches, objects, slabs;
};

/* Caches that keep empty slabs, and lazily freed areas, are no leaks. */
static struct usage settle(struct kern *k)
{
	struct usage u = {0};

	kern_idle(k);
	kern_vmalloc_purge(k);
	for (struct kern_cache *c = k->slab->caches; c; c = c->next) {
		u.caches++;
		u.objects += kern_cache_inuse(c);
		u.slabs += kern_cache_shrink(k, c);
	}
	u.memory = mm_usage(k);
	return u;
}

static void assert_sound(struct kern *k)
{
	assert_true(kern_mm_check_all(k));
	assert_true(kern_page_check(k));
	assert_true(pool_check(k->pool));
	assert_false(k->panicked);
}

static void assert_same_usage(const char *name, uint64_t n,
			      const struct usage *now, const struct usage *want)
{
	if (!memcmp(now, want, sizeof(*now)))
		return;
	fail_msg("%s, allocation %d: %lld frames, %lld bytes of the pool, %d "
		 "objects in %d slabs of %d caches too many",
		 name, (int)n,
		 (long long)(want->memory.frames - now->memory.frames),
		 (long long)(now->memory.pool - want->memory.pool),
		 (int)(now->objects - want->objects),
		 (int)(now->slabs - want->slabs),
		 (int)(now->caches - want->caches));
}

/* Return: whether there was an n-th allocation. */
static bool fail_once(struct kern *k, const struct scenario *s, uint64_t n,
		      const struct usage *want)
{
	struct usage now;
	bool failed;
	int err;

	kern_fail_nth(k, KERN_FAIL_ALLOCATIONS, n);
	err = s->run(k);
	failed = !kern_fail_nth_left(k);
	kern_fail_nth(k, 0, 0);
	assert_true(err == 0 || (err == -ENOMEM && failed));
	assert_sound(k);
	if (err)
		assert_int_equal(s->run(k), 0);
	now = settle(k);
	assert_sound(k);
	assert_same_usage(s->name, n, &now, want);
	return failed;
}

static void run_scenario(const struct scenario *s)
{
	struct kern *k = kern_rig_boot(NULL);
	struct mmu_snapshot *booted;
	struct usage want;
	uint64_t n = 1;

	assert_int_equal(mmu_snapshot(k->machine, &booted), 0);
	assert_int_equal(s->run(k), 0);
	want = settle(k);
	assert_int_equal(mmu_restore(k->machine, booted), 0);
	while (fail_once(k, s, n, &want)) {
		assert_int_equal(mmu_restore(k->machine, booted), 0);
		n++;
	}
	print_message("%s: %d allocations\n", s->name, (int)n - 1);
	assert_in_range(n - 1, s->at_least, 1000);
	mmu_snapshot_free(booted);
	kern_shutdown(k);
}

static void test_fail_scenarios_leak_nothing_and_survive(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(scenarios); i++)
		run_scenario(&scenarios[i]);
}

/* --- boot --------------------------------------------------------------------------------- */

/* Each kernel that cannot boot leaves nothing behind: host ranges below 2 GiB
 * would soon be used up. */
static void test_fail_boot_at_every_allocation(void **state)
{
	struct kern *k = NULL;
	uint64_t n = 0;
	bool failed = true;

	(void)state;
	while (failed) {
		char cmdline[64];
		struct kern_config config = {.size = sizeof(config),
					     .cmdline = cmdline};
		int err;

		snprintf(cmdline, sizeof(cmdline), "mmusim.fail_nth=%d",
			 (int)++n);
		err = kern_boot(&config, &k);
		assert_true(err == 0 || err == -ENOMEM);
		if (err)
			continue;
		failed = !kern_fail_nth_left(k);
		kern_fail_nth(k, 0, 0);
		assert_sound(k);
		assert_int_equal(kern_rig_insmod(k, "hello"), 0);
		kern_shutdown(k);
	}
	assert_in_range(n, 60, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fail_scenarios_leak_nothing_and_survive),
		cmocka_unit_test(test_fail_boot_at_every_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
