/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd_walk.c - what a real machine does not have: walk, pagetable. They read the
 * machine's memory from outside, so they also work after a panic, and change nothing.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/commands.h"

/* --- options of walk and pagetable --------------------------------------------------- */

/**
 * struct view - from where tables are looked at
 * @mode: the CPU's now, or with -f that of the last oops
 * @how:  the access
 */
struct view {
	struct mmu_mode mode;
	unsigned int how;
};

static int option(struct call *call, struct view *view, char letter)
{
	struct kern_oops_info oops;

	switch (letter) {
	case 'w':
	case 'x':
		if (view->how != MMU_READ)
			return command_fail(call, 1,
					    "an access is a write (-w) or a "
					    "fetch (-x): give one of them");
		view->how = letter == 'w' ? MMU_WRITE : MMU_FETCH;
		return 0;
	case 'u':
		view->mode.cpl = 3;
		return 0;
	}
	kern_last_oops(call->sh->kern, &oops);
	if (!oops.count)
		return command_fail(call, 1,
				    "-f needs an oops, and there was "
				    "none");
	view->mode = oops.mode;
	return 0;
}

/* Options of those in letters; *i is the first word behind them. 0, or an exit
 * status after a message. */
static int look(struct call *call, const char *letters, struct view *view,
		int *i)
{
	int status = 0;

	if (!call->sh->kern)
		return command_fail(call, 1, "the machine did not boot");
	view->mode = *mmu_cpu_mode(kern_cpu(call->sh->kern));
	view->how = MMU_READ;
	for (*i = 1; *i < call->argc && call->argv[*i][0] == '-'; ++*i) {
		const char *word = call->argv[*i] + 1;

		if (!*word || strspn(word, letters) != strlen(word))
			return command_bad_option(call, call->argv[*i]);
		/* -f replaces the mode that -u changes */
		if (strchr(word, 'f'))
			status = option(call, view, 'f');
		for (; *word && !status; word++)
			if (*word != 'f')
				status = option(call, view, *word);
	}
	return status;
}

/* --- walk ------------------------------------------------------------------------------ */

/**
 * struct place - an address in words: "0010:name+0x39/0x56 [module]"
 * @name:   a symbol, or a number in hexadecimal; without what is behind
 * @module: NULL: any
 */
struct place {
	char *name, *module;
	uint64_t offset;
};

/* Is this line of kallsyms, "ADDRESS t NAME[\t[MODULE]]", the place's? */
static bool is_line_of(char *line, const struct place *place, uint64_t *la)
{
	char *name, *module;
	uint64_t value = strtoull(line, &name, 16);

	if (strlen(name) < 4)
		return false;
	name += 3; /* " t " */
	module = name + strcspn(name, "\t");
	if (*module)
		*module++ = '\0';
	if (strcmp(name, place->name) ||
	    (place->module && strcmp(module, place->module)))
		return false;
	*la = value + place->offset;
	return true;
}

static bool find_symbol(struct kern *kern, const struct place *place,
			uint64_t *la)
{
	char *text = kern_proc_read(kern, "kallsyms"), *rest = NULL;
	bool found = false;

	for (char *line = text ? strtok_r(text, "\n", &rest) : NULL;
	     line && !found; line = strtok_r(NULL, "\n", &rest))
		found = is_line_of(line, place, la);
	free(text);
	return found;
}

/* A number in hexadecimal, as the log prints them, up to the character that ends it.
 * ERANGE: it has more than 64 bits. */
static int parse_hex(const char *text, char stop, uint64_t *value)
{
	char *end;

	if (!isxdigit((unsigned char)*text))
		return EINVAL;
	errno = 0;
	*value = strtoull(text, &end, 16);
	if (*end && *end != stop)
		return EINVAL;
	return errno;
}

/* Cut a word in pieces. False: what is behind the name is no offset. */
static bool cut_place(char *word, struct place *place)
{
	char *plus, *space;

	if (strspn(word, "0123456789abcdef") == 4 && word[4] == ':')
		word += 5; /* the selector of CS */
	place->name = word;
	space = strchr(word, ' ');
	if (space) {
		*space++ = '\0';
		place->module = space;
	}
	plus = strchr(word, '+');
	if (!plus)
		return true;
	*plus++ = '\0';
	return !parse_hex(plus, '/', &place->offset);
}

/* Where that is. 0, or an exit status after a message. */
static int find_place(struct call *call, struct place *place, const char *word,
		      uint64_t *la)
{
	int err;

	if (find_symbol(call->sh->kern, place, la))
		return 0;
	err = parse_hex(place->name, '\0', la);
	if (err == ERANGE)
		return command_fail(call, 1, "%s has more than 64 bits", word);
	*la += place->offset;
	if (!err && !place->module)
		return 0;
	return command_fail(
		call, 1,
		"%s is neither a symbol, with an offset or without, "
		"nor a hexadecimal address",
		word);
}

static int parse_address(struct call *call, int i, uint64_t *la)
{
	struct place place = {.module = call->argv[i + 1]};
	char *word = must_copy(call->argv[i]);
	int status;

	if (cut_place(word, &place))
		status = find_place(call, &place, call->argv[i], la);
	else
		status = command_fail(call, 1,
				      "%s: what is behind the + is no "
				      "hexadecimal offset",
				      call->argv[i]);
	free(word);
	return status;
}

/* "ADDRESS", or with " [module]" as another word. */
static bool is_one_place(char **word)
{
	return *word && (!word[1] || (word[1][0] == '[' && !word[2]));
}

int cmd_walk(struct call *call)
{
	struct view view;
	char text[2048];
	uint64_t la;
	int i, status = look(call, "wxuf", &view, &i);

	if (status)
		return status;
	if (!is_one_place(&call->argv[i]))
		return command_fail(call, 1, "give one address: %s",
				    command_find("walk")->synopsis);
	status = parse_address(call, i, &la);
	if (status)
		return status;
	mmu_explain(kern_machine(call->sh->kern), &view.mode, la,
		    view.how | MMU_PEEK, text, sizeof(text));
	fputs(text, call->out);
	return 0;
}

/* --- pagetable -------------------------------------------------------------------------- */

int cmd_pagetable(struct call *call)
{
	struct mmu_machine *machine;
	struct view view;
	char *text;
	size_t len;
	int i, status = look(call, "f", &view, &i);

	if (status)
		return status;
	if (i < call->argc)
		return command_bad_option(call, call->argv[i]);
	machine = kern_machine(call->sh->kern);
	len = mmu_space_text(machine, view.mode.cr3, 0, NULL, 0);
	text = must_alloc(len + 1, 1);
	mmu_space_text(machine, view.mode.cr3, 0, text, len + 1);
	fputs(text, call->out);
	free(text);
	return 0;
}
