/* SPDX-License-Identifier: GPL-2.0-or-later */
/* entry.c - runs a command of the table: its streams, and what it leaves to be done. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "tool/commands.h"
#include "tool/stage.h"

static FILE *open_stream(int fd, int mode)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FD);
	FILE *file = copy < 0 ? NULL : fdopen(copy, "w");

	if (file)
		setvbuf(file, NULL, mode, BUFSIZ);
	else if (copy >= 0)
		close(copy);
	return file;
}

static bool reader_is_gone(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};

	return poll(&p, 1, 0) == 1 && p.revents & POLLERR;
}

/* What could not be written? A reader that is gone is no error of ours. */
static int end_stream(struct shell *sh, const char *name, FILE *file, int fd,
		      int status)
{
	bool bad = ferror(file);

	errno = 0;
	if (!fclose(file) && !bad)
		return status;
	if (errno == EPIPE || reader_is_gone(fd))
		return STATUS_SIGNAL + SIGPIPE;
	shell_say(sh, "%s: write error: %s", name,
		  errno ? strerror(errno) : "not all was written");
	return 1;
}

/* Every command but echo knows --help. */
static bool asks_help(const struct stage *s)
{
	return s->argv[1] && !s->argv[2] && !strcmp(s->argv[1], "--help") &&
	       !(s->entry->flags & TAKES_ALL);
}

static int run_entry(struct call *call, const struct stage *s)
{
	if (!asks_help(s))
		return s->entry->run(call);
	command_help(call, s->entry);
	return 0;
}

/* Work that a command has left to be done, or that became due while it ran. */
static int run_work(struct shell *sh, const struct stage *s, bool was_halted,
		    int status)
{
	if (!sh->kern)
		return status;
	kern_idle(sh->kern);
	desk_sync(sh);
	if (was_halted || !desk_halted(sh) || status == STATUS_HALTED)
		return status;
	shell_say(sh, "%s: %s", s->argv[0], desk_halted_text);
	return STATUS_HALTED;
}

int stage_run_entry(struct shell *sh, struct stage *s)
{
	struct call call = {.sh = sh, .argv = s->argv, .in = s->io.fd[0]};
	bool was_halted = desk_halted(sh);
	int status;

	if (s->entry->flags & NEEDS_MACHINE && was_halted && !asks_help(s)) {
		shell_say(sh, "%s: %s", s->argv[0], desk_halted_text);
		return STATUS_HALTED;
	}
	while (call.argv[call.argc])
		call.argc++;
	call.out = open_stream(s->io.fd[1], _IOFBF);
	call.err = open_stream(s->io.fd[2], _IOLBF);
	if (!call.out || !call.err) {
		shell_say(sh, "%s: %s", s->argv[0], strerror(errno));
		status = 1;
	} else {
		shell_busy = 1;
		status = run_entry(&call, s);
		shell_busy = 0;
	}
	if (call.err)
		fclose(call.err);
	if (call.out)
		status = end_stream(sh, s->argv[0], call.out, s->io.fd[1],
				    status);
	return run_work(sh, s, was_halted, status);
}
