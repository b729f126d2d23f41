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
#include "kernel/module.h"
#include "kernel/page.h"
#include "shell.h"
#include "ucase.h"

#define SECOND_NS    1000000000ull
#define SHELL_KEEPS  2	/* pages, of the line that it has read */
#define SHELL_PAGES  64 /* of grep: what the second script runs next */
#define MOD_WAITS_NS (300 * 1000000ull)
#define END_WAITS_NS (700 * 1000000ull)

/* --- Showing ------------------------------------------------------------------------- */

static void show_log(struct console *console)
{
	char *log = kern_dmesg(console->k, console->from);

	fputs(log, console->file);
	free(log);
	console->from = kern_log_next(console->k);
}

/* What was said before the log was there. */
static void show_log_until(struct console *console, uint64_t end)
{
	char *all = kern_dmesg(console->k, console->from);
	char *rest = kern_dmesg(console->k, end);

	fwrite(all, 1, strlen(all) - strlen(rest), console->file);
	free(all);
	free(rest);
	console->from = end;
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
	/* Nobody typed ^C there, or killed what waits for ever. */
	if (console->status == 128 + SIGINT ||
	    (console->status == 128 + SIGKILL &&
	     strstr(kern_last_error(console->k), "for ever"))) {
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

/* The real machine's shell was Busybox's, whose commands have words of their own,
 * and end with the number of the error. */
static const struct {
	int number;
	const char *theirs, *ours;
} insmod_words[] = {
	{ENOEXEC, "invalid module format", "Invalid module format"},
	{ENOENT, "unknown symbol in module, or unknown parameter",
	 "Unknown symbol in module"},
	{ESRCH, "module has wrong symbol version",
	 "Module has wrong symbol version"},
	{EINVAL, "Invalid argument", "Invalid parameters"},
};

/* The number of the error whose words end this text. */
static int error_named(const char *text, const char **words)
{
	const char *what = strrchr(text, ':');

	what = what ? what + 2 : text;
	for (size_t i = 0; i < COUNT(insmod_words); i++)
		if (!strcmp(what, insmod_words[i].ours)) {
			*words = insmod_words[i].theirs;
			return insmod_words[i].number;
		}
	*words = what;
	for (int err = 1; err < 134; err++)
		if (!strcmp(what, strerror(err)))
			return err;
	return 1;
}

static void say_insmod_failed(struct console *console, const char *name,
			      int len)
{
	char line[256];
	const char *words;

	console->status = error_named(kern_last_error(console->k), &words);
	snprintf(line, sizeof(line), "insmod: can't insert '/%.*s.ko': %s", len,
		 name, words);
	say(console, "", line);
}

/* NAME[.ko] [PARAMETER=VALUE]... */
static void insmod(struct console *console, const char *name)
{
	int len = (int)strcspn(name, ". ");
	const char *params = strchr(name, ' ');
	char path[256];

	snprintf(path, sizeof(path), "%s%.*s.ko", console->modules, len, name);
	/* Busybox tries init_module() when finit_module() has failed. */
	for (int i = 0; i < 2 && (!i || console->status == 1); i++)
		if (kern_insmod(console->k, path, params ? params + 1 : NULL,
				&console->status)) {
			assert_true(kern_panicked(console->k));
			break;
		}
	if (console->status == 1 && !kern_panicked(console->k))
		say_insmod_failed(console, name, len);
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
		shell_takes(console->k, SHELL_KEEPS);
		shell_forks(console->k, console->k->pages->pcp.high);
		kern_idle_for(console->k, 1000000000);
		show_log(console);
		say_modules(console, true);
		return;
	}
	shell_forks(console->k, SHELL_PAGES);
	kern_idle_for(console->k, 300000000);
	say_status(console, "insmod");
	shell_forks(console->k, SHELL_PAGES);
	say_module(console, name);
}

/* Why delete_module(2) refuses: Linux says so of one that is in use. */
static int why_kept(const struct kern_module *mod)
{
	if (!mod)
		return ENOENT;
	return mod->state == KERN_MODULE_LIVE && mod->refcount ? EAGAIN : EBUSY;
}

static void rmmod(struct console *console, const char *name)
{
	bool force = !strncmp(name, "-f ", 3);
	const struct kern_module *mod;
	char line[128];
	int why;

	name += force ? 3 : 0;
	mod = kern_find_module(console->k, name);
	why = why_kept(mod);
	assert_true(!(force ? kern_rmmod_force :
			      kern_rmmod)(console->k, name, &console->status) ||
		    kern_panicked(console->k));
	if (console->status != 1 || kern_panicked(console->k)) {
		say_end(console, "");
		return;
	}
	snprintf(line, sizeof(line), "rmmod: can't unload module '%s': %s",
		 name, strerror(why));
	say(console, "", line);
}

/* cat FILE that a module has made */
static void cat_file(struct console *console, const char *path)
{
	struct kern_transfer t = {.comm = "cat"};

	assert_true(!kern_file_transfer(console->k, path, false, &t) ||
		    kern_panicked(console->k));
	console->status = t.status;
	if (t.data) {
		show_log_until(console, t.log_at);
		fputs(t.data, console->file);
	}
	free(t.data);
	show_log(console);
	if (console->status == 1 && !kern_file_exists(console->k, path))
		fprintf(console->file, "cat: can't open '%s': %s\n", path,
			strerror(ENOENT));
	else
		say_end(console, "");
}

struct listing {
	struct console *console;
	const char *folder;
	bool found;
};

static int list_one(const char *name, bool writable, void *arg)
{
	struct listing *listing = arg;
	size_t len = strlen(listing->folder);

	(void)writable;
	if (strncmp(name, listing->folder, len) || name[len] != '/')
		return 0;
	listing->found = true;
	if (name[len + 1] && !strchr(name + len + 1, '/'))
		fprintf(listing->console->file, "%s\n", name + len + 1);
	return 0;
}

/* ls FOLDER that a module has made, with one file at most */
static void ls(struct console *console, const char *path)
{
	struct listing listing = {console, path + 1, false};

	show_log(console);
	kern_file_each(console->k, list_one, &listing);
	console->status = !listing.found;
	if (!listing.found)
		fprintf(console->file, "ls: %s: %s\n", path, strerror(ENOENT));
}

/* mknod PATH c MAJOR MINOR */
static void make_node(struct console *console, const char *args)
{
	unsigned int major, minor;
	char path[64];

	assert_int_equal(sscanf(args, "%63s c %u %u", path, &major, &minor), 3);
	assert_int_equal(kern_mknod(console->k, path, major, minor), 0);
}

/* cat /sys/module/MODULE/parameters/NAME */
static void cat_one(struct console *console, const char *path)
{
	char module[64], name[64], text[4096] = "";
	char *value = strncmp(path, "/proc/sys/", 10) ||
				      kern_file_exists(console->k, path) ?
			      NULL :
			      kern_proc_read(console->k, path + 6);

	if (value) {
		console->status = 0;
		say(console, "", strtok(value, "\n"));
		free(value);
		return;
	}
	if (strncmp(path, "/sys/module/", 12)) {
		cat_file(console, path);
		return;
	}
	if (!strstr(path, "/parameters/")) {
		value = kern_sysfs_read(console->k, path + 5);
		assert_non_null(value);
		console->status = 0;
		show_log(console);
		fputs(value, console->file);
		free(value);
		return;
	}
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

/* cat FILE...; one that kills it is the last. */
static void cat(struct console *console, const char *paths)
{
	char *copy = strdup(paths), *next = copy, *path;

	assert_non_null(copy);
	while ((path = strsep(&next, " ")) && !kern_panicked(console->k)) {
		if (*path)
			cat_one(console, path);
		if (console->status >= 128)
			break;
	}
	free(copy);
}

/* echo WORD > /proc/FILE, or > /sys/module/MODULE/parameters/NAME */
static void echo(struct console *console, const char *args)
{
	char word[64], path[64], module[64], name[64];

	if (sscanf(args, "%62[^>]> %63s", word, path) == 2)
		word[strlen(word) - 1] = 0; /* the blank before '>' */
	if (sscanf(args, "%62[^>]> %63s", name, path) == 2 &&
	    kern_file_exists(console->k, path)) {
		strcat(word, "\n");
		kern_file_write(console->k, path, word, &console->status);
		say_end(console, "");
		return;
	}
	if (sscanf(args, "%63s > /proc/%63s", word, path) == 2) {
		int err = kern_proc_write(console->k, path, word);

		/* -EIO: who wrote was killed. */
		console->status =
			err && err != -EIO ? 1 : kern_last_status(console->k);
		say_end(console, "");
		return;
	}
	if (sscanf(args, "%63s > /sys/kernel/%63s", word, path) == 2) {
		console->status = kern_sysfs_write(console->k,
						   strstr(args, "kernel/"),
						   word) != 0;
		show_log(console);
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
	{"mod ", mod},	       {"insmod /", insmod}, {"rmmod ", rmmod},
	{"cat ", cat},	       {"echo ", echo},	     {"u ", u},
	{"runu ", runu},       {"exec ", exec},	     {"sh -c \"", sh},
	{"mknod ", make_node}, {"ls ", ls},
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
	show_log(console);
}
