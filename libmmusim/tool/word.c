/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * word.c - from words as they were typed to arguments.
 *
 * A word is a row of parts: 'text', "text with $values", \x, $NAME, $(commands),
 * plain characters. What comes of a value outside of quotes is split at blanks;
 * everything else stays together. There are no patterns (*, ?, [a-z]) in this
 * shell: those characters are plain.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/shell.h"

/* --- variables ------------------------------------------------------------------ */

static struct variable *find_variable(struct shell *sh, const char *name)
{
	for (struct variable *v = sh->variables; v; v = v->next)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}

const char *shell_get(struct shell *sh, const char *name)
{
	const struct variable *v = find_variable(sh, name);
	const char *value = v ? v->value : getenv(name);

	return value ? value : "";
}

void shell_set(struct shell *sh, const char *name, const char *value)
{
	struct variable *v = find_variable(sh, name);
	char *copy = must_copy(value);

	if (!v) {
		v = must_alloc(1, sizeof(*v));
		v->name = must_copy(name);
		v->next = sh->variables;
		sh->variables = v;
	}
	free(v->value);
	v->value = copy;
}

/* --- one word ---------------------------------------------------------------------- */

/**
 * struct expansion - a word being expanded
 * @fields: the arguments that are complete
 * @field:  the one in progress
 * @any:    it exists, though it may be empty: ""
 * @split:  blanks in values end it
 */
struct expansion {
	struct shell *sh;
	char **fields;
	size_t nfields;
	struct buffer field;
	bool any;
	bool split;
	bool failed;
};

static void end_field(struct expansion *e)
{
	if (!e->any)
		return;
	e->fields = must_grow(e->fields, e->nfields + 2, sizeof(*e->fields));
	e->fields[e->nfields++] = buffer_take(&e->field);
	e->fields[e->nfields] = NULL;
	e->any = false;
}

static void add(struct expansion *e, const char *text, size_t len)
{
	buffer_add(&e->field, text, len);
	e->any = true;
}

static void add_value(struct expansion *e, const char *value, bool quoted)
{
	if (quoted || !e->split) {
		add(e, value, strlen(value));
		return;
	}
	while (*value) {
		size_t len = strcspn(value, " \t\n");

		if (len)
			add(e, value, len);
		value += len;
		if (*value)
			end_field(e);
		value += strspn(value, " \t\n");
	}
}

static void give_up(struct expansion *e, const char *why, const char *text,
		    size_t len)
{
	if (!e->failed)
		shell_say(e->sh, "%s: %.*s", why, len > 60 ? 60 : (int)len,
			  text);
	e->failed = true;
	e->sh->status = STATUS_USAGE;
}

/* "$?", "$NAME", "${NAME}": returns its length; 0 when it is a plain "$". */
static size_t add_variable(struct expansion *e, const char *text, bool quoted)
{
	bool braces = text[1] == '{';
	const char *name = text + 1 + braces;
	size_t len = 0;
	char number[16], *copy;

	if (strchr("?$#", *name) && *name) {
		len = 1;
		snprintf(number, sizeof(number), "%d",
			 *name == '?' ? e->sh->status :
			 *name == '$' ? (int)getpid() :
					atoi(shell_get(e->sh, "#")));
		add_value(e, number, quoted);
	} else {
		len = isdigit((unsigned char)*name) ? 1 : 0;
		while (!(len == 1 && isdigit((unsigned char)*name)) &&
		       (isalnum((unsigned char)name[len]) || name[len] == '_'))
			len++;
		copy = must_alloc(len + 1, 1);
		memcpy(copy, name, len);
		if (len)
			add_value(e, shell_get(e->sh, copy), quoted);
		free(copy);
	}
	if (braces && (!len || name[len] != '}')) {
		give_up(e, "not supported", text, word_part(text));
		return word_part(text);
	}
	return len ? 1 + braces + len + braces : 0;
}

static size_t add_commands(struct expansion *e, const char *text, bool quoted)
{
	size_t len = word_part(text);
	char *commands, *output;

	if (text[2] == '(') {
		give_up(e, "arithmetic is not supported", text, len);
		return len;
	}
	commands = must_alloc(len, 1);
	memcpy(commands, text + 2, len - 3);
	output = shell_capture(e->sh, commands);
	free(commands);
	if (output)
		add_value(e, output, quoted);
	else
		e->failed = true;
	free(output);
	return len;
}

/* What "$" begins; returns its length. */
static size_t add_dollar(struct expansion *e, const char *text, bool quoted)
{
	size_t len;

	if (text[1] == '(')
		return add_commands(e, text, quoted);
	len = add_variable(e, text, quoted);
	if (len)
		return len;
	add(e, "$", 1);
	return 1;
}

static void add_double_quoted(struct expansion *e, const char *text, size_t len)
{
	add(e, "", 0);
	for (size_t i = 1; i < len - 1 && !e->failed;) {
		if (text[i] == '$') {
			i += add_dollar(e, text + i, true);
		} else if (text[i] == '\\' && text[i + 1] == '\n') {
			i += 2;
		} else if (text[i] == '\\' && strchr("$`\"\\", text[i + 1])) {
			add(e, &text[i + 1], 1);
			i += 2;
		} else {
			add(e, &text[i++], 1);
		}
	}
}

static void add_word(struct expansion *e, const char *word)
{
	if (word[0] == '~' && (!word[1] || word[1] == '/')) {
		add_value(e, shell_get(e->sh, "HOME"), true);
		word++;
	}
	while (*word && !e->failed) {
		size_t len = word_part(word);

		if (!len) /* the parser has let none pass */
			return;
		if (*word == '\'')
			add(e, word + 1, len - 2);
		else if (*word == '"')
			add_double_quoted(e, word, len);
		else if (*word == '$')
			len = add_dollar(e, word, false);
		else if (*word == '\\' && word[1] != '\n')
			add(e, word + 1, 1);
		else if (*word != '\\')
			add(e, word, 1);
		word += len;
	}
}

/* --- words -------------------------------------------------------------------------- */

void words_free(char **words)
{
	for (size_t i = 0; words && words[i]; i++)
		free(words[i]);
	free(words);
}

static char **finish(struct expansion *e)
{
	buffer_free(&e->field);
	if (!e->failed)
		return e->fields ? e->fields :
				   must_alloc(1, sizeof(*e->fields));
	words_free(e->fields);
	return NULL;
}

char **words_expand(struct shell *sh, char *const *words, size_t n)
{
	struct expansion e = {.sh = sh, .split = true};

	for (size_t i = 0; i < n && !e.failed; i++) {
		add_word(&e, words[i]);
		end_field(&e);
	}
	return finish(&e);
}

char *word_expand(struct shell *sh, const char *word)
{
	struct expansion e = {.sh = sh};
	char **fields, *text;

	add_word(&e, word);
	add(&e, "", 0);
	end_field(&e);
	fields = finish(&e);
	text = fields ? fields[0] : NULL;
	free(fields);
	return text;
}
