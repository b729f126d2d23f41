/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * console.c - see console.h.
 *
 * Steps are written as in the script that ran on the real machine; "mod NAME",
 * "u TEXT" and "runu ucase CASE" were functions of it.
 */
#define _GNU_SOURCE
#include "console.h"

#include <errno.h>
#include <sys/wait.h>

#include "kernel/kern.h"
#include "shell.h"
#include "ucase.h"

/* --- Showing ------------------------------------------------------------------------- */

static void show_log(struct console *console)
{
	char *log = kern_dmesg(console->k, console->from);

	fputs(log, console->file);
	free(log);
	console->from = kern_log_next(console->k);
}

/* After a panic nobody is left who could say anything. */
static void say(struct console *console, const char *mark, const char *text)
{
	show_log(console);
	if (!kern_panicked(console->k))
		fprintf(console->file, "%s%s\n", mark, text);
}

static void say_status(struct console *console, const char *what)
{
	char line[64];

	snprintf(line, sizeof(line), "%s%sexit status: %d", what ? what : "",
		 what ? " " : "", console->status);
	say(console, "USER: ", line);
}

/* What a shell says of a program that a signal ended, and the program itself. */
static void say_end(struct console *console, const char *mark)
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

	show_log(console);
	if (kern_panicked(console->k))
		return;
	if (console->status == 128 + SIGINT) { /* nobody typed ^C there */
		console->stopped = true;
		return;
	}
	if (*kern_last_error(console->k))
		say(console, "", kern_last_error(console->k));
	for (size_t i = 0; i < COUNT(ends); i++)
		if (console->status == 128 + ends[i].sig)
			say(console, mark, ends[i].text);
}

/* $(grep "^NAME " /proc/modules), with a semicolon for the newline. */
static void say_module(struct console *console, const char *name)
{
	char *modules = kern_proc_modules(console->k), *next = modules;
	size_t len = strcspn(name, " ");
	char text[256] = "lsmod: ", *line;

	while ((line = strsep(&next, "\n")))
		if (!strncmp(line, name, len) && line[len] == ' ')
			snprintf(text, sizeof(text), "lsmod: %s;", line);
	say(console, "USER: ", text);
	free(modules);
}

/* $(cat /proc/modules), which has no newline at its end, or the same with
 * semicolons for newlines. */
static void say_modules(struct console *console, bool semicolons)
{
	char *modules = kern_proc_modules(console->k), *line = NULL;

	for (char *p = modules; *p; p++)
		if (*p == '\n' && (semicolons || !p[1]))
			*p = semicolons ? ';' : 0;
	assert_true(asprintf(&line, "lsmod: %s", modules) > 0);
	say(console, "USER: ", line);
	free(line);
	free(modules);
}

/* --- Commands ------------------------------------------------------------------------ */

/* The real machine's was Busybox's: it tries again, by init_module(2), and has words
 * and a status of its own. */
static void refused(struct console *console, int len, const char *name,
		    const char *path, const char *params)
{
	const char *why;
	char line[160];
	int err = 0;

	kern_insmod(console->k, path, params, &console->status);
	why = strrchr(kern_last_error(console->k), ':');
	assert_non_null(why);
	while (++err < 134 && strcmp(strerror(err), why + 2))
		;
	console->status = err;
	snprintf(line, sizeof(line), "insmod: can't insert '/%.*s.ko': %s", len,
		 name, why + 2);
	say(console, "", line);
}

/* NAME[.ko] [PARAMETER=VALUE]... */
static void insmod(struct console *console, const char *name)
{
	int len = (int)strcspn(name, ". ");
	const char *params = strchr(name, ' ');
	char path[256];

	snprintf(path, sizeof(path), "%s%.*s.ko", console->modules, len, name);
	params = params ? params + 1 : NULL;
	if (kern_insmod(console->k, path, params, &console->status))
		assert_true(kern_panicked(console->k));
	if (console->own_line && console->status == 1)
		refused(console, len, name, path, params);
	else
		say_end(console, "");
}

static void mod(struct console *console, const char *name)
{
	char line[80];

	snprintf(line, sizeof(line), "# insmod /%s.ko", name);
	say(console, "USER: ", line);
	insmod(console, name);
	if (!console->own_line) {
		say_status(console, "insmod");
		shell_forks(console->k);
		kern_idle_for(console->k, 1000000000);
		show_log(console);
		say_modules(console, true);
		return;
	}
	kern_idle_for(console->k, 300000000);
	say_status(console, "insmod");
	shell_forks(console->k);
	say_module(console, name);
}

/* The real machine's was Busybox's, which has words of its own. */
static void rmmod(struct console *console, const char *name)
{
	char line[128];

	assert_int_equal(kern_rmmod(console->k, name, &console->status), 0);
	snprintf(line, sizeof(line), "rmmod: can't unload module '%s': %s",
		 name, strerror(EBUSY));
	if (strstr(kern_last_error(console->k), "is in use"))
		say(console, "", line);
	else
		say_end(console, "");
}

/* cat /sys/module/MODULE/parameters/NAME */
static void cat(struct console *console, const char *path)
{
	char module[64], name[64], text[4096] = "";

	assert_int_equal(sscanf(path, "/sys/module/%63[^/]/parameters/%63s",
				module, name),
			 2);
	assert_int_equal(kern_param_read(console->k, module, name, text,
					 sizeof(text), &console->status),
			 0);
	show_log(console);
	fputs(text, console->file);
	say_end(console, "");
}

/* echo WORD > /proc/FILE, or > /sys/module/MODULE/parameters/NAME */
static void echo(struct console *console, const char *args)
{
	char word[64], path[64], module[64], name[64];

	if (sscanf(args, "%63s > /proc/%63s", word, path) == 2) {
		assert_int_equal(kern_proc_write(console->k, path, word), 0);
		return;
	}
	assert_int_equal(sscanf(args,
				"%62s > /sys/module/%63[^/]/parameters/%63s",
				word, module, name),
			 3);
	strcat(word, "\n");
	kern_param_write(console->k, module, name, word, &console->status);
	say_end(console, "");
}

/* sh -c "echo ..." */
static void sh(struct console *console, const char *args)
{
	char line[160];

	assert_int_equal(sscanf(args, "-c \"echo %159[^\"]", line), 1);
	echo(console, line);
}

/* u "TEXT", with $? in it, or /proc/modules. */
static void u(struct console *console, const char *text)
{
	size_t len = strcspn(text + 1, "\"");
	char line[160], *at;

	snprintf(line, sizeof(line), "%.*s", (int)len, text + 1);
	at = strstr(line, "$?");
	if (at)
		snprintf(at, 8, "%d", console->status);
	if (strstr(line, "$(cat /proc/modules)"))
		say_modules(console, false);
	else
		say(console, "USER: ", line);
}

static int wait_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void say_for_ucase(const char *text, void *console)
{
	say(console, "USER: ", text);
}

/* runu ucase CASE [handler] */
static void runu(struct console *console, const char *args)
{
	char name[40] = "", handler[16] = "", line[80];
	int status;

	assert_true(sscanf(args, "ucase %39s %15s", name, handler) > 0);
	snprintf(line, sizeof(line), "# %s", args);
	say(console, "USER: ", line);
	status = ucase_run(console->k, name, *handler, say_for_ucase, console);
	if (kern_panicked(console->k)) {
		show_log(console);
		return;
	}
	console->status = wait_status(status);
	say_end(console, "USER: ");
	say_status(console, NULL);
}

/* exec /bin/ucase CASE, from the shell that is process 1 */
static void exec(struct console *console, const char *args)
{
	char name[40];

	assert_int_equal(sscanf(args, "/bin/ucase %39s", name), 1);
	console->k->next_pid = 1;
	ucase_run(console->k, name, false, say_for_ucase, console);
	show_log(console);
}

/* --- Steps --------------------------------------------------------------------------- */

static const struct step {
	const char *verb;
	void (*run)(struct console *console, const char *args);
} steps_known[] = {
	{"mod ", mod},	 {"insmod /", insmod}, {"rmmod ", rmmod},
	{"cat ", cat},	 {"echo ", echo},      {"u ", u},
	{"runu ", runu}, {"exec ", exec},      {"sh ", sh},
};

static void run_step(struct console *console, const char *step)
{
	for (size_t i = 0; i < COUNT(steps_known); i++) {
		size_t len = strlen(steps_known[i].verb);

		if (!strncmp(step, steps_known[i].verb, len)) {
			steps_known[i].run(console, step + len);
			return;
		}
	}
	if (strncmp(step, "sleep ", 6))
		fail_msg("unknown step \"%s\"", step);
	kern_idle_for(console->k, 1000000000);
	show_log(console);
}

/* The end of a step: a semicolon that is not quoted. */
static char *step_end(char *step)
{
	bool quoted = false;

	for (; *step && (quoted || *step != ';'); step++)
		if (*step == '"')
			quoted = !quoted;
	return step;
}

static char *trim(char *step)
{
	size_t len;

	step += strspn(step, " (");
	len = strlen(step);
	while (len && strchr(" )", step[len - 1]) && step[len - 2] != '/')
		step[--len] = 0;
	return step;
}

void console_run(struct console *console, const char *steps)
{
	char *copy = strdup(steps), *next = copy;

	assert_non_null(copy);
	while (*next && !kern_panicked(console->k) && !console->stopped) {
		char *step = next, *end = step_end(step);

		next = *end ? end + 1 : end;
		*end = 0;
		step = trim(step);
		if (*step)
			run_step(console, step);
	}
	free(copy);
}
