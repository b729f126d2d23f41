/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz_parse.c - the parser of mmusim, with any text: "make fuzz FUZZ=parse".
 *
 * What it accepts must be whole: each command has something to do, each word is
 * a row of complete parts, and what was refused has a reason and left nothing.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool good, const char *what, const char *text)
{
	if (good)
		return;
	fprintf(stderr, "parse: %s: \"%s\"\n", what, text);
	abort();
}

static void check_word(const char *word)
{
	expect(*word, "an empty word", word);
	while (*word) {
		size_t len = word_part(word, false);

		expect(len && len <= strlen(word), "an open part", word);
		word += len;
	}
}

/* Lines of a here-document are no word; what begins in them has an end. */
static void check_redir(const struct redir *r)
{
	const char *at = r->word;

	if (r->kind != REDIR_HERE && r->kind != REDIR_HERE_AS_IS)
		check_word(r->word);
	while (r->kind == REDIR_HERE && *at) {
		bool begins = *at == '`' || !strncmp(at, "$(", 2) ||
			      !strncmp(at, "${", 2);
		size_t len = begins		  ? word_part(at, true) :
			     *at == '\\' && at[1] ? 2 :
						    1;

		expect(len && len <= strlen(at), "an open part", at);
		at += len;
	}
}

static void check_list(const struct list *list, const char *text);

/* A compound command has what its kind needs. */
static void check_compound(const struct command *c, const char *text)
{
	expect(c->kind == COMMAND_CASE || c->kind == COMMAND_FUNCTION ||
		       c->nclauses,
	       "a compound command without commands", text);
	expect((c->kind == COMMAND_FUNCTION) == (c->function != NULL),
	       "a function without a body", text);
	for (size_t i = 0; i < c->nclauses; i++) {
		const struct clause *clause = &c->clauses[i];

		expect(c->kind == COMMAND_CASE || clause->body.npipelines,
		       "no commands", text);
		expect((c->kind == COMMAND_CASE) == (clause->npatterns > 0),
		       "no patterns", text);
		for (size_t j = 0; j < clause->npatterns; j++)
			check_word(clause->patterns[j]);
		check_list(&clause->condition, text);
		check_list(&clause->body, text);
	}
	if (c->function)
		check_list(&c->function->list, text);
}

static void check_command(const struct command *c, const char *text)
{
	if (c->kind != COMMAND_SIMPLE)
		check_compound(c, text);
	else
		expect(c->nwords || c->nassigns || c->redirs,
		       "an empty command", text);
	for (size_t i = 0; i < c->nwords; i++)
		check_word(c->words[i]);
	for (size_t i = 0; i < c->nassigns; i++)
		expect(assign_name(c->assigns[i]), "no assignment", text);
	for (struct redir *r = c->redirs; r; r = r->next) {
		expect(r->word && r->fd >= 0 && r->fd <= 2, "a bad redirection",
		       text);
		check_redir(r);
	}
}

static void check_list(const struct list *list, const char *text)
{
	for (size_t i = 0; i < list->npipelines; i++)
		for (size_t j = 0; j < list->pipelines[i].ncommands; j++)
			check_command(&list->pipelines[i].commands[j], text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = calloc(size + 1, 1), why[PARSE_WHY] = "";
	enum parse_result result;
	struct list list;

	if (!text)
		return 0;
	memcpy(text, data, size);
	result = parse(text, 1, &list, why);
	if (result)
		expect(*why && !list.pipelines, "refused without a reason",
		       text);
	check_list(&list, text);
	list_free(&list);
	free(text);
	return 0;
}
