/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse_word.c - characters and words of a script: blanks, comments, quotes,
 * "$(...)", whose commands are parsed to see where they end.
 */
#define _GNU_SOURCE /* strndup */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tool/parser.h"

static size_t part(struct parser *p, const char *text);

/* --- parts of words --------------------------------------------------------- */

static size_t open_ended(struct parser *p, const char *text)
{
	if (text[0] == '\'')
		parser_fail(p, PARSE_MORE, "a single quote is not closed", "");
	else if (text[0] == '"')
		parser_fail(p, PARSE_MORE, "a double quote is not closed", "");
	else if (text[0] == '`')
		parser_fail(p, PARSE_MORE, "a backquote is not closed", "");
	else if (text[0] == '\\')
		parser_fail(p, PARSE_MORE, "nothing follows the last \\", "");
	else
		parser_fail(p, PARSE_MORE, "this is not closed: ", text);
	return 0;
}

static size_t single_quoted(struct parser *p, const char *text)
{
	const char *end = strchr(text + 1, '\'');

	return end ? (size_t)(end - text) + 1 : open_ended(p, text);
}

/* Up to the character that ends it, which counts: a quote, a brace. With @plain a single
 * quote is nothing special, as within double ones. */
static size_t up_to(struct parser *p, const char *text, size_t at, char end,
		    bool plain)
{
	while (text[at] != end) {
		size_t len;

		if (!text[at])
			return open_ended(p, text);
		len = plain && text[at] == '\'' ? 1 : part(p, text + at);
		if (!len)
			return 0;
		at += len;
	}
	return at + 1;
}

static size_t commands(struct parser *p, const char *text)
{
	struct parser inner = {.at = text + 2,
			       .why = p->why,
			       .depth = p->depth,
			       .counted = text + 2,
			       .again = p->again};
	struct list list = {0};

	parser_list(&inner, &list);
	parser_here_end(&inner);
	list_free(&list);
	p->again = inner.again;
	if (!inner.result && *inner.at == ')')
		return (size_t)(inner.at - text) + 1;
	if (!inner.result && !*inner.at)
		return open_ended(p, text);
	if (!inner.result)
		parser_missing(&inner);
	p->result = inner.result;
	return 0;
}

/* 0: it is not that. Where each of many within one another is not, the innermost would
 * be read 2, 4, 8 ... times: what is read in vain has a bound. */
static size_t arithmetic(struct parser *p, const char *text)
{
	int depth = 2;
	size_t at = 3;

	while (text[at] && depth > 1) {
		size_t len = 1;

		depth += (text[at] == '(') - (text[at] == ')');
		if (strchr("'\"$`\\", text[at]))
			len = part(p, text + at);
		if (!len)
			return 0;
		at += len;
	}
	if (!text[at])
		return open_ended(p, text);
	if (text[at] == ')')
		return at + 1;
	p->again += at;
	if (p->again > PARSE_AGAIN)
		parser_fail(p, PARSE_ERROR, "nested too deeply", "");
	return 0;
}

bool is_arithmetic(const char *text)
{
	char why[PARSE_WHY];
	struct parser p = {.at = text, .why = why};

	return !strncmp(text, "$((", 3) && arithmetic(&p, text);
}

char *backquoted(const char *text, size_t len)
{
	char *copy = malloc(len + 1), *to = copy;

	for (size_t i = 1; copy && i + 1 < len; i++) {
		i += text[i] == '\\' && strchr("`\\$", text[i + 1]);
		*to++ = text[i];
	}
	if (copy)
		*to = '\0';
	return copy;
}

/* What is in them is parsed as well, so that an error is known before. */
static size_t backquotes(struct parser *p, const char *text)
{
	struct parser inner = *p;
	struct list list = {0};
	size_t len = 1;
	char *copy;

	while (text[len] && text[len] != '`')
		len += 1 + (text[len] == '\\' && text[len + 1]);
	if (!text[len])
		return open_ended(p, text);
	copy = backquoted(text, ++len);
	if (!copy) {
		p->result = PARSE_NO_MEMORY;
		return 0;
	}
	inner.at = inner.counted = copy;
	inner.quoted = false;
	inner.nhere = 0; /* those are of the line outside */
	parser_text(&inner, &list);
	list_free(&list);
	free(copy);
	p->again = inner.again;
	p->result = inner.result == PARSE_MORE ? PARSE_ERROR : inner.result;
	return p->result ? 0 : len;
}

static size_t double_quoted(struct parser *p, const char *text)
{
	bool was = p->quoted;
	size_t len;

	p->quoted = true;
	len = up_to(p, text, 1, '"', true);
	p->quoted = was;
	return len;
}

/* "${NAME%pattern}" has a pattern of its own, also within double quotes; in
 * "${NAME:-word}" the word is in them. */
static bool has_pattern(const char *text)
{
	size_t n = name_length(text + 2);

	if (!n)
		n = strspn(text + 2, "0123456789");
	n += !n && text[2];
	return text[2 + n] == '%' || text[2 + n] == '#';
}

static size_t enclosed(struct parser *p, const char *text)
{
	size_t len;

	if (text[0] == '"')
		return double_quoted(p, text);
	if (text[0] == '`')
		return backquotes(p, text);
	if (text[1] == '{')
		return up_to(p, text, 2, '}', p->quoted && !has_pattern(text));
	if (text[2] != '(')
		return commands(p, text);
	len = arithmetic(p, text);
	return len || p->result ? len : commands(p, text);
}

static size_t part(struct parser *p, const char *text)
{
	size_t len;

	if (text[0] == '\'')
		return single_quoted(p, text);
	if (text[0] == '\\')
		return text[1] ? 2 : open_ended(p, text);
	if (text[0] != '"' && text[0] != '`' &&
	    (text[0] != '$' || (text[1] != '(' && text[1] != '{')))
		return 1;
	if (!parser_enter(p))
		return 0;
	len = enclosed(p, text);
	p->depth--;
	return len;
}

size_t parser_quoted_part(struct parser *p, const char *text)
{
	char why[PARSE_WHY];
	struct parser inner = {.at = text,
			       .why = why,
			       .depth = p->depth,
			       .quoted = true,
			       .again = p->again};
	size_t len = part(&inner, text);

	p->again = inner.again;
	return len;
}

size_t word_part(const char *text, bool quoted)
{
	char why[PARSE_WHY];
	struct parser p = {.at = text, .why = why, .quoted = quoted};

	return part(&p, text);
}

size_t name_length(const char *text)
{
	size_t n = 0;

	if (isdigit((unsigned char)text[0]))
		return 0;
	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	return n;
}

size_t assign_name(const char *text)
{
	size_t n = name_length(text);

	return text[n] == '=' ? n : 0;
}

/* --- characters ---------------------------------------------------------------- */

/* Blanks, comments, and newlines that are escaped. */
void parser_skip_blanks(struct parser *p)
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

void parser_skip_lines(struct parser *p)
{
	for (parser_skip_blanks(p); *p->at == '\n'; parser_skip_blanks(p)) {
		p->at++;
		parser_here_lines(p);
	}
}

bool parser_ends_word(char c)
{
	return !c || strchr(" \t\r\n;&|<>()", c);
}

bool parser_at(const struct parser *p, const char *word)
{
	size_t len = strlen(word);

	return !strncmp(p->at, word, len) && parser_ends_word(p->at[len]);
}

char *parser_word(struct parser *p)
{
	const char *start = p->at;
	char *word;

	while (!parser_ends_word(*p->at)) {
		size_t len = part(p, p->at);

		if (!len)
			return NULL;
		p->at += len;
	}
	word = strndup(start, (size_t)(p->at - start));
	if (!word)
		p->result = PARSE_NO_MEMORY;
	return word;
}
