/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_control.c - commands that say what runs next: exit, return, break, continue,
 * eval, "."; and that change what the shell itself has: set, shift.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/commands.h"

/* A number behind the command; false after a message. */
static bool take_number(struct call *call, long least, long *number)
{
	char *end;

	if (call->argc < 2)
		return true;
	*number = strtol(call->argv[1], &end, 10);
	if (*call->argv[1] && !*end && *number >= least && call->argc == 2)
		return true;
	command_fail(call, STATUS_USAGE, "%s is no number that it takes",
		     call->argv[*end || *number < least ? 1 : 2]);
	return false;
}

int cmd_exit(struct call *call)
{
	long status = call->sh->status;

	if (!take_number(call, -255, &status))
		return STATUS_USAGE;
	call->sh->leave = LEAVE_SHELL;
	return (int)(status & 255);
}

int cmd_return(struct call *call)
{
	long status = call->sh->status;

	if (!take_number(call, 0, &status))
		return STATUS_USAGE;
	if (!call->sh->state.in_function)
		return command_fail(call, STATUS_USAGE,
				    "only a function can return");
	call->sh->leave = LEAVE_FUNCTION;
	return (int)(status & 255);
}

static int leave_loops(struct call *call, enum leave leave)
{
	struct shell *sh = call->sh;
	long levels = 1;

	if (!take_number(call, 1, &levels))
		return STATUS_USAGE;
	if (!sh->state.loops)
		return 0;
	sh->levels = levels < sh->state.loops ? (unsigned int)levels :
						sh->state.loops;
	sh->leave = leave;
	return 0;
}

int cmd_break(struct call *call)
{
	return leave_loops(call, LEAVE_LOOP);
}

int cmd_continue(struct call *call)
{
	return leave_loops(call, LEAVE_TURN);
}

int cmd_colon(struct call *call)
{
	(void)call;
	return 0;
}

/* --- texts ------------------------------------------------------------------------- */

/* What runs in its place has the same descriptors. */
static struct io io_of(const struct call *call)
{
	fflush(call->out);
	fflush(call->err);
	return (struct io){{call->in, fileno(call->out), fileno(call->err)}};
}

int cmd_eval(struct call *call)
{
	struct buffer b = {0};
	int status = 0;

	for (int i = 1; i < call->argc; i++)
		buffer_printf(&b, "%s%s", i > 1 ? " " : "", call->argv[i]);
	if (b.text)
		status = shell_run_text(call->sh, b.text, io_of(call));
	buffer_free(&b);
	return status;
}

int cmd_dot(struct call *call)
{
	struct shell *sh = call->sh;
	struct io io = sh->io;
	int status;

	if (call->argc != 2)
		return command_fail(call, STATUS_USAGE, "give one file");
	if (access(call->argv[1], R_OK))
		return command_fail(call, 1, "%s: %s", call->argv[1],
				    strerror(errno));
	sh->io = io_of(call);
	status = shell_run_file(sh, call->argv[1]);
	sh->io = io;
	return status;
}

/* "sh -c TEXT", "sh FILE", or commands from standard input: a process of its own. */
int cmd_sh(struct call *call)
{
	char **word = call->argv + 1;
	bool text = *word && !strcmp(*word, "-c");
	struct shell *sh = call->sh;
	struct shell_state outer;
	struct io io = sh->io;

	word += text;
	if ((text && !*word) || (*word && **word == '-'))
		return *word ? command_bad_option(call, *word) :
			       command_fail(call, STATUS_USAGE,
					    "commands are missing behind -c");
	sh->io = io_of(call);
	subshell_begin(sh, &outer);
	shell_reset(sh, *word && (!text || word[1]) ? word + text : NULL);
	if (text)
		shell_run_string(sh, *word);
	else if (*word)
		shell_run_file(sh, *word);
	else
		shell_run_fd(sh, call->in, "sh");
	subshell_end(sh, &outer);
	sh->io = io;
	return sh->status;
}

/* --- set, shift ---------------------------------------------------------------------- */

/* "-e", "+ex" */
static bool set_options(struct shell *sh, const char *word)
{
	for (const char *c = word + 1; *c; c++) {
		bool *option = *c == 'e' ? &sh->state.errexit :
			       *c == 'u' ? &sh->state.nounset :
			       *c == 'x' ? &sh->state.xtrace :
					   NULL;

		if (!option)
			return false;
		*option = *word == '-';
	}
	return word[1];
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct variable *const *)a)->name,
		      (*(struct variable *const *)b)->name);
}

/* All variables that the script has set, sorted. */
static void list_variables(struct call *call)
{
	struct variable **all = NULL;
	size_t n = 0;

	for (struct variable *v = call->sh->state.variables; v; v = v->next) {
		if (!v->value)
			continue;
		all = must_grow(all, n + 1, sizeof(struct variable *));
		all[n++] = v;
	}
	if (n)
		qsort(all, n, sizeof(struct variable *), by_name);
	for (size_t i = 0; i < n; i++)
		fprintf(call->out, "%s='%s'\n", all[i]->name, all[i]->value);
	free(all);
}

int cmd_set(struct call *call)
{
	struct arguments *args = &call->sh->state.args;
	char **word = call->argv + 1;
	bool dashes = false;

	if (!*word)
		list_variables(call);
	for (; *word && !dashes && strchr("-+", **word) && **word; word++) {
		dashes = !strcmp(*word, "--");
		if (!dashes && !set_options(call->sh, *word))
			return command_bad_option(call, *word);
	}
	if (*word || dashes) {
		struct arguments old = *args;

		*args = (struct arguments){0};
		arguments_set(args, old.words ? old.words[0] : "", word);
		arguments_free(&old);
	}
	return 0;
}

int cmd_shift(struct call *call)
{
	struct arguments *args = &call->sh->state.args;
	long n = 1;

	if (!take_number(call, 0, &n))
		return STATUS_USAGE;
	if ((size_t)n > args->n)
		return command_fail(call, 1, "there are only %zu arguments",
				    args->n);
	for (long i = 0; i < n; i++)
		free(args->words[i + 1]);
	memmove(args->words + 1, args->words + 1 + n,
		(args->n - (size_t)n + 1) * sizeof(*args->words));
	args->n -= (size_t)n;
	return 0;
}
