/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trap_segv.c - a SIGSEGV: which access of which CPU trapped? When the tables
 * allow it, the page is made accessible; else an exception is on its way.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <string.h>

#include "mem/limits.h"
#include "native/host.h"
#include "native/trap.h"

enum {
	HOST_PF_WRITE = 2,
	HOST_PF_FETCH = 16,
	MAX_REFILLS = 1000,
};

/* A fault that stage 2 found to be nobody's comes again, to be passed on. */
static bool was_declined(struct trap *trap)
{
	struct native_thread *thread = trap->thread;

	if (!thread || !thread->decline.armed)
		return false;
	thread->decline.armed = false;
	return thread->decline.rip == trap->regs.rip &&
	       thread->decline.addr == trap->addr;
}

static unsigned int access_kind(const struct trap *trap)
{
	uint64_t code = trap->context->uc_mcontext.gregs[REG_ERR];

	if (code & HOST_PF_WRITE)
		return MMU_WRITE;
	if (code & HOST_PF_FETCH)
		return MMU_FETCH;
	/* Valgrind reports no error code for a fetch. */
	return host_valgrind() && trap->addr == trap->regs.rip ? MMU_FETCH :
								 MMU_READ;
}

/* Whose access is it? NULL when it is not simulated. */
static struct mmu_cpu *cpu_of(const struct trap *trap)
{
	if (trap->sim)
		return trap->thread->call->cpu;
	return trap->no_addr ? NULL : native_cpu_at(trap->addr);
}

/* Which linear address? With the CPU locked, its windows stay where they are.
 * False when the window was closed before. */
static bool locate(struct trap *trap)
{
	struct window *window = native_window_at(trap->addr);

	/* For simulated code another machine's window is an address like any. */
	if (window && window->cpu == trap->cpu) {
		trap->window = window;
		trap->la = native_lift(window, trap->addr);
		return true;
	}
	trap->la = trap->sim ?
			   native_meant(trap->cpu, &trap->regs, trap->addr) :
			   trap->addr;
	return trap->sim;
}

/* Differs after whatever takes host pages away, or may. A restore turns the counters
 * back, and may turn them to where they were. */
static uint64_t tlb_uses(const struct mmu_cpu *cpu)
{
	return cpu->stats.hits + cpu->stats.walks + cpu->stats.flushes +
	       cpu->stats.host_drops + native_of(cpu)->nsyncs +
	       (cpu->epoch << 40);
}

/*
 * An instruction that faults again although nobody else used the TLB and
 * although not one register changed has not been carried out. A few times is
 * normal, it may touch several pages. @uses was read before the look-up.
 */
static bool refill_is_hopeless(struct trap *trap, uint64_t uses)
{
	struct native_thread *thread = trap->thread;

	if (!thread)
		return false;
	if (thread->refill.uses != uses ||
	    memcmp(&thread->refill.regs, &trap->regs, sizeof(trap->regs))) {
		thread->refill.regs = trap->regs;
		thread->refill.count = 0;
	}
	thread->refill.uses = tlb_uses(trap->cpu);
	return ++thread->refill.count > MAX_REFILLS;
}

static void fill_failed(int err)
{
	mem_error_host(err, "a mapping for one page", MEM_MAPPING,
		       MMU_PAGE_SIZE);
	trap_complain("mmusim: ");
	trap_complain(mmu_last_error());
	trap_complain("\n");
}

/* The handler that mapped this page for this instruction did its work. */
static void note_progress(struct trap *trap)
{
	struct cpu_retry *retry;

	if (!trap->thread)
		return;
	retry = &trap->thread->retry;
	if (retry->rip == trap->regs.rip &&
	    retry->last.la / MMU_PAGE_SIZE == trap->la / MMU_PAGE_SIZE)
		retry->count = 0;
}

/*
 * Valgrind's translator reads instructions past the end of a page, and dies
 * when it cannot. A CPU may fetch ahead and fill its TLB, too.
 */
static void fill_next_code(struct trap *trap)
{
	uint64_t la = (trap->la | (MMU_PAGE_SIZE - 1)) + 1;
	uint64_t host = (trap->addr | (MMU_PAGE_SIZE - 1)) + 1;
	struct mmu_cpu *cpu = trap->cpu;
	struct mmu_fault fault;
	struct mmu_xlat walked;
	struct cpu_xlat xlat;

	if (native_window_at(host) != trap->window ||
	    mmu_walk(&cpu->mode, cpu_entry, cpu->machine, trap->la,
		     MMU_FETCH | MMU_PEEK, &walked, &fault) ||
	    mmu_walk(&cpu->mode, cpu_entry, cpu->machine, la,
		     MMU_FETCH | MMU_PEEK, &walked, &fault) ||
	    cpu_translate(cpu, la, MMU_FETCH, &xlat, &fault))
		return;
	native_fill(trap->window, xlat.tlb, xlat.pa, MMU_FETCH);
}

static enum trap_outcome fill(struct trap *trap, const struct cpu_xlat *xlat,
			      uint64_t uses)
{
	int err;

	if (refill_is_hopeless(trap, uses)) {
		trap_complain(
			"mmusim: an instruction faults again and again "
			"although its pages are mapped; does it touch more "
			"pages of one TLB set than mmu_config.tlb_ways?\n");
		return NOT_OURS;
	}
	note_progress(trap);
	err = native_fill(trap->window, xlat->tlb, xlat->pa, trap->how);
	if (err) {
		fill_failed(err);
		return NOT_OURS;
	}
	/* What is read of a kernel may be run next, without another fault. */
	if (host_valgrind() &&
	    (trap->how == MMU_FETCH ||
	     (trap->how == MMU_READ && trap->cpu->machine->kern)))
		fill_next_code(trap);
	return RESUME;
}

/* The tables allow a jump to a linear address as it stands. */
static enum trap_outcome jump_elsewhere(struct trap *trap)
{
	void *host = mmu_ptr(trap->cpu->machine, trap->la);

	if (trap->addr != trap->regs.rip ||
	    (uint64_t)(uintptr_t)host == trap->la) {
		trap_complain(
			"mmusim: simulated code jumped to an address that no "
			"window shows\n");
		return NOT_OURS;
	}
	trap->regs.rip = (uint64_t)(uintptr_t)host;
	trap_store_regs(trap);
	return RESUME;
}

/* The tables allow an access that no window shows. */
static enum trap_outcome reach_elsewhere(struct trap *trap)
{
	struct mmu_fault fault;
	int result;

	note_progress(trap);
	if (trap->how == MMU_FETCH)
		return jump_elsewhere(trap);
	native_of(trap->cpu)->wrote |= trap->how == MMU_WRITE;
	result = native_displace(trap->thread, trap->cpu, &trap->regs, trap->la,
				 &fault);
	if (result > 0)
		return trap_leave(trap, &fault);
	if (result < 0) {
		trap_complain(
			"mmusim: simulated code accessed an address that no "
			"window shows with an instruction that cannot be "
			"moved\n");
		return NOT_OURS;
	}
	trap_store_regs(trap);
	return RESUME;
}

/* Wait for another thread that is at work on the CPU without having entered
 * it; false when it is this one. */
static bool is_at_rest(struct mmu_cpu *cpu)
{
	enum { PATIENCE = 100000 }; /* it may have ended there */
	uintptr_t busy;

	for (int i = 0; i < PATIENCE; i++) {
		busy = atomic_load_explicit(&cpu->busy, memory_order_acquire);
		if (!busy)
			return true;
		if (busy == cpu_thread())
			break;
		sched_yield();
	}
	if (busy != cpu_thread())
		return true;
	trap_complain(
		"mmusim: a signal handler touched a window while its thread "
		"was in the library, at work on that very machine; block the "
		"signal around such calls\n");
	return false;
}

static enum trap_outcome resolve(struct trap *trap)
{
	uint64_t uses = tlb_uses(trap->cpu);
	struct cpu_xlat xlat;
	struct mmu_fault fault;

	if (!is_at_rest(trap->cpu))
		return NOT_OURS;
	cpu_sync(trap->cpu);
	if (cpu_translate(trap->cpu, trap->la, trap->how, &xlat, &fault))
		return trap_leave(trap, &fault);
	return trap->window ? fill(trap, &xlat, uses) : reach_elsewhere(trap);
}

/* What the host's CPU pushed with its #GP: the selector, or the gate of INT n.
 * Valgrind does not tell. */
static uint32_t host_error_code(const struct trap *trap)
{
	const greg_t *greg = trap->context->uc_mcontext.gregs;

	if (host_valgrind() || greg[REG_TRAPNO] != MMU_TRAP_GP)
		return 0;
	return (uint32_t)greg[REG_ERR];
}

/*
 * The host's #GP or #SS: simulated code used an address that is not canonical,
 * or an instruction that only a kernel may use. With 5-level paging the
 * simulated machine may know the address all the same.
 */
enum trap_outcome trap_general_protection(struct trap *trap)
{
	struct mmu_fault fault = {.vector = MMU_TRAP_GP};
	bool address = !native_is_privileged(trap->cpu, trap->regs.rip) &&
		       native_bad_address(trap->cpu, &trap->regs, &fault);

	if (address && fault.how != MMU_FETCH)
		fault.la = native_meant(trap->cpu, &trap->regs, fault.la);
	if (address && mmu_is_canonical(fault.la, trap->cpu->machine->levels)) {
		trap->la = trap->addr = fault.la;
		trap->how = fault.how;
		return resolve(trap);
	}
	if (!address) {
		fault.la = native_operand_la(trap->cpu, &trap->regs);
		fault.error_code = host_error_code(trap);
	}
	trap->cpu->stats.faults++;
	return trap_leave(trap, &fault);
}

/*
 * From CR2 where it is: signal() puts a handler back without SA_SIGINFO, and
 * then there is no siginfo_t. (cmocka does so around each test.)
 */
static uint64_t fault_address(const struct trap *trap)
{
	const greg_t *greg = trap->context->uc_mcontext.gregs;

	if (!host_valgrind() && greg[REG_TRAPNO] == MMU_TRAP_PF)
		return (uint64_t)greg[REG_CR2];
	return (uint64_t)(uintptr_t)trap->info->si_addr;
}

bool trap_segv(struct trap *trap)
{
	trap->addr = fault_address(trap);
	trap->no_addr = trap->info->si_code == SI_KERNEL;
	if (was_declined(trap))
		return false;
	trap->cpu = cpu_of(trap);
	if (!trap_lock(trap))
		return false;
	if (trap->no_addr)
		return trap_finish(trap, trap_general_protection(trap));
	if (!locate(trap))
		return trap_finish(trap, NOT_OURS);
	trap->how = access_kind(trap);
	if (host_valgrind()) {
		native_valgrind_cure(trap->cpu, &trap->regs, trap->addr);
		trap_store_regs(trap);
	}
	return trap_finish(trap, resolve(trap));
}
