/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_variable.c - commands about variables: export, unset, local, read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/commands.h"

/* "NAME" or "NAME=value": its name; free() it; NULL after a message. */
static char *take_name(struct call *call, const char *word)
{
	size_t len = name_length(word);
	char *name = must_copy(word);

	if (len && (!word[len] || word[len] == '=')) {
		name[len] = '\0';
		return name;
	}
	command_fail(call, STATUS_USAGE, "%s: this is no name", word);
	free(name);
	return NULL;
}

static void set_from(struct shell *sh, const char *name, const char *word)
{
	const char *equals = strchr(word, '=');

	if (equals)
		shell_set(sh, name, equals + 1);
}

static void list_exported(struct call *call)
{
	static char *none[] = {NULL};
	char **env = environment_make(call->sh, none);

	for (char **word = env; *word; word++)
		fprintf(call->out, "export %.*s='%s'\n",
			(int)strcspn(*word, "="), *word,
			*word + strcspn(*word, "=") + 1);
	words_free(env);
}

int cmd_export(struct call *call)
{
	char **word = call->argv + 1;

	if (!*word || (!strcmp(*word, "-p") && !word[1])) {
		list_exported(call);
		return 0;
	}
	for (; *word; word++) {
		char *name = take_name(call, *word);

		if (!name)
			return STATUS_USAGE;
		set_from(call->sh, name, *word);
		shell_export(call->sh, name);
		free(name);
	}
	return 0;
}

int cmd_local(struct call *call)
{
	if (!call->sh->state.in_function)
		return command_fail(call, STATUS_USAGE,
				    "only a function has variables of its own");
	for (char **word = call->argv + 1; *word; word++) {
		char *name = take_name(call, *word);

		if (!name)
			return STATUS_USAGE;
		variable_keep(call->sh, &call->sh->state.frame, name);
		set_from(call->sh, name, *word);
		free(name);
	}
	return 0;
}

int cmd_unset(struct call *call)
{
	char **word = call->argv + 1;
	bool functions = *word && !strcmp(*word, "-f");

	word += functions || (*word && !strcmp(*word, "-v"));
	for (; *word; word++) {
		char *name = take_name(call, *word);

		if (!name)
			return STATUS_USAGE;
		if (functions)
			function_unset(call->sh, name);
		else
			shell_set(call->sh, name, NULL);
		free(name);
	}
	return 0;
}

/* --- read ---------------------------------------------------------------------------- */

/**
 * struct input - a line that is read
 * @text:    what was behind a backslash has one before it
 * @raw:     backslashes are nothing special
 */
struct input {
	struct buffer text;
	bool raw;
};

/* Byte by byte: what follows is for others. False: the input ended before. */
static bool read_line(int fd, struct input *in)
{
	bool escaped = false;
	char c;

	while (file_read_some(fd, &c, 1) == 1) {
		if (c == '\n' && !escaped)
			return true;
		if (c == '\\' && !escaped && !in->raw) {
			escaped = true;
			continue;
		}
		if ((escaped && c != '\n') || (c == '\\' && in->raw))
			buffer_char(&in->text, '\\');
		if (c && !(escaped && c == '\n'))
			buffer_char(&in->text, c);
		escaped = false;
	}
	return false;
}

/* The next character, or 0 behind the last; *plain: it separates nothing. */
static char next(const char **at, bool *plain)
{
	*plain = **at == '\\' && at[0][1];
	*at += *plain;
	return *(*at) ? *(*at)++ : '\0';
}

static bool is_blank(const char *ifs, char c)
{
	return c && strchr(" \t\n", c) && strchr(ifs, c);
}

static const char *skip_blanks(const char *at, const char *ifs)
{
	while (is_blank(ifs, *at))
		at++;
	return at;
}

/* One field; the last one is all that is left. */
static const char *take_field(const char *at, const char *ifs, bool last,
			      struct buffer *field)
{
	size_t keep = 0;
	bool plain;
	char c;

	buffer_add(field, "", 0);
	while (*at) {
		const char *before = at;

		c = next(&at, &plain);
		if (!plain && strchr(ifs, c) && !last) {
			at = skip_blanks(before, ifs);
			if (*at && strchr(ifs, *at))
				at = skip_blanks(at + 1, ifs);
			return at;
		}
		buffer_char(field, c);
		if (plain || !is_blank(ifs, c))
			keep = field->len;
	}
	field->len = keep; /* without blanks at the end */
	field->text[keep] = '\0';
	return at;
}

static void set_fields(struct call *call, char *const *names, const char *text)
{
	const char *ifs = shell_find(call->sh, "IFS");

	ifs = ifs ? ifs : " \t\n";
	text = skip_blanks(text, ifs);
	for (; *names; names++) {
		struct buffer field = {0};

		text = take_field(text, ifs, !names[1], &field);
		shell_set(call->sh, *names, field.text);
		buffer_free(&field);
	}
}

int cmd_read(struct call *call)
{
	static char reply[] = "REPLY", *without[] = {reply, NULL};
	char **word = call->argv + 1;
	struct input in = {.text = {0}};
	bool whole, interrupted;

	for (; *word && **word == '-'; word++) {
		if (!strcmp(*word, "-r"))
			in.raw = true;
		else if (!strcmp(*word, "-p") && word[1])
			fputs(*++word, call->err);
		else
			return command_bad_option(call, *word);
	}
	fflush(call->err);
	for (char **name = word; *name; name++)
		if (!name_length(*name) || (*name)[name_length(*name)])
			return command_fail(call, STATUS_USAGE,
					    "%s: this is no name", *name);
	errno = 0;
	whole = read_line(call->in, &in);
	interrupted = !whole && errno == EINTR;
	set_fields(call, *word ? word : without,
		   in.text.text ? in.text.text : "");
	buffer_free(&in.text);
	return whole ? 0 : interrupted ? STATUS_SIGNAL + SIGINT : 1;
}
