/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * interrupt.c - a timer of the host's interrupts simulated code.
 *
 * Code that calls nothing and faults nowhere would keep the thread for ever. So,
 * while a thread runs simulated code of a kernel, a timer of the host's is armed:
 * after some milliseconds of the thread's CPU time it sends SIGURG, the handler
 * looks where that came, and stage 2 asks the kernel what a timer's interrupt does
 * there. Code that soon calls the library again never sees it.
 *
 *   a call begins     armed, unless it is
 *   the signal        in simulated code: stage 2; armed again when that is over
 *                     in the library, or in a callback of the program's: that is
 *                     noted, and it is armed again when simulated code goes on
 *   the call ends     off: the program's own system calls are not interrupted
 *
 * SIGURG, because whoever does not know it ignores it: so do debuggers, and so
 * does a process that has no handler for it. Go's runtime interrupts its own
 * code by that, too. SIGURG of somebody else goes to the handler before ours.
 *
 * A timer of CPU time is as coarse as the host's tick, and does not run while the
 * thread waits. Who wants to look at a loop from near has another one, of wall
 * time: native_interrupt_soon(). Valgrind takes longer than that to come back from
 * a handler, and would never reach the next instruction: there it is CPU time, too.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "cpu/mutex.h"
#include "native/host.h"
#include "native/trap.h"

enum {
	LATER, /* of the thread's CPU time */
	SOON,  /* of wall time */
	NTIMERS
};

static const long delay_ns[NTIMERS] = {[LATER] = 10000000, [SOON] = 100000};
static const clockid_t clocks[NTIMERS] = {
	[LATER] = CLOCK_THREAD_CPUTIME_ID, [SOON] = CLOCK_MONOTONIC};

/* Where another object of the library begins: native/entry.S */
extern const char native_entry_end[];

static const struct native_interrupt_ops *ops;

/* Present where the program is made with TSan, which keeps such signals back and
 * gives their handlers a copy of the context. */
extern void __tsan_init(void) __attribute__((weak));

/* Their addresses tell our signals from others', and which timer's they are. */
static char mine[NTIMERS];

/* --- whose signal is it? ------------------------------------------------------ */

static pthread_mutex_t mutex = CPU_MUTEX;
static struct sigaction earlier;

void native_set_interrupt(const struct native_interrupt_ops *new)
{
	ops = new;
}

/*
 * Who has put a handler in front of ours may call ours, which is the earlier one
 * for it as theirs is for us: then it has come round, and nobody wants it.
 */
static void pass_on(int sig, siginfo_t *info, void *context)
{
	enum { NEAR = 65536 };
	static _Thread_local char *inside
		__attribute__((tls_model("initial-exec")));
	char *here = __builtin_frame_address(0), *before = inside;

	if (before && before > here && before - here < NEAR)
		return;
	inside = here;
	if (earlier.sa_flags & SA_SIGINFO)
		earlier.sa_sigaction(sig, info, context);
	else if (earlier.sa_handler != SIG_DFL && earlier.sa_handler != SIG_IGN)
		earlier.sa_handler(sig);
	inside = before;
}

/* Neither the ends of a call nor those of a resume: registers are on their way
 * there. */
static bool is_crossing(const struct native_thread *thread, uint64_t rip)
{
	enum { PAGE = 4096 };
	uint64_t start = (uint64_t)(uintptr_t)native_entry;
	uint64_t end = (uint64_t)(uintptr_t)native_entry_end;

	return rip - start < end - start ||
	       rip - (uint64_t)(uintptr_t)thread->tail_code < PAGE;
}

/* The library never runs on a simulated stack. */
static bool is_sim(const struct trap *trap)
{
	const struct native_thread *thread = trap->thread;
	const struct window *window;

	if (!thread || !thread->in_sim)
		return false;
	window = native_window_at(trap->regs.gpr[MMU_RSP]);
	return window && window->cpu == thread->call->cpu;
}

static bool interrupt(struct trap *trap)
{
	struct mmu_fault fault = {.vector = NATIVE_INTERRUPT};
	struct native_thread *thread = trap->thread;

	trap->sim = true;
	trap->cpu = thread->call->cpu;
	thread->interrupt.strays = 0;
	return !is_crossing(thread, trap->regs.rip) &&
	       !trap->cpu->machine->lost &&
	       ops->may(trap->cpu, trap->regs.rip) &&
	       !cpu_lock(&trap->cpu->lock) &&
	       trap_finish(trap, trap_leave(trap, &fault));
}

static void set(struct native_interrupt *interrupt, unsigned int which)
{
	struct itimerspec spec = {.it_value.tv_nsec = delay_ns[which]};

	if (host_valgrind())
		spec.it_value.tv_nsec = delay_ns[LATER];
	interrupt->used |= 1u << which;
	atomic_fetch_or(&interrupt->armed, 1u << which);
	timer_settime(interrupt->timer[which], 0, &spec, NULL);
}

/*
 * The host's code runs. It may be on the way to simulated code, past the place
 * where it has seen that a timer runs: then there must be another. But whoever has
 * jumped out of simulated code looks the same, and must not be interrupted again
 * and again.
 */
static void miss(struct native_thread *thread)
{
	enum { MAX_STRAYS = 3 };

	thread->interrupt.missed = true;
	if (thread->in_sim && thread->interrupt.strays++ < MAX_STRAYS)
		set(&thread->interrupt, LATER);
}

int native_interrupt_taken(struct mmu_cpu *cpu, struct mmu_regs *regs)
{
	return ops->take(cpu, regs);
}

/* Noinline: nothing may come before trap_clear_flags(). */
static __attribute__((noinline)) void serve(int sig, siginfo_t *info,
					    void *context)
{
	int saved_errno = errno;
	size_t which = (size_t)((char *)info->si_value.sival_ptr - mine);
	struct trap trap = {.sig = sig,
			    .info = info,
			    .context = context,
			    .thread = native_self};

	if (info->si_code != SI_TIMER || which >= NTIMERS) {
		pass_on(sig, info, context);
		return;
	}
	if (!trap.thread)
		return;
	trap_load_regs(&trap);
	atomic_fetch_and(&trap.thread->interrupt.armed, ~(1u << which));
	if (!is_sim(&trap))
		miss(trap.thread);
	else if (!interrupt(&trap))
		native_interrupt_soon();
	errno = saved_errno;
}

static void on_signal(int sig, siginfo_t *info, void *context)
{
	trap_clear_flags();
	serve(sig, info, context);
}

/* Others may have put theirs in front of ours, and do not know our signals. */
static int install(void)
{
	struct sigaction now,
		action = {.sa_sigaction = on_signal,
			  .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
	int err = 0;

	sigfillset(&action.sa_mask);
	if (sigaction(SIGURG, NULL, &now))
		return -errno;
	if (now.sa_sigaction == on_signal)
		return 0;
	pthread_mutex_lock(&mutex);
	earlier = now;
	if (sigaction(SIGURG, &action, NULL))
		err = -errno;
	cpu_mutex_unlock(&mutex);
	return err;
}

/* --- timers ---------------------------------------------------------------------- */

static int make(struct native_interrupt *interrupt, unsigned int which)
{
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID,
				 .sigev_signo = SIGURG,
				 .sigev_value.sival_ptr = &mine[which]};

	event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
	return timer_create(clocks[host_valgrind() ? LATER : which], &event,
			    &interrupt->timer[which]) ?
		       -errno :
		       0;
}

static bool have_timers(struct native_interrupt *interrupt)
{
	if (interrupt->made)
		return true;
	if (make(interrupt, LATER))
		return false;
	if (make(interrupt, SOON)) {
		timer_delete(interrupt->timer[LATER]);
		return false;
	}
	interrupt->made = true;
	return true;
}

void native_arm_interrupt(struct native_thread *thread)
{
	if (!ops || __tsan_init || !thread->call ||
	    !thread->call->cpu->machine->kern || install() ||
	    !have_timers(&thread->interrupt))
		return;
	thread->interrupt.strays = 0;
	set(&thread->interrupt, LATER);
}

void native_interrupt_soon(void)
{
	struct native_interrupt *interrupt = &native_self->interrupt;

	if (interrupt->made)
		set(interrupt, SOON);
}

bool native_interrupt_missed(void)
{
	bool missed = native_self->interrupt.missed;

	native_self->interrupt.missed = false;
	return missed;
}

void native_disarm_interrupt(struct native_thread *thread)
{
	struct native_interrupt *interrupt = &thread->interrupt;
	const struct itimerspec never = {.it_value.tv_nsec = 0};

	if (interrupt->kept || !interrupt->made)
		return;
	for (unsigned int i = 0; i < NTIMERS; i++)
		if (interrupt->used & 1u << i)
			timer_settime(interrupt->timer[i], 0, &never, NULL);
	interrupt->used = 0;
	interrupt->armed = 0;
}

void native_keep_interrupt(bool yes)
{
	if (!native_self)
		return;
	native_self->interrupt.kept = yes;
	if (!yes && !native_self->call)
		native_disarm_interrupt(native_self);
}

void native_forget_interrupt(struct native_thread *thread)
{
	struct native_interrupt *interrupt = &thread->interrupt;

	if (!interrupt->made)
		return;
	for (unsigned int i = 0; i < NTIMERS; i++)
		timer_delete(interrupt->timer[i]);
	interrupt->made = false;
}

/* --- is nothing written? ------------------------------------------------------------ */

void native_watch_writes(struct mmu_cpu *cpu)
{
	struct native *native = native_of(cpu);

	cpu_begin(cpu);
	native_relieve(native);
	cpu_end(cpu);
	native->watching = true;
	native->wrote = false;
}

bool native_wrote(struct mmu_cpu *cpu)
{
	const struct native *native = native_of(cpu);

	return !native->watching || native->wrote;
}

void native_end_watch(struct mmu_cpu *cpu)
{
	native_of(cpu)->watching = false;
}

bool native_touched(struct mmu_cpu *cpu, uint64_t la)
{
	struct native *native = native_of(cpu);

	for (size_t i = 0; i < native->nhosted; i++) {
		const struct hosted *hosted = &native->hosted[i];

		if (hosted_live(hosted) && hosted->la <= la &&
		    la <= hosted->last)
			return true;
	}
	return false;
}
