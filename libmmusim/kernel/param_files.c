/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * param_files.c - /sys/module/NAME/parameters: reading and writing parameters
 * of modules that are loaded, by commands that a person would use.
 *
 *   kern_param_read: task "cat" -> ksys_read -> param_attr_show
 *     -> [param_attr] -> the parameter's get -> [param_attr_end]
 *
 * A task that reads or writes such a file does so itself, and no command.
 *
 * Simplified: commands open, read and close these files by one system call.
 *
 * Reference: Linux 6.1, kernel/params.c, param_attr_show(), param_attr_store().
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/command.h"
#include "kernel/entries.h"
#include "kernel/gfp.h"
#include "kernel/modfile.h"
#include "kernel/module.h"
#include "kernel/params.h"
#include "kernel/sched.h"

#define NR_READ	 0
#define NR_WRITE 1

/**
 * struct kern_param_request - one such access
 * @param:  linear address of the struct kernel_param
 * @mod:    whose it is
 * @page:   linear address of the page that the text is in
 * @len:    of what was read
 * @err:    why nothing was, or why the text was refused: an errno; else 0
 */
struct kern_param_request {
	uint64_t param;
	struct kern_module *mod;
	uint64_t page;
	bool write;
	int64_t len;
	int err;
};

/* The access that whoever is in this system call makes; NULL: none. */
static struct kern_param_request *request_of(const struct kern *k)
{
	return k->current ? k->current->param_request : NULL;
}

/* Is it such a file that the task works on? */
uint64_t kern_e_is_param_file(struct kern_call *call)
{
	return request_of(call->kern) != NULL;
}

/* param_attr(struct kern_param_call *call): 0, or -EPERM when the parameter
 * cannot be read, or written */
uint64_t kern_e_param_attr(struct kern_call *call)
{
	struct kern *k = call->kern;
	const struct kern_param_request *request = request_of(k);
	struct kern_param_call next;
	struct kern_param_ops ops;
	struct kern_param kp;
	uint64_t page;

	if (!request || !kern_peek(k, request->param, &kp, sizeof(kp)) ||
	    !kern_peek(k, kern_lift(k, kp.ops), &ops, sizeof(ops)))
		return (uint64_t)-EPERM;
	if (request->mod->param_lock) { /* kernel_param_lock() */
		kern_modfile_wait(call);
		return (uint64_t)-EINTR;
	}
	page = kern_host(k, request->page);
	next = (struct kern_param_call){
		.first = page,
		.second = kern_host(k, request->param),
		.function = request->write ? ops.set : ops.get,
	};
	if (!next.function)
		return (uint64_t)-EPERM;
	if (request->write)
		kern_param_check_unsafe(k, &kp);
	kern_call_write(call, call->arg[0], &next, sizeof(next));
	return 0;
}

/* param_attr_end(result) */
uint64_t kern_e_param_attr_end(struct kern_call *call)
{
	struct kern_param_request *request = request_of(call->kern);
	int64_t result = (int64_t)call->arg[0];

	if (request)
		request->len = result;
	return (uint64_t)result;
}

/* --- commands ------------------------------------------------------------------ */

/* The parameter, if there is a file that root may access so: 0 or an errno. */
static int find(struct kern *k, const char *module, const char *name,
		struct kern_param_request *request)
{
	struct kern_module *mod = kern_find_module(k, module);
	struct kern_param kp;

	request->mod = mod;
	request->param = mod ? kern_param_find(k, mod, name, &kp) : 0;
	if (!request->param || !kp.perm)
		return ENOENT;
	/* Root may read and write anything; but who has no function cannot. */
	return kp.perm & (request->write ? 0222 : 0444) ? 0 : EACCES;
}

/* Run the access, as a command. Returns as kern_command_finish(). */
static int access_param(struct kern *k, struct kern_param_request *request,
			const char *text, struct kern_command *command)
{
	static const uint64_t none[3];

	if (text) {
		kern_poke(k, request->page, text, strlen(text) + 1);
		kern_wrote(k, request->page, strlen(text) + 1);
	}
	command->task->param_request = request;
	return kern_command_finish(k, command,
				   request->write ? NR_WRITE : NR_READ, none);
}

static void copy_text(struct kern *k, const struct kern_param_request *request,
		      char *text, size_t size)
{
	size_t n = request->len < 0		     ? 0 :
		   request->len < (int64_t)KERN_PAGE ? (size_t)request->len :
						       KERN_PAGE - 1;

	if (!size)
		return;
	if (n > size - 1)
		n = size - 1;
	kern_peek(k, request->page, text, n);
	text[n] = 0;
}

static void explain(struct kern *k, const char *module, const char *name,
		    bool write, int err)
{
	if (write && err != ENOENT && err != EACCES)
		kern_command_say(k, "sh: write error: %s", strerror(err));
	else
		kern_command_say(k, "%s: /sys/module/%s/parameters/%s: %s",
				 write ? "sh" : "cat", module, name,
				 strerror(err));
}

/* A task that runs makes the access in its own system call. An oops in the
 * parameter's function ends it on its way out. */
static int run_in_task(struct kern *k, struct kern_task *task, const char *text,
		       struct kern_param_request *request)
{
	static const uint64_t none[3];
	int64_t result = 0;
	int ended;

	/* What modules see of it nobody needed before. */
	if (!task->task_struct && kern_task_struct_create(k, task))
		return -ENOMEM;
	if (text) {
		kern_poke(k, request->page, text, strlen(text) + 1);
		kern_wrote(k, request->page, strlen(text) + 1);
	}
	task->param_request = request;
	ended = kern_task_syscall(k, task, request->write ? NR_WRITE : NR_READ,
				  none, &result);
	task->param_request = NULL;
	if (ended > 0) {
		request->mod->param_lock = true;
		task->exit_code = task->exit_signal;
		task->killed = true;
		result = -EINTR;
	}
	if (result < 0)
		request->err = (int)-result;
	return ended < 0 ? ended : 0;
}

static int run(struct kern *k, const char *module, const char *name,
	       const char *text, struct kern_param_request *request,
	       int *status)
{
	struct kern_task *task = kern_running(k);
	struct kern_command command;
	int err, ended;

	if (task && !task->kthread) {
		err = find(k, module, name, request);
		if (!err && text && strlen(text) >= KERN_PAGE)
			err = EFBIG;
		request->err = err;
		if (status)
			*status = 0;
		return err ? 0 : run_in_task(k, task, text, request);
	}
	ended = kern_command_begin(k, &command, request->write ? "sh" : "cat");
	if (ended)
		return ended;
	err = find(k, module, name, request);
	if (!err && text && strlen(text) >= KERN_PAGE)
		err = EFBIG;
	if (err) {
		kern_task_destroy(k, command.task);
		request->err = err;
		explain(k, module, name, request->write, err);
		return kern_command_report(k, 0, 1, status);
	}
	ended = access_param(k, request, text, &command);
	request->mod->param_lock |= ended > 0;
	if (!ended && command.result < 0) {
		request->err = (int)-command.result;
		explain(k, module, name, request->write, request->err);
	}
	return kern_command_report(k, ended, command.result < 0, status);
}

int kern_param_read(struct kern *k, const char *module, const char *name,
		    char *text, size_t size, int *status)
{
	struct kern_param_request request = {
		.page = kern_get_free_pages(k, KERN_GFP_KERNEL | KERN_GFP_ZERO,
					    0)};
	int err, shown = -1;

	if (!request.page)
		return -ENOMEM;
	err = run(k, module, name, NULL, &request, &shown);
	if (!err && !shown)
		copy_text(k, &request, text, size);
	kern_free_pages(k, request.page, 0);
	if (!err && status)
		*status = shown;
	return err;
}

int kern_param_write(struct kern *k, const char *module, const char *name,
		     const char *text, int *status)
{
	struct kern_param_request request = {
		.page = kern_get_free_pages(k, KERN_GFP_KERNEL, 0),
		.write = true};
	int err;

	if (!request.page)
		return -ENOMEM;
	err = run(k, module, name, text, &request, status);
	kern_free_pages(k, request.page, 0);
	return err;
}

/* --- for sysfs.c --------------------------------------------------------------- */

/* What such a command came to: 0 or a negative errno. */
static int outcome(const struct kern_param_request *request, int err,
		   int status)
{
	return err ? err : request->err ? -request->err : status ? -EIO : 0;
}

int kern_param_show(struct kern *k, const char *module, const char *name,
		    struct kern_text *t)
{
	struct kern_param_request request = {
		.page = kern_get_free_pages(k, KERN_GFP_KERNEL | KERN_GFP_ZERO,
					    0)};
	char text[KERN_PAGE];
	int err, status = 0;

	if (!request.page)
		return -ENOMEM;
	err = run(k, module, name, NULL, &request, &status);
	err = outcome(&request, err, status);
	if (!err) {
		copy_text(k, &request, text, sizeof(text));
		kern_text_add(t, "%s", text);
	}
	kern_free_pages(k, request.page, 0);
	return err;
}

int kern_param_store(struct kern *k, const char *module, const char *name,
		     const char *text)
{
	struct kern_param_request request = {
		.page = kern_get_free_pages(k, KERN_GFP_KERNEL, 0),
		.write = true};
	int err, status = 0;

	if (!request.page)
		return -ENOMEM;
	err = run(k, module, name, text, &request, &status);
	kern_free_pages(k, request.page, 0);
	return outcome(&request, err, status);
}
