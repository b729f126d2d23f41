/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * console_show.c - what the console shows: the log, and what the shell says of a command.
 */
#define _GNU_SOURCE
#include "console_parts.h"

#include <signal.h>
#include <stdlib.h>

void console_show_log(struct console *console)
{
	char *log = kern_dmesg(console->k, console->from);

	fputs(log, console->file);
	free(log);
	console->from = kern_log_next(console->k);
}

void console_show_log_until(struct console *console, uint64_t end)
{
	char *all = kern_dmesg(console->k, console->from);
	char *rest = kern_dmesg(console->k, end);

	fwrite(all, 1, strlen(all) - strlen(rest), console->file);
	free(all);
	free(rest);
	console->from = end;
}

void console_say(struct console *console, const char *mark, const char *text)
{
	console_show_log(console);
	if (!kern_panicked(console->k))
		fprintf(console->file, "%s%s\n", mark, text);
}

void console_say_status(struct console *console, const char *what)
{
	char line[64];

	snprintf(line, sizeof(line), "%s%sexit status: %d", what ? what : "",
		 what ? " " : "", console->status);
	console_say(console, "USER: ", line);
}

void console_say_end(struct console *console, const char *mark)
{
	static const struct {
		int sig;
		const char *text;
	} ends[] = {
		{SIGKILL, "Killed"},
		{SIGSEGV, "Segmentation fault"},
		{SIGBUS, "Bus error"},
		{SIGFPE, "Floating point exception"},
		{SIGILL, "Illegal instruction"},
		{SIGTRAP, "Trace/breakpoint trap"},
		{SIGABRT, "Aborted"},
	};

	console_show_log(console);
	if (kern_panicked(console->k))
		return;
	/* Nobody typed ^C there, or killed what waits for ever. */
	if (console->status == 128 + SIGINT ||
	    (console->status == 128 + SIGKILL &&
	     strstr(kern_last_error(console->k), "for ever"))) {
		console->stopped = true;
		return;
	}
	if (*kern_last_error(console->k))
		console_say(console, "", kern_last_error(console->k));
	for (size_t i = 0; i < COUNT(ends); i++)
		if (console->status == 128 + ends[i].sig)
			console_say(console, mark, ends[i].text);
}

void console_say_module(struct console *console, const char *name)
{
	char *modules = kern_proc_modules(console->k), *next = modules;
	size_t len = strcspn(name, " ");
	char text[256] = "lsmod: ", *line;

	while ((line = strsep(&next, "\n")))
		if (!strncmp(line, name, len) && line[len] == ' ')
			snprintf(text, sizeof(text), "lsmod: %s;", line);
	console_say(console, "USER: ", text);
	free(modules);
}

void console_say_modules(struct console *console, bool semicolons)
{
	char *modules = kern_proc_modules(console->k), *line = NULL;

	for (char *p = modules; *p; p++)
		if (*p == '\n' && (semicolons || !p[1]))
			*p = semicolons ? ';' : 0;
	assert_true(asprintf(&line, "lsmod: %s", modules) > 0);
	console_say(console, "USER: ", line);
	free(line);
	free(modules);
}
