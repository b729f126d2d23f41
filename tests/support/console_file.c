/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * console_file.c - cat, echo, ls and mknod, of files that the kernel or a module has.
 */
#define _GNU_SOURCE
#include "console_parts.h"

#include <errno.h>

/* cat FILE that a module has made */
static void cat_file(struct console *console, const char *path)
{
	struct kern_transfer t = {.comm = "cat"};

	assert_true(!kern_file_transfer(console->k, path, false, &t) ||
		    kern_panicked(console->k));
	console->status = t.status;
	if (t.data) {
		console_show_log_until(console, t.log_at);
		fputs(t.data, console->file);
	}
	free(t.data);
	console_show_log(console);
	if (console->status == 1 && !kern_file_exists(console->k, path))
		fprintf(console->file, "cat: can't open '%s': %s\n", path,
			strerror(ENOENT));
	else
		console_say_end(console, "");
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
void console_ls(struct console *console, const char *path)
{
	struct listing listing = {console, path + 1, false};

	console_show_log(console);
	kern_file_each(console->k, list_one, &listing);
	console->status = !listing.found;
	if (!listing.found)
		fprintf(console->file, "ls: %s: %s\n", path, strerror(ENOENT));
}

/* mknod PATH c MAJOR MINOR */
void console_mknod(struct console *console, const char *args)
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
		console_say(console, "", strtok(value, "\n"));
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
		console_show_log(console);
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
	console_show_log(console);
	fputs(text, console->file);
	console_say_end(console, "");
}

/* cat FILE...; one that kills it is the last. */
void console_cat(struct console *console, const char *paths)
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
void console_echo(struct console *console, const char *args)
{
	char word[64], path[64], module[64], name[64];

	if (sscanf(args, "%62[^>]> %63s", word, path) == 2)
		word[strlen(word) - 1] = 0; /* the blank before '>' */
	if (sscanf(args, "%62[^>]> %63s", name, path) == 2 &&
	    kern_file_exists(console->k, path)) {
		strcat(word, "\n");
		kern_file_write(console->k, path, word, &console->status);
		console_say_end(console, "");
		return;
	}
	if (sscanf(args, "%63s > /proc/%63s", word, path) == 2) {
		int err = kern_proc_write(console->k, path, word);

		/* -EIO: who wrote was killed. */
		console->status =
			err && err != -EIO ? 1 : kern_last_status(console->k);
		console_say_end(console, "");
		return;
	}
	if (sscanf(args, "%63s > /sys/kernel/%63s", word, path) == 2) {
		console->status = kern_sysfs_write(console->k,
						   strstr(args, "kernel/"),
						   word) != 0;
		console_show_log(console);
		return;
	}
	assert_int_equal(sscanf(args,
				"%62s > /sys/module/%63[^/]/parameters/%63s",
				word, module, name),
			 3);
	strcat(word, "\n");
	kern_param_write(console->k, module, name, word, &console->status);
	console_say_end(console, "");
}
