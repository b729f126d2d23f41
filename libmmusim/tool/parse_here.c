/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse_here.c - here-documents: "<<END", "<<-END" and "<<'END'".
 *
 * The lines of one begin behind the line that it stands on, and end at the line that
 * is END: until the parser comes to that newline it waits in p->here. They are kept as
 * they were typed, but for the tabs that "<<-" drops; redirect.c puts values in, unless
 * END was quoted.
 */
#define _GNU_SOURCE /* strndup */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/parser.h"

/* "E\ND" and 'END' are END. */
static void drop_quotes(char *word)
{
	char *to = word;

	for (; *word; word++) {
		if (*word == '\\' && word[1])
			word++;
		else if (*word == '\'' || *word == '"')
			continue;
		*to++ = *word;
	}
	*to = '\0';
}

void parser_here(struct parser *p, struct redir *r)
{
	struct here *here = &p->here[p->nhere];
	bool tabs = *p->at == '-';
	char *end;

	if (*p->at == '<')
		parser_fail(p, PARSE_ERROR, "<<< is of Bash, use a |", "");
	p->at += tabs;
	parser_skip_blanks(p);
	if (!p->result && p->nhere == PARSE_HERE)
		parser_fail(p, PARSE_ERROR, "too many << on one line", "");
	if (!p->result && parser_ends_word(*p->at))
		parser_fail(p, PARSE_ERROR,
			    "the word that ends it is missing after ", "<<");
	end = p->result ? NULL : parser_word(p);
	if (!end)
		return;
	r->kind = strpbrk(end, "'\"\\") ? REDIR_HERE_AS_IS : REDIR_HERE;
	drop_quotes(end);
	*here = (struct here){.redir = r, .end = end, .tabs = tabs};
	p->nhere++;
}

static void refuse(struct parser *p, const char *at)
{
	char rest[41];

	snprintf(rest, sizeof(rest), "%.*s", (int)strcspn(at, "\n"), at);
	parser_fail(
		p, PARSE_ERROR,
		"this is wrong, or not closed, in the lines behind <<: ", rest);
}

/* Each $(...) and ${...} in it must have an end. */
static void check(struct parser *p, const struct redir *r)
{
	const char *at = r->word;

	while (r->kind == REDIR_HERE && *at && !p->result) {
		bool begins = *at == '`' ||
			      (*at == '$' && strchr("({", at[1]) && at[1]);
		size_t len = begins ? parser_quoted_part(p, at) :
			     *at == '\\' && at[1] != '\0' ? 2 :
							    1;

		if (!len)
			refuse(p, at);
		at += len;
	}
}

/* Is this line, len long, the last one? */
static bool ends_here(const struct here *here, const char *line, size_t len)
{
	len -= len && line[len - 1] == '\r';
	return len == strlen(here->end) && !strncmp(line, here->end, len);
}

static void take_lines(struct parser *p, struct here *here)
{
	char *text = NULL;
	size_t size = 0;
	FILE *lines = open_memstream(&text, &size);

	if (!lines) {
		p->result = PARSE_NO_MEMORY;
		return;
	}
	for (bool done = false; !done && !p->result;) {
		size_t len;

		if (!*p->at) {
			parser_fail(p, PARSE_MORE,
				    "the lines behind << are not ended by ",
				    here->end);
			break;
		}
		p->at += here->tabs ? strspn(p->at, "\t") : 0;
		len = strcspn(p->at, "\n");
		done = ends_here(here, p->at, len);
		if (!done)
			fprintf(lines, "%.*s\n", (int)len, p->at);
		p->at += len + (p->at[len] == '\n');
	}
	if (fclose(lines) || !text)
		p->result = PARSE_NO_MEMORY;
	here->redir->word = text;
}

static void forget(struct parser *p)
{
	while (p->nhere)
		free(p->here[--p->nhere].end);
}

void parser_here_lines(struct parser *p)
{
	for (size_t i = 0; i < p->nhere && !p->result; i++) {
		take_lines(p, &p->here[i]);
		if (!p->result)
			check(p, p->here[i].redir);
	}
	forget(p);
}

void parser_here_end(struct parser *p)
{
	if (p->nhere && !p->result)
		parser_fail(p, *p->at ? PARSE_ERROR : PARSE_MORE,
			    "the lines are missing behind <<", p->here[0].end);
	forget(p);
}
