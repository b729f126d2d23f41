/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands.c - the table of commands, and what all of them share. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tool/commands.h"

/* In the order of their names. The man page has the same list. */
static const struct entry table[] = {
	{".", ". FILE", "run the commands of a file here", cmd_dot, BUILTIN},
	{":", ": [WORD]...", "do nothing", cmd_colon, BUILTIN | TAKES_ALL},
	{"[", "[ EXPRESSION ]", "look whether that is so, as test does",
	 cmd_test, BUILTIN | TAKES_ALL},
	{"break", "break [LOOPS]", "leave a loop, or several", cmd_break,
	 BUILTIN},
	{"cat", "cat [FILE]...", "print files, of this machine or of the host",
	 cmd_cat, ALSO_HOST},
	{"cd", "cd [FOLDER]", "change the folder; -: to the one before", cmd_cd,
	 BUILTIN},
	{"command", "command [-v] COMMAND [WORD]...",
	 "run a command, or say what it is", cmd_command, BUILTIN},
	{"continue", "continue [LOOPS]", "go on with the next turn of a loop",
	 cmd_continue, BUILTIN},
	{"date", "date", "print the machine's date and time", cmd_date,
	 NEEDS_MACHINE | ALSO_HOST},
	{"dd", "dd [if=FILE] [of=FILE] [bs=SIZE] [count=N] [skip=N] [seek=N]",
	 "copy, so many bytes at once", cmd_dd, 0},
	{"dmesg", "dmesg [-CckPrTtx] [-l LEVELS] [-n LEVEL]",
	 "print the kernel's log", cmd_dmesg, 0},
	{"echo", "echo [-ne] [WORD]...", "print words", cmd_echo,
	 ALSO_HOST | TAKES_ALL | BUILTIN},
	{"eval", "eval [WORD]...", "run words as commands", cmd_eval,
	 BUILTIN | TAKES_ALL},
	{"exit", "exit [STATUS]", "leave the shell", cmd_exit, BUILTIN},
	{"explain", "explain [NUMBER]",
	 "tell the last oops, or another, page table by page table",
	 cmd_explain, 0},
	{"export", "export [NAME[=VALUE]]...",
	 "give variables to programs of the host", cmd_export, BUILTIN},
	{"false", "false", "fail", cmd_false, ALSO_HOST | BUILTIN},
	{"free", "free [-bkmgh]", "how much memory is free", cmd_free,
	 NEEDS_MACHINE},
	{"help", "help [COMMAND]", "print this list", cmd_help, 0},
	{"insmod", "insmod [-f] FILE [NAME=VALUE]...", "load a kernel module",
	 cmd_insmod, NEEDS_MACHINE},
	{"journalctl", "journalctl [-kb] [-n LINES] [-p LEVEL]",
	 "print the kernel's log with dates", cmd_journalctl, 0},
	{"kill", "kill [-SIGNAL] PID... | -l", "send a signal to a task",
	 cmd_kill, NEEDS_MACHINE | BUILTIN},
	{"local", "local NAME[=VALUE]...", "make variables the function's own",
	 cmd_local, BUILTIN},
	{"logout", "logout", "leave the shell, as exit does", cmd_exit,
	 BUILTIN},
	{"ls", "ls [-1al] [PATH]...",
	 "list folders, of this machine or of the host", cmd_ls, ALSO_HOST},
	{"lsmod", "lsmod", "list the loaded modules", cmd_lsmod, NEEDS_MACHINE},
	{"mkdir", "mkdir [-p] FOLDER...", "make folders of the host", cmd_mkdir,
	 ALSO_HOST},
	{"mknod", "mknod PATH c MAJOR MINOR",
	 "make a node for a module's device", cmd_mknod, NEEDS_MACHINE},
	{"mkswap", "mkswap [-F -s SIZE] FILE", "make a file a swap area",
	 cmd_mkswap, 0},
	{"modinfo", "modinfo [-F FIELD] FILE...",
	 "print what a module says of "
	 "itself",
	 cmd_modinfo, 0},
	{"modprobe", "modprobe [-rv] [-d FOLDER] MODULE [NAME=VALUE]...",
	 "load a module and those that it depends on", cmd_modprobe,
	 NEEDS_MACHINE},
	{"mount", "mount [-t TYPE SOURCE FOLDER]",
	 "list the file systems, or mount one", cmd_mount, NEEDS_MACHINE},
	{"pagetable", "pagetable [-f]", "list what is mapped, range by range",
	 cmd_pagetable, 0},
	{"printf", "printf FORMAT [WORD]...", "print words in a form",
	 cmd_printf, BUILTIN | TAKES_ALL},
	{"ps", "ps [OPTIONS]", "list the tasks", cmd_ps, NEEDS_MACHINE},
	{"pwd", "pwd", "print the folder", cmd_pwd, ALSO_HOST | BUILTIN},
	{"read", "read [-r] [-p PROMPT] [NAME]...",
	 "read a line into variables", cmd_read, BUILTIN},
	{"reboot", "reboot", "start the machine again", cmd_reboot, 0},
	{"return", "return [STATUS]", "leave a function", cmd_return, BUILTIN},
	{"rmmod", "rmmod [-f] MODULE...", "unload modules", cmd_rmmod,
	 NEEDS_MACHINE},
	{"set", "set [-eux] [--] [WORD]...", "set options, or the arguments",
	 cmd_set, BUILTIN | TAKES_ALL},
	{"sh", "sh [-c COMMANDS | FILE] [ARGUMENT]...",
	 "run commands in another shell", cmd_sh, ALSO_HOST},
	{"shift", "shift [N]", "drop the first arguments", cmd_shift, BUILTIN},
	{"sleep", "sleep SECONDS", "let the machine's clock go on", cmd_sleep,
	 NEEDS_MACHINE | ALSO_HOST},
	{"stress", "stress [-k] [-b BYTES] [-m METHOD] [-n LOOPS] [-s SEED]",
	 "write patterns to memory and verify them", cmd_stress, NEEDS_MACHINE},
	{"swapoff", "swapoff -a|FILE...", "swap to a file no more", cmd_swapoff,
	 NEEDS_MACHINE},
	{"swapon", "swapon [-s] [-p PRIORITY] [FILE]...", "swap to a file, too",
	 cmd_swapon, NEEDS_MACHINE},
	{"sync", "sync", "write what waits to be written", cmd_sync,
	 NEEDS_MACHINE},
	{"sysctl", "sysctl [-anqw] [NAME[=VALUE]]...",
	 "print or set what is below /proc/sys", cmd_sysctl, NEEDS_MACHINE},
	{"tee", "tee [-a] [FILE]...",
	 "write standard input to files, and print it", cmd_tee, 0},
	{"test", "test EXPRESSION", "look whether that is so", cmd_test,
	 BUILTIN | TAKES_ALL},
	{"touch", "touch FILE...",
	 "make files of the host, if they are not there", cmd_touch, ALSO_HOST},
	{"true", "true", "succeed", cmd_true, ALSO_HOST | BUILTIN},
	{"type", "type COMMAND...", "say what a command is", cmd_type, BUILTIN},
	{"umount", "umount FOLDER", "unmount a file system", cmd_umount,
	 NEEDS_MACHINE},
	{"uname", "uname [-asnrvmo]", "name the kernel", cmd_uname,
	 NEEDS_MACHINE | ALSO_HOST},
	{"unset", "unset [-f] NAME...", "drop variables, or functions",
	 cmd_unset, BUILTIN},
	{"uptime", "uptime", "how long the machine runs, and its load",
	 cmd_uptime, NEEDS_MACHINE},
	{"walk", "walk [-wxuf] ADDRESS|SYMBOL[+OFFSET]",
	 "follow an address through the page tables", cmd_walk, 0},
	{"which", "which COMMAND...", "say where a command is", cmd_which,
	 ALSO_HOST},
};

#define NCOMMANDS (sizeof(table) / sizeof(table[0]))

const struct entry *command_nth(size_t i)
{
	return i < NCOMMANDS ? &table[i] : NULL;
}

const struct entry *command_find(const char *name)
{
	for (size_t i = 0; i < NCOMMANDS; i++)
		if (!strcmp(table[i].name, name))
			return &table[i];
	return NULL;
}

const char *command_instead(const char *name)
{
	static const char *const others[][2] = {
		{"depmod", "modprobe"},
		{"halt", "exit"},
		{"history", "cat ~/.mmusim_history"},
		{"init", "reboot"},
		{"memtester", "stress"},
		{"poweroff", "exit"},
		{"quit", "exit"},
		{"shutdown", "exit"},
		{"slabtop", "cat /proc/slabinfo"},
		{"top", "ps"},
		{"vmstat", "cat /proc/vmstat"},
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!strcmp(others[i][0], name))
			return others[i][1];
	return NULL;
}

int command_fail(struct call *call, int status, const char *format, ...)
{
	va_list ap;

	fprintf(call->err, "%s: ", call->argv[0]);
	va_start(ap, format);
	vfprintf(call->err, format, ap);
	va_end(ap);
	fputc('\n', call->err);
	return status;
}

int command_bad_input(struct call *call, const char *name)
{
	if (errno == EINTR)
		return STATUS_SIGNAL + SIGINT;
	return command_fail(call, 1, "%s: %s", name, strerror(errno));
}

int command_bad_option(struct call *call, const char *option)
{
	bool is_option = *option == '-' || *option == '+';

	return command_fail(call, 1, "%s %s; usage: %s",
			    is_option ? "there is no option" :
					"it does not take the argument",
			    option, command_find(call->argv[0])->synopsis);
}
