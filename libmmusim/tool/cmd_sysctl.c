/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_sysctl.c - sysctl: what is below /proc/sys, by names with dots. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/commands.h"

struct sysctl {
	struct call *call;
	bool all, only_values, quiet;
};

/* "kernel.panic", and as well "kernel/panic", is sys/kernel/panic. */
static char *file_of(const char *name, size_t len)
{
	struct buffer b = {0};

	buffer_printf(&b, "sys/%.*s", (int)len, name);
	for (char *c = b.text; *c; c++)
		if (*c == '.')
			*c = '/';
	return buffer_take(&b);
}

static void print_value(const struct sysctl *s, const char *file,
			const char *value)
{
	FILE *out = s->call->out;

	for (const char *c = file + 4; *c && !s->only_values; c++)
		fputc(*c == '/' ? '.' : *c, out);
	if (!s->only_values)
		fputs(" = ", out);
	fprintf(out, "%.*s\n", (int)strcspn(value, "\n"), value);
}

static int show(const struct sysctl *s, const char *file)
{
	char *value = kern_proc_read(s->call->sh->kern, file);

	if (!value)
		return command_fail(s->call, 1, "cannot stat /proc/%s: %s",
				    file, strerror(errno));
	print_value(s, file, value);
	free(value);
	return 0;
}

static int set(const struct sysctl *s, const char *file, const char *value)
{
	int err = kern_proc_write(s->call->sh->kern, file, value);

	if (err == -ENOENT)
		return command_fail(s->call, 1, "cannot stat /proc/%s: %s",
				    file, strerror(-err));
	if (err)
		return command_fail(s->call, 1, "setting key \"%s\": %s",
				    file + 4, strerror(-err));
	if (!s->quiet)
		print_value(s, file, value);
	return 0;
}

static int show_any(const char *name, bool writable, void *arg)
{
	(void)writable;
	if (!strncmp(name, "sys/", 4))
		show(arg, name);
	return 0;
}

static int one(const struct sysctl *s, const char *word)
{
	size_t len = strcspn(word, "=");
	char *file;
	int status;

	while (len && word[len - 1] == ' ')
		len--;
	file = file_of(word, len);
	word = strchr(word, '=');
	status = word ? set(s, file, word + 1 + strspn(word + 1, " ")) :
			show(s, file);
	free(file);
	return status;
}

int cmd_sysctl(struct call *call)
{
	struct sysctl s = {.call = call};
	int i = 1, status = 0;

	for (; i < call->argc && call->argv[i][0] == '-'; i++) {
		const char *letters = call->argv[i] + 1;

		if (!*letters || strspn(letters, "anqw") != strlen(letters))
			return command_bad_option(call, call->argv[i]);
		s.all |= strchr(letters, 'a') != NULL;
		s.only_values |= strchr(letters, 'n') != NULL;
		s.quiet |= strchr(letters, 'q') != NULL;
	}
	if (s.all)
		kern_proc_each(call->sh->kern, show_any, &s);
	else if (i == call->argc)
		return command_fail(call, 1,
				    "a name is missing; \"sysctl -a\" "
				    "shows all");
	for (; i < call->argc; i++)
		status |= one(&s, call->argv[i]);
	return status;
}
