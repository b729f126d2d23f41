/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hello_fault - the shortest useful program: a pointer into simulated memory
 * that faults for real, and a handler that gives it pages.
 */
#include <mmusim/mmusim.h>
#include <stdio.h>
#include <string.h>

static int on_page_fault(struct mmu_cpu *cpu, struct mmu_frame *frame,
			 void *arg)
{
	struct mmu_machine *machine = mmu_cpu_machine(cpu);
	uint64_t page = frame->fault.la & ~(MMU_PAGE_SIZE - 1);
	char why[192];

	(void)arg;
	mmu_fault_text(&frame->fault, why, sizeof(why));
	printf("page fault: %s\n", why);
	return mmu_map_page(machine, mmu_cr3(cpu), page,
			    mmu_frame_alloc(machine, 1, 1), 12, MMU_PTE_RW);
}

int main(void)
{
	struct mmu_window_config window = {
		.size = sizeof(window), .la = 0x10000, .len = 0x10000};
	struct mmu_machine *machine;
	struct mmu_stats stats;

	if (mmu_machine_create(NULL, &machine) ||
	    mmu_window_open(machine, &window))
		return 1;
	mmu_set_handler(machine, MMU_TRAP_PF, on_page_fault, NULL);

	char *text = mmu_ptr(machine, 0x10ffa); /* crosses into a second page */
	strcpy(text, "hello, fault");
	mmu_cpu_stats(mmu_cpu(machine, 0), &stats);
	printf("\"%s\": %d faults\n", text, (int)stats.delivered);
	mmu_machine_destroy(machine);
	return 0;
}
