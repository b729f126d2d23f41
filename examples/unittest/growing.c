/* SPDX-License-Identifier: GPL-2.0-or-later */
/* growing.c - see growing.h. */
#include "growing.h"

/* Page faults come here: a page for the buffer, nothing for anybody else. */
static int on_page_fault(struct mmu_cpu *cpu, struct mmu_frame *frame,
			 void *arg)
{
	struct growing *buffer = arg;
	uint64_t offset = frame->fault.la - buffer->la;
	uint64_t pa;

	if (frame->fault.error_code & MMU_PF_P || offset >= buffer->size)
		return 1;
	pa = mmu_frame_alloc(buffer->machine, 1, 1);
	if (pa == MMU_NO_PA)
		return 1;
	return mmu_map_page(buffer->machine, mmu_cr3(cpu),
			    frame->fault.la & ~(MMU_PAGE_SIZE - 1), pa, 12,
			    MMU_PTE_RW | MMU_PTE_NX);
}

int growing_init(struct growing *buffer, struct mmu_machine *machine,
		 uint64_t la, uint64_t size)
{
	struct mmu_window_config window = {
		.size = sizeof(window),
		.la = la,
		.len = size + MMU_PAGE_SIZE,
	};

	*buffer = (struct growing){machine, la, size};
	mmu_set_handler(machine, MMU_TRAP_PF, on_page_fault, buffer);
	return mmu_window_open(machine, &window);
}

void growing_seal(struct growing *buffer)
{
	struct mmu_cpu *cpu = mmu_cpu(buffer->machine, 0);

	for (uint64_t la = buffer->la; la < buffer->la + buffer->size;
	     la += MMU_PAGE_SIZE) {
		*mmu_find_entry(buffer->machine, mmu_cr3(cpu), la, NULL) &=
			~MMU_PTE_RW;
		mmu_invlpg(cpu, la);
	}
}
