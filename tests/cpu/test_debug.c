/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the library keeps for debuggers: the list of machines, and the exception
 * that a CPU took last. tests/gdb/ looks at it through gdb.
 */
#include "../support/rig.h"

#include <errno.h>

#include "cpu/machine.h"

static size_t count_machines(void)
{
	size_t n = 0;

	for (struct mmu_machine *m = cpu_machines; m; m = m->next)
		n++;
	return n;
}

static void test_machines_are_listed_and_unlisted(void **state)
{
	struct rig rig[3];

	(void)state;
	assert_null(cpu_machines);
	for (size_t i = 0; i < COUNT(rig); i++)
		rig_create(&rig[i], NULL);
	assert_ptr_equal(cpu_machines, rig[2].machine);
	assert_int_equal(count_machines(), 3);
	assert_true(rig[0].machine->number < rig[1].machine->number);
	assert_true(rig[1].machine->number < rig[2].machine->number);

	rig_destroy(&rig[1]); /* from the middle, the end, the beginning */
	assert_ptr_equal(cpu_machines->next, rig[0].machine);
	rig_destroy(&rig[0]);
	assert_int_equal(count_machines(), 1);
	rig_destroy(&rig[2]);
	assert_null(cpu_machines);
}

static void test_failed_machine_is_not_listed(void **state)
{
	struct mmu_config wrong = {.size = sizeof(wrong), .levels = 7};
	struct mmu_machine *machine;

	(void)state;
	assert_int_equal(mmu_machine_create(&wrong, &machine), -EINVAL);
	assert_null(cpu_machines);
}

static void test_untaken_cpu_has_no_exception(void **state)
{
	struct rig rig;
	struct mmu_fault fault;

	(void)state;
	rig_create(&rig, NULL);
	/* An exception that is only returned is not taken. */
	assert_int_equal(mmu_access(rig.cpu, 0x1000, MMU_READ, NULL, &fault),
			 MMU_TRAP_PF);
	assert_int_equal(rig.cpu->taken.count, 0);
	rig_destroy(&rig);
}

static void test_exception_without_handler_is_kept(void **state)
{
	struct mmu_fault fault;
	struct rig rig;
	char byte = 0;

	(void)state;
	rig_create(&rig, NULL);
	mmu_cpu_regs(rig.cpu)->rip = 0x1234;
	mmu_set_cpl(rig.cpu, 3);
	assert_int_equal(mmu_store(rig.cpu, 0x5678, &byte, 1, &fault),
			 MMU_TRAP_PF);
	mmu_set_cpl(rig.cpu, 0);
	assert_int_equal(rig.cpu->taken.count, 1);
	assert_memory_equal(&rig.cpu->taken.fault, &fault, sizeof(fault));
	assert_int_equal(rig.cpu->taken.rip, 0x1234);
	assert_int_equal(rig.cpu->taken.mode.cpl, 3); /* as it was then */
	assert_false(rig.cpu->taken.native);
	assert_int_equal(rig.cpu->taken.depth, 0);
	assert_ptr_equal(cpu_last_taken, rig.cpu);
	rig_destroy(&rig);
}

/* Faults itself, and then gives up. */
static int fault_inside(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	char byte;

	(void)arg;
	if (frame->depth == 1)
		mmu_load(cpu, 0x9000, &byte, 1, NULL);
	return 1;
}

static void test_exception_in_handler_is_the_last(void **state)
{
	struct rig rig;
	char byte = 0;

	(void)state;
	rig_create(&rig, NULL);
	mmu_set_handler(rig.machine, MMU_TRAP_PF, fault_inside, NULL);
	mmu_store(rig.cpu, 0x5000, &byte, 1, NULL);
	assert_int_equal(rig.cpu->taken.count, 2);
	assert_int_equal(rig.cpu->taken.fault.la, 0x9000);
	assert_int_equal(rig.cpu->taken.fault.how, MMU_READ);
	assert_int_equal(rig.cpu->taken.depth, 1);
	rig_destroy(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_machines_are_listed_and_unlisted),
		cmocka_unit_test(test_failed_machine_is_not_listed),
		cmocka_unit_test(test_untaken_cpu_has_no_exception),
		cmocka_unit_test(test_exception_without_handler_is_kept),
		cmocka_unit_test(test_exception_in_handler_is_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
