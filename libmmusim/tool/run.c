/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run.c - walks the tree of a script: lists, conditions, loops, functions. What is
 * no such thing is a pipeline of one command or more: pipeline.c.
 *
 * "break", "return" and "exit" set sh->leave; nothing more is run until whom it is
 * for sets it back.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tool/commands.h"
#include "tool/stage.h"

#define DEPTH_MAX 1000 /* nesting of functions and $(...) */
#define STACK_MAX \
	(4u << 20) /* bytes that they take, with all that is in them */

/* --- lists ---------------------------------------------------------------------------- */

static bool wanted(const struct pipeline *p, int status)
{
	return p->join == JOIN_ALWAYS || (p->join == JOIN_AND) == !status;
}

/* set -e: not in a condition, and not before "&&" and "||". */
static bool ends_shell(const struct shell *sh, const struct list *list,
		       size_t i)
{
	bool last = i + 1 == list->npipelines ||
		    list->pipelines[i + 1].join == JOIN_ALWAYS;

	return sh->state.errexit && sh->status && !sh->state.tested && last &&
	       !list->pipelines[i].negate;
}

void run_list(struct shell *sh, const struct list *list, struct io io)
{
	for (size_t i = 0; i < list->npipelines && !sh->leave; i++) {
		const struct pipeline *p = &list->pipelines[i];
		bool tested = p->negate || (i + 1 < list->npipelines &&
					    list->pipelines[i + 1].join);

		if (!wanted(p, sh->status))
			continue;
		sh->state.tested += tested;
		sh->status = run_pipeline(sh, p, io);
		sh->state.tested -= tested;
		if (sh->leave)
			break;
		if (sh->interactive && shell_interrupted) {
			sh->status = STATUS_SIGNAL + SIGINT;
			sh->leave = LEAVE_LINE;
		} else if (ends_shell(sh, list, i)) {
			sh->leave = sh->interactive ? LEAVE_LINE : LEAVE_SHELL;
		}
	}
}

/* Its status decides what runs. */
static bool holds(struct shell *sh, const struct list *list, struct io io)
{
	sh->state.tested++;
	run_list(sh, list, io);
	sh->state.tested--;
	return !sh->status;
}

/* --- compound commands ------------------------------------------------------------------ */

static int run_if(struct shell *sh, const struct command *c, struct io io)
{
	for (size_t i = 0; i < c->nclauses; i++) {
		const struct clause *clause = &c->clauses[i];
		bool is_else = !clause->condition.npipelines;

		if (!is_else && !holds(sh, &clause->condition, io))
			continue;
		if (!sh->leave)
			run_list(sh, &clause->body, io);
		return sh->status;
	}
	return sh->leave ? sh->status : 0;
}

/* After a turn of a loop: does it go on? */
static bool goes_on(struct shell *sh)
{
	enum leave leave = sh->leave;

	if (leave != LEAVE_TURN && leave != LEAVE_LOOP)
		return !leave;
	if (--sh->levels)
		return false;
	sh->leave = LEAVE_NOT;
	return leave == LEAVE_TURN;
}

static int run_while(struct shell *sh, const struct command *c, struct io io)
{
	const struct clause *clause = &c->clauses[0];
	int status = 0;

	sh->state.loops++;
	do {
		bool held = holds(sh, &clause->condition, io);

		if (sh->leave) {
			status = sh->status;
			continue;
		}
		if (held == (c->kind == COMMAND_UNTIL))
			break;
		run_list(sh, &clause->body, io);
		status = sh->status;
	} while (goes_on(sh));
	sh->state.loops--;
	return status;
}

/* The words of "for", without its name; words_free() it. NULL after a message. */
static char **for_words(struct shell *sh, const struct command *c)
{
	static char each[] = "\"$@\"";
	char *all = each;

	return c->each_arg ? words_expand(sh, &all, 1) :
			     words_expand(sh, c->words + 1, c->nwords - 1);
}

static int run_for(struct shell *sh, const struct command *c, struct io io)
{
	char **words = for_words(sh, c);
	int status = 0;

	if (!words)
		return STATUS_USAGE;
	sh->state.loops++;
	for (char **word = words; *word; word++) {
		shell_set(sh, c->words[0], *word);
		run_list(sh, &c->clauses[0].body, io);
		status = sh->status;
		if (!goes_on(sh))
			break;
	}
	sh->state.loops--;
	words_free(words);
	return status;
}

/* 1; 0; -1 after a message */
static int fits(struct shell *sh, const struct clause *clause, const char *word)
{
	for (size_t i = 0; i < clause->npatterns; i++) {
		char *pattern = word_pattern(sh, clause->patterns[i]);
		bool found = pattern && pattern_fits(pattern, word);

		free(pattern);
		if (found || !pattern)
			return pattern ? 1 : -1;
	}
	return 0;
}

static int run_case(struct shell *sh, const struct command *c, struct io io)
{
	char *word = word_expand(sh, c->words[0]);
	int found = word ? 0 : -1;

	for (size_t i = 0; i < c->nclauses && !found; i++) {
		found = fits(sh, &c->clauses[i], word);
		if (found <= 0)
			continue;
		if (!c->clauses[i].body.npipelines)
			sh->status = 0;
		run_list(sh, &c->clauses[i].body, io);
	}
	free(word);
	return found < 0 ? STATUS_USAGE : found ? sh->status : 0;
}

static int run_subshell(struct shell *sh, const struct command *c, struct io io)
{
	struct shell_state outer;
	int err = sh->err;

	subshell_begin(sh, &outer);
	run_list(sh, &c->clauses[0].body, io);
	sh->err = sh->here.fd[2];
	subshell_end(sh, &outer);
	sh->err = err;
	return sh->status;
}

int run_compound(struct shell *sh, const struct command *c, struct io io)
{
	struct io here = sh->here;
	int status = 0;

	if (c->kind != COMMAND_SUBSHELL)
		sh->here = io;
	switch (c->kind) {
	case COMMAND_SUBSHELL:
		status = run_subshell(sh, c, io);
		break;
	case COMMAND_IF:
		status = run_if(sh, c, io);
		break;
	case COMMAND_FOR:
		status = run_for(sh, c, io);
		break;
	case COMMAND_WHILE:
	case COMMAND_UNTIL:
		status = run_while(sh, c, io);
		break;
	case COMMAND_CASE:
		status = run_case(sh, c, io);
		break;
	case COMMAND_FUNCTION:
		function_set(sh, c->words[0], c->function);
		break;
	case COMMAND_GROUP:
	case COMMAND_SIMPLE: /* it is none of these */
		run_list(sh, &c->clauses[0].body, io);
		status = sh->status;
		break;
	}
	sh->here = here;
	return status;
}

/* --- functions -------------------------------------------------------------------------- */

bool shell_may_nest(const struct shell *sh)
{
	const char *here = __builtin_frame_address(0);
	struct rlimit limit;
	size_t most = STACK_MAX;

	if (!getrlimit(RLIMIT_STACK, &limit) && limit.rlim_cur / 2 < most)
		most = limit.rlim_cur / 2;
	return (size_t)(sh->stack - here) < most;
}

static bool enter(struct shell *sh, const char *what)
{
	if (sh->depth < DEPTH_MAX && shell_may_nest(sh)) {
		sh->depth++;
		return true;
	}
	shell_say(sh, "%s: nested too deeply", what);
	sh->leave = sh->interactive ? LEAVE_LINE : LEAVE_SHELL;
	return false;
}

int run_function(struct shell *sh, struct body *body, char **argv, struct io io)
{
	struct shell_state *s = &sh->state;
	struct shell_state outer = *s;

	if (!enter(sh, argv[0]))
		return STATUS_USAGE;
	s->args = (struct arguments){0};
	arguments_set(&s->args, outer.args.words ? outer.args.words[0] : "",
		      argv + 1);
	s->frame = NULL;
	s->in_function = true;
	s->loops = 0;
	body->users++;
	run_list(sh, &body->list, io);
	body_put(body);
	if (sh->leave == LEAVE_FUNCTION)
		sh->leave = LEAVE_NOT;
	variables_restore(sh, &s->frame);
	arguments_free(&s->args);
	s->args = outer.args;
	s->frame = outer.frame;
	s->in_function = outer.in_function;
	s->loops = outer.loops;
	sh->depth--;
	return sh->status;
}

/* --- texts ------------------------------------------------------------------------------ */

int shell_run_text(struct shell *sh, const char *text, struct io io)
{
	char why[PARSE_WHY] = "no memory";
	struct list list;

	if (!enter(sh, "$(...) or eval"))
		return sh->status = STATUS_USAGE;
	if (parse(text, sh->line, &list, why)) {
		shell_say(sh, "%s", why);
		sh->status = STATUS_USAGE;
	} else {
		run_list(sh, &list, io);
		list_free(&list);
	}
	sh->depth--;
	return sh->status;
}

/* The text runs in a subshell, and writes to this descriptor. */
static void run_capture(struct shell *sh, const char *text, int fd)
{
	struct shell_state outer;
	struct io io = sh->here;
	unsigned int line = sh->line;

	io.fd[1] = fd;
	subshell_begin(sh, &outer);
	shell_run_text(sh, text, io);
	subshell_end(sh, &outer);
	sh->line = line;
	sh->captures++;
}

char *shell_capture(struct shell *sh, const char *text)
{
	int fd = file_memory("", 0), high;
	char *output;
	size_t len;

	high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FD);
	if (fd >= 0)
		close(fd);
	if (high < 0) {
		shell_say(sh, "$(...): %s", strerror(errno));
		return NULL;
	}
	run_capture(sh, text, high);
	output = file_read_fd(high, &len);
	close(high);
	if (!output)
		shell_say(sh, "$(...): %s", strerror(errno));
	while (output && len && output[len - 1] == '\n')
		output[--len] = '\0';
	return output;
}
