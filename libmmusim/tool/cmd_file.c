/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_file.c - cat: files of the simulated machine, and of the host; mknod. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/commands.h"

/* --- cat ------------------------------------------------------------------------- */

static int copy_fd(struct call *call, int fd, const char *name)
{
	char buf[4096];
	ssize_t n;

	while ((n = file_read_some(fd, buf, sizeof(buf))) > 0)
		if (fwrite(buf, 1, (size_t)n, call->out) != (size_t)n)
			return 1;
	return n < 0 ? command_bad_input(call, name) : 0;
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
	size_t len;
	char *text = file_read(call->sh, path, call->argv[0], &len);
	int err = errno, killed;

	if (!text) {
		killed = file_killed(call->sh, path, err);
		if (!killed)
			return command_fail(call, 1, "%s: %s", path,
					    file_error(err));
		fprintf(call->err, "%s\n", death_text(killed));
		return killed;
	}
	fwrite(text, 1, len, call->out);
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
			status = worse(status, copy_fd(call, call->in,
						       "standard input"));
		else if (path[0] == '-')
			return command_bad_option(call, path);
		else if (file_is_simulated(call->sh, path))
			status = worse(status, cat_simulated(call, path));
		else
			status = worse(status, cat_host(call, path));
	}
	return status;
}

/* --- mknod ----------------------------------------------------------------------- */

static bool parse_number(const char *word, unsigned int *number)
{
	char *end;
	unsigned long value = strtoul(word, &end, 0);

	if (*word < '0' || *word > '9' || *end || value >= 1u << 20)
		return false;
	*number = (unsigned int)value;
	return true;
}

/* Outside of /dev it lies in a folder of the host, beside what is there. 0 or an
 * errno. */
static int may_make(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = must_copy(path);
	struct stat st;
	int err = 0;

	folder[slash > path ? slash - path : 1] = '\0';
	if (stat(folder, &st))
		err = errno;
	else if (!S_ISDIR(st.st_mode))
		err = ENOTDIR;
	else if (!lstat(path, &st))
		err = EEXIST;
	free(folder);
	return err;
}

/* Only for devices of modules: "mknod /dev/NAME c MAJOR MINOR". */
int cmd_mknod(struct call *call)
{
	char **argv = call->argv;
	unsigned int major, minor;
	int err = 0;

	if (call->argc != 5 || strcmp(argv[2], "c") ||
	    !parse_number(argv[3], &major) || !parse_number(argv[4], &minor))
		return command_fail(call, 1, "usage: %s",
				    command_find("mknod")->synopsis);
	if (*argv[1] != '/')
		return command_fail(call, 1,
				    "%s: give the whole path, such as /dev/%s",
				    argv[1], argv[1]);
	if (!file_is_simulated(call->sh, argv[1]))
		err = may_make(argv[1]);
	if (!err)
		err = -kern_mknod(call->sh->kern, argv[1], major, minor);
	return err ? command_fail(call, 1, "%s: %s", argv[1], strerror(err)) :
		     0;
}
