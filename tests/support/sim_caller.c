/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sim_caller.c - see sim_caller.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim_caller.h"

struct sim_caller sim;

static void must(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "sim_caller: %s failed\n", what);
	abort();
}

int sim_setup(void **state)
{
	mini_kern_setup(state);
	sim.kern = *state;
	sim.text = kern_vmalloc(sim.kern, KERN_PAGE, KERN_AREA_VMALLOC,
				KERN_PAGE_KERNEL);
	sim.stack = kern_vmalloc(sim.kern, KERN_PAGE, KERN_AREA_VMALLOC,
				 KERN_PAGE_KERNEL);
	sim.user_pa = mmu_frame_alloc(sim.kern->machine, 1, 1);
	return mmu_map_page(sim.kern->machine, sim.kern->init_pgd, SIM_USER,
			    sim.user_pa, 12,
			    MMU_PTE_US | MMU_PTE_RW | MMU_PTE_NX);
}

void sim_poke(uint64_t la, const void *data, size_t len)
{
	struct mmu_fault fault;

	must(mmu_copy_out(sim.kern->cpu, la, data, len, 0, NULL, &fault),
	     "poke");
}

void sim_peek(void *data, uint64_t la, size_t len)
{
	struct mmu_fault fault;

	must(mmu_copy_in(sim.kern->cpu, data, la, len, 0, NULL, &fault),
	     "peek");
}

uint64_t sim_str(uint64_t offset, const char *s)
{
	sim_poke(sim.text + offset, s, strlen(s) + 1);
	return mini_ptr(sim.kern, sim.text + offset);
}

uint64_t sim_unterminated(const char *s)
{
	uint64_t la = sim.text + KERN_PAGE - strlen(s);

	sim_poke(la, s, strlen(s));
	return mini_ptr(sim.kern, la);
}

struct kern_call sim_new_call(void)
{
	return (struct kern_call){.kern = sim.kern,
				  .sp = mini_ptr(sim.kern,
						 sim.stack + KERN_PAGE / 2)};
}

void sim_push(unsigned int n, uint64_t value)
{
	sim_poke(sim.stack + KERN_PAGE / 2 + 8 + 8 * n, &value, sizeof(value));
}

bool sim_has_text(uint64_t la, const char *want)
{
	char got[128];
	size_t size = strlen(want) + 1;

	must(size > sizeof(got), "sim_has_text");
	sim_peek(got, la, size);
	return !memcmp(got, want, size);
}

bool sim_faulted(const struct kern_call *call, uint64_t la, bool write)
{
	return call->fault && call->fault_ptr == mini_ptr(sim.kern, la) &&
	       call->fault_write == write;
}
