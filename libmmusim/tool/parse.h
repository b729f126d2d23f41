/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse.h - from the text of a script to a tree of commands.
 *
 *   list     = pipeline { (";" | "&&" | "||" | newline) pipeline }
 *   pipeline = { "!" } command { "|" command }
 *   command  = simple | compound { redirection } | NAME "()" compound
 *   simple   = { NAME=word | word | redirection }
 *   compound = "(" list ")"  |  "{" list "}"
 *            | "if" list "then" list { "elif" list "then" list }
 *              [ "else" list ] "fi"
 *            | "for" NAME [ "in" { word } ] ";" "do" list "done"
 *            | ( "while" | "until" ) list "do" list "done"
 *            | "case" word "in" { word { "|" word } ")" list ";;" } "esac"
 *   redirection = [fd] ("<" | ">" | ">>") word  |  [fd] ">&" fd
 *               | [fd] ("<<" | "<<-") word, whose lines follow behind the newline
 *
 * Words are kept as they were typed; word.c takes the quotes away and puts
 * values in, when the command runs.
 *
 * Not in this language: "&", and what only Bash has. Each is
 * refused by a sentence that names it.
 */
#ifndef TOOL_PARSE_H
#define TOOL_PARSE_H

#include <stdbool.h>
#include <stddef.h>

enum redir_kind {
	REDIR_IN,
	REDIR_OUT,
	REDIR_APPEND,
	REDIR_DUP,
	REDIR_HERE,	  /* "<<END" */
	REDIR_HERE_AS_IS, /* "<<'END'": $ is nothing special there */
};

struct redir {
	struct redir *next;
	enum redir_kind kind;
	int fd;	    /* 0 to 2: the one that is redirected */
	char *word; /* a file; with REDIR_DUP a digit; lines */
};

struct list {
	struct pipeline *pipelines;
	size_t npipelines;
};

/**
 * struct clause - a part of a compound command
 * @patterns:  of "case"
 * @condition: of "if", "elif", "while", "until"; empty behind "else"
 */
struct clause {
	char **patterns;
	size_t npatterns;
	struct list condition, body;
};

/* What a function does. It lives as long as somebody calls it, or may. */
struct body {
	unsigned int users;
	struct list list;
};

enum command_kind {
	COMMAND_SIMPLE,
	COMMAND_SUBSHELL, /* "(" */
	COMMAND_GROUP,	  /* "{" */
	COMMAND_IF,
	COMMAND_FOR,
	COMMAND_WHILE,
	COMMAND_UNTIL,
	COMMAND_CASE,
	COMMAND_FUNCTION,
};

/**
 * struct command - one command of a pipeline
 * @line:     where it begins
 * @words:    of a simple command; of "for" the name and the words; of "case" the
 *            word; of a function its name; ended by NULL
 * @each_arg: "for" without "in"
 * @clauses:  of a compound command: one, but for "if" and "case"
 * @function: its body
 */
struct command {
	enum command_kind kind;
	unsigned int line;
	char **words;
	size_t nwords;
	char **assigns;
	size_t nassigns;
	struct redir *redirs;
	bool each_arg;
	struct clause *clauses;
	size_t nclauses;
	struct body *function;
};

/* When a pipeline runs, after what came before it. */
enum join { JOIN_ALWAYS, JOIN_AND, JOIN_OR };

struct pipeline {
	enum join join;
	bool negate;
	struct command *commands;
	size_t ncommands;
};

enum parse_result {
	PARSE_OK,
	PARSE_MORE, /* the text ends within a quote, a loop, after "|", "\" */
	PARSE_ERROR,
	PARSE_NO_MEMORY,
};

#define PARSE_WHY 200 /* bytes that a sentence about an error needs */

/*
 * Parse a text whose first line has that number. With PARSE_OK *list must be given
 * to list_free(); an empty text gives an empty list. With PARSE_MORE and
 * PARSE_ERROR why[] says what is missing or wrong.
 */
enum parse_result parse(const char *text, unsigned int line, struct list *list,
			char why[PARSE_WHY]);

/* --- tree.c ---------------------------------------------------------------------- */

void list_free(struct list *list);
/* The function is gone for one of its users. */
void body_put(struct body *body);

/* --- parse_word.c ---------------------------------------------------------------- */

/* The length of "NAME" in "NAME=..."; 0 if the text does not begin so. */
size_t assign_name(const char *text);
/* How long the name of a variable is that begins here; 0. */
size_t name_length(const char *text);

/* How long the part of a word is that begins at text: a quoted string, "$(...)",
 * "\x", or one character; quoted: within double quotes. 0: it does not end. */
size_t word_part(const char *text, bool quoted);

/* Is "$((...))" here, and no group within "$("? */
bool is_arithmetic(const char *text);

/* The commands of "`...`", which is len long; free() it; NULL without memory. */
char *backquoted(const char *text, size_t len);

#endif
