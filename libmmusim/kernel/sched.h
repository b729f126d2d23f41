/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sched.h - the scheduler, private to kernel/.
 *
 * It is cooperative: a task runs until it calls kern_schedule(), in a system
 * call or in a fault. Only a loop without either is interrupted (loop.c). The
 * scheduler's loop is in kern_run(), on the stack of whoever called that.
 *
 *   runqueue       those that could run, in the order in which they came
 *   waiting        in a wait queue, or until a time, or both
 *
 * To wait for an event, as with Linux's wait_event():
 *
 *	while (!condition)
 *		if (kern_wait_on(k, &queue, KERN_TASK_INTERRUPTIBLE))
 *			return -EINTR;
 *
 * and whoever makes the condition true calls kern_wake_up(k, &queue).
 */
#ifndef KERNEL_SCHED_H
#define KERNEL_SCHED_H

#include <mmusim/kern_explore.h>
#include <mmusim/kern_task.h>
#include "kernel/task.h"

/**
 * struct kern_sched - the tasks of a kernel that run
 * @running: whose fiber runs; NULL
 * @sleeper: the process of a command that sleeps; NULL
 * @since:   when whoever runs got the CPU, on the virtual clock
 * @irqs_on: when interrupts were seen to be enabled last
 * @touched: when the watchdog was told to wait
 * @deadline: when kern_run_for() ends; KERN_NO_WAKEUP
 * @seed:    0: in turn
 * @schedule: that is followed, and recorded; NULL
 * @last:    who had the CPU, while a schedule is followed
 * @heap_low: where the window onto the heaps begins; 0: there are none yet
 * @programs: what tasks execute
 */
struct kern_sched {
	struct kern_task_queue runqueue;
	struct kern_task_list tasks;
	unsigned int nrunnable;
	struct kern_task *running;
	struct kern_task *sleeper;
	uint64_t since, irqs_on, touched;
	uint64_t deadline;
	uint64_t seed;
	struct kern_schedule *schedule;
	const struct kern_task *last;
	uint64_t heap_low;
	struct kern_program *programs;
};

/* --- sched.c ------------------------------------------------------------------ */

int kern_sched_init(struct kern *k);
/* The machine ends: the stacks of all tasks go. */
void kern_sched_fini(struct kern *k);

/* The task whose fiber runs, and which the CPU works for; NULL: no scheduler has
 * a say here. */
static inline struct kern_task *kern_running(const struct kern *k)
{
	struct kern_task *task = k->sched->running;

	return task && k->current == task ? task : NULL;
}

/* current has come to the kernel with this RSP. */
void kern_note_stack(struct kern *k, struct kern_task *task, uint64_t rsp);

/* Let others run; current's state says until when. */
void kern_schedule(struct kern *k);

/* On the way back to user mode: when kern_run_for() is to end, the task waits, and
 * could go on. */
void kern_exit_to_user(struct kern *k);

/* May whoever runs now sleep? */
bool kern_may_sleep(const struct kern *k);

/* Make it runnable. */
void kern_wake_up_task(struct kern *k, struct kern_task *task);
/* All that wait there. */
void kern_wake_up(struct kern *k, struct kern_task_queue *queue);
/* Sleep until one of these wakes the task. 0; -EINTR when a signal did; -EDEADLK
 * when nobody could run meanwhile (no task runs, or it may not sleep). */
int kern_wait_on(struct kern *k, struct kern_task_queue *queue,
		 enum kern_task_state state);
/* Sleep for a time. 0 or -EINTR. Where nobody can sleep, the clock advances. */
int kern_sleep(struct kern *k, uint64_t ns, enum kern_task_state state);

/* Which of n that could run does, as the seed or the schedule has it: how many
 * that came before have to wait. */
unsigned int kern_sched_skip(struct kern *k, unsigned int n);

/* Let one run that is in no queue. 0; what native_fiber_resume() says. */
int kern_run_one(struct kern *k, struct kern_task *task);
/* Those whose time has come wake. */
void kern_wake_sleepers(struct kern *k);
/* When the next task wakes, an interrupt comes, or kern_run_for() is to end;
 * KERN_NO_WAKEUP */
uint64_t kern_next_event(const struct kern *k);
/* Nobody runs until then. */
void kern_idle_until(struct kern *k, uint64_t until);

/* With its fiber: it becomes runnable. 0 or -ENOMEM. */
int kern_task_start(struct kern *k, struct kern_task *task);

/* --- explore.c ----------------------------------------------------------------- */

/* Which of so many, as the schedule has it; it is recorded. */
unsigned int kern_sched_decide(struct kern_schedule *schedule,
			       unsigned int options);

/* --- fork.c -------------------------------------------------------------------- */

/* Of current, in its system call: the child's pid, or a negative errno. */
int kern_do_fork(struct kern *k);

/* --- exit.c -------------------------------------------------------------------- */

/* current ends; its fiber still runs, and returns. */
void kern_do_exit(struct kern *k, int exit_code);

/* A panic when the task, which ends, is init. */
void kern_mourn_init(struct kern_task *task);
/* Forget a task that has ended. */
void kern_release_task(struct kern *k, struct kern_task *task);
int64_t kern_do_wait4(struct kern *k, int pid, int *status, int options);

static inline void kern_sched_dequeue(struct kern *k, struct kern_task *task)
{
	if (!task->queued)
		return;
	TAILQ_REMOVE(&k->sched->runqueue, task, run);
	task->queued = false;
	k->sched->nrunnable--;
}

struct kern_task *kern_find_task(struct kern *k, int pid);

/* The oldest task of all; the one that came after @last; NULL. */
struct kern_task *kern_next_younger(struct kern *k,
				    const struct kern_task *last);

/* The call trace of a task that sleeps in simulated code; of others, nothing. */
void kern_show_sleeper(struct kern *k, struct kern_task *task);

/* --- syscall.c ------------------------------------------------------------------ */

/* Serve the gate of a system call. As native_serve_gate(). */
int kern_do_syscall(struct kern *k, struct native_gate *gate);
#define KERN_END_TASK 1001 /* the task's call of its function is to end */

/* --- windows.c ------------------------------------------------------------------ */

/* Open the windows onto user memory, unless they are; the heap above
 * program_end. */
int kern_open_user_windows(struct kern *k, uint64_t program_end);

/* --- user_copy.c ------------------------------------------------------------------- */

/* Copy between the kernel and a pointer that current has. 0 or -EFAULT. */
int kern_arg_read(struct kern *k, void *to, uint64_t ptr, size_t len);
int kern_arg_write(struct kern *k, uint64_t ptr, const void *from, size_t len);
/* A string of less than size bytes. 0, -EFAULT, -ENAMETOOLONG. */
int kern_arg_string(struct kern *k, char *to, uint64_t ptr, size_t size);

#endif
