/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sim.h - simulated code that sleeps, and threads that run it: sim.c, kthread.c;
 * private to kernel/.
 *
 * A thread of a module's has a fiber, as tasks have. The process of a command
 * (insmod) has none: while it sleeps, the scheduler's loop runs within its call.
 *
 * struct task_struct.__state belongs to simulated code, which sets it before it
 * calls schedule(); the library reads it then, and sets it when it wakes the
 * task.
 */
#ifndef KERNEL_SIM_H
#define KERNEL_SIM_H

#include "kernel/sched.h"

/**
 * struct kern_thread - a thread of a module's
 * @fn, @data: what it runs: host pointers
 * @should_stop: somebody waits for it in kthread_stop(): @stop
 * @should_park: kthread_should_park(); @parked: it does
 * @parker:  who waits for that; NULL
 * @pool:    of a worker: kern_worker_pool
 */
struct kern_thread {
	uint64_t fn, data;
	bool should_stop, should_park, parked;
	struct kern_task *parker;
	struct kern_stop *stop;
	unsigned int pool;
};

/* A task in kthread_stop(); @next: another one that waits for the same thread. */
struct kern_stop {
	struct kern_stop *next;
	struct kern_task *waiter;
	int64_t result;
	bool done;
};

/* --- sim.c, watchdog.c -------------------------------------------------------------------- */

/* The task whose task_struct this host pointer points to; NULL. */
struct kern_task *kern_task_at(struct kern *k, uint64_t ptr);

/* current, which is in a call, sleeps until it is woken or the clock says
 * wake_at. 0; or why it does not go on: kern_call.end. What could not sleep goes
 * on at once, after a complaint. */
int kern_sim_sleep(struct kern *k, uint64_t wake_at,
		   enum kern_task_state state);

/* The same for who sleeps until somebody else has done something: in an interrupt
 * nobody does, and the CPU is locked up. */
int kern_sim_wait(struct kern_call *call, uint64_t wake_at,
		  enum kern_task_state state);

/* current is about to sleep: complain if it may not. True: it will not. */
bool kern_check_atomic(struct kern *k);

/* kthread_stop(): it does not sleep any longer where it could be interrupted. */
void kern_task_wanted(struct kern *k, const struct kern_task *task);

/* Wake it. True: it slept. */
bool kern_sim_wake(struct kern *k, struct kern_task *task);

/* hung_task.c: for how long a task may sleep in state D, in ns; when khungtaskd looks
 * at those that do; and that it does, if it is time. */
uint64_t kern_patience_ns(const struct kern *k);
uint64_t kern_hung_task_at(struct kern *k);
void kern_look_for_hung_tasks(struct kern *k);

/* What sleeps in state D does so as Linux's own state says: not such as a signal
 * could kill, nor idle. */
bool kern_sleeps_blocked(struct kern *k, const struct kern_task *task);

/* The caller will never go on: it waits for itself. The watchdog notices and ends
 * it. */
void kern_lockup(struct kern_call *call);

/* For how long somebody may keep the CPU, unless kernel.watchdog_thresh says
 * otherwise. */
#define KERN_SOFTLOCKUP_NS 26000000000ull

/* When the watchdog notices whoever runs now; and when anybody does. */
uint64_t kern_lockup_at(struct kern *k);
uint64_t kern_noticed_at(struct kern *k);

/* Code with these registers has kept it for so long. 0, or why it does not go
 * on. */
int kern_locked_up(struct kern *k, const struct mmu_regs *regs);

/* "CPU: ...", registers and trace of what was interrupted. */
void kern_show_interrupted(struct kern *k, const struct mmu_frame *frame);

/* At the end of a call: the watchdog, if the caller has not slept for so long. */
void kern_watchdog(struct kern_call *call);

/* Threads of modules run, and interrupts come, until nothing more happens now,
 * or some time has passed; for a task, until it is awake. False: that never
 * happens. */
bool kern_run_threads(struct kern *k, struct kern_task *until);

/* --- kthread.c ------------------------------------------------------------------ */

/* A thread that sleeps until it is woken first. NULL without memory. */
struct kern_task *kern_thread_create(struct kern *k, const char *name,
				     uint64_t fn, uint64_t data);

#endif
