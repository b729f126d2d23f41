/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * console_module.c - insmod, rmmod, and "mod NAME", a function of the script that ran on
 * the real machine.
 */
#define _GNU_SOURCE
#include "console_parts.h"

#include <errno.h>

#include "kernel/module.h"
#include "kernel/page.h"
#include "shell.h"

#define SHELL_KEEPS  2	/* pages, of the line that it has read */
#define SHELL_PAGES  64 /* of grep: what the second script runs next */
#define SECOND_NS    1000000000ull
#define MOD_WAITS_NS (SECOND_NS * 3 / 10)

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
	console_say(console, "", line);
}

void console_insmod(struct console *console, const char *name)
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
		console_say_end(console, "");
}

void console_mod(struct console *console, const char *name)
{
	char line[80];

	snprintf(line, sizeof(line), "# insmod /%s.ko", name);
	console_say(console, "USER: ", line);
	console_insmod(console, name);
	if (!console->own_line) {
		console_say_status(console, "insmod");
		shell_takes(console->k, SHELL_KEEPS);
		shell_forks(console->k, console->k->pages->pcp.high);
		kern_idle_for(console->k, SECOND_NS);
		console_show_log(console);
		console_say_modules(console, true);
		return;
	}
	shell_forks(console->k, SHELL_PAGES);
	kern_idle_for(console->k, MOD_WAITS_NS);
	console_say_status(console, "insmod");
	shell_forks(console->k, SHELL_PAGES);
	console_say_module(console, name);
}

/* Why delete_module(2) refuses: Linux says so of one that is in use. */
static int why_kept(const struct kern_module *mod)
{
	if (!mod)
		return ENOENT;
	return mod->state == KERN_MODULE_LIVE && mod->refcount ? EAGAIN : EBUSY;
}

void console_rmmod(struct console *console, const char *name)
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
		console_say_end(console, "");
		return;
	}
	snprintf(line, sizeof(line), "rmmod: can't unload module '%s': %s",
		 name, strerror(why));
	console_say(console, "", line);
}
