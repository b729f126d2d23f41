/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pipeline.c - runs pipelines.
 *
 * In a pipeline the first command is one of ours, and so is any that acts on
 * the machine, and a group, a condition, a loop; the others are programs of the host:
 *
 *	dmesg | grep "#PF" | while read line; do echo "$line"; done
 *	(ours)  (host's)     (ours)
 *
 * The shell is one process, so ours run one after the other. What one of them
 * prints waits in a memory file, if another one of ours is still to come; the last
 * one writes into a pipe, whose programs have been started before. In this way
 * nobody waits for ever, however much there is to be read.
 *
 * In a pipeline of several, each is a subshell.
 */
#define _GNU_SOURCE /* pipe2 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/commands.h"
#include "tool/stage.h"

/* --- words ---------------------------------------------------------------------------- */

/* With @kept they are put back later. */
static void set_variables(struct shell *sh, char **assigns,
			  struct variable **kept)
{
	for (; *assigns; assigns++) {
		char *equals = strchr(*assigns, '=');

		*equals = '\0';
		if (kept)
			variable_keep(sh, kept, *assigns);
		shell_set(sh, *assigns, equals + 1);
		if (kept)
			shell_export(sh, *assigns);
		*equals = '=';
	}
}

/* "NAME=value" */
static char *expand_assign(struct shell *sh, const char *word)
{
	size_t len = assign_name(word) + 1;
	char *value = word_expand(sh, word + len);
	struct buffer b = {0};

	if (!value)
		return NULL;
	buffer_add(&b, word, len);
	buffer_add(&b, value, strlen(value));
	free(value);
	return buffer_take(&b);
}

/* An array of "NAME=value"s; each value may have those before it. NULL after a
 * message. */
static char **expand_assigns(struct shell *sh, const struct command *c)
{
	char **assigns = must_alloc(c->nassigns + 1, sizeof(*assigns));
	struct variable *kept = NULL;
	size_t i = 0;

	for (; i < c->nassigns; i++) {
		assigns[i] = expand_assign(sh, c->assigns[i]);
		if (!assigns[i])
			break;
		if (i + 1 < c->nassigns)
			set_variables(sh, assigns + i, &kept);
	}
	variables_restore(sh, &kept);
	if (i == c->nassigns)
		return assigns;
	words_free(assigns);
	return NULL;
}

static const struct entry *choose(const char *name, bool first)
{
	const struct entry *entry = command_find(name);

	return entry && (first || !(entry->flags & ALSO_HOST)) ? entry : NULL;
}

/* How many words of sudo's own there are: itself, and its options. */
static size_t words_of_sudo(char *const *argv)
{
	size_t n = 1;

	while (argv[n] && (argv[n][0] == '-' || !strcmp(argv[n], "sudo"))) {
		bool with_name = !strcmp(argv[n], "-u") ||
				 !strcmp(argv[n], "-g");

		n += 1 + (with_name && argv[n + 1]);
	}
	return n;
}

/* Who follows a text about a real machine types "sudo": on this one everybody is
 * root. Alone it begins no other shell, and does nothing. */
static void drop_sudo(char **argv)
{
	size_t n;

	if (!argv[0] || strcmp(argv[0], "sudo"))
		return;
	n = words_of_sudo(argv);
	if (!argv[n]) {
		free(argv[0]);
		argv[0] = must_copy(":");
		return;
	}
	for (size_t i = 0; i < n; i++)
		free(argv[i]);
	do
		*argv = argv[n];
	while (*argv++);
}

static void say_not_found(struct shell *sh, const char *name)
{
	const char *instead = command_instead(name);

	if (instead)
		shell_say(sh, "%s: command not found (here it is \"%s\")", name,
			  instead);
	else
		shell_say(sh, "%s: command not found%s", name,
			  host_has(name) ? " (a program of the host runs only "
					   "behind a \"|\")" :
					   "");
}

/* "+ insmod x.ko": set -x */
static void trace(struct shell *sh, const struct stage *s)
{
	struct buffer b = {0};

	buffer_printf(&b, "+");
	for (char **word = s->assigns; *word; word++)
		buffer_printf(&b, " %s", *word);
	for (char **word = s->argv; *word; word++)
		buffer_printf(&b, " %s", *word);
	dprintf(sh->err, "%s\n", b.text);
	buffer_free(&b);
}

/* Expand its words, and find out who does it. */
static void expand(struct shell *sh, struct stage *s, bool first)
{
	const struct command *c = s->command;

	s->ours = c->kind != COMMAND_SIMPLE;
	s->ready = s->ours;
	if (s->ours)
		return;
	sh->captures = 0;
	s->argv = words_expand(sh, c->words, c->nwords);
	if (s->argv)
		drop_sudo(s->argv);
	s->assigns = s->argv ? expand_assigns(sh, c) : NULL;
	if (!s->assigns) {
		s->status = STATUS_USAGE;
		return;
	}
	if (sh->state.xtrace)
		trace(sh, s);
	s->captured = sh->captures;
	if (s->argv[0])
		s->function = function_find(sh, s->argv[0]);
	if (s->argv[0] && !s->function)
		s->entry = choose(s->argv[0], first);
	s->ours = !s->argv[0] || s->function || s->entry;
	s->ready = s->ours || !first || host_reads(s->argv[0]);
	if (!s->ready)
		s->status = STATUS_NOT_FOUND;
}

/* Is it the process of the shell itself that works on its files? */
static bool is_shell(const struct stage *s)
{
	return s->ours && (!s->entry || s->entry->flags & BUILTIN);
}

/* Open its files. It is unready when that fails, or when there is nobody to run. */
static void open_files(struct shell *sh, struct stage *s)
{
	int status = 0;

	s->is_shell = is_shell(s);
	sh->err = s->io.fd[2];
	for (struct redir *r = s->command->redirs; r && !status; r = r->next) {
		if (!s->ready && s->status != STATUS_NOT_FOUND)
			return;
		status = stage_redirect(sh, s, r);
		sh->err = s->io.fd[2];
	}
	if (!status && !s->ready && s->status == STATUS_NOT_FOUND)
		say_not_found(sh, s->argv[0]);
	if (!status && s->ready && !s->ours)
		status = stage_lend(sh, s);
	if (status) {
		s->ready = false;
		s->status = status;
	}
}

/* Variables before a command are its own. */
static int run_simple(struct shell *sh, struct stage *s)
{
	struct variable *kept = NULL;
	int status;

	if (!s->argv[0]) {
		set_variables(sh, s->assigns, NULL);
		return s->captured ? sh->status : 0;
	}
	set_variables(sh, s->assigns, &kept);
	status = s->function ? run_function(sh, s->function, s->argv, s->io) :
			       stage_run_entry(sh, s);
	variables_restore(sh, &kept);
	return status;
}

/* What it has written for the machine goes there at once: it may kill the shell. */
static void run_here(struct shell *sh, struct stage *s)
{
	const struct command *c = s->command;

	if (c->kind == COMMAND_SIMPLE)
		s->status = run_simple(sh, s);
	else
		s->status = run_compound(sh, c, s->io);
	stage_flush(sh, s);
}

static void run_ours(struct shell *sh, struct stage *s, bool alone)
{
	struct shell_state outer;

	sh->err = s->io.fd[2];
	sh->line = s->command->line;
	if (alone) {
		run_here(sh, s);
		return;
	}
	subshell_begin(sh, &outer);
	run_here(sh, s);
	sh->err = s->outer_err;
	subshell_end(sh, &outer);
}

static void finish(struct shell *sh, struct stage *s)
{
	sh->err = s->io.fd[2];
	if (s->pid) {
		s->status = host_wait(sh, s->pid);
		s->pid = 0;
		stage_flush(sh, s);
	}
	stage_close(sh, s);
	words_free(s->argv);
	words_free(s->assigns);
}

/* --- pipelines ----------------------------------------------------------------------- */

static int connect_stages(struct stage *left, struct stage *right, bool memory)
{
	int fds[2];

	if (memory) {
		fds[1] = file_memory("", 0);
		fds[0] = fds[1] < 0 ? -1 :
				      fcntl(fds[1], F_DUPFD_CLOEXEC, FIRST_FD);
		right->memory = true;
		if (fds[1] < 0)
			return -1;
	} else if (pipe2(fds, O_CLOEXEC)) {
		return -1;
	}
	right->io.fd[0] = stage_own(right, fds[0]);
	left->io.fd[1] = stage_own(left, fds[1]);
	return right->io.fd[0] < 0 || left->io.fd[1] < 0 ? -1 : 0;
}

/* The last one of ours; n: there is none. */
static size_t last_of_ours(const struct stage *stages, size_t n)
{
	size_t last = n;

	for (size_t i = 0; i < n; i++)
		if (stages[i].ours)
			last = i;
	return last;
}

static bool connect_all(struct shell *sh, struct stage *stages, size_t n)
{
	size_t last = last_of_ours(stages, n);

	for (size_t i = 0; i + 1 < n; i++)
		if (connect_stages(&stages[i], &stages[i + 1],
				   stages[i].ours && i < last)) {
			shell_say(sh, "cannot make a pipe: %s",
				  strerror(errno));
			return false;
		}
	return true;
}

static void start_host(struct shell *sh, struct stage *s)
{
	if (s->memory)
		lseek(s->io.fd[0], 0, SEEK_SET);
	sh->err = s->io.fd[2];
	s->status = host_start(sh, s->argv, s->assigns, &s->io, &s->pid);
	if (s->status)
		s->pid = 0;
	s->ready = false;
}

static void run_stages(struct shell *sh, struct stage *stages, size_t n)
{
	size_t last = last_of_ours(stages, n);

	for (size_t i = 0; i < n; i++) {
		struct stage *s = &stages[i];

		for (size_t j = i + 1; i == last && j < n; j++) {
			if (stages[j].ready)
				start_host(sh, &stages[j]);
			stage_let_go(sh, &stages[j]);
		}
		if (s->ready && s->ours) {
			if (s->memory)
				lseek(s->io.fd[0], 0, SEEK_SET);
			run_ours(sh, s, n == 1);
		} else if (s->ready) {
			start_host(sh, s);
		}
		stage_let_go(sh, s);
	}
}

static int run_all(struct shell *sh, struct stage *stages, size_t n)
{
	int status = 1;

	for (size_t i = 0; i < n; i++)
		expand(sh, &stages[i], i == 0);
	if (connect_all(sh, stages, n)) {
		for (size_t i = 0; i < n; i++)
			open_files(sh, &stages[i]);
		run_stages(sh, stages, n);
	}
	for (size_t i = 0; i < n; i++) {
		finish(sh, &stages[i]);
		status = stages[i].status;
	}
	return status;
}

int run_pipeline(struct shell *sh, const struct pipeline *p, struct io io)
{
	struct stage *stages = must_alloc(p->ncommands, sizeof(*stages));
	struct io here = sh->here;
	int status, err = sh->err;

	for (size_t i = 0; i < p->ncommands; i++) {
		stages[i].command = &p->commands[i];
		stages[i].io = io;
		stages[i].outer_err = io.fd[2];
	}
	sh->here = io;
	sh->err = io.fd[2];
	sh->line = p->commands[0].line;
	status = run_all(sh, stages, p->ncommands);
	sh->err = err;
	sh->here = here;
	free(stages);
	return p->negate ? !status : status;
}
