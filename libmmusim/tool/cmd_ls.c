/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_ls.c - ls: folders of the simulated machine, and of the host.
 *
 * Files of the machine belong to root, have no length, and are as old as its clock
 * says: with -l it shows, above all, which may be written to.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "tool/commands.h"

struct ls {
	struct call *call;
	bool all, details;
};

/* --- a line ------------------------------------------------------------------------ */

/* "-rw-r--r--" */
static void mode_text(mode_t mode, char text[11])
{
	static const char letters[] = "rwxrwxrwx";

	text[0] = S_ISDIR(mode) ? 'd' :
		  S_ISLNK(mode) ? 'l' :
		  S_ISCHR(mode) ? 'c' :
				  '-';
	for (int i = 0; i < 9; i++)
		text[1 + i] = mode & (0400u >> i) ? letters[i] : '-';
	text[10] = '\0';
}

static void print_details(const struct ls *ls, const struct stat *st,
			  const char *owner)
{
	char mode[11], date[32];
	struct tm tm;

	mode_text(st->st_mode, mode);
	strftime(date, sizeof(date), "%b %e %H:%M",
		 gmtime_r(&st->st_mtime, &tm));
	fprintf(ls->call->out, "%s %s %10lld %s ", mode, owner,
		(long long)st->st_size, date);
}

static void print_simulated(const struct ls *ls, const char *path,
			    const char *name)
{
	struct shell *sh = ls->call->sh;
	struct stat st = {0};
	int err;

	if (ls->details) {
		err = file_may_write(sh, path);
		st.st_mode = err == EISDIR ? S_IFDIR | 0555 : err ? 0444 : 0644;
		if (!strncmp(path, "/dev/", strlen("/dev/")))
			st.st_mode |= S_IFCHR | 0600;
		st.st_mtime = (time_t)sh->rtc +
			      (time_t)(kern_clock(sh->kern) / 1000000000);
		print_details(ls, &st, "root root");
	}
	fprintf(ls->call->out, "%s\n", name);
}

static void print_host(const struct ls *ls, const char *path, const char *name)
{
	char owner[32];
	struct stat st;

	if (ls->details && !lstat(path, &st)) {
		snprintf(owner, sizeof(owner), "%u %u", st.st_uid, st.st_gid);
		print_details(ls, &st, owner);
	}
	fprintf(ls->call->out, "%s\n", name);
}

static char *join(const char *folder, const char *name)
{
	struct buffer b = {0};

	buffer_printf(&b, "%s%s%s", folder,
		      folder[strlen(folder) - 1] == '/' ? "" : "/", name);
	return buffer_take(&b);
}

/* --- folders ------------------------------------------------------------------------- */

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int ls_host(const struct ls *ls, const char *path)
{
	struct dirent **entries;
	struct stat st;
	int n;

	if (!stat(path, &st) && !S_ISDIR(st.st_mode)) {
		print_host(ls, path, path);
		return 0;
	}
	n = scandir(path, &entries, ls->all ? NULL : not_hidden, by_bytes);
	if (n < 0)
		return command_fail(ls->call, 2, "cannot access '%s': %s", path,
				    strerror(errno));
	for (int i = 0; i < n; i++) {
		char *full = join(path, entries[i]->d_name);

		print_host(ls, full, entries[i]->d_name);
		free(full);
		free(entries[i]);
	}
	free(entries);
	return 0;
}

static int ls_simulated(const struct ls *ls, const char *path)
{
	char *names = file_list(ls->call->sh, path), *rest = NULL;

	if (!names)
		return command_fail(ls->call, 2, "cannot access '%s': %s", path,
				    file_error(errno));
	for (char *name = strtok_r(names, "\n", &rest); name;
	     name = strtok_r(NULL, "\n", &rest)) {
		char *full = name[0] == '/' ? must_copy(name) :
					      join(path, name);

		print_simulated(ls, full, name[0] == '/' ? path : name);
		free(full);
	}
	free(names);
	return 0;
}

static int ls_path(const struct ls *ls, const char *path)
{
	return file_is_simulated(ls->call->sh, path) ? ls_simulated(ls, path) :
						       ls_host(ls, path);
}

static bool is_folder(const struct ls *ls, const char *path)
{
	struct stat st;

	if (file_is_simulated(ls->call->sh, path))
		return file_may_write(ls->call->sh, path) == EISDIR;
	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* Files and what is not there first, then folders under their names. */
static int ls_all(const struct ls *ls, char *const *paths, size_t n)
{
	const char *gap = "";
	int status = 0, err;

	for (int folders = 0; folders < 2; folders++)
		for (size_t i = 0; i < n; i++) {
			if (is_folder(ls, paths[i]) != folders)
				continue;
			if (folders && n > 1)
				fprintf(ls->call->out, "%s%s:\n", gap,
					paths[i]);
			err = ls_path(ls, paths[i]);
			status = err ? err : status;
			gap = err ? gap : "\n";
		}
	return status;
}

int cmd_ls(struct call *call)
{
	struct ls ls = {.call = call};
	int i = 1;

	for (; i < call->argc && call->argv[i][0] == '-' && call->argv[i][1];
	     i++) {
		const char *letters = call->argv[i] + 1;

		if (strspn(letters, "1al") != strlen(letters))
			return command_bad_option(call, call->argv[i]);
		ls.all |= strchr(letters, 'a') != NULL;
		ls.details |= strchr(letters, 'l') != NULL;
	}
	if (i == call->argc)
		return ls_path(&ls, ".");
	return ls_all(&ls, call->argv + i, (size_t)(call->argc - i));
}
