/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse.c - see parse.h: lists, pipelines, simple commands, redirections. One pass,
 * without tokens: skip blanks, look at the next characters, take an operator or a
 * word. A list ends before what cannot begin a command; who wanted the list looks
 * whether that is what ends it.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/parser.h"

/* --- errors, memory ----------------------------------------------------------- */

void parser_fail(struct parser *p, enum parse_result result, const char *why,
		 const char *what)
{
	if (p->result)
		return;
	p->result = result;
	snprintf(p->why, PARSE_WHY, "%s%.40s", why, what);
}

bool parser_enter(struct parser *p)
{
	if (p->depth < PARSE_DEPTH) {
		p->depth++;
		return true;
	}
	parser_fail(p, PARSE_ERROR, "nested too deeply", "");
	return false;
}

void *parser_grow(struct parser *p, void *array, size_t n, size_t size)
{
	char *grown = reallocarray(array, n + 2, size);

	if (!grown) {
		p->result = PARSE_NO_MEMORY;
		return NULL;
	}
	memset(grown + n * size, 0, 2 * size);
	return grown;
}

bool parser_add_string(struct parser *p, char ***array, size_t *n, char *text)
{
	char **grown = text ? parser_grow(p, *array, *n, sizeof(**array)) :
			      NULL;

	if (!grown) {
		free(text);
		return false;
	}
	grown[(*n)++] = text;
	*array = grown;
	return true;
}

/* --- redirections -------------------------------------------------------------- */

/* "<", ">", "1>", "2>>", "2>&1": is one next? */
static bool at_redir(const struct parser *p)
{
	const char *at = p->at;

	if (isdigit((unsigned char)*at))
		at++;
	return *at == '<' || *at == '>';
}

static enum redir_kind take_operator(struct parser *p)
{
	enum redir_kind kind = *p->at == '<' ? REDIR_IN : REDIR_OUT;

	p->at++;
	if (kind == REDIR_IN && *p->at == '&')
		parser_fail(p, PARSE_ERROR,
			    "this redirection is not supported: <&", "");
	if (kind == REDIR_IN && *p->at == '<') {
		kind = REDIR_HERE;
		p->at++;
	}
	if (kind == REDIR_OUT && *p->at == '>') {
		kind = REDIR_APPEND;
		p->at++;
	} else if (kind == REDIR_OUT && *p->at == '&') {
		kind = REDIR_DUP;
		p->at++;
	}
	return kind;
}

/* Behind the operator: a file, a descriptor, or the word that ends lines. */
static void take_target(struct parser *p, struct redir *r)
{
	if (r->fd > 2)
		parser_fail(p, PARSE_ERROR, "only 0, 1 and 2 can be redirected",
			    "");
	else if (r->kind == REDIR_HERE)
		parser_here(p, r);
	else if (parser_ends_word(*p->at))
		parser_fail(p, PARSE_ERROR, "a file name is missing after ",
			    r->kind == REDIR_IN ? "<" : ">");
	else
		r->word = parser_word(p);
	if (r->word && r->kind == REDIR_DUP &&
	    (strspn(r->word, "012") != 1 || r->word[1]))
		parser_fail(p, PARSE_ERROR, "0, 1 or 2 must follow >&, not ",
			    r->word);
}

static void take_redir(struct parser *p, struct command *c)
{
	struct redir **end = &c->redirs, *r = calloc(1, sizeof(*r));
	int fd = isdigit((unsigned char)*p->at) ? *p->at++ - '0' : -1;

	if (!r) {
		p->result = PARSE_NO_MEMORY;
		return;
	}
	while (*end)
		end = &(*end)->next;
	*end = r;
	r->kind = take_operator(p);
	r->fd = fd >= 0 ? fd : r->kind != REDIR_IN && r->kind != REDIR_HERE;
	if (r->kind != REDIR_HERE) /* where a - would belong to it */
		parser_skip_blanks(p);
	if (!p->result)
		take_target(p, r);
}

void parser_redirs(struct parser *p, struct command *c)
{
	parser_skip_blanks(p);
	while (!p->result && at_redir(p)) {
		take_redir(p, c);
		parser_skip_blanks(p);
	}
}

/* --- commands -------------------------------------------------------------------- */

/* Up to the end of the line, where the error is. */
void parser_missing(struct parser *p)
{
	char rest[41];

	snprintf(rest, sizeof(rest), "%.*s", (int)strcspn(p->at, "\n"), p->at);
	parser_fail(p, PARSE_ERROR, "a command is missing before ",
		    *rest ? rest : "the end of the line");
}

/* What only Bash has. */
static void refuse_bash(struct parser *p)
{
	static const char *const words[][2] = {
		{"[[", "[[ is of Bash, use ["},
		{"function", "\"function\" is of Bash, use NAME() { ...; }"},
		{"select", "\"select\" is of Bash"},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (parser_at(p, words[i][0]))
			parser_fail(p, PARSE_ERROR, words[i][1], "");
}

static void take_word(struct parser *p, struct command *c)
{
	char *word = parser_word(p);

	if (!word)
		return;
	if (!c->nwords && assign_name(word))
		parser_add_string(p, &c->assigns, &c->nassigns, word);
	else
		parser_add_string(p, &c->words, &c->nwords, word);
}

static void take_simple(struct parser *p, struct command *c)
{
	refuse_bash(p);
	parser_redirs(p, c);
	while (!p->result && !parser_ends_word(*p->at)) {
		take_word(p, c);
		parser_redirs(p, c);
	}
	if (p->result)
		return;
	if (*p->at == '(' && p->at[1 + strspn(p->at + 1, " \t")] == ')' &&
	    c->nwords == 1 && !c->nassigns && !c->redirs)
		parser_function(p, c);
	else if (*p->at == '(')
		parser_fail(p, PARSE_ERROR,
			    "this ( does not belong here: ", p->at);
	else if (!c->nwords && !c->nassigns && !c->redirs)
		parser_missing(p);
}

/* What ends a list. */
static bool at_end(const struct parser *p)
{
	static const char *const words[] = {"then", "else", "elif", "fi",
					    "do",   "done", "esac", "}"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (parser_at(p, words[i]))
			return true;
	return !*p->at || *p->at == ')' || !strncmp(p->at, ";;", 2);
}

void parser_command(struct parser *p, struct command *c)
{
	parser_skip_blanks(p);
	for (; p->counted < p->at; p->counted++)
		p->line += *p->counted == '\n';
	c->line = p->line;
	if (!parser_compound(p, c)) {
		take_simple(p, c);
		return;
	}
	parser_redirs(p, c);
	if (!p->result && !at_end(p) &&
	    (!parser_ends_word(*p->at) || *p->at == '('))
		parser_fail(p, PARSE_ERROR,
			    "a ; or a newline is missing before ", p->at);
}

/* --- pipelines, lists ------------------------------------------------------------- */

/* After an operator a line may end. */
static void expect_command(struct parser *p, const char *operator)
{
	parser_skip_lines(p);
	if (!*p->at)
		parser_fail(p, PARSE_MORE,
			    "a command is missing after ", operator);
	else if (at_end(p))
		parser_missing(p);
}

static void take_pipeline(struct parser *p, struct pipeline *line)
{
	while (p->at[0] == '!' && parser_ends_word(p->at[1])) {
		line->negate = !line->negate;
		p->at++;
		parser_skip_blanks(p);
	}
	for (;;) {
		struct command *grown = parser_grow(
			p, line->commands, line->ncommands, sizeof(*grown));

		if (!grown)
			return;
		line->commands = grown;
		if (at_end(p))
			parser_missing(p);
		parser_command(p, &grown[line->ncommands++]);
		if (p->result || p->at[0] != '|' || p->at[1] == '|')
			return;
		p->at++;
		expect_command(p, "|");
		if (p->result)
			return;
	}
}

/* The operator after a pipeline: how the next one is joined. */
static enum join take_join(struct parser *p)
{
	if (!strncmp(p->at, "&&", 2) || !strncmp(p->at, "||", 2)) {
		enum join join = *p->at == '&' ? JOIN_AND : JOIN_OR;

		p->at += 2;
		expect_command(p, join == JOIN_AND ? "&&" : "||");
		return join;
	}
	if (*p->at == '&')
		parser_fail(p, PARSE_ERROR,
			    "& is not supported: one command runs at a time",
			    "");
	else if (*p->at == ';' && p->at[1] != ';')
		p->at++;
	parser_skip_lines(p);
	return JOIN_ALWAYS;
}

void parser_list(struct parser *p, struct list *list)
{
	enum join join = JOIN_ALWAYS;

	parser_skip_lines(p);
	while (!p->result && !at_end(p)) {
		struct pipeline *grown = parser_grow(
			p, list->pipelines, list->npipelines, sizeof(*grown));

		if (!grown)
			return;
		list->pipelines = grown;
		grown += list->npipelines++;
		grown->join = join;
		take_pipeline(p, grown);
		if (!p->result)
			join = take_join(p);
	}
}

void parser_text(struct parser *p, struct list *list)
{
	parser_list(p, list);
	parser_here_end(p);
	if (!p->result && *p->at == ')')
		parser_fail(p, PARSE_ERROR, "no ( is open before ", p->at);
	else if (!p->result && *p->at)
		parser_missing(p);
}

enum parse_result parse(const char *text, unsigned int line, struct list *list,
			char why[PARSE_WHY])
{
	struct parser p = {
		.at = text, .why = why, .line = line, .counted = text};

	*list = (struct list){0};
	parser_text(&p, list);
	if (p.result)
		list_free(list);
	return p.result;
}
