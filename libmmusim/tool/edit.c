/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * edit.c - lines from a terminal, with editing and history, by libedit.
 *
 * The history is kept in $MMUSIM_HISTORY, else in ~/.mmusim_history; not at all
 * when that is "". libedit's own settings are read from ~/.editrc.
 */
#define _GNU_SOURCE /* ppoll */
#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "tool/complete.h"
#include "tool/shell.h"

#define HISTORY_LINES 1000

struct edit {
	struct shell *sh;
	EditLine *el;
	History *history;
	char file[4096];
	const char *prompt;
};

/* Wait for input with SIGINT let in, which is blocked otherwise: one that comes
 * just before cannot be missed. */
static bool wait_for_input(void)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	sigset_t set;

	sigprocmask(SIG_BLOCK, NULL, &set);
	sigdelset(&set, SIGINT);
	for (;;) {
		int n = ppoll(&p, 1, NULL, &set);

		if (n > 0)
			return true;
		if (shell_interrupted || errno != EINTR)
			return false;
	}
}

/* A character of several bytes is put together. 1; 0 at the end; -1. */
static int read_character(EditLine *el, wchar_t *character)
{
	mbstate_t state = {0};
	char byte;
	size_t len;

	(void)el;
	do {
		ssize_t n = wait_for_input() ? read(STDIN_FILENO, &byte, 1) :
					       -1;

		if (n <= 0)
			return (int)n;
		len = mbrtowc(character, &byte, 1, &state);
	} while (len == (size_t)-2);
	if (len == (size_t)-1) /* no character: take the byte for one */
		*character = (unsigned char)byte;
	return 1;
}

static char *prompt_of(EditLine *el)
{
	struct edit *edit;

	el_get(el, EL_CLIENTDATA, &edit);
	return (char *)(uintptr_t)edit->prompt;
}

static unsigned char complete_word(EditLine *el, int key)
{
	struct edit *edit;

	el_get(el, EL_CLIENTDATA, &edit);
	return complete(el, edit->sh, key);
}

static void find_history(struct edit *edit)
{
	const char *file = getenv("MMUSIM_HISTORY"), *home = getenv("HOME");
	HistEvent event;

	if (file)
		snprintf(edit->file, sizeof(edit->file), "%s", file);
	else if (home)
		snprintf(edit->file, sizeof(edit->file), "%s/.mmusim_history",
			 home);
	history(edit->history, &event, H_SETSIZE, HISTORY_LINES);
	history(edit->history, &event, H_SETUNIQUE, 1);
	if (edit->file[0])
		history(edit->history, &event, H_LOAD, edit->file);
}

struct edit *edit_begin(struct shell *sh)
{
	struct edit *edit = must_alloc(1, sizeof(*edit));

	edit->sh = sh;
	setlocale(LC_CTYPE, "");
	edit->el = el_init("mmusim", stdin, stdout, stderr);
	edit->history = history_init();
	if (!edit->el || !edit->history) {
		edit_end(edit);
		return NULL;
	}
	el_set(edit->el, EL_CLIENTDATA, edit);
	el_set(edit->el, EL_PROMPT, prompt_of);
	el_set(edit->el, EL_GETCFN, read_character);
	el_set(edit->el, EL_EDITOR, "emacs");
	el_set(edit->el, EL_HIST, history, edit->history);
	el_set(edit->el, EL_ADDFN, "complete", "Complete a word",
	       complete_word);
	el_set(edit->el, EL_BIND, "^I", "complete", NULL);
	el_source(edit->el, NULL);
	find_history(edit);
	return edit;
}

char *edit_line(struct edit *edit, const char *prompt)
{
	const char *text;
	int len = 0;

	sigset_t set, old;

	edit->prompt = prompt;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, &old);
	text = el_gets(edit->el, &len);
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (text && len > 0)
		return strndup(text, (size_t)len - (text[len - 1] == '\n'));
	printf("\n"); /* ^C, or the end: the prompt stands there */
	fflush(stdout);
	if (shell_interrupted)
		el_reset(edit->el);
	return NULL;
}

void edit_remember(struct edit *edit, const char *text)
{
	HistEvent event;

	if (text && text[strspn(text, " \t\n")])
		history(edit->history, &event, H_ENTER, text);
}

void edit_end(struct edit *edit)
{
	HistEvent event;

	if (edit->history && edit->file[0])
		history(edit->history, &event, H_SAVE, edit->file);
	if (edit->history)
		history_end(edit->history);
	if (edit->el)
		el_end(edit->el);
	free(edit);
}
