/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * command.c - insmod, modprobe, rmmod and lsmod: tasks that a person starts in a shell,
 * and what they print.
 *
 * The words are those of kmod, which Debian's commands come from.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/command.h"
#include "kernel/module.h"
#include "kernel/oom.h"
#include "kernel/signal.h"
#include "kernel/text.h"

#define NR_FINIT_MODULE	 313
#define NR_DELETE_MODULE 176
#define SHELL_SIGNAL	 128 /* $? of a command that a signal killed */

void kern_command_say(struct kern *k, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(k->last_error, sizeof(k->last_error), format, ap);
	va_end(ap);
}

const char *kern_last_error(struct kern *k)
{
	return k->last_error;
}

/* A task that an oops killed stays, so that its tables can be looked at, until
 * the next one dies. */
static void bury(struct kern *k, struct kern_task *task)
{
	kern_task_destroy(k, k->dead);
	k->dead = task;
}

/* The modules that use mod, newest first; free() it. */
static char *list_users(struct kern *k, const struct kern_module *mod,
			const char *between)
{
	struct kern_text t = kern_text(k);

	for (const struct kern_module *user = k->modules; user;
	     user = user->next)
		if (kern_module_uses(user, mod))
			kern_text_add(&t, "%s%s", t.len ? between : "",
				      user->name);
	return t.text;
}

int kern_command_begin(struct kern *k, struct kern_command *command,
		       const char *comm)
{
	k->last_error[0] = 0;
	if (k->panicked)
		return -EBUSY;
	kern_idle(k);
	command->task = kern_task_create(k, comm);
	if (command->task &&
	    (k->panicked || kern_oom_killed(command->task->mm))) {
		kern_task_destroy(k, command->task);
		command->task = NULL;
	}
	if (k->panicked)
		return -EBUSY;
	return command->task ? 0 : -ENOMEM;
}

int kern_command_call(struct kern *k, struct kern_command *command, long nr,
		      const uint64_t arg[3])
{
	struct kern_task *task = command->task;
	int ended = kern_task_syscall(k, task, nr, arg, &command->result);

	if (k->panicked)
		return -EBUSY;
	if (!ended &&
	    kern_oom_killed(task->mm)) /* on the way back to the user */
		return SHELL_SIGNAL + SIGKILL;
	if (!ended && kern_fatal_signal(k, task)) /* the same */
		return SHELL_SIGNAL + kern_fatal_signal(k, task);
	return ended > 0 ? SHELL_SIGNAL + task->exit_signal : ended;
}

void kern_command_end(struct kern *k, struct kern_command *command, int ended)
{
	if ((ended > 0 && !kern_oom_killed(command->task->mm)) || k->panicked)
		bury(k, command->task);
	else
		kern_task_destroy(k, command->task);
}

int kern_command_finish(struct kern *k, struct kern_command *command, long nr,
			const uint64_t arg[3])
{
	int ended = kern_command_call(k, command, nr, arg);

	kern_command_end(k, command, ended);
	return ended;
}

int kern_command_report(struct kern *k, int ended, int failed, int *status)
{
	if (ended < 0)
		return ended;
	k->last_status = ended ? ended : failed;
	if (status)
		*status = k->last_status;
	return 0;
}

int kern_last_status(const struct kern *k)
{
	return k->last_status;
}

/* kmod's mod_strerror() */
static const char *insmod_error(int err)
{
	switch (err) {
	case ENOEXEC:
		return "Invalid module format";
	case ENOENT:
		return "Unknown symbol in module";
	case ESRCH:
		return "Module has wrong symbol version";
	case EINVAL:
		return "Invalid parameters";
	}
	return strerror(err);
}

/* What modprobe says: words of its own, and the module's name. */
static void modprobe_failed(struct kern *k, const char *path, int err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	kern_command_say(
		k, "modprobe: ERROR: could not insert '%.*s': %s",
		(int)strcspn(name, "."), name,
		err == ENOENT ?
			"Unknown symbol in module, or unknown parameter "
			"(see dmesg)" :
		err == EEXIST ? "Module already in kernel" :
				strerror(err));
}

static void insmod_failed(struct kern *k, const char *path, int err)
{
	kern_command_say(k, "insmod: ERROR: could not insert module %s: %s",
			 path, insmod_error(err));
}

static int insmod(struct kern *k, const char *comm, const char *path,
		  const char *params, unsigned int flags, int *status)
{
	bool modprobe = !strcmp(comm, "modprobe");
	struct kern_command command;
	uint64_t arg[3] = {0};
	int ended = kern_command_begin(k, &command, comm);

	if (ended)
		return ended;
	if (access(path, R_OK)) {
		kern_command_say(k,
				 "insmod: ERROR: could not load module %s: %s",
				 path, strerror(errno));
		kern_task_destroy(k, command.task);
		return kern_command_report(k, 0, 1, status);
	}
	arg[0] = (uint64_t)kern_task_open(command.task, path);
	arg[1] = kern_task_push(k, command.task, params ? params : "");
	if (!arg[1]) {
		kern_command_say(
			k, "insmod: ERROR: could not insert module %s: %s",
			path, strerror(E2BIG));
		kern_task_destroy(k, command.task);
		return kern_command_report(k, 0, 1, status);
	}
	arg[2] = flags;
	ended = kern_command_finish(k, &command, NR_FINIT_MODULE, arg);
	if (!ended && command.result == -EINTR) {
		kern_command_say(k,
				 "insmod: %s waits for a module that never "
				 "finishes loading, or going: interrupted",
				 path);
		ended = SHELL_SIGNAL + SIGINT;
	} else if (!ended && command.result < 0 && modprobe) {
		modprobe_failed(k, path, (int)-command.result);
	} else if (!ended && command.result < 0) {
		insmod_failed(k, path, (int)-command.result);
	}
	return kern_command_report(k, ended, command.result < 0, status);
}

int kern_insmod(struct kern *k, const char *path, const char *params,
		int *status)
{
	return insmod(k, "insmod", path, params, 0, status);
}

int kern_modprobe(struct kern *k, const char *path, const char *params,
		  int *status)
{
	return insmod(k, "modprobe", path, params, 0, status);
}

int kern_insmod_force(struct kern *k, const char *path, const char *params,
		      int *status)
{
	return insmod(k, "insmod", path, params,
		      KERN_IGNORE_MODVERSIONS | KERN_IGNORE_VERMAGIC, status);
}

static int rmmod(struct kern *k, const char *name, uint64_t flags, int *status)
{
	const struct kern_module *mod;
	struct kern_command command;
	uint64_t arg[3] = {0};
	int ended = kern_command_begin(k, &command, "rmmod");

	if (ended)
		return ended;
	mod = kern_find_module(k, name);
	if (!mod || (mod->refcount > 0 && !flags)) {
		char *users = mod ? list_users(k, mod, " ") : NULL;

		kern_command_say(k, "rmmod: ERROR: Module %s is %s%s", name,
				 !mod		 ? "not currently loaded" :
				 users && *users ? "in use by: " :
						   "in use",
				 users ? users : "");
		free(users);
		kern_task_destroy(k, command.task);
		return kern_command_report(k, 0, 1, status);
	}
	arg[0] = kern_task_push(k, command.task, name);
	arg[1] = flags;
	ended = kern_command_finish(k, &command, NR_DELETE_MODULE, arg);
	if (!ended && command.result < 0)
		kern_command_say(k,
				 "rmmod: ERROR: could not remove module %s: %s",
				 name, strerror((int)-command.result));
	return kern_command_report(k, ended, command.result < 0, status);
}

int kern_rmmod(struct kern *k, const char *name, int *status)
{
	return rmmod(k, name, 0, status);
}

int kern_rmmod_force(struct kern *k, const char *name, int *status)
{
	return rmmod(k, name, O_NONBLOCK | O_TRUNC, status);
}

/* --- tables --------------------------------------------------------------- */

static void add_users(struct kern_text *t, const char *users,
		      const char *before, const char *after)
{
	if (users && *users)
		kern_text_add(t, "%s%s%s", before, users, after);
}

static uint64_t module_size(const struct kern_module *mod)
{
	return mod->core.size + mod->init.size;
}

char *kern_lsmod(struct kern *k)
{
	struct kern_text t = kern_text(k);

	kern_text_add(&t, "Module                  Size  Used by\n");
	for (struct kern_module *mod = kern_module_formed(k->modules); mod;
	     mod = kern_module_formed(mod->next)) {
		char *users = list_users(k, mod, ",");

		kern_text_add(&t, "%-19s %8llu  %d", mod->name,
			      (unsigned long long)module_size(mod),
			      mod->refcount);
		add_users(&t, users, " ", "");
		kern_text_add(&t, "\n");
		free(users);
	}
	return t.text;
}

static const char *state_text(const struct kern_module *mod)
{
	switch (mod->state) {
	case KERN_MODULE_LIVE:
		return "Live";
	case KERN_MODULE_GOING:
		return "Unloading";
	default:
		return "Loading";
	}
}

static bool is_permanent(const struct kern_module *mod)
{
	return mod->init_fn && !mod->exit_fn;
}

/* "-", or each user, and that it is permanent, with a comma behind it */
char *kern_proc_modules(struct kern *k)
{
	struct kern_text t = kern_text(k);
	char flags[32];

	for (struct kern_module *mod = kern_module_formed(k->modules); mod;
	     mod = kern_module_formed(mod->next)) {
		char *users = list_users(k, mod, ",");

		kern_text_add(&t, "%s %llu %d ", mod->name,
			      (unsigned long long)module_size(mod),
			      mod->refcount);
		add_users(&t, users, "", ",");
		if (is_permanent(mod))
			kern_text_add(&t, "[permanent],");
		if ((!users || !*users) && !is_permanent(mod))
			kern_text_add(&t, "-");
		kern_text_add(&t, " %s 0x%016llx %s\n", state_text(mod),
			      (unsigned long long)mod->core.base,
			      kern_module_flags(mod, flags));
		free(users);
	}
	return t.text;
}
