/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_file.c - cat, mknod: files of the simulated machine, and of the host. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/commands.h"

/* --- cat ------------------------------------------------------------------------- */

static int copy_fd(struct call *call, int fd, const char *name)
{
	char buf[4096];
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		if (fwrite(buf, 1, (size_t)n, call->out) != (size_t)n)
			return 1;
	if (n < 0)
		return command_fail(call, 1, "%s: %s", name, strerror(errno));
	return 0;
}

static int cat_host(struct call *call, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), status;

	if (fd < 0)
		return command_fail(call, 1, "%s: %s", path, strerror(errno));
	status = copy_fd(call, fd, path);
	close(fd);
	return status;
}

static int cat_simulated(struct call *call, const char *path)
{
	char *text = file_read(call->sh, path);
	int err = errno, killed;

	if (!text) {
		killed = file_killed(call->sh, path, err, call->err);
		return killed ? killed :
				command_fail(call, 1, "%s: %s", path,
					     file_error(err));
	}
	fputs(text, call->out);
	free(text);
	return 0;
}

/* One that a signal ended counts more than one that failed. */
static int worse(int a, int b)
{
	return a > b ? a : b;
}

int cmd_cat(struct call *call)
{
	int status = 0;

	if (call->argc < 2)
		return copy_fd(call, call->in, "standard input");
	for (int i = 1; i < call->argc && status <= STATUS_SIGNAL; i++) {
		const char *path = call->argv[i];

		if (!strcmp(path, "-"))
			status |= copy_fd(call, call->in, "standard input");
		else if (path[0] == '-')
			return command_bad_option(call, path);
		else if (file_is_simulated(call->sh, path))
			status = worse(status, cat_simulated(call, path));
		else
			status |= cat_host(call, path);
	}
	return status;
}

/* --- mknod ----------------------------------------------------------------------- */

/* A number below the limit; -1 */
static int node_number(const char *text, int limit)
{
	char *end;
	long value = strtol(text, &end, 0);

	return !*text || *end || value < 0 || value >= limit ? -1 : (int)value;
}

int cmd_mknod(struct call *call)
{
	enum { MAJORS = 4096, MINORS = 1 << 20 };
	int major, minor, err;

	if (call->argc != 5)
		return command_fail(call, 1, "a path, c, and two numbers");
	if (strcmp(call->argv[2], "c") && strcmp(call->argv[2], "u"))
		return command_fail(call, 1, "invalid device type '%s'",
				    call->argv[2]);
	major = node_number(call->argv[3], MAJORS);
	minor = node_number(call->argv[4], MINORS);
	if (major < 0 || minor < 0)
		return command_fail(call, 1, "invalid %s device number '%s'",
				    major < 0 ? "major" : "minor",
				    call->argv[major < 0 ? 3 : 4]);
	err = kern_mknod(call->sh->kern, call->argv[1], (unsigned int)major,
			 (unsigned int)minor);
	if (err == -EINVAL)
		return command_fail(call, 1, "%s: nodes are made in /dev only",
				    call->argv[1]);
	return err ? command_fail(call, 1, "%s: %s", call->argv[1],
				  strerror(-err)) :
		     0;
}
