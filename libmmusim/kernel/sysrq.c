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
#include "kernel/exports.h"
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

/* All that Linux has; those without an action are not for a simulation, and answered with
 * the list. */
static const struct {
	char key;
	const char *help, *action;
	void (*run)(struct kern *k);
} keys[] = {
	{'b', "reboot(b)", NULL, NULL},
	{'c', "crash(c)", "Trigger a crash", NULL},
	{'e', "terminate-all-tasks(e)", NULL, NULL},
	{'f', "memory-full-oom-kill(f)", NULL, NULL},
	{'i', "kill-all-tasks(i)", NULL, NULL},
	{'j', "thaw-filesystems(j)", NULL, NULL},
	{'k', "sak(k)", NULL, NULL},
	{'l', "show-backtrace-all-active-cpus(l)",
	 "Show backtrace of all active CPUs", show_backtrace},
	{'m', "show-memory-usage(m)", "Show Memory", kern_show_mem},
	{'n', "nice-all-RT-tasks(n)", NULL, NULL},
	{'o', "poweroff(o)", NULL, NULL},
	{'p', "show-registers(p)", NULL, NULL},
	{'q', "show-all-timers(q)", NULL, NULL},
	{'r', "unraw(r)", NULL, NULL},
	{'s', "sync(s)", "Emergency Sync", sync_done},
	{'t', "show-task-states(t)", "Show State", show_tasks},
	{'u', "unmount(u)", NULL, NULL},
	{'w', "show-blocked-tasks(w)", "Show Blocked State", show_blocked},
	{'z', "dump-ftrace-buffer(z)", NULL, NULL},
};

#define NKEYS (sizeof(keys) / sizeof(keys[0]))

static size_t find_key(char key)
{
	size_t i = 0;

	while (i < NKEYS && keys[i].key != key)
		i++;
	return i;
}

/* --- keys of modules ------------------------------------------------------------------ */

/* struct sysrq_key_op */
enum { OP_HANDLER = 0, OP_HELP = 8, OP_ACTION = 16 };

/* Letters, first the small ones; -1: digits are the kernel's, others nobody's. */
static int op_index(int key)
{
	if (key >= 'a' && key <= 'z')
		return key - 'a';
	return key >= 'A' && key <= 'Z' ? key - 'A' + 26 : -1;
}

static uint64_t swap_op(struct kern_call *call, uint64_t from, uint64_t to)
{
	struct kern *k = call->kern;
	int key = (int)call->arg[0], i = op_index(key);

	if ((key >= '0' && key <= '9') || find_key((char)key) < NKEYS)
		return (uint64_t)-1;
	if (i < 0)
		return 0; /* of no key, so that there is nothing to change */
	if (k->sysrq_ops[i] != from)
		return (uint64_t)-1;
	k->sysrq_ops[i] = to;
	return 0;
}

/* int register_sysrq_key(int key, const struct sysrq_key_op *op) */
uint64_t kern_x_register_sysrq_key(struct kern_call *call)
{
	return swap_op(call, 0, call->arg[1]);
}

uint64_t kern_x_unregister_sysrq_key(struct kern_call *call)
{
	return swap_op(call, call->arg[1], 0);
}

static uint64_t op_of(const struct kern *k, char key)
{
	int i = op_index(key);

	return i < 0 ? 0 : k->sysrq_ops[i];
}

/* One of its texts. False: that pointer leads nowhere, and the call ends. */
static bool op_text(struct kern_call *call, uint64_t op, uint64_t at,
		    char text[80])
{
	uint64_t ptr;

	return !kern_call_read(call, &ptr, op + at, sizeof(ptr)) &&
	       !kern_call_string(call, text, ptr, 80);
}

/* What the image calls next. */
static uint64_t op_handler(struct kern_call *call, uint64_t op)
{
	uint64_t handler;
	char text[80];

	if (!op_text(call, op, OP_ACTION, text))
		return 0;
	kern_printk(call->kern, KERN_INFO "sysrq: %s\n", text);
	return kern_call_read(call, &handler, op + OP_HANDLER,
			      sizeof(handler)) ?
		       0 :
		       handler;
}

/* --- all of them ---------------------------------------------------------------------- */

static void help(struct kern_call *call)
{
	struct kern_text t = kern_text(call->kern);
	char text[80];

	kern_text_add(&t, "sysrq: HELP : loglevel(0-9) ");
	for (int key = 'a'; key <= 'z'; key++) {
		size_t i = find_key((char)key);
		uint64_t op = op_of(call->kern, (char)key);

		if (i < NKEYS)
			kern_text_add(&t, "%s ", keys[i].help);
		else if (op && op_text(call, op, OP_HELP, text))
			kern_text_add(&t, "%s ", text);
	}
	for (int key = 'A'; key <= 'Z'; key++) {
		uint64_t op = op_of(call->kern, (char)key);

		if (op && op_text(call, op, OP_HELP, text))
			kern_text_add(&t, "%s ", text);
	}
	if (t.text)
		kern_printk(call->kern, KERN_INFO "%s\n", t.text);
	free(t.text);
}

static void set_loglevel(struct kern *k, int level)
{
	kern_printk(k, KERN_INFO "sysrq: Changing Loglevel\n");
	kern_printk(k, KERN_INFO "sysrq: Loglevel set to %d\n", level);
	k->console_printk[0] = level;
}

/* What is to be called with the key, which goes to where RDI points; 0: nothing.
 * Messages come on the console whatever its level is. */
uint64_t kern_e_sysrq(struct kern_call *call)
{
	struct kern *k = call->kern;
	int loglevel = k->console_printk[0];
	int32_t number = (unsigned char)k->sysrq_key;
	char key = k->sysrq_key;
	size_t i = find_key(key);
	uint64_t function = 0;

	kern_call_write(call, call->arg[0], &number, sizeof(number));
	k->console_printk[0] = LOUD_MESSAGE;
	if (key >= '0' && key <= '9') {
		set_loglevel(k, key - '0');
		return 0;
	}
	if (op_of(k, key))
		function = op_handler(call, op_of(k, key));
	else if (i == NKEYS || !keys[i].action)
		help(call);
	else
		kern_printk(k, KERN_INFO "sysrq: %s\n", keys[i].action);
	k->console_printk[0] = loglevel;
	if (i < NKEYS && keys[i].run)
		keys[i].run(k);
	if (key == 'c')
		function = kern_host(
			k, kern_image_symbol(k, "sysrq_handle_crash", false));
	return function;
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
	ended = kern_command_report(k, ended, 0, NULL);
	return ended || !k->last_status ? ended : -EIO;
}
