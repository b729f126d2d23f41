/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sys_task.c - system calls about tasks, time and signals: see kern_task.h. */
#include <errno.h>
#include <string.h>

#include "kernel/mm.h"
#include "kernel/sched.h"
#include "kernel/signal.h"
#include "kernel/syscalls.h"

#define SECOND 1000000000ull

/* --- tasks ------------------------------------------------------------------------ */

int64_t kern_do_sys_fork(struct kern *k, struct kern_task *task,
			 const uint64_t *arg)
{
	(void)task;
	(void)arg;
	return kern_do_fork(k);
}

/* The call of the task's function ends on the way out. */
int64_t kern_do_sys_exit(struct kern *k, struct kern_task *task,
			 const uint64_t *arg)
{
	(void)k;
	task->exit_code = (int)(arg[0] & 0xff) << 8;
	task->killed = true;
	return 0;
}

int64_t kern_do_sys_exit_group(struct kern *k, struct kern_task *task,
			       const uint64_t *arg)
{
	return kern_do_sys_exit(k, task, arg);
}

int64_t kern_do_sys_wait4(struct kern *k, struct kern_task *task,
			  const uint64_t *arg)
{
	int status;
	int64_t pid;

	(void)task;
	if (arg[3])
		return -EINVAL;
	pid = kern_do_wait4(k, (int)arg[0], &status, (int)arg[2]);
	if (pid > 0 && arg[1] &&
	    kern_arg_write(k, arg[1], &status, sizeof(status)))
		return -EFAULT;
	return pid;
}

int64_t kern_do_sys_getpid(struct kern *k, struct kern_task *task,
			   const uint64_t *arg)
{
	(void)k;
	(void)arg;
	return task->pid;
}

int64_t kern_do_sys_getppid(struct kern *k, struct kern_task *task,
			    const uint64_t *arg)
{
	(void)k;
	(void)arg;
	return kern_task_ppid(task);
}

int64_t kern_do_sys_sched_yield(struct kern *k, struct kern_task *task,
				const uint64_t *arg)
{
	(void)task;
	(void)arg;
	kern_schedule(k);
	return 0;
}

/* --- time --------------------------------------------------------------------------- */

int64_t kern_do_sys_nanosleep(struct kern *k, struct kern_task *task,
			      const uint64_t *arg)
{
	uint64_t until, left;
	struct timespec time;
	int err;

	(void)task;
	if (kern_arg_read(k, &time, arg[0], sizeof(time)))
		return -EFAULT;
	if (time.tv_sec < 0 || time.tv_sec > INT32_MAX || time.tv_nsec < 0 ||
	    time.tv_nsec >= (long)SECOND)
		return -EINVAL;
	until = k->clock_ns + (uint64_t)time.tv_sec * SECOND +
		(uint64_t)time.tv_nsec;
	err = kern_sleep(k, until - k->clock_ns, KERN_TASK_INTERRUPTIBLE);
	if (!err || !arg[1])
		return err;
	left = until > k->clock_ns ? until - k->clock_ns : 0;
	time.tv_sec = (time_t)(left / SECOND);
	time.tv_nsec = (long)(left % SECOND);
	return kern_arg_write(k, arg[1], &time, sizeof(time)) ? -EFAULT : err;
}

int64_t kern_do_sys_clock_gettime(struct kern *k, struct kern_task *task,
				  const uint64_t *arg)
{
	struct timespec now = {.tv_sec = (time_t)(k->clock_ns / SECOND),
			       .tv_nsec = (long)(k->clock_ns % SECOND)};

	(void)task;
	return kern_arg_write(k, arg[1], &now, sizeof(now));
}

/* --- signals -------------------------------------------------------------------------- */

int64_t kern_do_sys_kill(struct kern *k, struct kern_task *task,
			 const uint64_t *arg)
{
	(void)task;
	return kern_do_kill(k, (int)arg[0], (int)arg[1]);
}

/* Between the C library's structure and ours: the first 64 signals of the mask. */
static struct kern_sigaction from_user(const struct sigaction *act)
{
	struct kern_sigaction action = {
		.handler = (uint64_t)(uintptr_t)act->sa_sigaction,
		.flags = (uint64_t)(unsigned int)act->sa_flags,
	};

	memcpy(&action.mask, &act->sa_mask, sizeof(action.mask));
	return action;
}

static struct sigaction to_user(const struct kern_sigaction *action)
{
	struct sigaction act;

	memset(&act, 0, sizeof(act));
	act.sa_flags = (int)action->flags;
	memcpy(&act.sa_mask, &action->mask, sizeof(action->mask));
	memcpy(&act.sa_sigaction, &action->handler, sizeof(action->handler));
	return act;
}

int64_t kern_do_sys_rt_sigaction(struct kern *k, struct kern_task *task,
				 const uint64_t *arg)
{
	struct kern_sigaction new, old;
	struct sigaction act;
	int64_t err;

	(void)task;
	if (arg[1] && kern_arg_read(k, &act, arg[1], sizeof(act)))
		return -EFAULT;
	if (arg[1])
		new = from_user(&act);
	err = kern_do_sigaction(k, (int)arg[0], arg[1] ? &new : NULL, &old);
	if (err || !arg[2])
		return err;
	act = to_user(&old);
	return kern_arg_write(k, arg[2], &act, sizeof(act));
}

int64_t kern_do_sys_rt_sigprocmask(struct kern *k, struct kern_task *task,
				   const uint64_t *arg)
{
	uint64_t set, old;
	int64_t err;

	(void)task;
	if (arg[1] && kern_arg_read(k, &set, arg[1], sizeof(set)))
		return -EFAULT;
	err = kern_do_sigprocmask(k, (int)arg[0], arg[1] ? &set : NULL, &old);
	if (err || !arg[2])
		return err;
	return kern_arg_write(k, arg[2], &old, sizeof(old));
}

int64_t kern_do_sys_sigaltstack(struct kern *k, struct kern_task *task,
				const uint64_t *arg)
{
	stack_t new, old;
	int64_t err;

	if (arg[0] && kern_arg_read(k, &new, arg[0], sizeof(new)))
		return -EFAULT;
	err = kern_do_sigaltstack(k, arg[0] ? &new : NULL, &old,
				  task->user_rsp);
	if (err || !arg[1])
		return err;
	return kern_arg_write(k, arg[1], &old, sizeof(old));
}

int64_t kern_do_sys_pause(struct kern *k, struct kern_task *task,
			  const uint64_t *arg)
{
	int err = 0;

	(void)task;
	(void)arg;
	while (!err)
		err = kern_wait_on(k, NULL, KERN_TASK_INTERRUPTIBLE);
	return err;
}
