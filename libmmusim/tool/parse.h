/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse.h - from the text of a script to lists of commands.
 *
 *   list     = pipeline { (";" | "&&" | "||" | newline) pipeline }
 *   pipeline = ["!"] command { "|" command }
 *   command  = { NAME=word | word | redirection }
 *   redirection = [fd] ("<" | ">" | ">>") word  |  [fd] ">&" fd
 *
 * Words are kept as they were typed; word.c takes the quotes away and puts
 * values in, when the command runs.
 *
 * Not in this language: loops, conditions, functions, groups, here-documents,
 * "&". Each is refused by a sentence that names it.
 */
#ifndef TOOL_PARSE_H
#define TOOL_PARSE_H

#include <stdbool.h>
#include <stddef.h>

enum redir_kind { REDIR_IN, REDIR_OUT, REDIR_APPEND, REDIR_DUP };

struct redir {
	struct redir *next;
	enum redir_kind kind;
	int fd;	    /* 0 to 2: the one that is redirected */
	char *word; /* a file, or with REDIR_DUP a digit */
};

/* One command of a pipeline; words end with NULL. */
struct command {
	char **words;
	size_t nwords;
	char **assigns;
	size_t nassigns;
	struct redir *redirs;
};

/* When a pipeline runs, after what came before it. */
enum join { JOIN_ALWAYS, JOIN_AND, JOIN_OR };

struct pipeline {
	enum join join;
	bool negate;
	struct command *commands;
	size_t ncommands;
};

struct list {
	struct pipeline *pipelines;
	size_t npipelines;
};

enum parse_result {
	PARSE_OK,
	PARSE_MORE, /* the text ends within a quote, or after "&&", "|", "\" */
	PARSE_ERROR,
	PARSE_NO_MEMORY,
};

#define PARSE_WHY 200 /* bytes that a sentence about an error needs */

/*
 * Parse a text. With PARSE_OK *list must be given to list_free(); an empty text
 * gives an empty list. With PARSE_MORE and PARSE_ERROR why[] says what is
 * missing or wrong.
 */
enum parse_result parse(const char *text, struct list *list,
			char why[PARSE_WHY]);
void list_free(struct list *list);

/* The length of "NAME" in "NAME=..."; 0 if the text does not begin so. */
size_t assign_name(const char *text);

/* How long the part of a word is that begins at text: a quoted string, "$(...)",
 * "\x", or one character. 0: it does not end. */
size_t word_part(const char *text);

#endif
