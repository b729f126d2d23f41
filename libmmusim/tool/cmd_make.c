/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_make.c - touch, mkdir, tee: files and folders that are made, or written to.
 *
 * There is nothing here that removes or renames files: the folders are those of the
 * host, and somebody may try on a simulated machine what he would not on his own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/commands.h"

static int cannot(struct call *call, const char *path, int err)
{
	return command_fail(call, 1, "%s: %s", path, file_error(err));
}

static int touch(struct call *call, const char *path)
{
	int fd;

	if (file_is_simulated(call->sh, path)) {
		if (file_type(call->sh, path))
			return 0;
		return cannot(call, path,
			      desk_halted(call->sh) ? EHOSTDOWN : EACCES);
	}
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
		  0666);
	if (fd < 0 && errno != EISDIR)
		return cannot(call, path, errno);
	if (fd >= 0)
		close(fd);
	return utimensat(AT_FDCWD, path, NULL, 0) ? cannot(call, path, errno) :
						    0;
}

int cmd_touch(struct call *call)
{
	int status = 0;

	if (call->argc < 2)
		return command_fail(call, 1, "a file is missing");
	for (int i = 1; i < call->argc; i++) {
		if (call->argv[i][0] == '-')
			return command_bad_option(call, call->argv[i]);
		status |= touch(call, call->argv[i]);
	}
	return status;
}

static int make_folder(struct call *call, char *path, bool parents)
{
	struct stat st;

	if (file_is_simulated(call->sh, path))
		return cannot(call, path, EPERM);
	for (char *slash = parents ? strchr(path + 1, '/') : NULL; slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0777);
		*slash = '/';
	}
	if (!mkdir(path, 0777) ||
	    (parents && !stat(path, &st) && S_ISDIR(st.st_mode)))
		return 0;
	return cannot(call, path, errno);
}

int cmd_mkdir(struct call *call)
{
	bool parents = call->argc > 1 && !strcmp(call->argv[1], "-p");
	int status = 0;

	if (call->argc < 2 + parents)
		return command_fail(call, 1, "a folder is missing");
	for (int i = 1 + parents; i < call->argc; i++) {
		if (call->argv[i][0] == '-')
			return command_bad_option(call, call->argv[i]);
		status |= make_folder(call, call->argv[i], parents);
	}
	return status;
}

/* --- tee ------------------------------------------------------------------------------ */

static int write_host(struct call *call, const char *path, const char *data,
		      size_t len, bool append)
{
	int fd = open(path,
		      O_WRONLY | O_CREAT | O_CLOEXEC |
			      (append ? O_APPEND : O_TRUNC),
		      0666);

	while (fd >= 0 && len) {
		ssize_t n = write(fd, data, len);

		if (n < 0)
			break;
		data += n;
		len -= (size_t)n;
	}
	if (fd < 0 || close(fd) || len)
		return cannot(call, path, errno);
	return 0;
}

int write_file(struct call *call, const char *path, const char *data,
	       size_t len, bool append)
{
	struct shell *sh = call->sh;
	int err, status;

	if (!file_is_simulated(sh, path))
		return write_host(call, path, data, len, append);
	err = file_may_write(sh, path);
	if (err == EACCES && file_is_of_module(sh, path))
		err = 0;
	if (!err && len)
		err = file_write(sh, path, call->argv[0], data, len);
	if (!err)
		return 0;
	status = file_killed(sh, path, err);
	if (!status)
		return cannot(call, path, err);
	desk_sync(sh);
	fprintf(call->err, "%s\n", death_text(status));
	return status;
}

int cmd_tee(struct call *call)
{
	bool append = call->argc > 1 && !strcmp(call->argv[1], "-a");
	int status = 0;
	size_t len = 0;
	char *data;

	if (call->argc > 1 + append && call->argv[1 + append][0] == '-')
		return command_bad_option(call, call->argv[1 + append]);
	data = file_read_rest(call->in, &len);
	if (!data)
		return command_bad_input(call, "standard input");
	for (int i = 1 + append; i < call->argc && status <= STATUS_SIGNAL;
	     i++) {
		int one = write_file(call, call->argv[i], data, len, append);

		status = one > status ? one : status;
	}
	if (status <= STATUS_SIGNAL)
		fwrite(data, 1, len, call->out);
	free(data);
	return status;
}
