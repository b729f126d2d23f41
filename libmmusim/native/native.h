/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * native.h - the state of a host thread that runs on simulated memory, and the
 * interfaces between the files of native/.
 *
 * A fault is handled in two stages:
 *
 *   faulting instruction
 *     | SIGSEGV, on the thread's signal stack
 *     v
 *   trap.c        may the tables allow it? fill the TLB and return, or
 *     |           write a struct native_exc and aim the context at ...
 *     v           (sigreturn)
 *   entry.S       native_entry: on a host exception stack, saves FP state
 *     v
 *   stage2.c      cpu_deliver() in ordinary context
 *     v
 *   entry.S       restores every register, and jumps back
 *
 * Simulated code (mmu_call()) runs on a stack in a window. Its exception stack
 * is the host stack that mmu_call() left behind; so no frame of the library is
 * ever on a simulated stack, and ending the call needs no unwinding.
 */
#ifndef NATIVE_NATIVE_H
#define NATIVE_NATIVE_H

#include <signal.h>
#include <stddef.h>
#include <time.h>

#include <mmusim/window.h>
#include "cpu/machine.h"
#include "native/offsets.h"
#include "native/window.h"

/* Where the general registers, in our order, are in a signal context. */
extern const int native_greg_of[MMU_NGPR];

/**
 * struct native_call - one mmu_call() in progress
 * @rip, @sp, @arg: where and with what simulated code starts
 * @host_sp: the host stack pointer that it left
 * @result:  RAX when it returned
 */
struct native_call {
	uint64_t rip, sp;
	uint64_t arg[6];
	uint64_t host_sp;
	uint64_t result;
	struct mmu_cpu *cpu;
	struct cpu_scope *scope;
};

/* A power of two, so that the count may wrap. */
#define NATIVE_TAILS 64

/**
 * struct native_tail - where the last two instructions of a resume look
 *
 * A thread has a ring of them, so that a signal handler that faults between
 * the two does not disturb the resume it interrupted.
 */
struct native_tail {
	uint64_t rsp, rip;
};

#define NATIVE_DISPLACED_SIZE 128

/**
 * struct native_displaced - a copy of an instruction that runs elsewhere
 * @code: the thread's buffer for it; executable
 * @rip:  of the original
 * @add:  what was added to each register for the copy
 */
struct native_displaced {
	unsigned char *code;
	uint64_t rip;
	uint64_t add[MMU_NGPR];
};

/**
 * struct native_interrupt - timers that interrupt simulated code: interrupt.c
 * @armed:  which of them run, a bit each; the handler changes it
 * @used:   which were set since all were off; one that has run out may be among
 *          them
 * @kept:   they are left running between calls
 * @missed: one went off in the library, or in a callback
 * @strays: how often in succession one did although simulated code runs
 * @made:   they exist
 */
struct native_interrupt {
	_Atomic unsigned char armed;
	unsigned char used, strays;
	bool kept, made, missed;
	timer_t timer[2];
};

/**
 * struct native_thread - a host thread that has entered a machine
 * @call, @call_scope: the innermost mmu_call(); NULL for host code
 * @exc:      the exception that was taken last and is not yet over
 * @fiber_scope: of the resumption of the fiber that runs (fiber.h); NULL
 * @next:     of all threads
 * @host_gs:  base of GS outside of calls; valid in them
 * @in_sim:   simulated code runs: every address is a linear address
 * @stack:    exception stack for host code
 * @own_stack, @own_stack_size: that the thread began with
 * @watched_stacks: Valgrind is told of the stacks that the thread uses. Else
 *            it guesses: a stack pointer that moves by 2 MiB changed stacks.
 *            It confuses the stacks of several threads, so only the first
 *            thread does so; host.c keeps the stacks of others apart
 * @stack_id: of the exception stack, then
 * @tails:    ring of NATIVE_TAILS, with code for each at @tail_code
 * @stack_used: an exception began on @stack and is not yet over
 * @decline:  the fault at this RIP and address is known to be nobody's
 * @retry:    watches for handlers that resolve nothing
 * @refill:   watches for fills that resolve nothing
 */
struct native_thread {
	struct native_call *call;
	struct native_exc *exc;
	struct cpu_scope *call_scope;
	struct native_thread *next;
	bool stack_used;
	bool in_sim;
	struct cpu_scope *fiber_scope;
	uint64_t host_gs;
	char *stack;
	char *own_stack;
	size_t own_stack_size;
	bool watched_stacks;
	unsigned int stack_id;
	char *signal_stack;
	stack_t old_signal_stack;
	struct native_tail *tails;
	unsigned char *tail_code;
	unsigned int next_tail;
	struct native_displaced displaced;
	struct {
		bool armed;
		uint64_t rip, addr;
	} decline;
	struct cpu_retry retry;
	struct {
		struct mmu_regs regs;
		uint64_t uses;
		unsigned int count;
	} refill;
	struct native_interrupt interrupt;
};

/**
 * struct native_exc - an exception between the two stages
 *
 * Stage 1 writes it at the top of the exception stack; entry.S saves the FP
 * state behind it, at EXC_XSAVE.
 *
 * @scope:   what is to be given back when it is over
 * @was_sim: simulated code ran before: this code, or what a signal handler
 *           interrupted
 */
struct native_exc {
	struct mmu_regs regs;
	void *tail;
	struct native_call *call;
	struct native_thread *thread;
	struct cpu_scope *scope;
	struct mmu_cpu *cpu;
	struct mmu_fault fault;
	uint64_t addr;
	int sig;
	bool sim;
	bool was_sim;
	bool own_stack;
};

_Static_assert(offsetof(struct native_exc, regs.gpr) == EXC_RAX, "EXC_RAX");
_Static_assert(offsetof(struct native_exc, regs.rip) == EXC_RIP, "EXC_RIP");
_Static_assert(offsetof(struct native_exc, regs.rflags) == EXC_RFLAGS,
	       "EXC_RFLAGS");
_Static_assert(offsetof(struct native_exc, tail) == EXC_TAIL, "EXC_TAIL");
_Static_assert(offsetof(struct native_exc, call) == EXC_CALL, "EXC_CALL");
_Static_assert(sizeof(struct native_exc) <= EXC_XSAVE, "EXC_XSAVE");
_Static_assert(offsetof(struct native_call, sp) == CALL_SP, "CALL_SP");
_Static_assert(offsetof(struct native_call, arg) == CALL_ARG, "CALL_ARG");
_Static_assert(offsetof(struct native_call, host_sp) == CALL_HOST_SP,
	       "CALL_HOST_SP");
_Static_assert(offsetof(struct native_call, result) == CALL_RESULT,
	       "CALL_RESULT");
_Static_assert(offsetof(struct native_thread, call) == THREAD_CALL,
	       "THREAD_CALL");
_Static_assert(offsetof(struct native_thread, exc) == THREAD_EXC, "THREAD_EXC");
_Static_assert(offsetof(struct native_thread, in_sim) == THREAD_IN_SIM,
	       "THREAD_IN_SIM");

/* --- thread.c ------------------------------------------------------------- */

/* This thread's state; NULL before it entered. Readable in signal handlers. */
extern _Thread_local struct native_thread *native_self
	__attribute__((tls_model("initial-exec")));

/* Enough for MMU_MAX_DEPTH exceptions, each with its register state (11 KiB
 * where the host has AMX) and the frames of its handler. */
#define NATIVE_STACK_SIZE (2ul << 20)
#define NATIVE_RED_ZONE	  128

size_t native_signal_stack_size(void);

/* Rank of the stack that an address is on, for scope.h: the thread's own, its
 * exception stack, its signal stack, or none of these. AS-safe. */
enum { NATIVE_OWN_STACK, NATIVE_EXCEPTION_STACK, NATIVE_SIGNAL_STACK };
unsigned int native_stack_rank(uintptr_t at);

/* For fork.c; in a child all threads but this one are gone. */
void native_lock_threads(bool yes);
void native_bury_threads(void);

/* Give this thread its stacks, and put our signal handlers in place. */
int native_enter(void);

/* --- signals.c ------------------------------------------------------------ */

/* Put our handler in front of those of the signals that we need, unless it is
 * there. */
int native_arm(void);

/* Give a signal that is not ours to whoever would have had it, from that entry
 * of our handler. */
void native_pass_on(int sig, siginfo_t *info, void *context,
		    unsigned int level);

/* Did a handler to which we passed this signal give it back to us? */
bool native_was_passed(const void *context);

/* For fork.c. */
void native_lock_signals(bool yes);

/* --- debug.c: for a debugger to stop in. AS-safe ---------------------------- */

void native_debug_armed(void); /* our handlers have just been installed */
void native_debug_dying(void); /* the signal will have the default action */

/* --- crash.c -------------------------------------------------------------- */

/* The process will die of this. Say what one could not tell. AS-safe. */
void native_explain_crash(int sig, const siginfo_t *info, const void *context);

/* --- fork.c --------------------------------------------------------------- */
void native_watch_forks(void);
/* Run by Valgrind without the option that all of this needs: say so. valgrind.c */
void native_check_valgrind(void);

/* How many forks lie between the first process and this one. */
extern unsigned int native_forks;

/* --- trap.c --------------------------------------------------------------- */
void native_on_signal(int sig, siginfo_t *info, void *context,
		      unsigned int level);

/* --- interrupt.c: simulated code that runs for long ------------------------- */

#define NATIVE_INTERRUPT 0xec /* fault.vector then: that of the local timer */

/**
 * struct native_interrupt_ops - the kernel's part
 * @may:  may code with this RIP be interrupted? AS-safe; simulated code ran, on a
 *        simulated stack
 * @take: in ordinary context: what the interrupt does. The code goes on with these
 *        registers; not 0: its call ends with that
 */
struct native_interrupt_ops {
	bool (*may)(struct mmu_cpu *cpu, uint64_t rip);
	int (*take)(struct mmu_cpu *cpu, struct mmu_regs *regs);
};

void native_set_interrupt(const struct native_interrupt_ops *ops);

/* Simulated code of the thread runs from now on, or goes on. */
void native_arm_interrupt(struct native_thread *thread);
static inline void native_allow_interrupt(struct native_thread *thread)
{
	if (!thread->interrupt.armed)
		native_arm_interrupt(thread);
}

/* The thread goes back to code of the host's. */
void native_disarm_interrupt(struct native_thread *thread);

/* It will soon run simulated code again: leave the timer as it is until then. */
void native_keep_interrupt(bool yes);

/* Since this was asked last, has the timer gone off while the library served
 * simulated code? */
bool native_interrupt_missed(void);

/* For native_interrupt_ops: the next one comes after 100 us. */
void native_interrupt_soon(void);

/* Called by stage 2: ops->take(). */
int native_interrupt_taken(struct mmu_cpu *cpu, struct mmu_regs *regs);

/* The thread ends. */
void native_forget_interrupt(struct native_thread *thread);

/*
 * Notice it when simulated code writes from now on: host pages are taken away,
 * and come back without the right to write. native_wrote(): it did, or something
 * else happened that may have written, or nobody watches. native_touched(): it has accessed the page of this linear address.
 */
void native_watch_writes(struct mmu_cpu *cpu);
void native_end_watch(struct mmu_cpu *cpu);
bool native_wrote(struct mmu_cpu *cpu);
bool native_touched(struct mmu_cpu *cpu, uint64_t la);

/* --- gs.c: the base of GS, which is the host's and a thread's --------------- */

uint64_t native_gs_base(void);
void native_set_gs_base(uint64_t base);

/* If this thread runs simulated code on the CPU: give it the CPU's base, as a
 * host pointer. */
void native_load_gs(struct mmu_cpu *cpu);

/* --- privileged.c ----------------------------------------------------------- */

/*
 * Simulated code at CPL 0 executed an instruction that the host reserves for
 * its kernel: do what it does, on the simulated CPU. 0, with *regs as they are
 * behind it; else the vector of *fault, which is a new one if the instruction
 * raised one itself.
 */
int native_privileged(struct mmu_cpu *cpu, struct mmu_regs *regs,
		      struct mmu_fault *fault);

/* --- sensitive.c ------------------------------------------------------------- */

/* The length of the instruction there; 0: it is none. Does it need care,
 * although the host raises nothing? Then its first byte must become HLT, and
 * mmu_machine.original_code know what it was. */
size_t native_next_insn(const unsigned char *code, size_t len, bool *sensitive);

/* Code that was run may have changed. */
void native_code_changed(const void *code, size_t len);

/* --- decode.c: instructions, by Zydis. AS-safe ----------------------------- */

/* Copy the code at regs->rip; returns how many of 15 bytes could be had. */
size_t native_fetch_code(struct mmu_cpu *cpu, uint64_t rip,
			 unsigned char code[15]);

/* The address, not canonical on the host, that made the instruction at RIP
 * raise #GP (or #SS): fills la, how, why and vector of *fault. False when it
 * has none (a privileged instruction, say). */
bool native_bad_address(struct mmu_cpu *cpu, const struct mmu_regs *regs,
			struct mmu_fault *fault);

/* The linear address that kernel code meant by a host address without a window; the
 * same when nothing tells: meant.c. */
uint64_t native_meant(struct mmu_cpu *cpu, const struct mmu_regs *regs,
		      uint64_t addr);

/* The linear address of the instruction's operand in memory; 0: it has none. */
uint64_t native_operand_la(struct mmu_cpu *cpu, const struct mmu_regs *regs);

/* The instruction has no operand in memory that its ModRM byte names: what is in the
 * register that this names instead; RAX where there is no such byte. False: it has
 * one, or cannot be decoded. */
bool native_rm_register(struct mmu_cpu *cpu, const struct mmu_regs *regs,
			uint64_t *value);

/* The instruction is MOV of 8 bytes from memory: from where, as a host pointer,
 * and to which register. False: it is another one. */
bool native_load_operand(struct mmu_cpu *cpu, const struct mmu_regs *regs,
			 uint64_t *address, unsigned int *gpr);

/* Is the instruction one that only a kernel may use? */
bool native_is_privileged(struct mmu_cpu *cpu, uint64_t rip);

/* Under Valgrind some registers are not as before the instruction; make them
 * so. */
void native_valgrind_cure(struct mmu_cpu *cpu, struct mmu_regs *regs,
			  uint64_t addr);

/* --- displace.c -------------------------------------------------------------- */

/*
 * The tables allow the access to @la, which is no host address. Build a copy
 * of the instruction that reaches its operand through another pointer, and set
 * regs to run it. 0; a vector with *fault filled when an operand faults;
 * -ENOTSUP for instructions that cannot be moved.
 */
int native_displace(struct native_thread *thread, struct mmu_cpu *cpu,
		    struct mmu_regs *regs, uint64_t la,
		    struct mmu_fault *fault);

/* If RIP is in the copy, make it look as if the original ran. */
void native_undisplace(const struct native_thread *thread,
		       struct mmu_regs *regs);

/* --- entry.S -------------------------------------------------------------- */
void native_entry(void);
int native_run(struct native_call *call);
void native_return(void);
void native_gate_entry(void);
extern uint32_t native_xsave_lo, native_xsave_hi;
extern uint32_t native_xsave_size; /* of the area at EXC_XSAVE */

/* --- call.c --------------------------------------------------------------- */

/* The thread is here now, in host code: see cpu_scope_settle(). AS-safe. */
void native_settle(const void *sp);

/* Simulated code begins to run, or has ended: memcheck shall not report its
 * accesses to addresses where the host has nothing. */
void native_expect_faults(bool yes);

/* --- stage2.c: called by entry.S ------------------------------------------ */
int native_stage2(struct native_exc *exc);

/**
 * struct native_gate - a call from simulated code into the library
 * @index:    which (EAX at the gate)
 * @arg:      argument registers; they come back as they stand here
 * @callee:   RBX, RBP, R12 to R15 of the caller
 * @sim_sp:   its stack pointer
 * @result:   what comes back in RAX
 * @touch:    what comes back in R10: 1 or 2 asks the caller to read or write
 *            the byte at @touch_at (R11), because it faults, and to try again
 */
struct native_gate {
	uint64_t index;
	uint64_t arg[6];
	uint64_t callee[6]; /* rbx rbp r12 r13 r14 r15 */
	uint64_t sim_sp;
	uint64_t result;
	uint64_t touch;
	uint64_t touch_at;
	uint64_t unused;
};

_Static_assert(offsetof(struct native_gate, arg) == GATE_ARG, "GATE_ARG");
_Static_assert(offsetof(struct native_gate, callee) == GATE_CALLEE,
	       "GATE_CALLEE");
_Static_assert(offsetof(struct native_gate, sim_sp) == GATE_SIM_SP,
	       "GATE_SIM_SP");
_Static_assert(offsetof(struct native_gate, result) == GATE_RESULT,
	       "GATE_RESULT");
_Static_assert(offsetof(struct native_gate, touch) == GATE_TOUCH, "GATE_TOUCH");
_Static_assert(offsetof(struct native_gate, touch_at) == GATE_TOUCH_AT,
	       "GATE_TOUCH_AT");
_Static_assert(sizeof(struct native_gate) == GATE_SIZE, "GATE_SIZE");

/* Called by entry.S. 0: return to simulated code; else the call ends with
 * this status. */
int native_serve_gate(struct native_thread *thread, struct native_gate *gate);

/* --- ahead.c ---------------------------------------------------------------- */

/* An access to this host address is about to be made, in the current mode. True
 * when the host has the page now; false: whatever is to happen happens then. */
bool native_fill_ahead(struct mmu_cpu *cpu, uint64_t addr, unsigned int how);

/* --- call.c ------------------------------------------------------------------ */

/* Who serves gates: the kernel. */
typedef int native_gate_fn(struct mmu_cpu *cpu, struct native_gate *gate);
void native_set_gate(native_gate_fn *fn);

/* What HLT does with interrupts enabled; the registers are those behind it. Not
 * 0: the code does not go on. The kernel's. */
typedef int native_halt_fn(struct mmu_cpu *cpu, const struct mmu_regs *regs);
void native_set_halt(native_halt_fn *fn);
/* The same for STI. */
void native_set_sti(native_halt_fn *fn);
#define NATIVE_END_CALL 1004 /* native_privileged(): it does not */

#endif
