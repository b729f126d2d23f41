/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pattern.c - *, ?, [a-z]: names of files of the host and of the machine. The C
 * library's glob() does it; where a folder is the machine's, it is given the names
 * by us.
 */
#define _GNU_SOURCE /* GLOB_ALTDIRFUNC */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tool/shell.h"

#define MOST_FOLDERS 256 /* in a pattern: glob() calls itself for each */

/* glob() passes nothing to these functions. */
static struct shell *the_shell;

/**
 * struct folder - a folder that is read
 * @host:  NULL: it is the machine's
 * @names: those of the machine, a line each; @rest: of them
 */
struct folder {
	DIR *host;
	char *names, *rest;
	struct dirent entry;
};

static void *open_folder(const char *path)
{
	struct folder *folder = must_alloc(1, sizeof(*folder));

	if (file_type(the_shell, path) == S_IFDIR) {
		folder->names = file_list(the_shell, path);
		folder->rest = folder->names;
	} else if (!file_is_simulated(the_shell, path)) {
		folder->host = opendir(path);
	}
	if (folder->names || folder->host)
		return folder;
	free(folder);
	return NULL;
}

static struct dirent *read_folder(void *arg)
{
	struct folder *folder = arg;
	char *name;

	if (folder->host)
		return readdir(folder->host);
	name = strsep(&folder->rest, "\n");
	if (!name || !*name)
		return NULL;
	folder->entry = (struct dirent){.d_ino = 1, .d_type = DT_UNKNOWN};
	snprintf(folder->entry.d_name, sizeof(folder->entry.d_name), "%s",
		 name);
	return &folder->entry;
}

static void close_folder(void *arg)
{
	struct folder *folder = arg;

	if (folder->host)
		closedir(folder->host);
	free(folder->names);
	free(folder);
}

static int stat_path(const char *path, struct stat *st)
{
	if (!file_is_simulated(the_shell, path))
		return stat(path, st);
	*st = (struct stat){.st_mode = file_type(the_shell, path)};
	errno = ENOENT;
	return st->st_mode ? 0 : -1;
}

char **pattern_names(struct shell *sh, const char *pattern)
{
	glob_t found = {.gl_opendir = open_folder,
			.gl_readdir = read_folder,
			.gl_closedir = close_folder,
			.gl_stat = stat_path,
			.gl_lstat = stat_path};
	char **names = NULL;
	unsigned int folders = 0;

	for (const char *c = pattern; *c; c++)
		folders += *c == '/';
	the_shell = sh;
	if (folders <= MOST_FOLDERS &&
	    !glob(pattern, GLOB_ALTDIRFUNC, NULL, &found)) {
		names = must_alloc(found.gl_pathc + 1, sizeof(*names));
		for (size_t i = 0; i < found.gl_pathc; i++)
			names[i] = must_copy(found.gl_pathv[i]);
	}
	globfree(&found);
	return names;
}

bool pattern_fits(const char *pattern, const char *text)
{
	return !fnmatch(pattern, text, 0);
}
