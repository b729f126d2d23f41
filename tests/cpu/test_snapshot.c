/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_snapshot.c - a machine is saved and restored; soft accesses only. */
#include "../support/rig.h"

#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>

#include <mmusim/snapshot.h>
#include "cpu/machine.h"

#define LA 0x10000ull

static struct rig rig;

static int setup(void **state)
{
	struct mmu_config config = {.size = sizeof(config), .ncpus = 2};

	(void)state;
	rig_create(&rig, &config);
	return 0;
}

static bool machine_is_sane(void)
{
	return mem_check(&rig.machine->mem) && pool_check(rig.machine->pool) &&
	       tlb_check(&rig.machine->cpu[0].tlb) &&
	       tlb_check(&rig.machine->cpu[1].tlb);
}

static int teardown(void **state)
{
	bool sane = machine_is_sane();

	(void)state;
	rig_destroy(&rig);
	return sane ? 0 : -1;
}

static struct mmu_snapshot *snapshot(void)
{
	struct mmu_snapshot *taken;

	assert_int_equal(mmu_snapshot(rig.machine, &taken), 0);
	return taken;
}

static void restore(const struct mmu_snapshot *taken)
{
	assert_int_equal(mmu_restore(rig.machine, taken), 0);
	assert_true(machine_is_sane());
}

static uint64_t load(struct mmu_cpu *cpu, uint64_t la)
{
	uint64_t value = 0;

	assert_int_equal(mmu_load(cpu, la, &value, 8, NULL), 0);
	return value;
}

static void store(struct mmu_cpu *cpu, uint64_t la, uint64_t value)
{
	assert_int_equal(mmu_store(cpu, la, &value, 8, NULL), 0);
}

/* --- what comes back ------------------------------------------------------------- */

static void test_snapshot_brings_back_contents_and_tables(void **state)
{
	struct mmu_snapshot *taken;

	(void)state;
	rig_map(&rig, LA, RIG_RW);
	store(rig.cpu, LA, 1);
	taken = snapshot();
	store(rig.cpu, LA, 2);
	rig_map(&rig, LA + 0x1000, RIG_RW);
	store(rig.cpu, LA + 0x1000, 3);
	restore(taken);
	assert_int_equal(load(rig.cpu, LA), 1);
	assert_int_equal(rig_access(&rig, LA + 0x1000, MMU_READ), MMU_TRAP_PF);
	mmu_snapshot_free(taken);
}

static void test_snapshot_brings_back_frames(void **state)
{
	uint64_t nfree = mmu_frames_free_count(rig.machine);
	struct mmu_snapshot *taken = snapshot();
	uint64_t pa = mmu_frame_alloc(rig.machine, 300, 1);

	(void)state;
	memset(mmu_mem_ptr(rig.machine, pa, 1), 0xaa, 300 * MMU_PAGE_SIZE);
	restore(taken);
	assert_int_equal(mmu_frames_free_count(rig.machine), nfree);
	/* The same frames, and they were never touched. */
	assert_int_equal(mmu_frame_alloc(rig.machine, 300, 1), pa);
	assert_int_equal(*rig_byte(&rig, pa), 0);
	assert_int_equal(*rig_byte(&rig, pa + 299 * MMU_PAGE_SIZE), 0);
	mmu_snapshot_free(taken);
}

static void test_snapshot_brings_back_freed_frames(void **state)
{
	uint64_t pa = mmu_frame_alloc(rig.machine, 2, 1);
	struct mmu_snapshot *taken;

	(void)state;
	*rig_byte(&rig, pa) = 7;
	taken = snapshot();
	mmu_frame_free(rig.machine, pa, 2);
	restore(taken);
	assert_int_equal(*rig_byte(&rig, pa), 7);
	mmu_frame_free(rig.machine, pa, 2); /* it is ours again */
	mmu_snapshot_free(taken);
}

/* Also what the TLB knows although the tables do not, any more. */
static void test_snapshot_brings_back_the_tlb(void **state)
{
	struct mmu_snapshot *taken;

	(void)state;
	rig_map(&rig, LA, RIG_RW);
	store(rig.cpu, LA, 1);
	*rig_entry(&rig, LA) = 0;
	taken = snapshot();
	mmu_flush_tlb(rig.cpu);
	assert_int_equal(rig_access(&rig, LA, MMU_READ), MMU_TRAP_PF);
	restore(taken);
	assert_int_equal(load(rig.cpu, LA), 1);
	mmu_snapshot_free(taken);
}

static void test_snapshot_brings_back_registers_of_all_cpus(void **state)
{
	struct mmu_cpu *other = mmu_cpu(rig.machine, 1);
	struct mmu_snapshot *taken;

	(void)state;
	mmu_set_cpl(other, 3);
	mmu_set_cr2(other, 0x1234);
	mmu_cpu_regs(other)->gpr[MMU_RAX] = 5;
	taken = snapshot();
	mmu_set_cpl(other, 0);
	mmu_set_cr2(other, 0);
	mmu_set_pkru(rig.cpu, 1);
	mmu_cpu_regs(other)->gpr[MMU_RAX] = 6;
	restore(taken);
	assert_int_equal(mmu_cpl(other), 3);
	assert_int_equal(mmu_cpu_mode(other)->cpl, 3);
	assert_int_equal(mmu_cr2(other), 0x1234);
	assert_int_equal(mmu_pkru(rig.cpu), 0);
	assert_int_equal(mmu_cpu_regs(other)->gpr[MMU_RAX], 5);
	mmu_snapshot_free(taken);
}

/* A flush that CPU 1 has not served yet. */
static void test_snapshot_brings_back_requests_of_other_cpus(void **state)
{
	struct mmu_cpu *other = mmu_cpu(rig.machine, 1);
	struct mmu_snapshot *taken;

	(void)state;
	rig_map(&rig, LA, RIG_RW);
	store(other, LA, 1);
	*rig_entry(&rig, LA) = 0;
	mmu_request_flush(other, LA, 1);
	taken = snapshot();
	mmu_serve_flushes(other);
	restore(taken);
	assert_true(cpu_asked(other));
	assert_int_equal(mmu_load(other, LA, &(uint64_t){0}, 8, NULL),
			 MMU_TRAP_PF);
	mmu_snapshot_free(taken);
}

static void test_snapshot_brings_back_counters(void **state)
{
	struct mmu_snapshot *taken;
	struct mmu_stats before, after;

	(void)state;
	rig_map(&rig, LA, RIG_RW);
	store(rig.cpu, LA, 1);
	before = rig_stats(&rig);
	taken = snapshot();
	store(rig.cpu, LA, 1);
	restore(taken);
	after = rig_stats(&rig);
	assert_memory_equal(&before, &after, sizeof(before));
	mmu_snapshot_free(taken);
}

static int resolve(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	(void)cpu;
	++*(unsigned int *)arg;
	rig_map(&rig, frame->fault.la & ~(MMU_PAGE_SIZE - 1), RIG_RW);
	return 0;
}

static void note_event(struct mmu_cpu *cpu, const struct mmu_event *event,
		       void *arg)
{
	(void)cpu;
	(void)event;
	++*(unsigned int *)arg;
}

static void test_snapshot_brings_back_handlers_and_hooks(void **state)
{
	unsigned int faults = 0, events = 0;
	struct mmu_snapshot *taken;

	(void)state;
	mmu_set_handler(rig.machine, MMU_TRAP_PF, resolve, &faults);
	taken = snapshot();
	mmu_set_handler(rig.machine, MMU_TRAP_PF, NULL, NULL);
	mmu_set_event_hook(rig.machine, note_event, &events);
	restore(taken);
	store(rig.cpu, LA, 1);
	assert_int_equal(faults, 1);
	assert_int_equal(events, 0);
	mmu_snapshot_free(taken);
}

/* --- memory ----------------------------------------------------------------------- */

static void test_snapshot_gives_pages_back_to_the_host(void **state)
{
	struct mmu_snapshot *taken = snapshot();
	struct stat before, after;
	uint64_t pa;

	(void)state;
	if (rig.machine->mem.fd < 0) {
		mmu_snapshot_free(taken);
		skip();
	}
	assert_int_equal(fstat(rig.machine->mem.fd, &before), 0);
	pa = mmu_frame_alloc(rig.machine, 1000, 1);
	memset(mmu_mem_ptr(rig.machine, pa, 1), 1, 1000 * MMU_PAGE_SIZE);
	restore(taken);
	assert_int_equal(fstat(rig.machine->mem.fd, &after), 0);
	assert_int_equal(after.st_blocks, before.st_blocks);
	mmu_snapshot_free(taken);
}

static void test_snapshot_has_pages_that_went_since(void **state)
{
	struct mmu_snapshot *empty = snapshot(), *full;
	uint64_t pa = mmu_frame_alloc(rig.machine, 50, 1);

	(void)state;
	memset(mmu_mem_ptr(rig.machine, pa, 1), 5, 50 * MMU_PAGE_SIZE);
	full = snapshot();
	restore(empty);
	assert_int_equal(*rig_byte(&rig, pa + 20 * MMU_PAGE_SIZE), 0);
	restore(full);
	for (uint64_t i = 0; i < 50; i++)
		assert_int_equal(*rig_byte(&rig, pa + i * MMU_PAGE_SIZE), 5);
	mmu_snapshot_free(empty);
	mmu_snapshot_free(full);
}

/* The host refuses: nothing of the machine has changed. */
static void test_snapshot_restores_all_or_nothing(void **state)
{
	struct mmu_snapshot *taken;
	int fd = rig.machine->mem.fd;

	(void)state;
	if (fd < 0)
		skip();
	rig_map(&rig, LA, RIG_RW);
	taken = snapshot();
	store(rig.cpu, LA, 1);
	mmu_set_cpl(rig.cpu, 3);
	rig.machine->mem.fd = -1;
	assert_int_equal(mmu_restore(rig.machine, taken), -EIO);
	rig.machine->mem.fd = fd;
	assert_int_equal(mmu_cpl(rig.cpu), 3);
	mmu_set_cpl(rig.cpu, 0);
	assert_int_equal(load(rig.cpu, LA), 1);
	assert_int_equal(rig.machine->cpu[1].lock.owner, 0);
	restore(taken);
	assert_int_equal(load(rig.cpu, LA), 0);
	mmu_snapshot_free(taken);
}

static void test_snapshot_of_sparse_memory_is_small(void **state)
{
	static const struct mmu_region regions[] = {
		{.pa = 0, .len = 1ull << 20},
		{.pa = 1ull << 40, .len = 1ull << 34},
	};
	struct mmu_config config = {
		.size = sizeof(config), .regions = regions, .nregions = 2};
	const uint64_t far = (1ull << 40) + (1ull << 33) + 3 * MMU_PAGE_SIZE;
	struct mmu_snapshot *taken;
	struct rig sparse;

	(void)state;
#ifdef MMUSIM_SOFT
	skip(); /* there, the whole of it is looked at */
#endif
	rig_create(&sparse, &config);
	*rig_byte(&sparse, far) = 1;
	assert_int_equal(mmu_frame_reserve(sparse.machine, far, 1), 0);
	assert_int_equal(mmu_snapshot(sparse.machine, &taken), 0);
	*rig_byte(&sparse, far) = 2;
	*rig_byte(&sparse, far + (1ull << 32)) = 3;
	mmu_frame_free(sparse.machine, far, 1);
	assert_int_equal(mmu_restore(sparse.machine, taken), 0);
	assert_int_equal(*rig_byte(&sparse, far), 1);
	assert_int_equal(*rig_byte(&sparse, far + (1ull << 32)), 0);
	assert_int_equal(mmu_frame_reserve(sparse.machine, far, 1), -EBUSY);
	assert_true(mem_check(&sparse.machine->mem));
	mmu_snapshot_free(taken);
	rig_destroy(&sparse);
}

/* --- several ----------------------------------------------------------------------- */

static void test_snapshot_older_and_younger_in_any_order(void **state)
{
	struct mmu_snapshot *taken[3];
	void *block[3];

	(void)state;
	rig_map(&rig, LA, RIG_RW);
	for (uint64_t i = 0; i < 3; i++) {
		/* Blocks of other sizes each time, so that they lie elsewhere */
		if (i)
			restore(taken[0]);
		store(rig.cpu, LA, i);
		block[i] = pool_alloc(rig.machine->pool, 100 + 1000 * i);
		memset(block[i], (int)i + 1, 100 + 1000 * i);
		taken[i] = snapshot();
	}
	for (unsigned int n = 0; n < 30; n++) {
		unsigned int i = n * 7 % 3;

		restore(taken[i]);
		assert_int_equal(load(rig.cpu, LA), i);
		assert_int_equal(((char *)block[i])[99], i + 1);
		pool_alloc(rig.machine->pool, 48 * n);
	}
	for (int i = 0; i < 3; i++)
		mmu_snapshot_free(taken[i]);
}

static void test_snapshot_again_and_again(void **state)
{
	struct mmu_snapshot *taken;
	size_t used;

	(void)state;
	rig_map(&rig, LA, RIG_RW);
	taken = snapshot();
	used = pool_used(rig.machine->pool);
	for (uint64_t i = 0; i < 300; i++) {
		assert_non_null(pool_alloc(rig.machine->pool, 10 << 20));
		rig_map(&rig, LA + 0x1000, RIG_RW);
		store(rig.cpu, LA, i);
		restore(taken);
		assert_int_equal(pool_used(rig.machine->pool), used);
		assert_int_equal(load(rig.cpu, LA), 0);
	}
	mmu_snapshot_free(taken);
}

/* --- refusals ----------------------------------------------------------------------- */

static void test_snapshot_of_another_machine_is_einval(void **state)
{
	struct mmu_snapshot *taken = snapshot();

	(void)state;
	rig_destroy(&rig);
	setup(NULL); /* it may well lie at the same address */
	assert_int_equal(mmu_restore(rig.machine, taken), -EINVAL);
	mmu_snapshot_free(taken);
}

static int try_in_handler(struct mmu_cpu *cpu, struct mmu_frame *frame,
			  void *arg)
{
	struct mmu_snapshot *taken = NULL;

	(void)frame;
	assert_int_equal(mmu_snapshot(mmu_cpu_machine(cpu), &taken), -EBUSY);
	assert_null(taken);
	assert_int_equal(mmu_restore(mmu_cpu_machine(cpu), arg), -EBUSY);
	return 1;
}

static void test_snapshot_in_a_handler_is_ebusy(void **state)
{
	struct mmu_snapshot *taken = snapshot();

	(void)state;
	mmu_set_handler(rig.machine, MMU_TRAP_PF, try_in_handler, taken);
	assert_int_equal(mmu_load(mmu_cpu(rig.machine, 1), LA, &(char){0}, 1,
				  NULL),
			 MMU_TRAP_PF);
	mmu_snapshot_free(taken);
}

static void *try_it(void *arg)
{
	struct mmu_snapshot *taken;

	*(int *)arg = mmu_snapshot(rig.machine, &taken);
	return NULL;
}

static void test_snapshot_while_another_thread_drives_is_ebusy(void **state)
{
	struct mmu_snapshot *taken;
	pthread_t thread;
	int result = 0;

	(void)state;
	assert_int_equal(mmu_cpu_enter(mmu_cpu(rig.machine, 1)), 0);
	assert_int_equal(pthread_create(&thread, NULL, try_it, &result), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(result, -EBUSY);
	/* The driver itself may, and goes on driving. */
	taken = snapshot();
	restore(taken);
	mmu_cpu_leave(mmu_cpu(rig.machine, 1));
	restore(taken);
	for (int i = 0; i < 2; i++)
		assert_int_equal(rig.machine->cpu[i].lock.owner, 0);
	mmu_snapshot_free(taken);
}

static void test_snapshot_free_null_does_nothing(void **state)
{
	(void)state;
	mmu_snapshot_free(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_snapshot_brings_back_contents_and_tables),
		TEST(test_snapshot_brings_back_frames),
		TEST(test_snapshot_brings_back_freed_frames),
		TEST(test_snapshot_brings_back_the_tlb),
		TEST(test_snapshot_brings_back_registers_of_all_cpus),
		TEST(test_snapshot_brings_back_requests_of_other_cpus),
		TEST(test_snapshot_brings_back_counters),
		TEST(test_snapshot_brings_back_handlers_and_hooks),
		TEST(test_snapshot_gives_pages_back_to_the_host),
		TEST(test_snapshot_has_pages_that_went_since),
		TEST(test_snapshot_restores_all_or_nothing),
		TEST(test_snapshot_of_sparse_memory_is_small),
		TEST(test_snapshot_older_and_younger_in_any_order),
		TEST(test_snapshot_again_and_again),
		TEST(test_snapshot_of_another_machine_is_einval),
		TEST(test_snapshot_in_a_handler_is_ebusy),
		TEST(test_snapshot_while_another_thread_drives_is_ebusy),
		TEST(test_snapshot_free_null_does_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
