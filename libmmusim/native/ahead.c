/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ahead.c - an access that is about to be made. Would it trap only to fill the
 * TLB, that is done beforehand, and saves a signal.
 */
#include "native/host.h"
#include "native/native.h"

bool native_fill_ahead(struct mmu_cpu *cpu, uint64_t addr, unsigned int how)
{
	struct window *window = native_window_at(addr);
	struct mmu_fault fault;
	struct mmu_xlat walked;
	struct cpu_xlat xlat;
	uint64_t la;

	if (!window || window->cpu != cpu ||
	    ((how & MMU_HOW) == MMU_FETCH && host_valgrind()))
		return false;
	la = native_lift(window, addr);
	if (mmu_walk(&cpu->mode, cpu_entry, cpu->machine, la, how | MMU_PEEK,
		     &walked, &fault) ||
	    cpu_translate(cpu, la, how, &xlat, &fault))
		return false;
	return native_fill(window, xlat.tlb, xlat.pa, how) == 0;
}
