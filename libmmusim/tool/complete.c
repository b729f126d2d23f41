/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * complete.c - what the tabulator key completes at a terminal:
 *
 *	ins|                    a command of ours
 *	cat /proc/mem|          a file of the machine
 *	rmmod fau|              a module that is loaded
 *	insmod examples/mod|    else a file of the host, by libedit
 */
#define _GNU_SOURCE /* strndup */
#include <errno.h>
#include <histedit.h>
#include <stdlib.h>
#include <string.h>

#include "tool/commands.h"
#include "tool/complete.h"

/**
 * struct choice - what a word may become
 * @word:  what is there of it, not ended by a zero; @len: in bytes
 * @names: those that begin so, a line each
 * @n:     how many
 * @more:  by how many bytes all of them go on alike; @tail: those bytes
 */
struct choice {
	const char *word;
	size_t len;
	struct buffer names;
	size_t n, more;
	char tail[128];
};

static void offer(struct choice *c, const char *name)
{
	size_t same = 0;
	const char *rest = name + c->len;

	if (strncmp(name, c->word, c->len))
		return;
	buffer_printf(&c->names, "%s\n", name);
	if (!c->n++) {
		snprintf(c->tail, sizeof(c->tail), "%s", rest);
		c->more = strlen(c->tail);
		return;
	}
	while (same < c->more && rest[same] == c->tail[same])
		same++;
	c->more = same;
	c->tail[same] = '\0';
}

static void offer_commands(struct choice *c)
{
	const struct entry *entry;

	for (size_t i = 0; (entry = command_nth(i)); i++)
		offer(c, entry->name);
}

/* Files of a folder of the machine. */
static void offer_files(struct shell *sh, struct choice *c, const char *folder)
{
	char *names = file_list(sh, folder), *rest = NULL;

	for (char *name = names ? strtok_r(names, "\n", &rest) : NULL; name;
	     name = strtok_r(NULL, "\n", &rest))
		offer(c, name);
	free(names);
}

/* A path that begins with a folder of the machine: "/proc/mem". */
static bool offer_path(struct shell *sh, struct choice *c)
{
	char *folder = strndup(c->word, c->len);
	char *slash = folder ? strrchr(folder, '/') : NULL;
	bool ours = slash && slash > folder;

	if (folder && !slash && sh->state.inside) {
		offer_files(sh, c, ".");
		free(folder);
		return true;
	}
	if (ours) {
		*slash = '\0';
		ours = file_is_simulated(sh, folder);
	}
	if (ours) {
		c->word += slash + 1 - folder;
		c->len -= (size_t)(slash + 1 - folder);
		offer_files(sh, c, folder);
	}
	free(folder);
	return ours;
}

static bool is_folder(struct shell *sh, const char *word, const char *end)
{
	char *path = strndup(word, (size_t)(end - word));
	bool folder = path && path[0] == '/' &&
		      file_may_write(sh, path) == EISDIR;

	free(path);
	return folder;
}

static const char *word_start(const char *line, const char *at)
{
	while (at > line && !strchr(" \t\"'|;&<>()=", at[-1]))
		at--;
	return at;
}

/* Is this where a command stands? */
static bool is_first(const char *line, const char *word)
{
	static const char *const before[] = {"sudo", "if",    "then",  "elif",
					     "else", "while", "until", "do",
					     "{",    "!"};

	while (word > line && strchr(" \t\n", word[-1]))
		word--;
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
		size_t len = strlen(before[i]);

		if ((size_t)(word - line) >= len &&
		    !strncmp(word - len, before[i], len) &&
		    is_first(line, word - len))
			return true;
	}
	return word == line || strchr("|;&(`", word[-1]);
}

/* "rmmod", or "modprobe -r", and blanks before the word? */
static bool names_module(const char *line, const char *word)
{
	static const char *const before[] = {"rmmod", "modprobe -r"};

	while (word > line && word[-1] == ' ')
		word--;
	for (size_t i = 0; i < 2; i++) {
		size_t len = strlen(before[i]);

		if ((size_t)(word - line) >= len &&
		    !strncmp(word - len, before[i], len) &&
		    is_first(line, word - len))
			return true;
	}
	return false;
}

unsigned char complete(EditLine *el, struct shell *sh, int key)
{
	const LineInfo *line = el_line(el);
	const char *word = word_start(line->buffer, line->cursor);
	struct choice c = {.word = word, .len = (size_t)(line->cursor - word)};
	unsigned char result = CC_REFRESH;

	if (names_module(line->buffer, word))
		offer_files(sh, &c, "/sys/module");
	else if (is_first(line->buffer, word) && !memchr(word, '/', c.len))
		offer_commands(&c);
	else if (!offer_path(sh, &c))
		return _el_fn_complete(el, key);
	if (c.more && el_insertstr(el, c.tail)) {
		result = CC_ERROR;
	} else if (c.n == 1) {
		line = el_line(el);
		el_insertstr(el,
			     is_folder(sh,
				       word_start(line->buffer, line->cursor),
				       line->cursor) ?
				     "/" :
				     " ");
	} else if (!c.n) {
		result = CC_ERROR;
	} else if (!c.more) {
		printf("\n%s", c.names.text);
		result = CC_REDISPLAY;
	}
	buffer_free(&c.names);
	return result;
}
