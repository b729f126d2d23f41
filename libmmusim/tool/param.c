/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * param.c - values in words: $NAME, $1, $?, and with braces
 *
 *	${#NAME}                    the length
 *	${NAME:-word} - = ? +       another word when there is no value, or when
 *	                            there is one; with ":" an empty one is none
 *	${NAME%pattern} %% # ##     without what fits at the end, at the beginning
 */
#define _GNU_SOURCE /* strndup */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/expand.h"

/**
 * struct param - one that is expanded
 * @name:     without "$" and braces; @len: of it, in bytes
 * @value:    free() it; NULL: none
 * @operator: behind the name, up to the "}"
 */
struct param {
	const char *name;
	size_t len;
	char *value;
	char *operator;
};

static size_t param_name(const char *text, bool braces)
{
	size_t n = name_length(text);

	if (n || !*text)
		return n;
	if (strchr("?$#@*!-", *text))
		return 1;
	while (isdigit((unsigned char)text[n]) && (braces || !n))
		n++;
	return n;
}

static char *number(long long value)
{
	struct buffer b = {0};

	buffer_printf(&b, "%lld", value);
	return buffer_take(&b);
}

static char *options(const struct shell *sh)
{
	struct buffer b = {0};

	buffer_printf(&b, "%s%s%s", sh->state.errexit ? "e" : "",
		      sh->state.nounset ? "u" : "",
		      sh->state.xtrace ? "x" : "");
	return buffer_take(&b);
}

/* "$*": with the first character of $IFS between them. */
static char *all_arguments(struct shell *sh)
{
	const struct arguments *args = &sh->state.args;
	const char *ifs = shell_find(sh, "IFS");
	struct buffer b = {0};

	for (size_t i = 1; i <= args->n; i++) {
		if (i > 1 && (!ifs || *ifs))
			buffer_char(&b, ifs ? *ifs : ' ');
		buffer_add(&b, args->words[i], strlen(args->words[i]));
	}
	return buffer_take(&b);
}

static char *param_value(struct shell *sh, const char *name, size_t len)
{
	const struct arguments *args = &sh->state.args;
	char *copy = strndup(name, len);
	const char *value = NULL;

	if (isdigit((unsigned char)*name)) {
		size_t i = strtoul(copy, NULL, 10);

		value = args->words && i <= args->n ? args->words[i] : NULL;
	} else if (name_length(name)) {
		value = shell_find(sh, copy);
	}
	free(copy);
	switch (*name) {
	case '?':
		return number(sh->status);
	case '$':
		return number(getpid());
	case '#':
		return number((long long)args->n);
	case '-':
		return options(sh);
	case '@':
	case '*':
		return args->n ? all_arguments(sh) : NULL;
	}
	return value ? must_copy(value) : NULL;
}

/* Each is a word of its own. */
static void add_arguments(struct expansion *e, bool quoted)
{
	const struct arguments *args = &e->sh->state.args;

	for (size_t i = 1; i <= args->n; i++) {
		if (i > 1)
			expand_end(e);
		expand_value(e, args->words[i], quoted);
	}
}

static void add_plain(struct expansion *e, const struct param *param,
		      bool quoted)
{
	bool each = *param->name == '@' || (*param->name == '*' && !quoted);

	if (each && e->split)
		add_arguments(e, quoted);
	else if (param->value)
		expand_value(e, param->value, quoted);
	else if (e->sh->state.nounset && !strchr("@*!", *param->name))
		expand_fail(e, "this variable is not set", param->name,
			    param->len);
}

/* --- operators ----------------------------------------------------------------------- */

static char *expand_word(struct expansion *e, const char *word, bool quoted)
{
	return quoted ? word_expand_quoted(e->sh, word) :
			word_expand(e->sh, word);
}

static void assign(struct expansion *e, const struct param *param,
		   const char *word, bool quoted)
{
	char *name = strndup(param->name, param->len);
	char *value = name ? expand_word(e, word, quoted) : NULL;

	if (!value || !name_length(name)) {
		expand_fail(e, "it cannot be set", param->name, param->len);
	} else {
		shell_set(e->sh, name, value);
		expand_value(e, value, quoted);
	}
	free(value);
	free(name);
}

static void complain(struct expansion *e, const struct param *param,
		     const char *word, bool quoted)
{
	char *text = expand_word(e, word, quoted);
	struct buffer b = {0};

	buffer_printf(&b, "%.*s", (int)param->len, param->name);
	expand_fail(e, b.text, text && *text ? text : "not set", 200);
	buffer_free(&b);
	free(text);
}

/* "-", "=", "?", "+", with or without ":" */
static void add_or_else(struct expansion *e, const struct param *param,
			bool quoted)
{
	const char *op = param->operator, * word;
	bool set = param->value && (*op != ':' || *param->value);

	op += *op == ':';
	word = op + 1;
	if (*op == '+') {
		if (set)
			expand_text(e, word, quoted);
	} else if (set) {
		add_plain(e, param, quoted);
	} else if (*op == '-') {
		expand_text(e, word, quoted);
	} else if (*op == '=') {
		assign(e, param, word, quoted);
	} else {
		complain(e, param, word, quoted);
	}
}

/* The length that is left when @pattern is cut from the end, or the beginning: the
 * smallest part that fits, or the largest. */
static void cut(char *value, const char *pattern, bool front, bool largest)
{
	size_t len = strlen(value);

	for (size_t i = 0; i <= len; i++) {
		size_t n = largest ? len - i : i;
		size_t at = front ? n : len - n;
		char end = value[at];
		bool fits;

		value[at] = front ? '\0' : end;
		fits = pattern_fits(pattern, front ? value : value + at);
		value[at] = end;
		if (fits && front)
			memmove(value, value + at, len - at + 1);
		else if (fits)
			value[at] = '\0';
		if (fits)
			return;
	}
}

static void add_cut(struct expansion *e, const struct param *param, bool quoted)
{
	const char *op = param->operator;
	bool largest = op[1] == op[0];
	char *pattern = word_pattern(e->sh, op + 1 + largest);

	if (!pattern) {
		e->failed = true;
		return;
	}
	if (param->value) {
		cut(param->value, pattern, *op == '#', largest);
		expand_value(e, param->value, quoted);
	}
	free(pattern);
}

static void add_length(struct expansion *e, const struct param *param,
		       bool quoted)
{
	char *text = number(param->value ? (long long)strlen(param->value) : 0);

	expand_value(e, text, quoted);
	free(text);
}

/* "${...}", which is len long. */
static void add_braces(struct expansion *e, const char *text, size_t len,
		       bool quoted)
{
	bool length = text[2] == '#' && text[3] != '}' &&
		      param_name(text + 3, true);
	struct param param = {.name = text + 2 + length};
	const char *op;

	param.len = param_name(param.name, true);
	op = param.name + param.len;
	if (!param.len || (length && *op != '}') ||
	    !(*op == '}' || strchr("-=?+%#", *op) ||
	      (*op == ':' && strchr("-=?+", op[1])))) {
		expand_fail(e, "not supported", text, len);
		return;
	}
	param.operator= strndup(op, len - 1 - (size_t)(op - text));
	param.value = param_value(e->sh, param.name, param.len);
	if (length)
		add_length(e, &param, quoted);
	else if (*op == '}')
		add_plain(e, &param, quoted);
	else if (*op == '%' || *op == '#')
		add_cut(e, &param, quoted);
	else
		add_or_else(e, &param, quoted);
	free(param.operator);
	free(param.value);
}

size_t expand_param(struct expansion *e, const char *text, bool quoted)
{
	struct param param = {.name = text + 1};

	if (text[1] == '{') {
		size_t len = word_part(text, quoted);

		add_braces(e, text, len, quoted);
		return len;
	}
	param.len = param_name(param.name, false);
	if (!param.len)
		return 0;
	param.value = param_value(e->sh, param.name, param.len);
	add_plain(e, &param, quoted);
	free(param.value);
	return 1 + param.len;
}
