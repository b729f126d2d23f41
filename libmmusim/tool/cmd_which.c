/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_which.c - which, type, command: what a word is as a command. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/commands.h"

enum kind { NOTHING, KEYWORD, FUNCTION, OURS, PROGRAM };

static bool is_keyword(const char *word)
{
	static const char *const words[] = {"!",     "case",  "do",   "done",
					    "elif",  "else",  "esac", "fi",
					    "for",   "if",    "in",   "then",
					    "until", "while", "{",    "}"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(words[i], word))
			return true;
	return false;
}

static enum kind kind_of(struct shell *sh, const char *word)
{
	return is_keyword(word)			  ? KEYWORD :
	       function_find(sh, word)		  ? FUNCTION :
	       command_find(word)		  ? OURS :
	       host_reads(word) && host_has(word) ? PROGRAM :
						    NOTHING;
}

/* Commands of a real machine have a place there. */
static void print_place(struct call *call, const char *word, enum kind kind)
{
	bool has_file =
		kind == PROGRAM ||
		(kind == OURS && !(command_find(word)->flags & BUILTIN));

	fprintf(call->out, "%s%s\n", has_file ? "/bin/" : "", word);
}

int cmd_which(struct call *call)
{
	int status = 0;

	for (int i = 1; i < call->argc; i++) {
		const char *word = call->argv[i];
		enum kind kind = kind_of(call->sh, word);

		if (kind == OURS || kind == PROGRAM)
			fprintf(call->out, "/bin/%s\n", word);
		else
			status = 1;
	}
	return status;
}

int cmd_type(struct call *call)
{
	static const char *const texts[] = {"not found", "a shell keyword",
					    "a function",
					    "a command of this shell",
					    "a program of the host"};
	int status = 0;

	for (int i = 1; i < call->argc; i++) {
		enum kind kind = kind_of(call->sh, call->argv[i]);
		bool found = kind != NOTHING;

		fprintf(call->out, "%s%s%s\n", call->argv[i],
			found ? " is " : ": ", texts[kind]);
		if (!found)
			status = STATUS_NOT_FOUND;
	}
	return status;
}

/* Not a function of that name. Of "command command ..." the last one counts. */
static int run_word(struct call *call)
{
	struct call inner = *call;
	const struct entry *entry;

	do {
		inner.argc--;
		inner.argv++;
		entry = command_find(inner.argv[0]);
	} while (entry && entry->run == cmd_command && inner.argv[1] &&
		 inner.argv[1][0] != '-');
	if (entry && entry->flags & NEEDS_MACHINE && desk_halted(call->sh))
		return command_fail(&inner, STATUS_HALTED, "%s",
				    desk_halted_text);
	if (entry)
		return entry->run(&inner);
	shell_say(call->sh, "%s: command not found", inner.argv[0]);
	return STATUS_NOT_FOUND;
}

int cmd_command(struct call *call)
{
	enum kind kind;

	if (call->argc < 2)
		return 0;
	if (call->argv[1][0] != '-')
		return run_word(call);
	if (strcmp(call->argv[1], "-v") && strcmp(call->argv[1], "-V"))
		return command_bad_option(call, call->argv[1]);
	for (int i = 2; i < call->argc; i++) {
		kind = kind_of(call->sh, call->argv[i]);
		if (kind == NOTHING)
			return STATUS_NOT_FOUND;
		print_place(call, call->argv[i], kind);
	}
	return 0;
}
