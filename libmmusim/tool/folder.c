/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * folder.c - the folder that the shell is in: the host's, or one of the simulated
 * machine, which its state names.
 *
 * In one of the machine the process is in the host's root: a relative path that leads
 * out of the machine's folder then leads where it should.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/shell.h"

/* Add the parts of a path to one that is clean: "." and ".." are done away with. */
static void append(char *at, const char *path)
{
	size_t len = strlen(at);

	while (*path) {
		size_t part = strcspn(path, "/");

		if (part == 2 && !strncmp(path, "..", 2)) {
			while (len && at[--len] != '/')
				;
		} else if (part && !(part == 1 && *path == '.') &&
			   len + part + 2 < FILE_PATH) {
			at[len++] = '/';
			memcpy(at + len, path, part);
			len += part;
		}
		at[len] = '\0';
		path += part;
		path += strspn(path, "/");
	}
}

const char *file_resolve(const struct shell *sh, const char *path,
			 char at[FILE_PATH])
{
	const char *inside = sh->state.inside;

	if (*path != '/' && !inside)
		return path;
	*at = '\0';
	if (*path != '/')
		append(at, inside);
	append(at, path);
	return *at ? at : "/";
}

/* Leave a folder for good; what it was called, in *OLDPWD. */
static int change(struct shell *sh, const char *to, char *inside)
{
	char *before = folder_name(sh), *now;

	if (chdir(inside ? "/" : to)) {
		free(before);
		free(inside);
		return errno;
	}
	free(sh->state.inside);
	sh->state.inside = inside;
	now = folder_name(sh);
	if (before)
		shell_set(sh, "OLDPWD", before);
	if (now)
		shell_set(sh, "PWD", now);
	free(before);
	free(now);
	return 0;
}

int folder_enter(struct shell *sh, const char *path)
{
	char at[FILE_PATH];
	const char *to = file_resolve(sh, path, at);
	mode_t type;

	if (!file_is_simulated(sh, to))
		return change(sh, to, NULL);
	type = file_type(sh, to);
	if (!type)
		return ENOENT;
	return type == S_IFDIR ? change(sh, to, must_copy(to)) : ENOTDIR;
}

char *folder_name(struct shell *sh)
{
	return sh->state.inside ? must_copy(sh->state.inside) : getcwd(NULL, 0);
}
