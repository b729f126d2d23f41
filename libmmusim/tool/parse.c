/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse.c - see parse.h. One pass, without a tree of tokens: skip blanks, look
 * at the next characters, take an operator or a word.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/parse.h"

#define DEPTH_MAX 64 /* of "$(" in "$(" */

struct parser {
	const char *at;
	char *why;
	enum parse_result result;
};

/* --- parts of words --------------------------------------------------------- */

static size_t part(const char *text, int depth);

static size_t single_quoted(const char *text)
{
	const char *end = strchr(text + 1, '\'');

	return end ? (size_t)(end - text) + 1 : 0;
}

/* Up to the character that ends it, which counts: a quote, a parenthesis. */
static size_t up_to(const char *text, size_t at, char end, int depth)
{
	while (text[at] != end) {
		size_t len;

		if (!text[at])
			return 0;
		/* A single quote is nothing special within double ones. */
		len = end == '"' && text[at] == '\'' ? 1 :
						       part(text + at, depth);
		if (!len)
			return 0;
		at += len;
	}
	return at + 1;
}

static size_t part(const char *text, int depth)
{
	if (depth > DEPTH_MAX)
		return 0;
	if (text[0] == '\'')
		return single_quoted(text);
	if (text[0] == '"')
		return up_to(text, 1, '"', depth + 1);
	if (text[0] == '$' && text[1] == '(')
		return up_to(text, 2, ')', depth + 1);
	if (text[0] == '$' && text[1] == '{')
		return up_to(text, 2, '}', depth + 1);
	if (text[0] == '\\')
		return text[1] ? 2 : 0;
	return 1;
}

size_t word_part(const char *text)
{
	return part(text, 0);
}

size_t assign_name(const char *text)
{
	size_t n = 0;

	if (isdigit((unsigned char)text[0]))
		return 0;
	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	return text[n] == '=' ? n : 0;
}

/* --- errors, memory ----------------------------------------------------------- */

static void fail(struct parser *p, enum parse_result result, const char *why,
		 const char *what)
{
	if (p->result)
		return;
	p->result = result;
	snprintf(p->why, PARSE_WHY, "%s%.40s", why, what);
}

/* Room for one more element, and a zeroed one behind it. */
static void *grow(struct parser *p, void *array, size_t n, size_t size)
{
	char *grown = reallocarray(array, n + 2, size);

	if (!grown) {
		p->result = PARSE_NO_MEMORY;
		return NULL;
	}
	memset(grown + n * size, 0, 2 * size);
	return grown;
}

static bool add_string(struct parser *p, char ***array, size_t *n, char *text)
{
	char **grown = text ? grow(p, *array, *n, sizeof(**array)) : NULL;

	if (!grown) {
		free(text);
		return false;
	}
	grown[(*n)++] = text;
	*array = grown;
	return true;
}

static void command_free(struct command *c)
{
	for (size_t i = 0; i < c->nwords; i++)
		free(c->words[i]);
	for (size_t i = 0; i < c->nassigns; i++)
		free(c->assigns[i]);
	free(c->words);
	free(c->assigns);
	while (c->redirs) {
		struct redir *next = c->redirs->next;

		free(c->redirs->word);
		free(c->redirs);
		c->redirs = next;
	}
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

/* --- characters ---------------------------------------------------------------- */

/* Blanks, comments, and newlines that are escaped. */
static void skip_blanks(struct parser *p)
{
	for (;;) {
		if (*p->at == ' ' || *p->at == '\t' || *p->at == '\r')
			p->at++;
		else if (p->at[0] == '\\' && p->at[1] == '\n')
			p->at += 2;
		else if (*p->at == '#')
			p->at += strcspn(p->at, "\n");
		else
			return;
	}
}

static void skip_lines(struct parser *p)
{
	for (skip_blanks(p); *p->at == '\n'; skip_blanks(p))
		p->at++;
}

/* After an operator a line may end. */
static void expect_command(struct parser *p, const char *operator)
{
	skip_lines(p);
	if (!*p->at)
		fail(p, PARSE_MORE, "a command is missing after ", operator);
}

static bool ends_word(char c)
{
	return !c || strchr(" \t\r\n;&|<>()", c);
}

static void open_ended(struct parser *p, const char *at)
{
	if (at[0] == '\'')
		fail(p, PARSE_MORE, "a single quote is not closed", "");
	else if (at[0] == '"')
		fail(p, PARSE_MORE, "a double quote is not closed", "");
	else if (at[0] == '\\')
		fail(p, PARSE_MORE, "nothing follows the last \\", "");
	else
		fail(p, PARSE_MORE, "this is not closed: ", at);
}

/* The word that begins here, as it was typed; NULL after fail(). */
static char *take_word(struct parser *p)
{
	const char *start = p->at;
	char *word;

	while (!ends_word(*p->at)) {
		size_t len = word_part(p->at);

		if (!len) {
			open_ended(p, p->at);
			return NULL;
		}
		if (*p->at == '`')
			fail(p, PARSE_ERROR,
			     "backquotes are not supported, use $(...)", "");
		else if (!strncmp(p->at, "$((", 3))
			fail(p, PARSE_ERROR,
			     "arithmetic is not supported: ", p->at);
		if (p->result)
			return NULL;
		p->at += len;
	}
	word = strndup(start, (size_t)(p->at - start));
	if (!word)
		p->result = PARSE_NO_MEMORY;
	return word;
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
	if (kind == REDIR_IN && (*p->at == '<' || *p->at == '&'))
		fail(p, PARSE_ERROR, "this redirection is not supported: <",
		     *p->at == '<' ? "<" : "&");
	if (kind == REDIR_OUT && *p->at == '>') {
		kind = REDIR_APPEND;
		p->at++;
	} else if (kind == REDIR_OUT && *p->at == '&') {
		kind = REDIR_DUP;
		p->at++;
	}
	return kind;
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
	r->fd = fd >= 0 ? fd : r->kind != REDIR_IN;
	skip_blanks(p);
	if (p->result)
		return;
	if (r->fd > 2)
		fail(p, PARSE_ERROR, "only 0, 1 and 2 can be redirected", "");
	else if (ends_word(*p->at))
		fail(p, PARSE_ERROR, "a file name is missing after ",
		     r->kind == REDIR_IN ? "<" : ">");
	else
		r->word = take_word(p);
	if (r->word && r->kind == REDIR_DUP &&
	    (strspn(r->word, "012") != 1 || r->word[1]))
		fail(p, PARSE_ERROR, "0, 1 or 2 must follow >&, not ", r->word);
}

/* --- commands -------------------------------------------------------------------- */

/* Words that begin something in a real shell. */
static void refuse_reserved(struct parser *p, const char *word)
{
	static const char *const reserved[] = {
		"if",	 "then",     "else", "elif", "fi",   "for",
		"while", "until",    "do",   "done", "case", "esac",
		"in",	 "function", "{",    "}",    "[[",   "select"};

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (!strcmp(word, reserved[i]))
			fail(p, PARSE_ERROR,
			     "loops, conditions and functions are not "
			     "supported: ",
			     word);
}

static void take_any_word(struct parser *p, struct command *c)
{
	char *word = take_word(p);

	if (!word)
		return;
	if (!c->nwords && assign_name(word)) {
		add_string(p, &c->assigns, &c->nassigns, word);
		return;
	}
	if (!c->nwords)
		refuse_reserved(p, word);
	add_string(p, &c->words, &c->nwords, word);
}

static void take_command(struct parser *p, struct command *c)
{
	skip_blanks(p);
	while (!p->result && (!ends_word(*p->at) || at_redir(p))) {
		if (at_redir(p))
			take_redir(p, c);
		else
			take_any_word(p, c);
		skip_blanks(p);
	}
	if (p->result)
		return;
	if (*p->at == '(' || *p->at == ')')
		fail(p, PARSE_ERROR, "groups in ( ) are not supported", "");
	else if (!c->nwords && !c->nassigns && !c->redirs)
		fail(p, PARSE_ERROR, "a command is missing before ",
		     *p->at == '\n' || !*p->at ? "the end of the line" : p->at);
}

static void take_pipeline(struct parser *p, struct pipeline *line)
{
	skip_blanks(p);
	while (p->at[0] == '!' && ends_word(p->at[1])) {
		line->negate = !line->negate;
		p->at++;
		skip_blanks(p);
	}
	for (;;) {
		struct command *grown = grow(p, line->commands, line->ncommands,
					     sizeof(*grown));

		if (!grown)
			return;
		line->commands = grown;
		take_command(p, &grown[line->ncommands++]);
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
		fail(p, PARSE_ERROR,
		     "& is not supported: one command runs at a time", "");
	else if (*p->at == ';')
		p->at++;
	skip_lines(p);
	return JOIN_ALWAYS;
}

enum parse_result parse(const char *text, struct list *list,
			char why[PARSE_WHY])
{
	struct parser p = {.at = text, .why = why};
	enum join join = JOIN_ALWAYS;

	*list = (struct list){0};
	skip_lines(&p);
	while (!p.result && *p.at) {
		struct pipeline *grown = grow(&p, list->pipelines,
					      list->npipelines, sizeof(*grown));

		if (!grown)
			break;
		list->pipelines = grown;
		grown += list->npipelines++;
		grown->join = join;
		take_pipeline(&p, grown);
		if (!p.result)
			join = take_join(&p);
	}
	if (p.result)
		list_free(list);
	return p.result;
}
