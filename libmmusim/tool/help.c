/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * help.c - help: the list of commands, and of one what its options do.
 *
 * Each letter that a synopsis has behind a dash has a line here.
 */
#include <string.h>

#include "tool/commands.h"

/* Lines for a command: of each the option, and what it does. */
struct details {
	const char *name;
	const char *options[24];
};

static const struct details table[] = {
	{"cd", {"-", "go to the folder before"}},
	{"command", {"-v", "say what it is, and do not run it"}},
	{"dmesg",
	 {"-C",
	  "empty what dmesg shows",
	  "-c",
	  "print it, then empty it",
	  "-k",
	  "nothing more: there is only the kernel's log",
	  "-l LEVELS",
	  "only these: emerg, alert, crit, err, warn, notice, info, debug; "
	  "err+ with those that are worse",
	  "-n LEVEL",
	  "from which level on messages are for the console",
	  "-P",
	  "nothing: there is no pager",
	  "-r",
	  "levels by number",
	  "-T",
	  "with dates",
	  "-t",
	  "without times",
	  "-x",
	  "levels by name"}},
	{"echo",
	 {"-n", "without a newline at the end", "-e",
	  "\\n, \\t, \\x41 and the like mean a character"}},
	{"explain",
	 {"NUMBER",
	  "which oops since boot: 1 is the first, \"[#1]\" in the log; "
	  "the last one without it"}},
	{"free",
	 {"-b", "in bytes", "-k", "in KiB, as without an option", "-m",
	  "in MiB", "-g", "in GiB", "-h", "in MiB, with the unit"}},
	{"insmod", {"-f", "also one that was built for another kernel"}},
	{"journalctl",
	 {"-k", "nothing more: there is only the kernel's log", "-b",
	  "nothing more: there is only this boot", "-n LINES", "the last ones",
	  "-p LEVEL", "those that are as urgent: err, or 3"}},
	{"kill",
	 {"-SIGNAL", "by number or by name: -9, -KILL", "-l",
	  "list the signals"}},
	{"ls",
	 {"-1", "a name a line, as always", "-a",
	  "also names that begin with a dot", "-l", "who may read and write"}},
	{"mkdir", {"-p", "also those above it; it may be there"}},
	{"mkswap", {"-F", "make the file", "-s SIZE", "how large: 16M"}},
	{"modinfo", {"-F FIELD", "print that field only: parm, depends"}},
	{"modprobe",
	 {"-r", "unload it, and what it needed", "-v", "say what is done",
	  "-d FOLDER", "where the modules are; without it, here"}},
	{"mount", {"-t TYPE", "of the file system: debugfs"}},
	{"pagetable", {"-f", "in the tables in use at the last oops"}},
	{"read", {"-r", "a backslash is one", "-p PROMPT", "print that first"}},
	{"rmmod", {"-f", "also one that is in use or permanent"}},
	{"set",
	 {"-e", "a command that fails ends the shell", "-u",
	  "so does a variable that is not set", "-x",
	  "print each command before it runs", "--",
	  "what follows is $1 and so on"}},
	{"sh", {"-c COMMANDS", "run these"}},
	{"stress",
	 {"-k", "page frames of the kernel; without it, pages of a user",
	  "-b BYTES", "how much: 16M; without it, 1M", "-m METHOD",
	  "all, address, random, solid, checkerboard, block, spread, walk-1, "
	  "walk-0, fork, dontneed",
	  "-n LOOPS", "how often; without it, once", "-s SEED",
	  "of the random numbers"}},
	{"swapoff", {"-a", "of all files"}},
	{"swapon",
	 {"-s", "list them", "-p PRIORITY", "a higher one is filled first"}},
	{"sysctl",
	 {"-a", "print all", "-n", "values without names", "-q",
	  "do not print what was set", "-w", "nothing: NAME=VALUE sets"}},
	{"tee", {"-a", "append"}},
	{"test",
	 {"-e",
	  "a FILE: it is there. Others: -f a file, -d a folder, -c a device, "
	  "-r, -w, -x one that may be read, written, run, -s not empty, -L "
	  "a link",
	  "-n", "a WORD that is not empty; -z: that is", "=",
	  "between words: also !=, <, >", "-eq",
	  "between numbers: also -ne, -lt, -le, -gt, -ge", "!",
	  "not; -a: and; -o: or; ( ): first"}},
	{"uname",
	 {"-a", "all", "-s", "the kernel's name", "-n", "the host's", "-r",
	  "the release", "-v", "the version", "-m", "the machine", "-o",
	  "the operating system"}},
	{"unset", {"-f", "functions"}},
	{"walk",
	 {"-w", "as a write", "-x", "as an instruction fetch", "-u",
	  "by user code; without it, by the kernel", "-f",
	  "in the tables, and as who ran, at the last oops", "ADDRESS",
	  "in hexadecimal, with 0x or without; also name+0x11/0x20 [module], as "
	  "the log has it"}},
};

static const char *const *options_of(const char *name)
{
	if (!strcmp(name, "["))
		name = "test";
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (!strcmp(table[i].name, name))
			return table[i].options;
	return NULL;
}

void command_help(struct call *call, const struct entry *entry)
{
	const char *const *option = options_of(entry->name);

	fprintf(call->out, "%s\n    %s\n", entry->synopsis, entry->summary);
	for (; option && *option; option += 2)
		fprintf(call->out, "  %-11s %s\n", option[0], option[1]);
}

static int help_one(struct call *call, const char *name)
{
	const struct entry *entry = command_find(name);
	const char *other = command_instead(name);

	if (entry) {
		command_help(call, entry);
		return 0;
	}
	if (other)
		return command_fail(call, 1, "there is no command %s; see %s",
				    name, other);
	return command_fail(
		call, 1,
		"there is no command %s; \"help\" lists those there "
		"are",
		name);
}

int cmd_help(struct call *call)
{
	const struct entry *entry;

	if (call->argc > 1)
		return help_one(call, call->argv[1]);
	for (size_t i = 0; (entry = command_nth(i)); i++)
		fprintf(call->out, "%-10s %s\n", entry->name, entry->summary);
	fprintf(call->out, "\nBehind a \"|\" programs of the host run: dmesg | "
			   "grep \"#PF\"\n"
			   "\"help COMMAND\" shows its options; mmusim(1) says "
			   "more.\n");
	return 0;
}
