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

void stage_disown(struct stage *s, int fd)
{
	for (size_t i = 0; i < s->nowned; i++)
		if (s->owned[i] == fd) {
			close(fd);
			s->owned[i] = s->owned[--s->nowned];
			return;
		}
}

static int open_simulated(struct shell *sh, struct stage *s, const char *path,
			  enum redir_kind kind)
{
	struct sink *sink;
	char *text = NULL;
	int fd;

	if (kind == REDIR_IN) {
		text = file_read(sh, path);
		fd = text ? stage_own(s, file_memory(text)) : -1;
		free(text);
		return fd;
	}
	errno = file_may_write(sh, path);
	/* Root may open it whatever its mode says; the module decides. */
	if (errno && !(errno == EACCES && file_is_of_module(sh, path)))
		return -1;
	fd = stage_own(s, file_memory(""));
	if (fd < 0)
		return -1;
	sink = must_alloc(1, sizeof(*sink));
	sink->path = must_copy(path);
	sink->fd = fd;
	sink->next = s->sinks;
	s->sinks = sink;
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

int stage_redirect(struct shell *sh, struct stage *s, const struct redir *r)
{
	char *path;
	int fd;

	if (r->kind == REDIR_DUP) {
		s->io.fd[r->fd] = s->io.fd[r->word[0] - '0'];
		return 0;
	}
	path = word_expand(sh, r->word);
	if (!path)
		return STATUS_USAGE;
	fd = open_file(sh, s, path, r->kind);
	if (fd < 0)
		shell_say(sh, "%s: %s", path, file_error(errno));
	else
		s->io.fd[r->fd] = fd;
	free(path);
	return fd < 0;
}

/* What a task died of that worked on the file; 0: it did not. */
static int was_killed(struct shell *sh, const char *path, int err)
{
	int status = 0, fd = fcntl(sh->err, F_DUPFD_CLOEXEC, FIRST_FD);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	desk_sync(sh); /* the console comes first */
	if (out) {
		status = file_killed(sh, path, err, out);
		fclose(out);
	} else if (fd >= 0) {
		close(fd);
	}
	return status;
}

/* Without close-on-exec: the program is to open it by its number. */
static int lend_file(struct shell *sh, struct stage *s, char **word)
{
	char *text = file_read(sh, *word), name[32];
	int err = errno, fd = -1;
	bool text_read = text;

	if (text)
		fd = stage_own(s, file_memory(text));
	if (text && fd < 0)
		err = errno;
	free(text);
	if (fd < 0) {
		int status = text_read ? 0 : was_killed(sh, *word, err);

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
	int status = was_killed(sh, path, err);

	if (status)
		return status;
	shell_say(sh, "%s: %s%s", s->argv[0],
		  err == EHOSTDOWN ? "" : "write error: ", file_error(err));
	return err == EHOSTDOWN ? STATUS_HALTED : 1;
}

void stage_flush(struct shell *sh, struct stage *s)
{
	for (struct sink *sink = s->sinks; sink; sink = sink->next) {
		char *text = file_read_fd(sink->fd, NULL);
		int err = !text ? errno :
			  *text ? file_write(sh, sink->path, text) :
				  0;

		free(text);
		if (err)
			s->status = write_failed(sh, s, sink->path, err);
	}
	if (s->sinks && sh->kern)
		desk_sync(sh);
}

void stage_let_go(struct stage *s)
{
	for (size_t i = s->nowned; i-- > 0;) {
		bool is_sink = false;

		for (struct sink *sink = s->sinks; sink; sink = sink->next)
			is_sink |= sink->fd == s->owned[i];
		if (!is_sink)
			stage_disown(s, s->owned[i]);
	}
}

void stage_close(struct stage *s)
{
	while (s->sinks) {
		struct sink *next = s->sinks->next;

		free(s->sinks->path);
		free(s->sinks);
		s->sinks = next;
	}
	while (s->nowned)
		close(s->owned[--s->nowned]);
	free(s->owned);
}
