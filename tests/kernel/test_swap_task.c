/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_swap_task.c - tasks that have more memory than there is: each sees its
 * own, and who waits for a page lets others run.
 */
#include "../support/swap_rig.h"

#include <sys/wait.h>

#include <mmusim/kern_task.h>

#define NPAGES 600 /* the machine has fewer frames */

static struct kern *setup_kern(void)
{
	struct kern *k = small_kern();

	swap_on(k, 8 * NPAGES);
	return k;
}

/* Writes and verifies twice. 0; the number of a page that was wrong. */
static int use_memory(volatile uint64_t *memory, uint64_t seed)
{
	for (uint64_t round = 0; round < 2; round++) {
		for (uint64_t i = 0; i < NPAGES; i++)
			memory[512 * i + i % 512] = seed + round + i;
		for (uint64_t i = 0; i < NPAGES; i++)
			if (memory[512 * i + i % 512] != seed + round + i)
				return 1;
	}
	return 0;
}

static int writes_and_verifies(void *arg)
{
	void *memory = kern_sys_mmap(NULL, NPAGES * PAGE, RW, ANON, -1, 0);

	return use_memory(memory, (uint64_t)(uintptr_t)arg);
}

static int spawn(struct kern *k, int (*fn)(void *arg), uintptr_t arg)
{
	struct kern_task_config config = {
		.size = sizeof(config), .fn = fn, .arg = (void *)arg};
	int pid;

	assert_int_equal(kern_task_spawn(k, &config, &pid), 0);
	return pid;
}

static void assert_exited(struct kern *k, int pid, int code)
{
	int status;

	assert_int_equal(kern_wait_status(k, pid, &status), 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
}

static void test_swap_two_tasks_share_too_little_memory(void **state)
{
	for (unsigned int n = 0; kern_replacement_at(n); n++) {
		struct kern *k = setup_kern();
		struct kern_task_stats stats = {.size = sizeof(stats)};
		int a, b;

		(void)state;
		use_policy(k, n, no_trace());
		a = spawn(k, writes_and_verifies, 1000);
		b = spawn(k, writes_and_verifies, 500000);
		assert_int_equal(kern_run(k), KERN_RUN_DONE);
		/* Each slept when a page had to be read. */
		assert_int_equal(kern_task_stats(k, a, &stats), 0);
		assert_true(stats.switches > NPAGES);
		assert_int_equal(kern_task_stats(k, b, &stats), 0);
		assert_true(stats.switches > NPAGES);
		assert_exited(k, a, 0);
		assert_exited(k, b, 0);
		assert_true(kern_mm_check_all(k));
		kern_shutdown(k);
	}
}

/* Parent and child go on with what the parent had, most of it in swap. */
static int forks(void *arg)
{
	volatile uint64_t *memory =
		kern_sys_mmap(NULL, NPAGES * PAGE, RW, ANON, -1, 0);
	int child, status = 0;

	(void)arg;
	for (uint64_t i = 0; i < NPAGES; i++)
		memory[512 * i] = i;
	child = kern_sys_fork();
	if (child < 0)
		return 2;
	for (uint64_t i = 0; i < NPAGES; i++)
		if (memory[512 * i] != i)
			return 3;
	if (use_memory(memory, child ? 7777 : 99999))
		return 4;
	if (!child)
		return 0;
	if (kern_sys_wait4(child, &status, 0, NULL) != child || status)
		return 5;
	return 0;
}

static void test_swap_fork_goes_on_with_pages_in_swap(void **state)
{
	struct kern *k = setup_kern();
	int pid = spawn(k, forks, 0);

	(void)state;
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_exited(k, pid, 0);
	assert_true(kern_vmstat(k, "pswpin") > NPAGES);
	assert_true(kern_mm_check_all(k));
	assert_int_equal(kern_swap_unused(k), 8 * NPAGES);
	kern_shutdown(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_swap_two_tasks_share_too_little_memory),
		cmocka_unit_test(test_swap_fork_goes_on_with_pages_in_swap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
