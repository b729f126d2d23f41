/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crash.c - a program with faults of all kinds, for test_gdb.sh to look at.
 *
 *   crash early      a null pointer before the library was ever called
 *   crash late       a null pointer after faults that were resolved
 *   crash window     a fault in a window that no handler resolves
 *   crash illegal    an illegal instruction of the program's own
 *   crash wait       after faults that were resolved, wait for a signal
 */
#include <mmusim/mmusim.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int give_page(struct mmu_cpu *cpu, struct mmu_frame *frame, void *arg)
{
	struct mmu_machine *machine = mmu_cpu_machine(cpu);
	uint64_t page = frame->fault.la & ~(MMU_PAGE_SIZE - 1);

	(void)arg;
	if (frame->fault.la >= 0x18000)
		return 1;
	return mmu_map_page(machine, mmu_cr3(cpu), page,
			    mmu_frame_alloc(machine, 1, 1), 12, MMU_PTE_RW);
}

static struct mmu_machine *make_machine(void)
{
	struct mmu_window_config window = {
		.size = sizeof(window), .la = 0x10000, .len = 0x10000};
	struct mmu_config config = {
		.size = sizeof(config), .ram_bytes = 1 << 20, .ncpus = 2};
	struct mmu_machine *machine;

	if (mmu_machine_create(&config, &machine) ||
	    mmu_window_open(machine, &window))
		exit(1);
	mmu_set_handler(machine, MMU_TRAP_PF, give_page, NULL);
	return machine;
}

static __attribute__((noinline)) void culprit(volatile char *wrong)
{
	*wrong = 'x'; /* the culprit */
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	struct mmu_machine *first, *second;
	volatile char *text;

	if (!strcmp(how, "early"))
		culprit(NULL);
	first = make_machine();
	second = make_machine();
	text = mmu_ptr(first, 0x11000);
	text[0] = 'a'; /* one fault */
	text[1] = 'b'; /* none */
	text = mmu_ptr(second, 0x12000);
	text[0] = 'c';
	if (!strcmp(how, "late"))
		culprit(NULL);
	if (!strcmp(how, "window"))
		culprit(mmu_ptr(second, 0x18000));
	if (!strcmp(how, "illegal"))
		__builtin_trap();
	if (!strcmp(how, "wait")) {
		puts("ready");
		fflush(stdout);
		pause();
	}
	mmu_machine_destroy(first);
	mmu_machine_destroy(second); /* the end */
	return 0;
}
