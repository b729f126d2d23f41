/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_oom_task.c - the OOM killer and tasks that run: kernel/oom.c. */
#include "../support/mm_rig.h"

#include <sys/wait.h>

#include <mmusim/kern_oom.h>
#include <mmusim/kern_task.h>

#define SECOND 1000000000ull

static struct kern *k;

static int setup(void **state)
{
	struct mmu_config machine = {.size = sizeof(machine),
				     .ram_bytes = 8 << 20};

	k = kern_rig_boot(&machine);
	*state = k;
	return 0;
}

static int spawn(const char *name, int (*fn)(void *arg), void *arg)
{
	struct kern_task_config config = {
		.size = sizeof(config), .name = name, .fn = fn, .arg = arg};
	int pid;

	assert_int_equal(kern_task_spawn(k, &config, &pid), 0);
	return pid;
}

static int status_of(int pid)
{
	int status = -1;

	assert_int_equal(kern_wait_status(k, pid, &status), 0);
	return status;
}

static void assert_killed(int pid)
{
	int status = status_of(pid);

	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

/* What tasks do: native stores to so many pages, or sleeping. */

static void *touch_pages(size_t npages)
{
	char *p = kern_sys_mmap(NULL, npages * PAGE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (size_t i = 0; i < npages; i++)
		p[i * PAGE] = (char)i;
	return p;
}

static void sleep_for(time_t seconds)
{
	struct timespec want = {.tv_sec = seconds};

	kern_sys_nanosleep(&want, NULL);
}

static int eat_everything(void *arg)
{
	(void)arg;
	touch_pages(4096);
	return 1; /* never */
}

static int eat_some(void *arg)
{
	touch_pages((size_t)(uintptr_t)arg);
	return 5;
}

static int eat_and_sleep(void *arg)
{
	touch_pages((size_t)(uintptr_t)arg);
	sleep_for(100);
	return 1; /* never */
}

static int sleep_and_check(void *arg)
{
	const char *p = touch_pages(100);

	(void)arg;
	sleep_for(10);
	for (size_t i = 0; i < 100; i++)
		if (p[i * PAGE] != (char)i)
			return 1;
	return 7;
}

/* As in a real log: the trace ends with the user's registers. */
static void test_oom_task_that_asks_is_killed(void **state)
{
	static const char *const order[] = {"hog invoked oom-killer",
					    "Call Trace:",
					    " <TASK>",
					    "RIP: 0033:0x",
					    "Code: ",
					    "RSP: 002b:00007ff",
					    "RAX: ",
					    " </TASK>",
					    "Mem-Info:",
					    "(hog) total-vm:",
					    NULL};
	int other = spawn("other", sleep_and_check, NULL);
	int hog = spawn("hog", eat_everything, NULL);
	uint64_t from = kern_log_next(k);

	(void)state;
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_killed(hog);
	assert_int_equal(WEXITSTATUS(status_of(other)), 7);
	kern_rig_assert_order(k, from, order);
	kern_rig_assert_not_logged(k, from, "segfault");
	assert_true(kern_mm_check_all(k));
}

static void test_oom_task_that_sleeps_is_killed(void **state)
{
	int sleeper = spawn("sleeper", eat_and_sleep, (void *)900);
	int eater = spawn("eater", eat_some, (void *)1100);
	uint64_t from = kern_log_next(k);

	(void)state;
	kern_set_oom_score_adj(kern_task_mm(k, eater), -900);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_killed(sleeper);
	assert_int_equal(WEXITSTATUS(status_of(eater)), 5);
	kern_rig_assert_logged(k, from, "eater invoked oom-killer");
	kern_rig_assert_logged(k, from, "(sleeper), now anon-rss:0kB");
	assert_in_range(kern_clock(k), 0, 50 * SECOND);
	assert_true(kern_mm_check_all(k));
}

/* The parent learns of it as of any death. */
static int wait_for_hog(void *arg)
{
	int pid = kern_sys_fork(), status = 0;

	if (!pid)
		return eat_everything(arg);
	if (kern_sys_wait4(pid, &status, 0, NULL) != pid)
		return 1;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? 9 : 2;
}

static void test_oom_task_is_waited_for(void **state)
{
	int parent = spawn("parent", wait_for_hog, NULL);

	(void)state;
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	assert_int_equal(WEXITSTATUS(status_of(parent)), 9);
	assert_true(kern_mm_check_all(k));
}

static void test_oom_panic_ends_the_run(void **state)
{
	int pid = spawn("hog", eat_everything, NULL);

	(void)state;
	(void)pid;
	kern_set_sysctl(k, "vm.panic_on_oom", 2);
	kern_run(k);
	assert_true(kern_panicked(k));
	assert_int_equal(kern_run(k), -EBUSY);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, kern_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_oom_task_that_asks_is_killed),
		TEST(test_oom_task_that_sleeps_is_killed),
		TEST(test_oom_task_is_waited_for),
		TEST(test_oom_panic_ends_the_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
