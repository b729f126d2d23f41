/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trap.c - stage 1: inside the signal handler.
 *
 * Finds out which access of which CPU trapped and asks cpu_translate(). When
 * the tables allow it, the page is made accessible and the handler returns to
 * the instruction. Anything else is written down in a struct native_exc, and
 * the handler returns to native_entry instead.
 *
 * Nothing here allocates, prints, or takes a lock that the interrupted code
 * can hold.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "mem/limits.h"
#include "native/host.h"
#include "native/native.h"
#include "native/sanitizer.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_UNDEFINED(a, n) ((void)(a), (void)(n))
#endif

enum {
	HOST_PF_WRITE = 2,
	HOST_PF_FETCH = 16,
	MAX_REFILLS = 1000,
};

/* Flags that interrupted code may have set and the C ABI wants clear: trap
 * flag, direction flag, alignment check. */
#define FLAGS_TO_CLEAR (0x100ull | 0x400ull | 0x40000ull)

/**
 * struct trap - what is known of the signal
 * @addr:   host address of the access; meaningless with @no_addr
 * @sim:    simulated code raised it
 * @window: that it lies in; NULL
 * @la:     linear address
 */
struct trap {
	int sig;
	siginfo_t *info;
	ucontext_t *context;
	struct native_thread *thread;
	bool sim;
	struct mmu_regs regs;
	uint64_t addr;
	bool no_addr;
	struct window *window;
	struct mmu_cpu *cpu;
	uint64_t la;
	unsigned int how;
};

/* The kernel's order of general registers in a signal context, as ours. */
static const int greg_of[MMU_NGPR] = {
	[MMU_RAX] = REG_RAX, [MMU_RCX] = REG_RCX, [MMU_RDX] = REG_RDX,
	[MMU_RBX] = REG_RBX, [MMU_RSP] = REG_RSP, [MMU_RBP] = REG_RBP,
	[MMU_RSI] = REG_RSI, [MMU_RDI] = REG_RDI, [MMU_R8] = REG_R8,
	[MMU_R9] = REG_R9,   [MMU_R10] = REG_R10, [MMU_R11] = REG_R11,
	[MMU_R12] = REG_R12, [MMU_R13] = REG_R13, [MMU_R14] = REG_R14,
	[MMU_R15] = REG_R15,
};

static void load_regs(struct trap *trap)
{
	const greg_t *greg = trap->context->uc_mcontext.gregs;

	for (int i = 0; i < MMU_NGPR; i++)
		trap->regs.gpr[i] = (uint64_t)greg[greg_of[i]];
	trap->regs.rip = (uint64_t)greg[REG_RIP];
	trap->regs.rflags = (uint64_t)greg[REG_EFL];
}

static void store_regs(struct trap *trap)
{
	greg_t *greg = trap->context->uc_mcontext.gregs;

	for (int i = 0; i < MMU_NGPR; i++)
		greg[greg_of[i]] = (greg_t)trap->regs.gpr[i];
	greg[REG_RIP] = (greg_t)trap->regs.rip;
	greg[REG_EFL] = (greg_t)trap->regs.rflags;
}

static unsigned int stack_rank(const struct trap *trap)
{
	return native_stack_rank(trap->regs.gpr[MMU_RSP]);
}

/* On the thread's signal stack, which may be the program's own? */
static bool on_signal_stack(const struct trap *trap)
{
	stack_t now;

	return !sigaltstack(NULL, &now) && !(now.ss_flags & SS_DISABLE) &&
	       trap->regs.gpr[MMU_RSP] - (uint64_t)(uintptr_t)now.ss_sp <=
		       now.ss_size;
}

/* Does simulated code run; and not a handler of some other signal that
 * interrupted it, nor what such a handler jumped to? Those are on stacks of the
 * host. */
static bool is_sim(const struct trap *trap)
{
	const struct native_thread *thread = trap->thread;

	return thread && thread->in_sim &&
	       stack_rank(trap) == CPU_STACK_UNKNOWN && !on_signal_stack(trap);
}

static bool in_sim(const struct trap *trap)
{
	return trap->sim;
}

/* Messages that must be said from a signal handler. */
static void complain(const char *text)
{
	ssize_t n = write(STDERR_FILENO, text, strlen(text));

	(void)n;
}

/* What became of a trap. */
enum outcome {
	NOT_OURS,
	RESUME, /* go on with the context as it stands now */
	STAGE2, /* in native_entry, which the context was aimed at */
};

/* --- leaving for stage 2 ---------------------------------------------------- */

/*
 * May stage 2 begin on the exception stack? Not when an exception is under way
 * there, wherever its handler has gone meanwhile (another signal's handler may
 * have interrupted it, or it runs a coroutine), nor for a signal handler on the
 * signal stack, which may have interrupted one: it goes on where the code is.
 */
static bool stack_is_free(const struct trap *trap)
{
	unsigned int rank = stack_rank(trap);

	return !trap->thread->stack_used && rank != NATIVE_EXCEPTION_STACK &&
	       rank != NATIVE_SIGNAL_STACK;
}

static bool needs_exception_stack(const struct trap *trap)
{
	return trap->thread && !in_sim(trap) && stack_is_free(trap);
}

/* Does stage 1 run on the stack of the code that it interrupted? Then its own
 * frames, and the context that they work on, lie just below. */
static bool on_interrupted_stack(const struct trap *trap)
{
	stack_t now;

	if (sigaltstack(NULL, &now) || !(now.ss_flags & SS_ONSTACK))
		return true;
	return trap->regs.gpr[MMU_RSP] - (uint64_t)(uintptr_t)now.ss_sp <=
	       now.ss_size;
}

/* The top of the free part of the stack that stage 2 shall run on. */
static uint64_t exception_stack(const struct trap *trap)
{
	enum { OUR_FRAMES = 16 << 10 }; /* those above this one, and to come */
	const struct native_thread *thread = trap->thread;

	if (in_sim(trap))
		return thread->call->host_sp;
	if (needs_exception_stack(trap))
		return (uint64_t)(uintptr_t)thread->stack + NATIVE_STACK_SIZE;
	if (on_interrupted_stack(trap))
		return (uint64_t)(uintptr_t)__builtin_frame_address(0) -
		       OUR_FRAMES;
	return trap->regs.gpr[MMU_RSP] - NATIVE_RED_ZONE;
}

/* The value of an exception's scope. */
enum { IN_SIM = 1, OWN_STACK = 2 };

/* The exception is over, or its handler was left by a jump. Whoever has the
 * lock next may use the scope for an exception of its own. */
static void end_exception(struct cpu_scope *scope, const void *sp)
{
	struct native_thread *thread = native_self;

	thread->exc = scope->arg;
	thread->in_sim = scope->value & IN_SIM;
	if (scope->value & OWN_STACK)
		thread->stack_used = false;
	if (sp)
		thread->retry.count = 0;
	if (sp && scope->value & OWN_STACK)
		native_note_jump(thread, sp);
	cpu_unlock(&scope->cpu->lock);
}

static struct cpu_scope *begin_exception(struct trap *trap,
					 struct native_exc *exc)
{
	struct native_thread *thread = trap->thread;
	struct cpu_scope *scope;

	scope = cpu_scope_enter(trap->cpu, exc, end_exception);
	if (!scope || !thread)
		return scope;
	scope->arg = thread->exc;
	scope->tied = in_sim(trap); /* to the call */
	/* Who jumps out of a handler of simulated code jumps out of that. */
	if (thread->in_sim && !in_sim(trap))
		scope->value |= IN_SIM;
	if (needs_exception_stack(trap))
		scope->value |= OWN_STACK;
	return scope;
}

/*
 * Aim the context at native_entry, with everything written down. The lock of
 * the CPU stays taken.
 */
static enum outcome leave_for_stage2(struct trap *trap,
				     const struct mmu_fault *fault)
{
	size_t size = EXC_XSAVE + native_xsave_size;
	uint64_t at = (exception_stack(trap) - size) & ~63ull;
	struct native_exc *exc = (struct native_exc *)(uintptr_t)at;
	bool sim = in_sim(trap), own_stack = needs_exception_stack(trap);
	struct native_thread *thread = trap->thread;

	/* With what memcheck takes for its red zone. */
	VALGRIND_MAKE_MEM_UNDEFINED((char *)exc - NATIVE_RED_ZONE,
				    size + NATIVE_RED_ZONE);
	if (thread)
		native_undisplace(thread, &trap->regs);
	*exc = (struct native_exc){
		.regs = trap->regs,
		.call = sim ? thread->call : NULL,
		.thread = thread,
		.scope = begin_exception(trap, exc),
		.cpu = trap->cpu,
		.fault = *fault,
		.addr = trap->addr,
		.sig = trap->sig,
		.sim = sim,
		.was_sim = thread && thread->in_sim,
		.own_stack = own_stack,
	};
	if (!exc->scope) {
		complain("mmusim: too many exceptions inside of exceptions\n");
		return NOT_OURS;
	}
	/* XRSTOR wants the header's reserved part to be zero. */
	memset((char *)exc + EXC_XSAVE + 512, 0,
	       native_xsave_size > 512 ? 64 : 0);
	if (thread) {
		/* Should the stack be full, that is a fault of the host's. */
		thread->in_sim = false;
		thread->exc = exc;
		thread->stack_used |= own_stack;
	}
	trap->regs.gpr[MMU_RBX] = at;
	trap->regs.rip = (uint64_t)(uintptr_t)native_entry;
	trap->regs.rflags &= ~FLAGS_TO_CLEAR;
	store_regs(trap);
	return STAGE2;
}

/* --- SIGSEGV ---------------------------------------------------------------- */

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
	if (in_sim(trap))
		return trap->thread->call->cpu;
	return trap->no_addr ? NULL : native_cpu_at(trap->addr);
}

/* Lock the CPU. False when it cannot be had. */
static bool lock(struct trap *trap)
{
	if (!trap->cpu || trap->info->si_code <= 0)
		return false;
	if (trap->cpu->machine->lost) {
		complain("mmusim: ");
		complain(trap->cpu->machine->lost);
		complain("\n");
		return false;
	}
	if (cpu_lock(&trap->cpu->lock)) {
		complain("mmusim: deadlock: this thread handles a fault of one "
			 "machine and touches another, whose fault handler "
			 "waits for this thread's\n");
		return false;
	}
	trap->cpu->stats.traps++;
	return true;
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
	trap->la = trap->addr;
	return in_sim(trap);
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
	complain("mmusim: ");
	complain(mmu_last_error());
	complain("\n");
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
	    mmu_walk(&cpu->mode, cpu_entry, cpu->machine, la,
		     MMU_FETCH | MMU_PEEK, &walked, &fault) ||
	    cpu_translate(cpu, la, MMU_FETCH, &xlat, &fault))
		return;
	native_fill(trap->window, xlat.tlb, xlat.pa, MMU_FETCH);
}

static enum outcome fill(struct trap *trap, const struct cpu_xlat *xlat,
			 uint64_t uses)
{
	int err;

	if (refill_is_hopeless(trap, uses)) {
		complain("mmusim: an instruction faults again and again "
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
	if (host_valgrind() && trap->how == MMU_FETCH)
		fill_next_code(trap);
	return RESUME;
}

/* The tables allow a jump to a linear address as it stands. */
static enum outcome jump_elsewhere(struct trap *trap)
{
	void *host = mmu_ptr(trap->cpu->machine, trap->la);

	if (trap->addr != trap->regs.rip ||
	    (uint64_t)(uintptr_t)host == trap->la) {
		complain("mmusim: simulated code jumped to an address that no "
			 "window shows\n");
		return NOT_OURS;
	}
	trap->regs.rip = (uint64_t)(uintptr_t)host;
	store_regs(trap);
	return RESUME;
}

/* The tables allow an access that no window shows. */
static enum outcome reach_elsewhere(struct trap *trap)
{
	struct mmu_fault fault;
	int result;

	note_progress(trap);
	if (trap->how == MMU_FETCH)
		return jump_elsewhere(trap);
	result = native_displace(trap->thread, trap->cpu, &trap->regs, trap->la,
				 &fault);
	if (result > 0)
		return leave_for_stage2(trap, &fault);
	if (result < 0) {
		complain("mmusim: simulated code accessed an address that no "
			 "window shows with an instruction that cannot be "
			 "moved\n");
		return NOT_OURS;
	}
	store_regs(trap);
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
	complain("mmusim: a signal handler touched a window while its thread "
		 "was in the library, at work on that very machine; block the "
		 "signal around such calls\n");
	return false;
}

static enum outcome resolve(struct trap *trap)
{
	uint64_t uses = tlb_uses(trap->cpu);
	struct cpu_xlat xlat;
	struct mmu_fault fault;

	if (!is_at_rest(trap->cpu))
		return NOT_OURS;
	cpu_sync(trap->cpu);
	if (cpu_translate(trap->cpu, trap->la, trap->how, &xlat, &fault))
		return leave_for_stage2(trap, &fault);
	return trap->window ? fill(trap, &xlat, uses) : reach_elsewhere(trap);
}

/*
 * The host's #GP or #SS: simulated code used an address that is not canonical,
 * or an instruction that only a kernel may use. With 5-level paging the
 * simulated machine may know the address all the same.
 */
static enum outcome general_protection(struct trap *trap)
{
	struct mmu_fault fault = {.vector = MMU_TRAP_GP};
	bool address = !native_is_privileged(trap->cpu, trap->regs.rip) &&
		       native_bad_address(trap->cpu, &trap->regs, &fault);

	if (address && mmu_is_canonical(fault.la, trap->cpu->machine->levels)) {
		trap->la = trap->addr = fault.la;
		trap->how = fault.how;
		return resolve(trap);
	}
	trap->cpu->stats.faults++;
	return leave_for_stage2(trap, &fault);
}

/* The lock of the CPU stays taken for stage 2. */
static bool finish(struct trap *trap, enum outcome outcome)
{
	if (outcome != STAGE2)
		cpu_unlock(&trap->cpu->lock);
	return outcome != NOT_OURS;
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

static bool on_segv(struct trap *trap)
{
	trap->addr = fault_address(trap);
	trap->no_addr = trap->info->si_code == SI_KERNEL;
	if (was_declined(trap))
		return false;
	trap->cpu = cpu_of(trap);
	if (!lock(trap))
		return false;
	if (trap->no_addr)
		return finish(trap, general_protection(trap));
	if (!locate(trap))
		return finish(trap, NOT_OURS);
	trap->how = access_kind(trap);
	if (host_valgrind()) {
		native_valgrind_cure(trap->cpu, &trap->regs, trap->addr);
		store_regs(trap);
	}
	return finish(trap, resolve(trap));
}

/* --- the other signals -------------------------------------------------------- */

/* Lock the CPU if the signal was raised by simulated code. */
static bool from_sim(struct trap *trap)
{
	if (in_sim(trap))
		trap->cpu = trap->thread->call->cpu;
	return lock(trap);
}

/* The exception of the host CPU; Valgrind tells of no other than #PF. */
static unsigned int host_vector(const struct trap *trap)
{
	return (unsigned int)trap->context->uc_mcontext.gregs[REG_TRAPNO];
}

static bool on_other(struct trap *trap, unsigned int vector)
{
	struct mmu_fault fault = {.vector = vector};

	if (!from_sim(trap))
		return false;
	/* Valgrind does not know instructions that it cannot run. */
	if (vector == MMU_TRAP_UD && host_valgrind() &&
	    native_is_privileged(trap->cpu, trap->regs.rip))
		fault.vector = MMU_TRAP_GP;
	trap->cpu->stats.faults++;
	return finish(trap, leave_for_stage2(trap, &fault));
}

/* A non-canonical address in RSP or RBP, or an unaligned one with AC set. Any
 * other SIGBUS says that the memory file has no page there, because it was
 * truncated or the host is full. */
static bool on_bus(struct trap *trap)
{
	if (trap->info->si_code == BUS_ADRERR &&
	    native_window_at((uint64_t)(uintptr_t)trap->info->si_addr))
		complain(
			"mmusim: the host has no memory for a page of "
			"simulated RAM: it is full, or the memory.max of a "
			"control group or vm.overcommit_memory=2 forbids it\n");
	if (host_vector(trap) == MMU_TRAP_AC)
		return on_other(trap, MMU_TRAP_AC);
	if (host_vector(trap) != MMU_TRAP_SS || !from_sim(trap))
		return false;
	trap->no_addr = true;
	return finish(trap, general_protection(trap));
}

static unsigned int arithmetic_vector(const struct trap *trap)
{
	if (trap->info->si_code == FPE_INTDIV ||
	    trap->info->si_code == FPE_INTOVF)
		return MMU_TRAP_DE;
	return host_vector(trap) == MMU_TRAP_MF ? MMU_TRAP_MF : MMU_TRAP_XM;
}

static bool handle(struct trap *trap)
{
	trap->sim = is_sim(trap);
	if (!in_sim(trap)) /* this is where the thread is now */
		native_settle((void *)trap->regs.gpr[MMU_RSP]);
	switch (trap->sig) {
	case SIGSEGV:
		return on_segv(trap);
	case SIGILL:
		return on_other(trap, MMU_TRAP_UD);
	case SIGFPE:
		return on_other(trap, arithmetic_vector(trap));
	case SIGTRAP:
		return on_other(trap, host_vector(trap) == MMU_TRAP_DB ?
					      MMU_TRAP_DB :
					      MMU_TRAP_BP);
	default:
		return on_bus(trap);
	}
}

/* Noinline: nothing may come before CLD there. */
static __attribute__((noinline)) void
on_signal(int sig, siginfo_t *info, void *context, unsigned int level)
{
	int saved_errno = errno;
	struct trap trap = {.sig = sig,
			    .info = info,
			    .context = context,
			    .thread = native_self};

	load_regs(&trap);
	if (native_was_passed(context) || !handle(&trap))
		native_pass_on(sig, info, context, level);
	errno = saved_errno;
}

void native_on_signal(int sig, siginfo_t *info, void *context,
		      unsigned int level)
{
	/* The kernel clears the direction flag, Valgrind does not. Nobody clears
	 * AC, which would make our own unaligned accesses trap. */
	__asm__ volatile("cld\n\t"
			 "pushfq\n\t"
			 "andl $~0x40000, (%%rsp)\n\t"
			 "popfq" ::
				 : "cc", "memory");
	on_signal(sig, info, context, level);
}
