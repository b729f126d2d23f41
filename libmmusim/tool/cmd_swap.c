/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_swap.c - mkswap, swapon, swapoff: swap areas in files of the host, with the
 * words of util-linux.
 *
 * In the first page of a swap file there is a header: at 1024 the version, 1, and
 * the number of the last page; at its end SWAPSPACE2.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/commands.h"

#define PAGE	  4096
#define MAGIC	  "SWAPSPACE2"
#define MIN_PAGES 10

/* --- mkswap ---------------------------------------------------------------------- */

static int write_header(struct call *call, int fd, uint64_t bytes)
{
	uint32_t header[PAGE / sizeof(uint32_t)] = {0};

	header[1024 / 4] = 1;
	header[1024 / 4 + 1] = (uint32_t)(bytes / PAGE - 1);
	memcpy((char *)header + PAGE - strlen(MAGIC), MAGIC, strlen(MAGIC));
	if (pwrite(fd, header, PAGE, 0) != PAGE || fsync(fd))
		return command_fail(call, 1, "error: cannot write: %s",
				    strerror(errno));
	fprintf(call->out,
		"Setting up swapspace version 1, size = %llu KiB (%llu "
		"bytes)\n",
		(unsigned long long)(bytes / PAGE - 1) * 4,
		(unsigned long long)(bytes / PAGE - 1) * PAGE);
	return 0;
}

/* With -F the file is made, bytes long; else it is there, and as long as it is. */
static int make_swap(struct call *call, const char *path, bool create,
		     uint64_t bytes)
{
	int fd = open(path,
		      O_RDWR | O_CLOEXEC | (create ? O_CREAT | O_TRUNC : 0),
		      0600);
	struct stat st;
	int status;

	if (fd < 0)
		return command_fail(call, 1, "cannot open %s: %s", path,
				    strerror(errno));
	if ((create && ftruncate(fd, (off_t)bytes)) || fstat(fd, &st))
		status = command_fail(call, 1, "%s: %s", path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		status = command_fail(call, 1, "error: %s is no file", path);
	else if (st.st_size < MIN_PAGES * PAGE)
		status = command_fail(call, 1,
				      "error: swap area needs to be at least "
				      "40 KiB");
	else
		status = write_header(call, fd, (uint64_t)st.st_size);
	close(fd);
	return status;
}

int cmd_mkswap(struct call *call)
{
	bool create = false;
	uint64_t bytes = 0;
	char **argv = call->argv;
	int i = 1, err;

	for (; argv[i] && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "-F"))
			create = true;
		else if (strcmp(argv[i], "-s") || !argv[i + 1])
			return command_bad_option(call, argv[i]);
		else if ((err = parse_size(argv[++i], &bytes)))
			return command_fail(call, 1, "%s %s", argv[i],
					    size_error(err));
	}
	if (!argv[i] || argv[i + 1])
		return command_fail(call, 1, "give one file: %s",
				    command_find("mkswap")->synopsis);
	if (create != (bytes != 0))
		return command_fail(call, 1, "-F and -s go together");
	return make_swap(call, argv[i], create, bytes / PAGE * PAGE);
}

/* --- swapon ---------------------------------------------------------------------- */

/* As /proc/swaps has it. */
static int show(struct call *call)
{
	char *text = kern_proc_read(call->sh->kern, "swaps");

	fputs(text ? text : "", call->out);
	free(text);
	return !text;
}

/* Without -p the first area gets -2, the next one -3. */
static int next_priority(const struct shell *sh)
{
	int prio = -2;

	for (int i = 0; i < KERN_MAX_SWAPFILES; i++)
		prio -= sh->swap[i] != NULL;
	return prio;
}

static int swap_on(struct call *call, const char *path, int prio)
{
	struct kern_swap_config config = {
		.size = sizeof(config), .path = path, .prio = prio};
	int area;

	if (access(path, F_OK))
		return command_fail(call, 1, "cannot open %s: %s", path,
				    strerror(errno));
	area = kern_swapon(call->sh->kern, &config);
	if (area == -EINVAL)
		return command_fail(call, 1, "%s: read swap header failed",
				    path);
	if (area < 0)
		return command_fail(call, 1, "%s: swapon failed: %s", path,
				    strerror(-area));
	call->sh->swap[area] = realpath(path, NULL);
	return 0;
}

int cmd_swapon(struct call *call)
{
	char **argv = call->argv;
	int prio = next_priority(call->sh), i = 1, status = 0;

	for (; argv[i] && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "-s") || !strcmp(argv[i], "--show"))
			return show(call);
		if (strcmp(argv[i], "-p") || !argv[i + 1])
			return command_bad_option(call, argv[i]);
		prio = atoi(argv[++i]);
	}
	if (!argv[i])
		return show(call);
	for (; argv[i]; i++)
		status |= swap_on(call, argv[i], prio);
	return status;
}

/* --- swapoff --------------------------------------------------------------------- */

static int swap_off(struct call *call, int area)
{
	struct shell *sh = call->sh;
	int err = kern_swapoff(sh->kern, area);

	if (err)
		return command_fail(call, 1, "%s: swapoff failed: %s",
				    sh->swap[area], strerror(-err));
	free(sh->swap[area]);
	sh->swap[area] = NULL;
	return 0;
}

/* Of one file; NULL: of all. */
static int swap_off_path(struct call *call, const char *path)
{
	char *full = path ? realpath(path, NULL) : NULL;
	bool found = !path;
	int status = 0;

	for (int i = 0; i < KERN_MAX_SWAPFILES; i++) {
		const char *name = call->sh->swap[i];

		if (!name || (path && (!full || strcmp(name, full))))
			continue;
		found = true;
		status |= swap_off(call, i);
	}
	free(full);
	return found ? status :
		       command_fail(call, 1, "%s: swapoff failed: %s", path,
				    strerror(EINVAL));
}

int cmd_swapoff(struct call *call)
{
	int status = 0;

	if (call->argc == 2 && !strcmp(call->argv[1], "-a"))
		return swap_off_path(call, NULL);
	if (call->argc < 2)
		return command_fail(call, 1, "give a file, or -a");
	for (int i = 1; i < call->argc; i++) {
		if (call->argv[i][0] == '-')
			return command_bad_option(call, call->argv[i]);
		status |= swap_off_path(call, call->argv[i]);
	}
	return status;
}
