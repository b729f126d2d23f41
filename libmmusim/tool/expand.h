/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expand.h - words being expanded: word.c and param.c. */
#ifndef TOOL_EXPAND_H
#define TOOL_EXPAND_H

#include "tool/shell.h"

/**
 * struct expansion - a word being expanded
 * @fields: the arguments that are complete
 * @field:  the one in progress, as a pattern: what is no special character, but
 *          looks like one, has a backslash before it
 * @any:    it exists, though it may be empty: ""
 * @lines:  it is no word, but lines, in which a " is nothing special
 * @split:  blanks in values end it, and patterns become names
 */
struct expansion {
	struct shell *sh;
	char **fields;
	size_t nfields;
	struct buffer field;
	bool any;
	bool split;
	bool lines;
	bool failed;
};

/* The field is complete. */
void expand_end(struct expansion *e);
/* A value: in quotes it stays together. */
void expand_value(struct expansion *e, const char *value, bool quoted);
/* What was typed, without or within double quotes. */
void expand_text(struct expansion *e, const char *text, bool quoted);
/* A message; the command does not run. */
void expand_fail(struct expansion *e, const char *why, const char *text,
		 size_t len);

/* param.c: "$NAME", "${NAME:-word}": its length; 0 when it is a plain "$". */
size_t expand_param(struct expansion *e, const char *text, bool quoted);

#endif
