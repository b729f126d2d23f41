/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state.c - what a subshell has for itself: variables, functions, the folder.
 *
 * On a real machine it is a process that fork() has made. Here it is the same
 * process with a copy of those; at its end the shell takes its own again.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/shell.h"

/* --- functions --------------------------------------------------------------------- */

static struct function **find_function(struct shell *sh, const char *name)
{
	struct function **f = &sh->state.functions;

	while (*f && strcmp((*f)->name, name))
		f = &(*f)->next;
	return f;
}

struct body *function_find(struct shell *sh, const char *name)
{
	struct function *f = *find_function(sh, name);

	return f ? f->body : NULL;
}

static void add_function(struct function **list, const char *name,
			 struct body *body)
{
	struct function *f = must_alloc(1, sizeof(*f));

	f->name = must_copy(name);
	f->body = body;
	body->users++;
	f->next = *list;
	*list = f;
}

static void remove_function(struct function **list)
{
	struct function *f = *list;

	*list = f->next;
	body_put(f->body);
	free(f->name);
	free(f);
}

bool function_unset(struct shell *sh, const char *name)
{
	struct function **f = find_function(sh, name);
	bool found = *f;

	if (found)
		remove_function(f);
	return found;
}

void function_set(struct shell *sh, const char *name, struct body *body)
{
	function_unset(sh, name);
	add_function(&sh->state.functions, name, body);
}

/* --- subshells --------------------------------------------------------------------- */

void state_free(struct shell_state *state)
{
	variables_free(state->variables);
	variables_free(state->frame);
	while (state->functions)
		remove_function(&state->functions);
	arguments_free(&state->args);
	free(state->inside);
}

void subshell_begin(struct shell *sh, struct shell_state *outer)
{
	struct shell_state *s = &sh->state;

	*outer = *s;
	outer->folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	s->variables = variables_copy(outer->variables);
	s->frame = NULL;
	s->functions = NULL;
	for (struct function *f = outer->functions; f; f = f->next)
		add_function(&s->functions, f->name, f->body);
	s->args = (struct arguments){0};
	if (outer->args.words)
		arguments_set(&s->args, outer->args.words[0],
			      outer->args.words + 1);
	s->inside = outer->inside ? must_copy(outer->inside) : NULL;
	s->loops = 0;
	s->subshell++;
	s->died = 0;
}

void shell_reset(struct shell *sh, char *const *args)
{
	struct shell_state *s = &sh->state;
	struct variable **at = &s->variables;

	while (*at) {
		struct variable *v = *at;

		if (v->exported) {
			at = &v->next;
			continue;
		}
		*at = v->next;
		v->next = NULL;
		variables_free(v);
	}
	while (s->functions)
		remove_function(&s->functions);
	arguments_set(&s->args, args ? args[0] : "sh", args ? args + 1 : NULL);
	s->in_function = s->errexit = s->nounset = s->xtrace = false;
	s->tested = 0;
}

int subshell_end(struct shell *sh, struct shell_state *outer)
{
	const char *text = death_text(sh->state.died);
	int status = sh->status;

	if (outer->folder >= 0) {
		if (fchdir(outer->folder))
			shell_say(sh, "the folder of before is gone");
		close(outer->folder);
	}
	if (text)
		dprintf(sh->err, "%s\n", text);
	state_free(&sh->state);
	sh->state = *outer;
	if (sh->leave != LEAVE_LINE || !sh->interactive)
		sh->leave = LEAVE_NOT;
	return status;
}

bool subshell_die(struct shell *sh, int status)
{
	if (!sh->state.subshell)
		return false;
	sh->state.died = status;
	sh->leave = LEAVE_SHELL;
	return true;
}

const char *death_text(int status)
{
	return status == STATUS_SIGNAL + SIGKILL ? "Killed" :
	       status > STATUS_SIGNAL		 ? "Segmentation fault" :
						   NULL;
}
