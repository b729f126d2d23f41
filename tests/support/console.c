/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * console.c - see console.h.
 *
 * Steps are written as in the script that ran on the real machine; "mod NAME",
 * "u TEXT" and "runu ucase CASE" were functions of it.
 */
#define _GNU_SOURCE
#include "console_parts.h"

#include <sys/wait.h>

#include "ucase.h"

#define SECOND_NS    1000000000ull
#define END_WAITS_NS (SECOND_NS * 7 / 10)

/* --- Commands ------------------------------------------------------------------------ */

/* What a file of the kernel's, or of a module's, says. */
static char *text_of(struct console *console, const char *path)
{
	char *text;

	if (kern_file_exists(console->k, path)) {
		assert_int_equal(kern_file_read(console->k, path, &text, NULL),
				 0);
		return text;
	}
	text = strncmp(path, "proc/", 5) ?
		       kern_sysfs_read(console->k, path + 4) :
		       kern_proc_read(console->k, path + 5);
	assert_non_null(text);
	return text;
}

/* The first of its lines that have a word in them. */
static void keep_line(char *text, const char *word)
{
	char *next = text, *line;

	while ((line = strsep(&next, "\n")))
		if (strstr(line, word)) {
			memmove(text, line, strlen(line) + 1);
			return;
		}
	*text = 0;
}

/* "$(cat /sys/FILE)", "$(cat /proc/FILE)" become what the file says, and
 * "$(grep WORD /proc/FILE)" a line of it. */
static void expand_file(struct console *console, char line[160])
{
	char *at = strstr(line, "$(cat /"), *end, rest[160], *text, *path;
	char word[32] = "";

	if (at && !strncmp(at, "$(cat /proc/modules)", 20))
		return;
	if (!at)
		at = strstr(line, "$(grep ");
	if (!at)
		return;
	end = strchr(at, ')');
	assert_non_null(end);
	*end = 0;
	snprintf(rest, sizeof(rest), "%s", end + 1);
	sscanf(at, "$(grep %31[a-z_] /", word);
	path = strchr(at, '/') + 1;
	text = text_of(console, path);
	if (*word)
		keep_line(text, word);
	text[strcspn(text, "\n")] = 0;
	snprintf(at, (size_t)(line + 160 - at), "%.60s%s", text, rest);
	free(text);
	expand_file(console, line);
}

/* u TEXT or "TEXT", with $? in it, or /proc/modules, or files of /sys. */
static void u(struct console *console, const char *text)
{
	char line[160], *at;

	text += *text == '"';
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(text, "\""), text);
	at = strstr(line, "$?");
	if (at)
		snprintf(at, 8, "%d", console->status);
	expand_file(console, line);
	if (strstr(line, "$(cat /proc/modules)"))
		console_say_modules(console, false);
	else
		console_say(console, "USER: ", line);
}

static int wait_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void say_for_ucase(const char *text, void *console)
{
	console_say(console, "USER: ", text);
}

/* runu ucase CASE [handler] */
static void runu(struct console *console, const char *args)
{
	char name[40] = "", handler[16] = "", line[80];
	int status;

	assert_true(sscanf(args, "ucase %39s %15s", name, handler) > 0);
	snprintf(line, sizeof(line), "# %s", args);
	console_say(console, "USER: ", line);
	status = ucase_run(console->k, name, *handler, say_for_ucase, console);
	if (kern_panicked(console->k)) {
		console_show_log(console);
		return;
	}
	console->status = wait_status(status);
	console_say_end(console, "USER: ");
	console_say_status(console, NULL);
}

/* exec /bin/ucase CASE, from the shell that is process 1 */
static void exec(struct console *console, const char *args)
{
	char name[40];

	assert_int_equal(sscanf(args, "/bin/ucase %39s", name), 1);
	console->k->next_pid = 1;
	ucase_run(console->k, name, false, say_for_ucase, console);
	console_show_log(console);
}

/* --- Steps --------------------------------------------------------------------------- */

static void run_step(struct console *console, const char *step);

/* sh -c "COMMAND" */
static void sh(struct console *console, const char *args)
{
	char line[160];

	snprintf(line, sizeof(line), "%.*s", (int)strcspn(args, "\""), args);
	run_step(console, line);
}

static const struct step {
	const char *verb;
	void (*run)(struct console *console, const char *args);
} steps_known[] = {
	{"mod ", console_mod},	   {"insmod /", console_insmod},
	{"rmmod ", console_rmmod}, {"cat ", console_cat},
	{"echo ", console_echo},   {"u ", u},
	{"runu ", runu},	   {"exec ", exec},
	{"sh -c \"", sh},	   {"mknod ", console_mknod},
	{"ls ", console_ls},
};

/* At least one: ours may be slower. */
static uint64_t seconds(const char *text)
{
	int n = atoi(text);

	return n > 1 ? (uint64_t)n : 1;
}

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
	kern_idle_for(console->k, SECOND_NS * seconds(step + 6));
	console_show_log(console);
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

static bool closes_subshell(const char *step, const char *end)
{
	while (end > step && end[-1] == ' ')
		end--;
	return end > step && end[-1] == ')';
}

/* "(echo TEXT > FILE; ...": the subshell writes itself, so it is what dies of that,
 * and not a command of its own. */
static bool killed_subshell(const struct console *console, const char *step)
{
	return !strncmp(step, "echo ", 5) && console->status >= 128;
}

/* One step of the script; true: the rest of the subshell is left out. */
static bool run_next(struct console *console, char *step, bool inside)
{
	step = trim(step);
	if (!*step)
		return false;
	run_step(console, step);
	return inside && killed_subshell(console, step);
}

void console_run(struct console *console, const char *steps)
{
	char *copy = strdup(steps), *next = copy;
	bool inside = false, dead = false;

	assert_non_null(copy);
	while (*next && !kern_panicked(console->k) && !console->stopped) {
		char *step = next, *end = step_end(step);
		bool last = closes_subshell(step, end);

		next = *end ? end + 1 : end;
		*end = 0;
		inside |= step[strspn(step, " ")] == '(';
		if (!dead)
			dead = run_next(console, step, inside);
		inside &= !last;
		dead &= inside;
	}
	free(copy);
	if (kern_panicked(console->k) || console->stopped)
		return;
	/* The script waited before it switched the machine off. */
	kern_idle_for(console->k, END_WAITS_NS);
	console_show_log(console);
}
