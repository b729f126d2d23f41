/* SPDX-License-Identifier: GPL-2.0-or-later */
/* parse_compound.c - groups, conditions, loops, functions: commands of lists. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/parser.h"

/* NULL without memory. */
static struct clause *add_clause(struct parser *p, struct command *c)
{
	struct clause *grown =
		parser_grow(p, c->clauses, c->nclauses, sizeof(*grown));

	if (!grown)
		return NULL;
	c->clauses = grown;
	return &grown[c->nclauses++];
}

/* This must be next. Without it the text may go on; else it is wrong. */
static void expect(struct parser *p, const char *word)
{
	char why[PARSE_WHY];

	if (p->result)
		return;
	parser_skip_blanks(p);
	if (strchr("()", *word) ? *p->at == *word : parser_at(p, word)) {
		p->at += strlen(word);
		return;
	}
	snprintf(why, sizeof(why), "\"%s\" is missing%s", word,
		 *p->at ? " before " : "");
	parser_fail(p, *p->at ? PARSE_ERROR : PARSE_MORE, why, p->at);
}

/* A list that is not empty, and the word that ends it. */
static void take_list(struct parser *p, struct list *list, const char *end)
{
	parser_list(p, list);
	if (!p->result && *p->at && !list->npipelines)
		parser_missing(p);
	if (end)
		expect(p, end);
}

static void take_enclosed(struct parser *p, struct command *c, const char *end)
{
	struct clause *clause = add_clause(p, c);

	if (clause)
		take_list(p, &clause->body, end);
}

static void take_if(struct parser *p, struct command *c)
{
	do {
		struct clause *clause = add_clause(p, c);

		if (!clause)
			return;
		p->at += parser_at(p, "elif") ? 4 : 0;
		take_list(p, &clause->condition, "then");
		if (!p->result)
			take_list(p, &clause->body, NULL);
	} while (!p->result && parser_at(p, "elif"));
	if (!p->result && parser_at(p, "else")) {
		p->at += 4;
		take_enclosed(p, c, NULL);
	}
	expect(p, "fi");
}

static void take_loop(struct parser *p, struct command *c)
{
	struct clause *clause = add_clause(p, c);

	if (!clause)
		return;
	take_list(p, &clause->condition, "do");
	if (!p->result)
		take_list(p, &clause->body, "done");
}

/* "a b c" and the end of the line, or ";" */
static void take_words(struct parser *p, struct command *c)
{
	parser_skip_blanks(p);
	while (!p->result && !parser_ends_word(*p->at)) {
		parser_add_string(p, &c->words, &c->nwords, parser_word(p));
		parser_skip_blanks(p);
	}
	if (!p->result && *p->at && *p->at != ';' && *p->at != '\n')
		parser_fail(p, PARSE_ERROR, "a ; is missing before ", p->at);
}

static void take_for(struct parser *p, struct command *c)
{
	parser_skip_blanks(p);
	if (!name_length(p->at) || !parser_ends_word(p->at[name_length(p->at)]))
		parser_fail(p, PARSE_ERROR, "a name must follow \"for\", not ",
			    p->at);
	if (p->result ||
	    !parser_add_string(p, &c->words, &c->nwords, parser_word(p)))
		return;
	parser_skip_lines(p);
	c->each_arg = !parser_at(p, "in");
	if (!c->each_arg) {
		p->at += 2;
		take_words(p, c);
	}
	if (!p->result && *p->at == ';')
		p->at++;
	parser_skip_lines(p);
	expect(p, "do");
	if (!p->result)
		take_enclosed(p, c, "done");
}

/* "a | b)" */
static void take_patterns(struct parser *p, struct clause *clause)
{
	p->at += *p->at == '(';
	do {
		p->at += *p->at == '|';
		parser_skip_blanks(p);
		if (parser_ends_word(*p->at))
			parser_fail(p, *p->at ? PARSE_ERROR : PARSE_MORE,
				    "a pattern is missing", "");
		if (p->result ||
		    !parser_add_string(p, &clause->patterns, &clause->npatterns,
				       parser_word(p)))
			return;
		parser_skip_blanks(p);
	} while (*p->at == '|');
	expect(p, ")");
}

static void take_case(struct parser *p, struct command *c)
{
	parser_skip_blanks(p);
	if (parser_ends_word(*p->at))
		parser_fail(p, PARSE_ERROR, "a word must follow \"case\"", "");
	if (p->result ||
	    !parser_add_string(p, &c->words, &c->nwords, parser_word(p)))
		return;
	parser_skip_lines(p);
	expect(p, "in");
	parser_skip_lines(p);
	while (!p->result && *p->at && !parser_at(p, "esac")) {
		struct clause *clause = add_clause(p, c);

		if (clause)
			take_patterns(p, clause);
		if (!p->result)
			parser_list(p, &clause->body);
		if (p->result || strncmp(p->at, ";;", 2))
			break;
		p->at += 2;
		parser_skip_lines(p);
	}
	expect(p, "esac");
}

void parser_function(struct parser *p, struct command *c)
{
	struct pipeline *line;

	if (!parser_ends_word(c->words[0][name_length(c->words[0])]))
		parser_fail(p, PARSE_ERROR,
			    "no function can have this name: ", c->words[0]);
	expect(p, "(");
	expect(p, ")");
	parser_skip_lines(p);
	if (!p->result && !*p->at)
		parser_fail(p, PARSE_MORE,
			    "the function's commands are missing", "");
	c->kind = COMMAND_FUNCTION;
	c->function = p->result ? NULL : calloc(1, sizeof(*c->function));
	if (!c->function) {
		p->result = p->result ? p->result : PARSE_NO_MEMORY;
		return;
	}
	c->function->users = 1;
	line = parser_grow(p, NULL, 0, sizeof(*line));
	if (!line)
		return;
	c->function->list = (struct list){.pipelines = line, .npipelines = 1};
	line->commands = parser_grow(p, NULL, 0, sizeof(*line->commands));
	if (!line->commands)
		return;
	line->ncommands = 1;
	if (!parser_enter(p))
		return;
	parser_command(p, line->commands);
	p->depth--;
	if (!p->result && (line->commands->kind == COMMAND_SIMPLE ||
			   line->commands->kind == COMMAND_FUNCTION))
		parser_fail(p, PARSE_ERROR, "{ must follow ", "()");
}

bool parser_compound(struct parser *p, struct command *c)
{
	static const struct {
		const char *word;
		enum command_kind kind;
		void (*take)(struct parser *p, struct command *c);
		const char *end;
	} kinds[] = {
		{"{", COMMAND_GROUP, NULL, "}"},
		{"if", COMMAND_IF, take_if, NULL},
		{"for", COMMAND_FOR, take_for, NULL},
		{"while", COMMAND_WHILE, take_loop, NULL},
		{"until", COMMAND_UNTIL, take_loop, NULL},
		{"case", COMMAND_CASE, take_case, NULL},
		{"(", COMMAND_SUBSHELL, NULL, ")"},
	};
	size_t i = 0, n = sizeof(kinds) / sizeof(kinds[0]) - 1;

	while (i < n && !parser_at(p, kinds[i].word))
		i++;
	if (i == n && *p->at != '(')
		return false;
	c->kind = kinds[i].kind;
	p->at += strlen(kinds[i].word);
	if (!parser_enter(p))
		return true;
	if (kinds[i].take)
		kinds[i].take(p, c);
	else
		take_enclosed(p, c, kinds[i].end);
	p->depth--;
	return true;
}
