/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_oom.c - memory runs out: kernel/oom.c, kernel/sysctl.c.
 *
 * A machine with 8 MiB; "small" and "big" have that many pages of it, and
 * "eater" touches what is left.
 */
#include "../support/mm_rig.h"

#include <mmusim/kern_fault_inject.h>
#include <mmusim/kern_oom.h>
#include <mmusim/kern_uaccess.h>

#include "kernel/gfp.h"
#include "kernel/page.h"

#define SMALL_PAGES 200
#define BIG_PAGES   700
#define EATER_PAGES 1600
#define BASE	    0x10000000ull

static struct kern *k;
static struct kern_mm *small, *big, *eater;

static struct kern_mm *named_mm(const char *comm, uint64_t npages, int flags)
{
	struct kern_mm *mm = new_mm(k);

	kern_mm_set_comm(mm, comm);
	map(mm, BASE, npages, RW, flags | MAP_ANONYMOUS | MAP_FIXED, NULL, 0);
	return mm;
}

static void boot(const char *cmdline)
{
	struct mmu_config machine = {.size = sizeof(machine),
				     .ram_bytes = 8 << 20};
	struct kern_config config = {.size = sizeof(config),
				     .machine = &machine,
				     .cmdline = cmdline};

	assert_int_equal(kern_boot(&config, &k), 0);
	small = named_mm("small", SMALL_PAGES, MAP_PRIVATE);
	big = named_mm("big", BIG_PAGES, MAP_PRIVATE);
	eater = named_mm("eater", EATER_PAGES, MAP_PRIVATE);
	for (uint64_t i = 0; i < SMALL_PAGES; i++)
		poke(small, BASE + i * PAGE, i);
	for (uint64_t i = 0; i < BIG_PAGES; i++)
		poke(big, BASE + i * PAGE, i);
}

static int setup(void **state)
{
	boot(NULL);
	*state = k;
	return 0;
}

static int teardown(void **state)
{
	uint64_t none = 0;

	(void)state;
	assert_true(kern_mm_check_all(k));
	kern_use_mm(k, NULL);
	kern_mm_put(small);
	kern_mm_put(big);
	kern_mm_put(eater);
	assert_true(kern_page_check(k));
	for (uint64_t pfn = 0; pfn < 2048; pfn++)
		none += kern_frame_kind(k, pfn * PAGE) != KERN_FRAME_NONE;
	assert_int_equal(none, 0);
	kern_shutdown(k);
	return 0;
}

/* Touch pages until something happens. Return: how many. */
static uint64_t eat(struct kern_mm *mm, uint64_t npages)
{
	uint64_t n = 0;

	while (n < npages && !kern_oom_killed(small) && !kern_oom_killed(big) &&
	       !kern_oom_killed(eater) && !kern_panicked(k)) {
		if (user_store(mm, BASE + n * PAGE, n))
			break;
		n++;
	}
	assert_in_range(n, 1, npages - 1);
	return n;
}

/* --- choice -------------------------------------------------------------------- */

static void test_oom_kills_the_biggest_and_goes_on(void **state)
{
	uint64_t n;

	(void)state;
	kern_set_oom_score_adj(eater, -500);
	n = eat(eater, EATER_PAGES);
	assert_true(kern_oom_killed(big));
	assert_false(kern_oom_killed(small) || kern_oom_killed(eater));
	/* Nobody else has noticed. */
	for (uint64_t i = 0; i < n; i++)
		assert_int_equal(peek(eater, BASE + i * PAGE), i);
	for (uint64_t i = 0; i < SMALL_PAGES; i++)
		assert_int_equal(peek(small, BASE + i * PAGE), i);
	poke(eater, BASE + n * PAGE, 1);
	/* The victim has nothing left, and gets nothing any more. */
	assert_int_equal(big->rss[KERN_MM_ANONPAGES], 0);
	assert_int_equal(user_load(big, BASE, &(uint64_t){0}), MMU_TRAP_PF);
	assert_signal(big, SIGKILL, SI_KERNEL, BASE);
	assert_int_equal(kern_access_vm(big, BASE, &(uint64_t){0}, 8, false),
			 -EFAULT);
	kern_use_mm(k, big);
	assert_int_equal(kern_put_user(k, BASE, 1, 8), -EFAULT);
	assert_int_equal(kern_mm_dup(big, &(struct kern_mm *){NULL}), -ENOMEM);
}

static void test_oom_score_adj(void **state)
{
	struct kern_mm *child;

	(void)state;
	assert_in_range(kern_oom_score(big), kern_oom_score(small) + 1, 1000);
	kern_set_oom_score_adj(small, 800);
	assert_in_range(kern_oom_score(small), kern_oom_score(big) + 1, 1400);
	assert_int_equal(kern_set_oom_score_adj(big, -1000), 0);
	assert_int_equal(kern_oom_score(big), 0);
	assert_int_equal(kern_set_oom_score_adj(big, -1001), -EINVAL);
	assert_int_equal(kern_set_oom_score_adj(big, 1001), -EINVAL);
	child = dup_mm(small);
	assert_int_equal(kern_oom_score_adj(child), 800);
	kern_mm_put(child);
	kern_set_oom_score_adj(eater, -1000);
	eat(eater, EATER_PAGES);
	assert_true(kern_oom_killed(small));
}

/* The victim is at work: it comes to its end with the fault that it is in, and
 * is reaped when somebody else needs memory. */
static void test_oom_victim_asked_itself(void **state)
{
	uint64_t n, from = kern_log_next(k);

	(void)state;
	n = eat(eater, EATER_PAGES);
	assert_true(kern_oom_killed(eater));
	assert_signal(eater, SIGKILL, SI_KERNEL, BASE + n * PAGE);
	kern_rig_assert_not_logged(k, from, "oom_reaper");
	assert_in_range(eater->rss[KERN_MM_ANONPAGES], n, n + 1);
	for (uint64_t i = 0; i < 300; i++) {
		map(small, BASE + 0x40000000ull + i * PAGE, 1, RW,
		    ANON | MAP_FIXED, NULL, 0);
		poke(small, BASE + 0x40000000ull + i * PAGE, i);
	}
	kern_rig_assert_logged(k, from, "oom_reaper: reaped process");
	assert_int_equal(eater->rss[KERN_MM_ANONPAGES], 0);
	assert_false(kern_oom_killed(small) || kern_oom_killed(big));
}

static uint64_t free_pages(void)
{
	return (uint64_t)k->pages->stat[KERN_NR_FREE_PAGES];
}

static void test_oom_victim_may_use_half_of_the_reserve(void **state)
{
	const unsigned int quiet = KERN_GFP_KERNEL | KERN_GFP_NOWARN;
	uint64_t min = k->pages->wmark[KERN_WMARK_MIN], pfn[100];
	size_t n = 0;

	(void)state;
	eat(eater, EATER_PAGES);
	assert_true(kern_oom_killed(eater) && free_pages() >= min - 1);
	while (n < COUNT(pfn) && (pfn[n] = kern_alloc_pages(k, quiet, 0)))
		n++;
	assert_int_equal(free_pages(), min - min / 2);
	assert_false(kern_oom_killed(big));
	while (n--)
		kern_put_pages(k, pfn[n], 0);
}

static void test_oom_kill_allocating_task(void **state)
{
	uint64_t from = kern_log_next(k);

	(void)state;
	assert_int_equal(kern_set_sysctl(k, "vm.oom_kill_allocating_task", 1),
			 0);
	kern_set_oom_score_adj(eater, -1);
	kern_set_oom_score_adj(big, 1000);
	eat(eater, EATER_PAGES);
	assert_true(kern_oom_killed(eater));
	kern_rig_assert_logged(k, from,
			       "Out of memory (oom_kill_allocating_task): "
			       "Killed process");
}

/* What others can see of it stays: the first victim was not enough. */
static void test_oom_shared_memory_is_not_reaped(void **state)
{
	struct kern_mm *sharer = named_mm("sharer", 300, MAP_SHARED);
	uint64_t n = 0;

	(void)state;
	for (uint64_t i = 0; i < 300; i++)
		poke(sharer, BASE + i * PAGE, i);
	kern_set_oom_score_adj(sharer, 1000);
	kern_set_oom_score_adj(eater, -1000);
	for (; n < EATER_PAGES && !kern_oom_killed(big); n++)
		poke(eater, BASE + n * PAGE, n);
	assert_true(kern_oom_killed(sharer) && kern_oom_killed(big));
	assert_int_equal(sharer->rss[KERN_MM_SHMEMPAGES], 300);
	kern_use_mm(k, NULL);
	kern_mm_put(sharer);
}

/* --- the report ------------------------------------------------------------------- */

static void test_oom_report(void **state)
{
	static const char *const order[] = {
		"eater invoked oom-killer: gfp_mask=0x140dca("
		"GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO), order=0, "
		"oom_score_adj=-500",
		"CPU: 0 PID: 92 Comm: eater Not tainted",
		"Hardware name: ",
		"Call Trace:",
		"Mem-Info:",
		"2048 pages RAM",
		"0 pages hwpoisoned",
		"Tasks state (memory values in pages):",
		"[  pid  ]   uid  tgid total_vm      rss pgtables_bytes "
		"swapents oom_score_adj name",
		"[     90]     0    90      233      200    12288        0"
		"             0 small",
		"[     91]     0    91      733      700    16384        0"
		"             0 big",
		"[     92]     0    92     1633 ",
		"-500 eater",
		"oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,"
		"mems_allowed=0,global_oom,task_memcg=/,task=big,pid=91,uid=0",
		"Out of memory: Killed process 91 (big) total-vm:2932kB, "
		"anon-rss:2800kB, file-rss:0kB, shmem-rss:0kB, UID:0 "
		"pgtables:16kB oom_score_adj:0",
		"oom_reaper: reaped process 91 (big), now anon-rss:0kB, "
		"file-rss:0kB, shmem-rss:0kB",
		NULL};
	uint64_t from = kern_log_next(k);
	char *vmstat;

	(void)state;
	kern_set_oom_score_adj(eater, -500);
	eat(eater, EATER_PAGES);
	kern_rig_assert_order(k, from, order);
	vmstat = kern_proc_read(k, "vmstat");
	assert_non_null(strstr(vmstat, "\noom_kill 1\n"));
	free(vmstat);
}

static void test_oom_report_without_tasks(void **state)
{
	uint64_t from = kern_log_next(k);

	(void)state;
	assert_int_equal(kern_set_sysctl(k, "vm.oom_dump_tasks", 0), 0);
	eat(eater, EATER_PAGES);
	kern_rig_assert_logged(k, from, "invoked oom-killer");
	kern_rig_assert_not_logged(k, from, "Tasks state");
}

/* --- panic --------------------------------------------------------------------------- */

static void assert_panic(int how, const char *what)
{
	uint64_t from = kern_log_next(k);
	char line[120];

	assert_int_equal(kern_set_sysctl(k, "vm.panic_on_oom", how), 0);
	eat(eater, EATER_PAGES);
	assert_true(kern_panicked(k));
	snprintf(line, sizeof(line),
		 "Kernel panic - not syncing: Out of memory: %s panic_on_oom "
		 "is enabled",
		 what);
	kern_rig_assert_logged(k, from, "eater invoked oom-killer");
	kern_rig_assert_logged(k, from, line);
	kern_rig_assert_not_logged(k, from, "Killed process");
	kern_rig_assert_not_logged(k, from, "page allocation failure");
}

static void test_oom_panics_if_it_shall(void **state)
{
	(void)state;
	assert_panic(1, "system-wide");
}

static void test_oom_panics_if_it_must(void **state)
{
	(void)state;
	assert_panic(2, "compulsory");
}

static void test_oom_nobody_can_be_killed(void **state)
{
	uint64_t from = kern_log_next(k);

	(void)state;
	kern_set_oom_score_adj(small, -1000);
	kern_set_oom_score_adj(big, -1000);
	kern_set_oom_score_adj(eater, -1000);
	eat(eater, EATER_PAGES);
	assert_true(kern_panicked(k));
	kern_rig_assert_logged(k, from,
			       "Out of memory and no killable processes...");
	kern_rig_assert_logged(k, from,
			       "Kernel panic - not syncing: System is "
			       "deadlocked on memory");
}

/* --- who may call it ------------------------------------------------------------------- */

static void test_oom_is_not_for_all_allocations(void **state)
{
	static const struct {
		unsigned int gfp, order;
		const char *why;
	} row[] = {
		{KERN_GFP_ATOMIC, 0, "cannot wait"},
		{KERN_GFP_KERNEL | KERN_GFP_NORETRY, 0, "gives up early"},
		{KERN_GFP_KERNEL | KERN_GFP_RETRY_MAYFAIL, 0, "may fail"},
		{KERN_GFP_KERNEL & ~KERN_GFP_FS, 0, "holds locks of files"},
		{KERN_GFP_KERNEL, 4, "costly order"},
	};
	const unsigned int quiet = KERN_GFP_NOWARN;

	(void)state;
	kern_use_mm(k, NULL);
	for (size_t i = 0; i < COUNT(row); i++) {
		while (kern_alloc_pages(k, row[i].gfp | quiet, row[i].order))
			;
		if (kern_oom_killed(big) || kern_oom_killed(small))
			fail_msg("killed for what %s", row[i].why);
	}
	assert_int_not_equal(kern_alloc_pages(k, KERN_GFP_KERNEL, 3), 0);
	assert_true(kern_oom_killed(big));
	kern_oom_killer_disable(k);
	while (kern_alloc_pages(k, KERN_GFP_KERNEL | quiet, 0))
		;
	assert_false(kern_oom_killed(small));
	kern_oom_killer_enable(k);
	assert_int_not_equal(kern_alloc_pages(k, KERN_GFP_KERNEL, 0), 0);
	assert_true(kern_oom_killed(small));
}

/* A module eats up everything: all are killed for it, insmod in the end. */
static void test_oom_by_a_module(void **state)
{
	static const char *const order[] = {
		"insmod invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), "
		"order=0, oom_score_adj=0",
		" memory_hog_init+0x",
		"Killed process 91 (big)",
		"Killed process 90 (small)",
		"Killed process 93 (insmod)",
		"insmod: page allocation failure: order:0",
		"memory_hog: got many",
		NULL};
	uint64_t from = kern_log_next(k);

	(void)state;
	assert_int_equal(kern_rig_insmod(k, "memory_hog"), 137);
	kern_rig_assert_order(k, from, order);
	assert_true(kern_rig_loaded(k, "memory_hog"));
	assert_false(kern_panicked(k));
}

/* --- faults without memory though there is some ------------------------------------------ */

static void test_oom_leak_is_retried(void **state)
{
	struct kern_fault_attr attr = {.size = sizeof(attr),
				       .probability = 100,
				       .interval = 1,
				       .times = -1};
	uint64_t from = kern_log_next(k);

	(void)state;
	kern_fail_nth(k, KERN_FAIL_SITE(KERN_FAIL_PAGE_ALLOC), 1);
	assert_int_equal(user_store(eater, BASE, 1), 0);
	kern_rig_assert_logged(k, from,
			       "Huh VM_FAULT_OOM leaked out to the #PF "
			       "handler. Retrying PF");
	/* Not for ever. */
	assert_int_equal(kern_set_fault_attr(k, KERN_FAIL_PAGE_ALLOC, &attr),
			 0);
	assert_int_equal(user_store(eater, BASE + PAGE, 1), MMU_TRAP_PF);
	assert_signal(eater, SIGKILL, SI_KERNEL, BASE + PAGE);
	/* The kernel itself gets no page, and no signal. */
	kern_use_mm(k, small);
	assert_int_equal(kern_put_user(k, KERN_TASK_SIZE_MAX - 20 * PAGE, 1, 8),
			 -EFAULT);
	assert_int_equal(small->signals, 0);
	attr.probability = 0;
	kern_set_fault_attr(k, KERN_FAIL_PAGE_ALLOC, &attr);
}

/* --- sysctl -------------------------------------------------------------------------------- */

static void test_sysctl(void **state)
{
	int value = -1;

	(void)state;
	assert_int_equal(kern_sysctl(k, "vm.oom_dump_tasks", &value), 0);
	assert_int_equal(value, 1);
	assert_int_equal(kern_set_sysctl(k, "vm.panic_on_oom", 3), -EINVAL);
	assert_int_equal(kern_set_sysctl(k, "vm.panic_on_oom", -1), -EINVAL);
	assert_int_equal(kern_set_sysctl(k, "vm.nothing", 1), -ENOENT);
	assert_int_equal(kern_sysctl(k, "vm.nothing", &value), -ENOENT);
}

static void test_sysctl_on_the_command_line(void **state)
{
	int value = -1;

	(void)state;
	boot("sysctl.vm.panic_on_oom=2 sysctl.kernel.panic_on_oops=1 "
	     "sysctl.vm.oom_dump_tasks=x sysctl.vm.nothing=1");
	kern_sysctl(k, "vm.panic_on_oom", &value);
	assert_int_equal(value, 2);
	kern_sysctl(k, "kernel.panic_on_oops", &value);
	assert_int_equal(value, 1);
	kern_rig_assert_logged(k, 0, "'vm.oom_dump_tasks=x'");
	kern_rig_assert_logged(k, 0, "'vm.nothing=1': parameter not found");
	teardown(state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_oom_kills_the_biggest_and_goes_on),
		TEST(test_oom_score_adj),
		TEST(test_oom_victim_asked_itself),
		TEST(test_oom_victim_may_use_half_of_the_reserve),
		TEST(test_oom_kill_allocating_task),
		TEST(test_oom_shared_memory_is_not_reaped),
		TEST(test_oom_report),
		TEST(test_oom_report_without_tasks),
		TEST(test_oom_panics_if_it_shall),
		TEST(test_oom_panics_if_it_must),
		TEST(test_oom_nobody_can_be_killed),
		TEST(test_oom_is_not_for_all_allocations),
		TEST(test_oom_by_a_module),
		TEST(test_oom_leak_is_retried),
		TEST(test_sysctl),
		cmocka_unit_test(test_sysctl_on_the_command_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
