/* SPDX-License-Identifier: GPL-2.0-or-later */
/* parser.h - the parser's own: parse.c, parse_compound.c, parse_word.c. */
#ifndef TOOL_PARSER_H
#define TOOL_PARSER_H

#include "tool/parse.h"

#define PARSE_DEPTH 100	      /* nesting of quotes and commands */
#define PARSE_AGAIN (4 << 20) /* bytes that are read twice */

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

/* --- parse.c --- */

/* Up to what cannot begin a command, or the end. */
void parser_list(struct parser *p, struct list *list);
/* Up to the end, or it is wrong. */
void parser_text(struct parser *p, struct list *list);
/* "a command is missing before ..." */
void parser_missing(struct parser *p);
void parser_command(struct parser *p, struct command *c);
void parser_redirs(struct parser *p, struct command *c);

/* --- parse_compound.c --- */

/* Does a compound command begin here? Then take it, without what it redirects. */
bool parser_compound(struct parser *p, struct command *c);
/* Behind "NAME", at "(": the rest of a function. */
void parser_function(struct parser *p, struct command *c);

#endif
