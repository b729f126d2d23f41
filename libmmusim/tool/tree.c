/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tree.c - the tree that a parser has made is taken down. */
#include <stdlib.h>

#include "tool/parse.h"

static void strings_free(char **strings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(strings[i]);
	free(strings);
}

static void clause_free(struct clause *clause)
{
	strings_free(clause->patterns, clause->npatterns);
	list_free(&clause->condition);
	list_free(&clause->body);
}

static void command_free(struct command *c)
{
	strings_free(c->words, c->nwords);
	strings_free(c->assigns, c->nassigns);
	while (c->redirs) {
		struct redir *next = c->redirs->next;

		free(c->redirs->word);
		free(c->redirs);
		c->redirs = next;
	}
	for (size_t i = 0; i < c->nclauses; i++)
		clause_free(&c->clauses[i]);
	free(c->clauses);
	body_put(c->function);
}

void list_free(struct list *list)
{
	for (size_t i = 0; i < list->npipelines; i++) {
		struct pipeline *p = &list->pipelines[i];

		for (size_t j = 0; j < p->ncommands; j++)
			command_free(&p->commands[j]);
		free(p->commands);
	}
	free(list->pipelines);
	*list = (struct list){0};
}

void body_put(struct body *body)
{
	if (!body || --body->users)
		return;
	list_free(&body->list);
	free(body);
}
