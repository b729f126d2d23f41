/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * word.c - from words as they were typed to arguments.
 *
 * A word is a row of parts: 'text', "text with $values", \x, $NAME, $(commands),
 * $((1 + 1)), plain characters. What comes of a value outside of quotes is split at
 * the characters of $IFS; everything else stays together. *, ? and [a-z] outside of
 * quotes make it a pattern, which becomes the names that fit, if there are any.
 */
#define _GNU_SOURCE /* strndup */
#include <stdlib.h>
#include <string.h>

#include "tool/expand.h"

#define SPECIAL "*?[]\\-!^"

/* --- fields ------------------------------------------------------------------------- */

/* Text that is special in no way; or values, in which backslashes are not. */
static void add(struct expansion *e, const char *text, size_t len,
		const char *special)
{
	for (size_t i = 0; i < len; i++) {
		if (strchr(special, text[i]))
			buffer_char(&e->field, '\\');
		buffer_char(&e->field, text[i]);
	}
	e->any = true;
}

static bool is_pattern(const char *text)
{
	for (; *text; text++) {
		if (strchr("*?[", *text))
			return true;
		text += *text == '\\';
	}
	return false;
}

static char *without_escapes(const char *text)
{
	char *copy = must_copy(text), *to = copy;

	for (; *text; text++) {
		text += *text == '\\';
		*to++ = *text;
	}
	*to = '\0';
	return copy;
}

static void add_field(struct expansion *e, char *text)
{
	e->fields = must_grow(e->fields, e->nfields + 2, sizeof(*e->fields));
	e->fields[e->nfields++] = text;
	e->fields[e->nfields] = NULL;
}

void expand_end(struct expansion *e)
{
	char *text, **names = NULL;

	if (!e->any)
		return;
	text = buffer_take(&e->field);
	if (e->split && is_pattern(text))
		names = pattern_names(e->sh, text);
	for (size_t i = 0; names && names[i]; i++)
		add_field(e, names[i]);
	if (!names)
		add_field(e, without_escapes(text));
	free(names);
	free(text);
	e->any = false;
}

/* Blanks in a row are one separator; another character is one each time. */
static void split(struct expansion *e, const char *value, const char *ifs)
{
	char blanks[4] = "", *end = blanks;

	for (const char *c = " \t\n"; *c; c++)
		if (strchr(ifs, *c))
			*end++ = *c;
	while (*value) {
		size_t len = strcspn(value, ifs);

		if (len)
			add(e, value, len, "\\");
		value += len;
		if (!*value)
			return;
		value += strspn(value, blanks);
		if (*value && strchr(ifs, *value)) {
			e->any = true;
			value++;
			value += strspn(value, blanks);
		}
		expand_end(e);
	}
}

void expand_value(struct expansion *e, const char *value, bool quoted)
{
	const char *ifs = shell_find(e->sh, "IFS");

	if (quoted)
		add(e, value, strlen(value), SPECIAL);
	else if (e->split)
		split(e, value, ifs ? ifs : " \t\n");
	else
		add(e, value, strlen(value), "\\");
}

void expand_fail(struct expansion *e, const char *why, const char *text,
		 size_t len)
{
	if (!e->failed)
		shell_say(e->sh, "%s: %.*s", why, len > 60 ? 60 : (int)len,
			  text);
	e->failed = true;
	e->sh->status = STATUS_USAGE;
	/* As POSIX has it, a script ends. */
	e->sh->leave = e->sh->interactive ? LEAVE_LINE : LEAVE_SHELL;
}

/* --- $(...), $((...)), `...` ------------------------------------------------------------ */

static void add_commands(struct expansion *e, char *commands, bool quoted)
{
	char *output = commands ? shell_capture(e->sh, commands) : NULL;

	if (output)
		expand_value(e, output, quoted);
	else
		e->failed = true;
	free(output);
	free(commands);
}

static void add_number(struct expansion *e, const char *text, size_t len,
		       bool quoted)
{
	char *typed = strndup(text, len);
	char *expanded = typed ? word_expand_text(e->sh, typed) : NULL;
	char number[32];
	long long value;

	if (expanded && arithmetic(e->sh, expanded, &value)) {
		snprintf(number, sizeof(number), "%lld", value);
		expand_value(e, number, quoted);
	} else {
		e->failed = true;
		e->sh->status = STATUS_USAGE;
		e->sh->leave = e->sh->interactive ? LEAVE_LINE : LEAVE_SHELL;
	}
	free(expanded);
	free(typed);
}

/* What "$" or "`" begins; returns its length. */
static size_t add_dollar(struct expansion *e, const char *text, bool quoted)
{
	size_t len = word_part(text, quoted);

	if (*text == '`')
		add_commands(e, backquoted(text, len), quoted);
	else if (is_arithmetic(text))
		add_number(e, text + 3, len - 5, quoted);
	else if (text[1] == '(')
		add_commands(e, strndup(text + 2, len - 3), quoted);
	else
		len = expand_param(e, text, quoted);
	if (!len)
		add(e, "$", 1, "");
	return len ? len : 1;
}

/* --- words -------------------------------------------------------------------------- */

/* @braces: it is the word of "${NAME:-word}", which may have quotes once more. */
static void add_within_quotes(struct expansion *e, const char *text, size_t len,
			      bool braces)
{
	const char *special = braces ? "$`\"\\}" : e->lines ? "$`\\" : "$`\"\\";

	for (size_t i = 0; i < len && !e->failed;) {
		if (text[i] == '$' || text[i] == '`') {
			i += add_dollar(e, text + i, true);
		} else if (text[i] == '\\' && text[i + 1] == '\n') {
			i += 2;
		} else if (text[i] == '\\' && i + 1 < len &&
			   strchr(special, text[i + 1])) {
			add(e, &text[i + 1], 1, SPECIAL);
			i += 2;
		} else if (braces && text[i] == '"') {
			i++;
		} else {
			add(e, &text[i++], 1, SPECIAL);
		}
	}
}

/* "$@", "${@}" and no more */
static bool is_arguments(const char *text)
{
	const char *at = text + 1;

	while (!strncmp(at, "$@", 2) || !strncmp(at, "${@}", 4))
		at += at[1] == '@' ? 2 : 4;
	return at > text + 1 && *at == '"';
}

/* "$@" of no arguments is nothing, not even an empty one. */
static void add_double_quoted(struct expansion *e, const char *text, size_t len)
{
	if (!e->sh->state.args.n && is_arguments(text))
		return;
	e->any = true;
	add_within_quotes(e, text + 1, len - 2, false);
}

/* What is in no way special, in the word of "${NAME:-word}": it is split as a value. */
static size_t add_plain(struct expansion *e, const char *text)
{
	size_t len = strcspn(text, "'\"`$\\");
	char *copy = strndup(text, len);

	if (copy && len)
		expand_value(e, copy, false);
	free(copy);
	return len;
}

static void add_parts(struct expansion *e, const char *word, bool braces)
{
	for (word += braces ? add_plain(e, word) : 0; *word && !e->failed;
	     word += braces ? add_plain(e, word) : 0) {
		size_t len = word_part(word, false);

		if (!len) /* the parser has let none pass */
			return;
		if (*word == '\'')
			add(e, word + 1, len - 2, SPECIAL);
		else if (*word == '"')
			add_double_quoted(e, word, len);
		else if (*word == '$' || *word == '`')
			len = add_dollar(e, word, false);
		else if (*word == '\\' && word[1] != '\n')
			add(e, word + 1, 1, SPECIAL);
		else if (*word != '\\')
			add(e, word, 1, "");
		word += len;
	}
}

void expand_text(struct expansion *e, const char *text, bool quoted)
{
	if (quoted)
		add_within_quotes(e, text, strlen(text), true);
	else
		add_parts(e, text, true);
}

static void add_word(struct expansion *e, const char *word)
{
	if (word[0] == '~' && (!word[1] || word[1] == '/')) {
		expand_value(e, shell_get(e->sh, "HOME"), true);
		word++;
	}
	add_parts(e, word, false);
}

void words_free(char **words)
{
	for (size_t i = 0; words && words[i]; i++)
		free(words[i]);
	free(words);
}

char **words_expand(struct shell *sh, char *const *words, size_t n)
{
	struct expansion e = {.sh = sh, .split = true};

	for (size_t i = 0; i < n && !e.failed; i++) {
		add_word(&e, words[i]);
		expand_end(&e);
	}
	buffer_free(&e.field);
	if (!e.failed)
		return e.fields ? e.fields : must_alloc(1, sizeof(*e.fields));
	words_free(e.fields);
	return NULL;
}

/* The one field of an expansion that splits none. */
static char *take_pattern(struct expansion *e)
{
	if (!e->failed)
		return buffer_take(&e->field);
	buffer_free(&e->field);
	return NULL;
}

static char *take_text(struct expansion *e)
{
	char *pattern = take_pattern(e);
	char *text = pattern ? without_escapes(pattern) : NULL;

	free(pattern);
	return text;
}

char *word_pattern(struct shell *sh, const char *word)
{
	struct expansion e = {.sh = sh};

	add_word(&e, word);
	return take_pattern(&e);
}

char *word_expand(struct shell *sh, const char *word)
{
	struct expansion e = {.sh = sh};

	add_word(&e, word);
	return take_text(&e);
}

char *word_expand_here(struct shell *sh, const char *text)
{
	struct expansion e = {.sh = sh, .lines = true};

	add_within_quotes(&e, text, strlen(text), false);
	return take_text(&e);
}

char *word_expand_quoted(struct shell *sh, const char *text)
{
	struct expansion e = {.sh = sh};

	expand_text(&e, text, true);
	return take_text(&e);
}

char *word_expand_text(struct shell *sh, const char *text)
{
	struct expansion e = {.sh = sh};

	add_within_quotes(&e, text, strlen(text), false);
	return take_text(&e);
}
