/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * source.c - where commands come from, line by line.
 *
 * A line that ends within a quote, or after "|", "&&", "||" or "\", goes on with
 * the next one. A command begins to run when its line is complete, as in other
 * shells: a script on standard input may be read further by its programs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/shell.h"

#define LINE_MAX_BYTES (16u << 20)
#define MOST_SOURCES   100	   /* that are read, one for another */
#define UNIT_MAX_BYTES (64u << 10) /* of a command over several lines */

/**
 * struct source - one of the three
 * @text: what is left of a string; NULL: none
 * @fd:   a file; -1: none
 * @edit: a terminal; NULL: none
 * @name: of a file, for messages; NULL: messages begin with "mmusim"
 * @line: number of the last line that was read; @first: of the command's first one
 * @nested: another one goes on behind it
 */
struct source {
	const char *text;
	int fd;
	struct edit *edit;
	const char *name;
	unsigned int line, first;
	bool nested;
};

enum line_result { LINE, LINE_END, LINE_BAD };

/* --- one line -------------------------------------------------------------------- */

static enum line_result string_line(struct source *src, struct buffer *line)
{
	size_t len = strcspn(src->text, "\n");

	if (!*src->text)
		return LINE_END;
	buffer_add(line, src->text, len);
	src->text += len + (src->text[len] == '\n');
	return LINE;
}

/* Read some bytes and give back what is behind a newline; byte by byte where
 * that cannot be given back. */
static ssize_t read_some(int fd, char *buf, size_t size)
{
	bool seekable = lseek(fd, 0, SEEK_CUR) >= 0;
	ssize_t n = read(fd, buf, seekable ? size : 1);
	char *newline = n > 0 ? memchr(buf, '\n', (size_t)n) : NULL;

	if (newline && newline + 1 < buf + n) {
		lseek(fd, newline + 1 - (buf + n), SEEK_CUR);
		n = newline + 1 - buf;
	}
	return n;
}

static enum line_result file_line(struct source *src, struct buffer *line)
{
	char buf[4096];
	ssize_t n;

	while ((n = read_some(src->fd, buf, sizeof(buf))) > 0) {
		bool ended = buf[n - 1] == '\n';

		buffer_add(line, buf, (size_t)n - ended);
		if (ended)
			return LINE;
		if (line->len > LINE_MAX_BYTES)
			return LINE_BAD;
	}
	if (n < 0)
		return errno == EINTR ? LINE_END : LINE_BAD;
	return line->len ? LINE : LINE_END;
}

static enum line_result terminal_line(struct source *src, struct buffer *line,
				      bool more)
{
	char *text = edit_line(src->edit, more ? "> " : "mmusim# ");

	if (!text)
		return LINE_END;
	buffer_add(line, text, strlen(text));
	free(text);
	return LINE;
}

/* A line without its newline; *line is empty before. */
static enum line_result next_line(struct shell *sh, struct source *src,
				  struct buffer *line, bool more)
{
	enum line_result result = src->text ? string_line(src, line) :
				  src->edit ? terminal_line(src, line, more) :
					      file_line(src, line);

	sh->line = ++src->line;
	if (result == LINE_BAD) {
		shell_say(sh, "%s",
			  line->len > LINE_MAX_BYTES ? "this line is too long" :
						       strerror(errno));
	} else if (result == LINE && line->len &&
		   strlen(line->text) < line->len) {
		shell_say(sh, "there is a NUL byte: this is no script");
		result = LINE_BAD;
	}
	return result;
}

/* --- all of them ------------------------------------------------------------------- */

static void run_unit(struct shell *sh, struct source *src, struct buffer *unit,
		     const struct list *list)
{
	if (src->edit)
		edit_remember(src->edit, unit->text);
	shell_interrupted = 0;
	run_list(sh, list, sh->io);
	shell_interrupted = 0;
	if (sh->leave != LEAVE_SHELL &&
	    (sh->leave != LEAVE_LINE || !src->nested))
		sh->leave = LEAVE_NOT;
	buffer_free(unit);
}

/* The end, or ^C at the prompt. False: go on. */
static bool at_end(struct shell *sh, struct source *src, struct buffer *unit,
		   const char *why)
{
	if (shell_interrupted && src->edit) {
		shell_interrupted = 0;
		buffer_free(unit);
		sh->status = STATUS_SIGNAL + SIGINT;
		return false;
	}
	if (!unit->len)
		return true;
	shell_say(sh, "unexpected end of the input: %s", why);
	sh->status = STATUS_USAGE;
	buffer_free(unit);
	return !src->edit;
}

/* A complete command runs. True when the script cannot go on. */
static bool take_line(struct shell *sh, struct source *src, struct buffer *unit,
		      char why[PARSE_WHY])
{
	struct list list;
	enum parse_result result = parse(unit->text, src->first, &list, why);

	if (result == PARSE_MORE && unit->len < UNIT_MAX_BYTES) {
		buffer_char(unit, '\n');
		return false;
	}
	if (result == PARSE_OK) {
		run_unit(sh, src, unit, &list);
		list_free(&list);
		return false;
	}
	shell_say(sh, "%s", result == PARSE_NO_MEMORY ? "no memory" : why);
	sh->status = STATUS_USAGE;
	buffer_free(unit);
	return !src->edit;
}

static int run_source(struct shell *sh, struct source *src)
{
	const char *script = sh->script;
	struct buffer unit = {0};
	unsigned int outer_line = sh->line;
	char why[PARSE_WHY] = "";
	bool stop = false;

	if (sh->sources == MOST_SOURCES || !shell_may_nest(sh)) {
		shell_say(sh, "%s: files nested too deeply",
			  src->name ? src->name : "sh");
		return sh->status = STATUS_USAGE;
	}
	src->nested = sh->sources++;
	sh->script = src->name;
	while (!stop && !sh->leave) {
		struct buffer line = {0};
		enum line_result result = next_line(sh, src, &line, unit.len);

		if (result == LINE) {
			if (!unit.len)
				src->first = src->line;
			buffer_add(&unit, line.text ? line.text : "", line.len);
			stop = take_line(sh, src, &unit, why);
		} else if (result == LINE_END) {
			stop = at_end(sh, src, &unit, why);
		} else {
			sh->status = STATUS_NOT_RUN;
			stop = true;
		}
		buffer_free(&line);
	}
	buffer_free(&unit);
	if (--sh->sources) {
		sh->script = script;
		sh->line = outer_line;
	}
	return sh->status;
}

int shell_run_string(struct shell *sh, const char *text)
{
	struct source src = {.text = text, .fd = -1};

	return run_source(sh, &src);
}

int shell_run_fd(struct shell *sh, int fd, const char *name)
{
	struct source src = {.fd = fd, .name = name};

	return run_source(sh, &src);
}

int shell_run_file(struct shell *sh, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		shell_say(sh, "%s: %s", path, strerror(errno));
		return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_RUN;
	}
	shell_run_fd(sh, fd, path);
	close(fd);
	return sh->status;
}

int shell_run_terminal(struct shell *sh)
{
	struct source src = {.fd = -1, .edit = edit_begin(sh)};

	if (!src.edit) {
		shell_say(sh, "the terminal cannot be used");
		return 1;
	}
	sh->interactive = true;
	run_source(sh, &src);
	edit_end(src.edit);
	return sh->status;
}
