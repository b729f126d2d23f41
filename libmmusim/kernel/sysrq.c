/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysrq.c - /proc/sysrq-trigger: who writes a letter there asks the kernel for
 * something at once, as with the key of that name.
 *
 *   kern_sysrq: task "sh" -> ksys_write -> ... -> write_sysrq_trigger
 *     -> __handle_sysrq -> [sysrq], or sysrq_handle_crash -> panic
 *
 * Simplified: there are fewer letters, and of tasks no call traces. Rebooting is
 * for whoever stands beside the machine.
 *
 * Reference: Linux 6.1, drivers/tty/sysrq.c; kernel/sched/core.c,
 * sched_show_task().
 */
#include <errno.h>
#include <stdlib.h>

#include "kernel/command.h"
#include "kernel/entries.h"
#include "kernel/page.h"
#include "kernel/proc.h"
#include "kernel/sched.h"

#define NR_WRITE     1
#define LOUD_MESSAGE 7

/* Host pointer of panic() */
uint64_t kern_e_panic(struct kern_call *call)
{
	struct kern *k = call->kern;

	return kern_host(k, kern_image_symbol(k, "panic", true));
}

/* --- tasks ---------------------------------------------------------------------- */

void kern_show_sleeper(struct kern *k, struct kern_task *task)
{
	struct kern_unwind unwind = {.ip = task->asleep.ip,
				     .sp = task->asleep.sp,
				     .bp = task->asleep.bp};
	struct kern_task *current = k->current;

	if (!unwind.ip)
		return;
	k->current = task;
	kern_show_trace(k, &unwind);
	k->current = current;
}

static void show_task(struct kern *k, struct kern_task *task)
{
	static const char letters[] = "RSDZ";
	char state = letters[task->state];

	kern_printk(k,
		    KERN_INFO "task:%-15.15s state:%c stack:0     pid:%-5d "
			      "ppid:%-6d flags:0x%08x\n",
		    task->comm, state, task->pid, kern_task_ppid(task),
		    task->kthread ? 0x4000 : 0);
	kern_show_sleeper(k, task);
}

struct kern_task *kern_next_younger(struct kern *k,
				    const struct kern_task *last)
{
	struct kern_task *task, *next = NULL;

	LIST_FOREACH(task, &k->sched->tasks, all)
	{
		if (task == last)
			break;
		next = task;
	}
	return next;
}

/* Of all, or of those that wait for what cannot be interrupted. */
static void show_state(struct kern *k, bool blocked)
{
	struct kern_task *task = NULL;

	while ((task = kern_next_younger(k, task)))
		if (!blocked || task->state == KERN_TASK_UNINTERRUPTIBLE)
			show_task(k, task);
}

/* --- letters -------------------------------------------------------------------- */

static void show_backtrace(struct kern *k)
{
	kern_printk(k, KERN_DEFAULT "NMI backtrace for cpu 0\n");
	kern_dump_stack(k);
}

static void show_blocked(struct kern *k)
{
	show_state(k, true);
}

static void show_tasks(struct kern *k)
{
	show_state(k, false);
}

static void sync_done(struct kern *k)
{
	kern_printk(k, KERN_INFO "Emergency Sync complete\n");
}

static const struct {
	char key;
	const char *help, *action;
	void (*run)(struct kern *k);
} keys[] = {
	{'c', "crash(c)", "Trigger a crash", NULL},
	{'l', "show-backtrace-all-active-cpus(l)",
	 "Show backtrace of all active CPUs", show_backtrace},
	{'m', "show-memory-usage(m)", "Show Memory", kern_show_mem},
	{'s', "sync(s)", "Emergency Sync", sync_done},
	{'t', "show-task-states(t)", "Show State", show_tasks},
	{'w', "show-blocked-tasks(w)", "Show Blocked State", show_blocked},
};

#define NKEYS (sizeof(keys) / sizeof(keys[0]))

static void help(struct kern *k)
{
	struct kern_text t = kern_text(k);

	kern_text_add(&t, "sysrq: HELP : loglevel(0-9) reboot(b) ");
	for (size_t i = 0; i < NKEYS; i++)
		kern_text_add(&t, "%s ", keys[i].help);
	if (t.text)
		kern_printk(k, KERN_INFO "%s\n", t.text);
	free(t.text);
}

static void set_loglevel(struct kern *k, int level)
{
	kern_printk(k, KERN_INFO "sysrq: Changing Loglevel\n");
	kern_printk(k, KERN_INFO "sysrq: Loglevel set to %d\n", level);
	k->console_printk[0] = level;
}

/* 1: a crash is asked for. Messages come on the console whatever its level is. */
uint64_t kern_e_sysrq(struct kern_call *call)
{
	struct kern *k = call->kern;
	int loglevel = k->console_printk[0];
	char key = k->sysrq_key;
	size_t i = 0;

	k->console_printk[0] = LOUD_MESSAGE;
	if (key >= '0' && key <= '9') {
		set_loglevel(k, key - '0');
		return 0;
	}
	while (i < NKEYS && keys[i].key != key)
		i++;
	if (i == NKEYS)
		help(k);
	else
		kern_printk(k, KERN_INFO "sysrq: %s\n", keys[i].action);
	k->console_printk[0] = loglevel;
	if (i < NKEYS && keys[i].run)
		keys[i].run(k);
	return key == 'c';
}

int kern_sysrq(struct kern *k, char key)
{
	static const uint64_t arg[3] = {1, 0, 2}; /* its standard output */
	struct kern_command command;
	int ended = kern_command_begin(k, &command, "sh");

	if (ended)
		return ended;
	k->sysrq_key = key;
	ended = kern_command_finish(k, &command, NR_WRITE, arg);
	k->sysrq_key = 0;
	return ended < 0 ? ended : 0;
}
