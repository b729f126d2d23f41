/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * host.c - programs of the host, at the right of a "|".
 *
 * posix_spawn() and not fork(): a child that runs another program at once has
 * no use for a copy of the machine.
 */
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/shell.h"

/* Signals that the shell handles are not for its children. */
static void set_signals(posix_spawnattr_t *attr)
{
	sigset_t set;

	sigemptyset(&set);
	posix_spawnattr_setsigmask(attr, &set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGPIPE);
	posix_spawnattr_setsigdefault(attr, &set);
	posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGDEF |
					       POSIX_SPAWN_SETSIGMASK);
}

int host_start(struct shell *sh, char **argv, char *const *assigns,
	       const struct io *io, int *pid)
{
	char **env = environment_make(sh, assigns);
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int err;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	for (int i = 0; i < 3; i++)
		posix_spawn_file_actions_adddup2(&actions, io->fd[i], i);
	set_signals(&attr);
	err = posix_spawnp(pid, argv[0], &actions, &attr, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	words_free(env);
	if (err == ENOENT) {
		shell_say(sh, "%s: command not found", argv[0]);
		return STATUS_NOT_FOUND;
	}
	if (err)
		shell_say(sh, "%s: %s", argv[0], strerror(err));
	return err ? STATUS_NOT_RUN : 0;
}

bool host_has(const char *name)
{
	const char *path = getenv("PATH");
	bool found = false;

	if (strchr(name, '/'))
		return !access(name, X_OK);
	while (path && *path && *name && !found) {
		size_t len = strcspn(path, ":");
		struct buffer b = {0};

		buffer_printf(&b, "%.*s/%s", (int)len, path, name);
		found = !access(b.text, X_OK);
		buffer_free(&b);
		path += len + (path[len] == ':');
	}
	return found;
}

bool host_reads(const char *name)
{
	static const char *const names[] = {
		"addr2line", "awk",    "base64",    "basename", "cksum",
		"cmp",	     "column", "comm",	    "cut",	"diff",
		"dirname",   "egrep",  "expr",	    "fgrep",	"file",
		"fold",	     "grep",   "head",	    "hexdump",	"join",
		"less",	     "md5sum", "more",	    "nl",	"nm",
		"objdump",   "od",     "paste",	    "readelf",	"rev",
		"sed",	     "seq",    "sha256sum", "sort",	"stat",
		"strings",   "tac",    "tail",	    "tr",	"uniq",
		"wc",	     "xxd"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

int host_wait(struct shell *sh, int pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return STATUS_NOT_FOUND;
	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status);
	/* As other shells: who interrupts a program of a script means both. */
	if (WTERMSIG(status) == SIGINT)
		sh->leave = sh->interactive ? LEAVE_LINE : LEAVE_SHELL;
	if (WTERMSIG(status) == SIGINT && sh->interactive)
		dprintf(sh->io.fd[1], "\n"); /* behind the "^C" */
	return STATUS_SIGNAL + WTERMSIG(status);
}
