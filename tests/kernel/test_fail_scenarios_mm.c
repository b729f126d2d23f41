/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_fail_scenarios_mm.c - address spaces, tasks and texts while each of their
 * allocations fails once: see support/fail_rig.h.
 */
#include "../support/fail_rig.h"

#include <mmusim/kern_reclaim.h>
#include <mmusim/kern_swap.h>
#include <mmusim/kern_task.h>
#include <mmusim/kern_uaccess.h>

#define BASE 0x10000000ull
#define GIB  (1ull << 30)

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

/* The kernel writes to pages that are not there yet, and reads them. */
static int copy_user(struct kern_mm *mm)
{
	struct kern *k = mm->kern;
	char buf[3 * PAGE] = "text";
	uint64_t value;
	int err = map_at(mm, BASE, 8, ANON, NULL);

	kern_use_mm(k, mm);
	if (!err && (kern_copy_to_user(k, BASE + 100, buf, sizeof(buf)) ||
		     kern_clear_user(k, BASE + 5 * PAGE, PAGE) ||
		     kern_get_user(k, BASE + 7 * PAGE, &value, 8) ||
		     kern_put_user(k, KERN_TASK_SIZE_MAX - 99 * PAGE, 1, 8)))
		return -ENOMEM;
	if (!err)
		assert_int_equal(kern_strncpy_from_user(k, buf, BASE + 100, 9),
				 4);
	return err;
}

static int run_copy_user(struct kern *k)
{
	return with_mm(k, copy_user);
}

/* --- swap, and tasks ------------------------------------------------------------- */

/* All pages go out and come back. */
static int swap_out_and_in(struct kern_mm *mm)
{
	struct kern_swap_config swap = {.size = sizeof(swap), .npages = 64};
	int err = map_eight(mm), area;
	uint64_t value;

	if (err)
		return err;
	area = kern_swapon(mm->kern, &swap);
	if (area < 0)
		return area;
	kern_reclaim(mm->kern, 8);
	for (uint64_t i = 0; i < 8 && !err; i++) {
		err = user_load(mm, BASE + i * PAGE, &value) ? -ENOMEM : 0;
		if (!err)
			assert_int_equal(value, i);
	}
	if (!err)
		kern_reclaim(mm->kern, 4);
	/* What is left in swap then is brought back, or goes with its owner. */
	if (!err)
		err = kern_swapoff(mm->kern, area);
	if (err) {
		assert_int_equal(err, -ENOMEM);
		assert_int_equal(kern_swapoff(mm->kern, area), 0);
	}
	return err;
}

static int run_swap(struct kern *k)
{
	return with_mm(k, swap_out_and_in);
}

/* Exit statuses: 0; 1: no memory */
static int parent_and_child(void *arg)
{
	char *p = kern_sys_mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int pid, status = 0;

	(void)arg;
	if (kern_is_error(p))
		return 1;
	p[0] = 'p';
	pid = kern_sys_fork();
	if (pid < 0)
		return 1;
	if (!pid) {
		p[PAGE] = 'c';
		return p[0] != 'p';
	}
	if (kern_sys_wait4(pid, &status, 0, NULL) != pid)
		return 1;
	return p[PAGE] || status;
}

static int run_tasks(struct kern *k)
{
	struct kern_task_config config = {.size = sizeof(config),
					  .name = "parent",
					  .fn = parent_and_child};
	int pid, status, err = kern_task_spawn(k, &config, &pid);

	if (err)
		return err;
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_int_equal(kern_wait_status(k, pid, &status), 0);
	return status ? -ENOMEM : 0;
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
	static const char *const name[] = {"buddyinfo", "meminfo",  "modules",
					   "zoneinfo",	"slabinfo", "vmstat"};
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
	{"mmap and touch", run_mmap_touch, 12},
	{"mprotect splits an area", run_mprotect_splits, 16},
	{"munmap splits an area", run_munmap_splits, 14},
	{"fork, and both write", run_fork, 20},
	{"a mapped file", run_file_mapping, 15},
	{"shared memory", run_shared_memory, 12},
	{"a stack grows", run_stack_growth, 12},
	{"a sparse gigabyte", run_sparse_gigabyte, 34},
	{"heap, and populate", run_heap_and_populate, 10},
	{"copies to and from user memory", run_copy_user, 10},
	{"swap out, and in", run_swap, 15},
	{"tasks run, and fork", run_tasks, 30},
	{"texts of /proc", run_proc_texts, 20},
};

static void test_fail_address_spaces_leak_nothing_and_survive(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(scenarios); i++)
		run_scenario(&scenarios[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_fail_address_spaces_leak_nothing_and_survive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
