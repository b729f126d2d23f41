/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_bad_pagetable.c - tasks whose page tables somebody has corrupted.
 */
#include "../support/signal_rig.h"

/**
 * struct corruption - what becomes of the PTE of a page, and of the task
 * @and, @or: of the PTE
 * @access: what the task does then
 * @sig:    0: it goes through
 */
static const struct corruption {
	const char *name;
	uint64_t and, or ;
	enum { READS, WRITES, CALLS } access;
	int sig;
	const char *line;
} corruptions[] = {
	{"rsvd_read", ~0ull, 1ull << 51, READS, SIGKILL,
	 "Bad pagetable: 000d [#1] PREEMPT SMP PTI"},
	{"rsvd_write", ~0ull, 1ull << 51, WRITES, SIGKILL,
	 "Bad pagetable: 000f [#1] PREEMPT SMP PTI"},
	{"super", ~4ull, 0, READS, SIGSEGV, " error 5 in "},
	{"ro", ~2ull, 0, WRITES, 0, NULL},
	{"nx", ~0ull, 1ull << 63, CALLS, SIGSEGV, " error 15 likely"},
};

static const struct corruption *corruption;

/* Between two turns of the task. */
static void corrupt(struct kern *k, void *arg)
{
	struct kern_mm *mm = kern_task_mm(k, (int)(intptr_t)arg);
	uint64_t la = mmu_la(k->machine, (void *)(uintptr_t)page_at);
	volatile uint64_t *pte = kern_pte_find(mm, la);

	*pte = (*pte & corruption->and) | corruption->or ;
	kern_flush_tlb_range(mm, la, la + PAGE);
}

static int meets_corruption(void *arg)
{
	char *p = page(PROT_READ | PROT_WRITE | PROT_EXEC);

	(void)arg;
	write_byte((uint64_t)(uintptr_t)p, (char)0xc3);
	kern_sys_sched_yield();
	if (corruption->access == READS)
		read_byte(page_at);
	else if (corruption->access == WRITES)
		write_byte(page_at, 2);
	else
		call(page_at);
	return 0;
}

static void test_bad_pagetable_entries(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(corruptions) / sizeof(corruptions[0]);
	     i++) {
		struct kern *k = kern_rig_boot(NULL);
		uint64_t from = kern_log_next(k);
		int pid = spawn_named(k, "ucase", meets_corruption, NULL);
		int status;

		corruption = &corruptions[i];
		print_message("%s\n", corruption->name);
		assert_int_equal(kern_kthread_spawn(k, "pokept", corrupt,
						    (void *)(intptr_t)pid,
						    NULL),
				 0);
		assert_int_equal(kern_run(k), KERN_RUN_DONE);
		status = status_of(k, pid);
		if (corruption->sig)
			assert_killed(status, corruption->sig);
		else
			assert_exited(status, 0);
		if (corruption->line)
			kern_rig_assert_logged(k, from, corruption->line);
		kern_shutdown(k);
	}
}

/* As Linux says it, but for numbers. */
static void test_bad_pagetable_report(void **state)
{
	struct kern *k = *state;
	uint64_t from = kern_log_next(k);
	int pid = spawn_named(k, "ucase", meets_corruption, NULL);

	corruption = &corruptions[0];
	kern_kthread_spawn(k, "pokept", corrupt, (void *)(intptr_t)pid, NULL);
	assert_int_equal(kern_run(k), KERN_RUN_DONE);
	kern_rig_assert_order(
		k, from,
		(const char *const[]){
			"ucase: Corrupted page table at address 7f7b", "PGD ",
			"Bad pagetable: 000d [#1] PREEMPT SMP PTI\n",
			"CPU: 0 PID: ", "Hardware name: ", "RIP: 0033:0x",
			"Code: ", "RSP: 002b:00007fff", "RAX: ", "FS:  ",
			" GS:  0000000000000000\n", "Modules linked in:",
			"---[ end trace 0000000000000000 ]---\nRIP: 0033:0x",
			"\nRSP: 002b:00007fff", "CS:  0033 DS: 0000",
			"CR2: 00007f7b", "note: ucase[",
			"] exited with irqs disabled", NULL});
	status_of(k, pid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_pagetable_entries),
		cmocka_unit_test_setup_teardown(test_bad_pagetable_report,
						kern_rig_setup,
						kern_rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
