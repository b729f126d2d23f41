/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands.h - the commands of the shell. The table is in commands.c. */
#ifndef TOOL_COMMANDS_H
#define TOOL_COMMANDS_H

#include "tool/shell.h"

/**
 * struct call - one command that runs
 * @argv: its words, ended by NULL; argv[0] is its name
 * @in:   descriptor 0
 * @out, @err: write to these and not to stdout; they are flushed when the
 *        command ends
 */
struct call {
	struct shell *sh;
	int argc;
	char **argv;
	int in;
	FILE *out, *err;
};

enum {
	NEEDS_MACHINE = 1, /* refused while the machine is halted */
	ALSO_HOST = 2, /* behind a "|" the host's program of that name runs */
	TAKES_ALL = 4, /* no word is an option such as --help */
	BUILTIN = 8,   /* on a real machine the shell itself does it */
};

/**
 * struct entry - a command of the table
 * @synopsis: as it is typed
 * @summary:  what it does, in a line
 * @run:      returns its exit status
 */
struct entry {
	const char *name;
	const char *synopsis;
	const char *summary;
	int (*run)(struct call *call);
	unsigned int flags;
};

/* NULL when there is none of that name. */
const struct entry *command_find(const char *name);
/* The i-th by name; NULL past the last. */
const struct entry *command_nth(size_t i);
/* How it is called, what it does, and what its options do: help.c. */
void command_help(struct call *call, const struct entry *entry);
/* What does here what a program of that name does elsewhere; NULL. */
const char *command_instead(const char *name);

/* "NAME: ..." on its stderr. Returns @status. */
int command_fail(struct call *call, int status, const char *format, ...)
	MMU_PRINTF(3, 4);
/* Its input could not be read, by errno. ^C has ended it without a word. */
int command_bad_input(struct call *call, const char *name);
/* An option that it does not have, or another word. */
int command_bad_option(struct call *call, const char *option);

/* "64M", "1G", "262144K", "4096", "0x1000": in bytes. 0; EINVAL when it is no such size,
 * ERANGE when it is too large: size_error() says that behind the word. */
int parse_size(const char *text, uint64_t *bytes);
const char *size_error(int err);

/* --- cmd_module.c: shared with cmd_modprobe.c --------------------------------- */

/* What a shell says of a program that a signal ended. The console comes first: the
 * kernel printed before the task was gone. Returns the exit status. */
int module_report(struct call *call, int err, int status);
/* "dir/my-module.ko" is my_module; free() it. */
char *module_name(const char *word);

/* --- cmd_make.c: shared with cmd_dd.c ------------------------------------------ */

/* Write to a file of the host or of the machine: an exit status, after a message. */
int write_file(struct call *call, const char *path, const char *data,
	       size_t len, bool append);

/* --- the commands --------------------------------------------------------------- */

int cmd_cat(struct call *call);
int cmd_break(struct call *call);
int cmd_colon(struct call *call);
int cmd_command(struct call *call);
int cmd_continue(struct call *call);
int cmd_dd(struct call *call);
int cmd_dot(struct call *call);
int cmd_eval(struct call *call);
int cmd_export(struct call *call);
int cmd_kill(struct call *call);
int cmd_local(struct call *call);
int cmd_mkdir(struct call *call);
int cmd_mount(struct call *call);
int cmd_printf(struct call *call);
int cmd_read(struct call *call);
int cmd_return(struct call *call);
int cmd_set(struct call *call);
int cmd_sh(struct call *call);
int cmd_shift(struct call *call);
int cmd_sync(struct call *call);
int cmd_tee(struct call *call);
int cmd_test(struct call *call);
int cmd_touch(struct call *call);
int cmd_type(struct call *call);
int cmd_umount(struct call *call);
int cmd_unset(struct call *call);
int cmd_which(struct call *call);
int cmd_cd(struct call *call);
int cmd_dmesg(struct call *call);
int cmd_echo(struct call *call);
int cmd_exit(struct call *call);
int cmd_explain(struct call *call);
int cmd_false(struct call *call);
int cmd_help(struct call *call);
int cmd_insmod(struct call *call);
int cmd_ls(struct call *call);
int cmd_lsmod(struct call *call);
int cmd_modinfo(struct call *call);
int cmd_date(struct call *call);
int cmd_pwd(struct call *call);
int cmd_free(struct call *call);
int cmd_journalctl(struct call *call);
int cmd_mknod(struct call *call);
int cmd_mkswap(struct call *call);
int cmd_ps(struct call *call);
int cmd_swapoff(struct call *call);
int cmd_swapon(struct call *call);
int cmd_uptime(struct call *call);
int cmd_modprobe(struct call *call);
int cmd_pagetable(struct call *call);
int cmd_reboot(struct call *call);
int cmd_rmmod(struct call *call);
int cmd_sleep(struct call *call);
int cmd_stress(struct call *call);
int cmd_sysctl(struct call *call);
int cmd_true(struct call *call);
int cmd_uname(struct call *call);
int cmd_walk(struct call *call);

#endif
