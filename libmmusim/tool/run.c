/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run.c - runs lists of commands.
 *
 * In a pipeline the first command is one of ours, and so is any that acts on
 * the machine; the others are programs of the host:
 *
 *	dmesg | grep "#PF" | wc -l
 *	(ours)  (host's)     (host's)
 *
 * The host's are started first, then ours run one after the other, and write
 * into their pipes. Ours read no pipe, so the end that one of them would read
 * from is closed before, and nobody waits for it.
 */
#define _GNU_SOURCE /* pipe2 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/commands.h"
#include "tool/stage.h"

/* --- a stage ------------------------------------------------------------------------- */

/* "NAME=word"s; an array of "NAME=value"s. NULL after a message. */
static char **expand_assigns(struct shell *sh, const struct command *c)
{
	char **assigns = must_alloc(c->nassigns + 1, sizeof(*assigns));

	for (size_t i = 0; i < c->nassigns; i++) {
		size_t len = assign_name(c->assigns[i]) + 1;
		char *value = word_expand(sh, c->assigns[i] + len);
		struct buffer b = {0};

		if (!value) {
			words_free(assigns);
			return NULL;
		}
		buffer_add(&b, c->assigns[i], len);
		buffer_add(&b, value, strlen(value));
		free(value);
		assigns[i] = buffer_take(&b);
	}
	return assigns;
}

static void set_variables(struct shell *sh, char **assigns)
{
	for (; *assigns; assigns++) {
		char *equals = strchr(*assigns, '=');

		*equals = '\0';
		shell_set(sh, *assigns, equals + 1);
		*equals = '=';
	}
}

/* Is there a $(...) in it? */
static bool has_commands(const struct command *c)
{
	for (size_t i = 0; i < c->nwords; i++)
		if (strstr(c->words[i], "$("))
			return true;
	for (size_t i = 0; i < c->nassigns; i++)
		if (strstr(c->assigns[i], "$("))
			return true;
	return false;
}

static const struct entry *choose(const char *name, bool first)
{
	const struct entry *entry = command_find(name);

	return entry && (first || !(entry->flags & ALSO_HOST)) ? entry : NULL;
}

/* Who follows a text about a real machine types "sudo": on this one everybody is
 * root. */
static void drop_sudo(char **argv)
{
	if (!argv[0] || strcmp(argv[0], "sudo") || !argv[1] ||
	    argv[1][0] == '-')
		return;
	free(argv[0]);
	do
		argv[0] = argv[1];
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

/* Expand its words and open its files. It stays unready when that fails, or when
 * there is nothing to run. */
static void prepare(struct shell *sh, struct stage *s, bool first)
{
	const struct command *c = s->command;

	s->argv = words_expand(sh, c->words, c->nwords);
	if (s->argv && first)
		drop_sudo(s->argv);
	s->assigns = s->argv ? expand_assigns(sh, c) : NULL;
	if (!s->assigns) {
		s->status = STATUS_USAGE;
		return;
	}
	for (struct redir *r = c->redirs; r; r = r->next) {
		s->status = stage_redirect(sh, s, r);
		if (s->status)
			return;
		sh->err = s->io.fd[2];
	}
	if (!s->argv[0]) {
		set_variables(sh, s->assigns);
		s->status = has_commands(c) ? sh->status : 0;
		return;
	}
	s->entry = choose(s->argv[0], first);
	s->ready = s->entry || !first || host_reads(s->argv[0]);
	if (!s->ready) {
		say_not_found(sh, s->argv[0]);
		s->status = STATUS_NOT_FOUND;
	} else if (!s->entry) {
		s->status = stage_lend(sh, s);
		s->ready = !s->status;
	}
}

static FILE *open_stream(int fd, int mode)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FD);
	FILE *file = copy < 0 ? NULL : fdopen(copy, "w");

	if (file)
		setvbuf(file, NULL, mode, BUFSIZ);
	else if (copy >= 0)
		close(copy);
	return file;
}

static bool reader_is_gone(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};

	return poll(&p, 1, 0) == 1 && p.revents & POLLERR;
}

/* What could not be written? A reader that is gone is no error of ours. */
static int end_stream(struct shell *sh, const char *name, FILE *file, int fd,
		      int status)
{
	bool bad = ferror(file);

	errno = 0;
	if (!fclose(file) && !bad)
		return status;
	if (errno == EPIPE || reader_is_gone(fd))
		return STATUS_SIGNAL + SIGPIPE;
	shell_say(sh, "%s: write error: %s", name,
		  errno ? strerror(errno) : "not all was written");
	return 1;
}

/* Every command but echo knows --help. */
static bool asks_help(const struct stage *s)
{
	return s->argv[1] && !s->argv[2] && !strcmp(s->argv[1], "--help") &&
	       !(s->entry->flags & TAKES_ALL);
}

static int run_entry(struct call *call, const struct stage *s)
{
	if (!asks_help(s))
		return s->entry->run(call);
	command_help(call, s->entry);
	return 0;
}

/* Work that a command has left to be done, or that became due while it ran. */
static int run_work(struct shell *sh, const struct stage *s, bool was_halted,
		    int status)
{
	if (!sh->kern)
		return status;
	kern_idle(sh->kern);
	desk_sync(sh);
	if (was_halted || !desk_halted(sh) || status == STATUS_HALTED)
		return status;
	shell_say(sh, "%s: %s", s->argv[0], desk_halted_text);
	return STATUS_HALTED;
}

static int run_ours(struct shell *sh, struct stage *s)
{
	struct call call = {.sh = sh, .argv = s->argv, .in = s->io.fd[0]};
	bool was_halted = desk_halted(sh);
	int status;

	if (s->entry->flags & NEEDS_MACHINE && was_halted && !asks_help(s)) {
		shell_say(sh, "%s: %s", s->argv[0], desk_halted_text);
		return STATUS_HALTED;
	}
	while (call.argv[call.argc])
		call.argc++;
	call.out = open_stream(s->io.fd[1], _IOFBF);
	call.err = open_stream(s->io.fd[2], _IOLBF);
	if (!call.out || !call.err) {
		shell_say(sh, "%s: %s", s->argv[0], strerror(errno));
		status = 1;
	} else {
		shell_busy = 1;
		status = run_entry(&call, s);
		shell_busy = 0;
	}
	if (call.err)
		fclose(call.err);
	if (call.out)
		status = end_stream(sh, s->argv[0], call.out, s->io.fd[1],
				    status);
	return run_work(sh, s, was_halted, status);
}

static void finish(struct shell *sh, struct stage *s)
{
	sh->err = s->io.fd[2];
	if (s->pid)
		s->status = host_wait(sh, s->pid);
	if (s->ready)
		stage_flush(sh, s);
	stage_close(s);
	words_free(s->argv);
	words_free(s->assigns);
}

/* --- pipelines ----------------------------------------------------------------------- */

static int connect_stages(struct stage *left, struct stage *right)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return -1;
	right->io.fd[0] = right->pipe = stage_own(right, fds[0]);
	left->io.fd[1] = stage_own(left, fds[1]);
	return right->io.fd[0] < 0 || left->io.fd[1] < 0 ? -1 : 0;
}

static bool connect_all(struct shell *sh, struct stage *stages, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (connect_stages(&stages[i], &stages[i + 1])) {
			shell_say(sh, "cannot make a pipe: %s",
				  strerror(errno));
			return false;
		}
	return true;
}

static void start_host(struct shell *sh, struct stage *s)
{
	sh->err = s->io.fd[2];
	s->status = host_start(sh, s->argv, s->assigns, &s->io, &s->pid);
	if (s->status)
		s->pid = 0;
}

static void run_stages(struct shell *sh, struct stage *stages, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct stage *s = &stages[i];

		if (s->ready && !s->entry)
			start_host(sh, s);
		else if (s->pipe) /* ours read nothing */
			stage_disown(s, s->pipe);
		if (!s->ready || !s->entry)
			stage_let_go(s);
	}
	for (size_t i = 0; i < n; i++) {
		struct stage *s = &stages[i];

		if (!s->ready || !s->entry)
			continue;
		sh->err = s->io.fd[2];
		s->status = run_ours(sh, s);
		stage_let_go(s);
	}
}

static int run_pipeline(struct shell *sh, const struct pipeline *p,
			struct io io)
{
	struct stage *stages = must_alloc(p->ncommands, sizeof(*stages));
	int status = 1, err = sh->err;

	for (size_t i = 0; i < p->ncommands; i++) {
		stages[i].command = &p->commands[i];
		stages[i].io = io;
	}
	if (connect_all(sh, stages, p->ncommands)) {
		for (size_t i = 0; i < p->ncommands; i++) {
			sh->err = stages[i].io.fd[2];
			prepare(sh, &stages[i], i == 0);
		}
		run_stages(sh, stages, p->ncommands);
	}
	for (size_t i = 0; i < p->ncommands; i++) {
		finish(sh, &stages[i]);
		status = stages[i].status;
	}
	sh->err = err;
	free(stages);
	return p->negate ? !status : status;
}

static bool wanted(const struct pipeline *p, int status)
{
	return p->join == JOIN_ALWAYS || (p->join == JOIN_AND) == !status;
}

static void run_list(struct shell *sh, const struct list *list, struct io io)
{
	for (size_t i = 0; i < list->npipelines && !sh->exiting; i++)
		if (wanted(&list->pipelines[i], sh->status))
			sh->status = run_pipeline(sh, &list->pipelines[i], io);
}

int shell_run_text(struct shell *sh, const char *text, struct io io)
{
	struct list list;
	char why[PARSE_WHY] = "no memory";

	if (parse(text, &list, why)) {
		shell_say(sh, "%s", why);
		return sh->status = STATUS_USAGE;
	}
	run_list(sh, &list, io);
	list_free(&list);
	return sh->status;
}

/* --- $(...) ----------------------------------------------------------------------------- */

char *shell_capture(struct shell *sh, const char *text)
{
	struct io io = sh->io;
	int fd = file_memory("");
	char *output;
	size_t len;

	if (fd < 0) {
		shell_say(sh, "$(...): %s", strerror(errno));
		return NULL;
	}
	io.fd[1] = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FD);
	close(fd);
	shell_run_text(sh, text, io);
	sh->exiting = false; /* "exit" left no more than this */
	output = file_read_fd(io.fd[1], &len);
	close(io.fd[1]);
	if (!output)
		shell_say(sh, "$(...): %s", strerror(errno));
	while (output && len && output[len - 1] == '\n')
		output[--len] = '\0';
	return output;
}
