/* SPDX-License-Identifier: GPL-2.0-or-later */
/* parser.h - the parser's own: parse.c, parse_*.c. */
#ifndef TOOL_PARSER_H
#define TOOL_PARSER_H

#include "tool/parse.h"

#define PARSE_DEPTH 100	      /* nesting of quotes and commands */
#define PARSE_AGAIN (4 << 20) /* bytes that are read twice */

#define PARSE_HERE  16 /* here-documents of one line */

/* A here-document whose lines have not begun. @tabs: they lose those that they begin
 * with. */
struct here {
	struct redir *redir;
	char *end;
	bool tabs;
};

/**
 * struct parser - a text being parsed
 * @at:    what is next
 * @depth: how many things have begun that enclose it
 * @line:  the number of the line at @counted, a place before @at
 * @quoted: within double quotes
 * @again: how many bytes were read as "$((...))" and then once more, as "$("
 */
struct parser {
	const char *at;
	char *why;
	enum parse_result result;
	int depth;
	bool quoted;
	unsigned int line;
	const char *counted;
	struct here here[PARSE_HERE];
	size_t nhere;
	size_t again;
};

/* The first failure counts. "%.40s" of what is there. */
void parser_fail(struct parser *p, enum parse_result result, const char *why,
		 const char *what);
/* Something begins that encloses the next. False: too deep. */
bool parser_enter(struct parser *p);
/* Room for one more element, and a zeroed one behind it; NULL without memory. */
void *parser_grow(struct parser *p, void *array, size_t n, size_t size);
bool parser_add_string(struct parser *p, char ***array, size_t *n, char *text);

/* --- parse_word.c: characters and words --- */

void parser_skip_blanks(struct parser *p);
void parser_skip_lines(struct parser *p);
bool parser_ends_word(char c);
/* Is this word next, alone and without quotes? */
bool parser_at(const struct parser *p, const char *word);
/* The word that begins here, as it was typed; NULL after parser_fail(). */
char *parser_word(struct parser *p);
/* How long the "$(...)", "${...}" or "`...`" is that begins here, in a text that stands
 * as within double quotes. 0: it is wrong, or has no end. */
size_t parser_quoted_part(struct parser *p, const char *text);

/* --- parse.c --- */

/* Up to what cannot begin a command, or the end. */
void parser_list(struct parser *p, struct list *list);
/* Up to the end, or it is wrong. */
void parser_text(struct parser *p, struct list *list);
/* "a command is missing before ..." */
void parser_missing(struct parser *p);
void parser_command(struct parser *p, struct command *c);
void parser_redirs(struct parser *p, struct command *c);

/* --- parse_here.c --- */

/* Behind "<<". */
void parser_here(struct parser *p, struct redir *r);
/* Behind a newline: the lines of those that wait for it. */
void parser_here_lines(struct parser *p);
/* At the end of the text: none may wait any more. */
void parser_here_end(struct parser *p);

/* --- parse_compound.c --- */

/* Does a compound command begin here? Then take it, without what it redirects. */
bool parser_compound(struct parser *p, struct command *c);
/* Behind "NAME", at "(": the rest of a function. */
void parser_function(struct parser *p, struct command *c);

#endif
