/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * redirect.c - the descriptors of a command: pipes, files of the host, and files
 * of the simulated machine.
 *
 * One of those is read into a memory file before the command runs. What is
 * written goes to a memory file, too, and from there to the machine when the
 * command has ended.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/stage.h"

int stage_own(struct stage *s, int fd)
{
	int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FD);

	if (fd >= 0) {
		int err = errno;

		close(fd);
		errno = err;
	}
	if (high < 0)
		return -1;
	s->owned = must_grow(s->owned, s->nowned + 1, sizeof(*s->owned));
	return s->owned[s->nowned++] = high;
}

static void disown(struct stage *s, int fd)
{
	for (size_t i = 0; i < s->nowned; i++)
		if (s->owned[i] == fd) {
			close(fd);
			s->owned[i] = s->owned[--s->nowned];
			return;
		}
}

/* Who reads a file for this stage, by its name as a task. */
static const char *reader(const struct stage *s)
{
	return s->is_shell || !s->argv ? "sh" : s->argv[0];
}

static int open_to_read(struct shell *sh, struct stage *s, const char *path)
{
	size_t len;
	char *text = file_read(sh, path, reader(s), &len);
	int fd = text ? stage_own(s, file_memory(text, len)) : -1;

	free(text);
	return fd;
}

static int open_simulated(struct shell *sh, struct stage *s, const char *path,
			  enum redir_kind kind)
{
	struct sink *sink;
	int fd;

	if (kind == REDIR_IN)
		return open_to_read(sh, s, path);
	errno = file_may_write(sh, path);
	/* Root may open it whatever its mode says; the module decides. */
	if (errno && !(errno == EACCES && file_is_of_module(sh, path)))
		return -1;
	fd = stage_own(s, file_memory("", 0));
	if (fd < 0)
		return -1;
	sink = must_alloc(1, sizeof(*sink));
	sink->stage = s;
	sink->path = must_copy(path);
	sink->fd = fd;
	sink->next = sh->sinks;
	sh->sinks = sink;
	return fd;
}

static int open_file(struct shell *sh, struct stage *s, const char *path,
		     enum redir_kind kind)
{
	int flags = kind == REDIR_IN  ? O_RDONLY :
		    kind == REDIR_OUT ? O_WRONLY | O_CREAT | O_TRUNC :
					O_WRONLY | O_CREAT | O_APPEND;

	if (file_is_simulated(sh, path))
		return open_simulated(sh, s, path, kind);
	return stage_own(s, open(path, flags | O_CLOEXEC, 0666));
}

/* Somebody was killed while he worked on the file: the exit status, after that has
 * been said; or else 0. Who has no process but the shell's ends a subshell with it. */
static int killed(struct shell *sh, const struct stage *s, const char *path,
		  int err)
{
	int status = file_killed(sh, path, err);

	if (sh->kern)
		desk_sync(sh); /* the console comes first */
	if (status && !(s->is_shell && subshell_die(sh, status)))
		dprintf(sh->err, "%s\n", death_text(status));
	return status;
}

/* The lines of a here-document, in a file in memory. */
static int open_here(struct shell *sh, struct stage *s, const struct redir *r)
{
	char *text = r->kind == REDIR_HERE ? word_expand_here(sh, r->word) :
					     must_copy(r->word);
	int fd;

	if (!text)
		return STATUS_USAGE;
	fd = stage_own(s, file_memory(text, strlen(text)));
	free(text);
	if (fd >= 0)
		s->io.fd[r->fd] = fd;
	else
		shell_say(sh, "<<: %s", strerror(errno));
	return fd < 0;
}

int stage_redirect(struct shell *sh, struct stage *s, const struct redir *r)
{
	int fd, status = 0, err;
	char *path;

	if (r->kind == REDIR_DUP) {
		s->io.fd[r->fd] = s->io.fd[r->word[0] - '0'];
		return 0;
	}
	if (r->kind == REDIR_HERE || r->kind == REDIR_HERE_AS_IS)
		return open_here(sh, s, r);
	path = word_expand(sh, r->word);
	if (!path)
		return STATUS_USAGE;
	fd = open_file(sh, s, path, r->kind);
	err = errno;
	if (fd >= 0) {
		s->io.fd[r->fd] = fd;
	} else {
		status = killed(sh, s, path, err);
		if (!status)
			shell_say(sh, "%s: %s", path, file_error(err));
		status = status ? status : 1;
	}
	free(path);
	return status;
}

/* Without close-on-exec: the program is to open it by its number. */
static int lend_file(struct shell *sh, struct stage *s, char **word)
{
	int fd = open_to_read(sh, s, *word), err = errno, status;
	char name[32];

	if (fd < 0) {
		status = killed(sh, s, *word, err);
		if (!status)
			shell_say(sh, "%s: %s: %s", s->argv[0], *word,
				  file_error(err));
		return status ? status : 1;
	}
	fcntl(fd, F_SETFD, 0);
	snprintf(name, sizeof(name), "/dev/fd/%d", fd);
	free(*word);
	*word = must_copy(name);
	return 0;
}

/* tail -f would wait for ever. */
static bool is_follower(char *const *argv)
{
	if (strcmp(argv[0], "tail"))
		return false;
	for (argv++; *argv; argv++)
		if (!strncmp(*argv, "--follow", 8) ||
		    (argv[0][0] == '-' && argv[0][1] != '-' &&
		     strpbrk(*argv, "fF")))
			return true;
	return false;
}

int stage_lend(struct shell *sh, struct stage *s)
{
	bool follows = is_follower(s->argv);
	int status = 0;

	for (char **word = s->argv + 1; *word && !status; word++) {
		if (!file_is_simulated(sh, *word))
			continue;
		if (follows)
			shell_say(sh, "tail: -f is not possible: nothing is "
				      "logged while it would wait");
		status = follows ? 1 : lend_file(sh, s, word);
	}
	return status;
}

static int write_failed(struct shell *sh, const struct stage *s,
			const char *path, int err)
{
	int status = killed(sh, s, path, err);

	if (status)
		return status;
	shell_say(sh, "%s: %s%s", s->argv && s->argv[0] ? s->argv[0] : "sh",
		  err == EHOSTDOWN ? "" : "write error: ", file_error(err));
	return err == EHOSTDOWN ? STATUS_HALTED : 1;
}

/* 0 or an errno. */
static int empty_sink(struct shell *sh, const struct stage *s,
		      const struct sink *sink)
{
	size_t len = 0;
	char *text = file_read_fd(sink->fd, &len);
	int err = text ? 0 : errno;

	if (len && (ftruncate(sink->fd, 0) || lseek(sink->fd, 0, SEEK_SET)))
		err = errno;
	if (len && !err)
		err = file_write(sh, sink->path, reader(s), text, len);
	free(text);
	return err;
}

void stage_flush(struct shell *sh, struct stage *s)
{
	for (struct sink *sink = sh->sinks; sink; sink = sink->next) {
		int err;

		if (sink->stage->pid) /* it is not over */
			continue;
		err = empty_sink(sh, s, sink);
		if (err)
			s->status = write_failed(sh, s, sink->path, err);
	}
	if (sh->sinks && sh->kern)
		desk_sync(sh);
}

void stage_let_go(struct shell *sh, struct stage *s)
{
	for (size_t i = s->nowned; i-- > 0;) {
		bool is_sink = false;

		for (struct sink *sink = sh->sinks; sink; sink = sink->next)
			is_sink |= sink->fd == s->owned[i];
		if (!is_sink)
			disown(s, s->owned[i]);
	}
}

void stage_close(struct shell *sh, struct stage *s)
{
	for (struct sink **at = &sh->sinks; *at;) {
		struct sink *sink = *at;

		if (sink->stage != s) {
			at = &sink->next;
			continue;
		}
		*at = sink->next;
		free(sink->path);
		free(sink);
	}
	while (s->nowned)
		close(s->owned[--s->nowned]);
	free(s->owned);
}
