/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shell.h - the state of mmusim, a shell on a simulated machine.
 *
 *   source.c   where the lines come from: a string, a file, a terminal (edit.c)
 *   parse.c    lines to lists of commands
 *   word.c     words to arguments: quotes, variables, $(...)
 *   run.c      lists and pipelines; redirect.c descriptors, host.c programs of
 *              the host
 *   commands.c the table of commands; cmd_*.c, stress.c what they do;
 *              module_deps.c what modprobe must know
 *   files.c    /proc, /sys, /var/log and /dev/kmsg of the simulated machine
 *   desk.c     the machine from outside: boot, reboot, halt, what the log leaves
 *
 * The shell itself is no simulated program. It sits beside the machine, as
 * somebody at a serial console does, and each of its commands that is one on a
 * real machine, such as insmod, is a task there.
 */
#ifndef TOOL_SHELL_H
#define TOOL_SHELL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <mmusim/mmusim.h>

#include "tool/buffer.h"
#include "tool/parse.h"

/* Exit statuses as other shells have them. */
enum {
	STATUS_USAGE = 2,
	STATUS_NOT_RUN = 126,
	STATUS_NOT_FOUND = 127,
	STATUS_SIGNAL = 128, /* and the signal's number */
	STATUS_HALTED = 255, /* as ssh's when the other side is gone */
};

/* Descriptors of a command, above those that programs use. */
struct io {
	int fd[3];
};

struct variable {
	struct variable *next;
	char *name, *value;
};

/**
 * struct shell - one shell with its machine
 * @kern:     NULL before the first boot
 * @ram:      of the machine, in bytes; 0: the library's default
 * @append:   the kernel's command line; NULL: none
 * @console:  show the kernel's messages as they come
 * @label:    what messages of the shell begin with: "mmusim", or of a script
 *            "crash.sh: line 3"
 * @err:      where messages of the shell go now
 * @status:   $?
 * @io:       what the shell was started with
 * @rtc:      wall clock at the machine's boot, in seconds since 1970
 * @seen:     the first record of the log that is not in @kern_log yet
 * @cleared:  the first record after "dmesg -C"
 * @swap:    the files of swap areas, by their numbers; NULL: none
 * @kern_log: /var/log/kern.log
 * @pstore:   the log of the last boot that ended in an oops or panic; "": none
 */
struct shell {
	struct kern *kern;
	uint64_t ram;
	const char *append;
	bool console;
	bool interactive;
	bool exiting;
	char label[128];
	int err;
	int status;
	struct io io;
	struct variable *variables;
	int64_t rtc;
	uint64_t seen;
	uint64_t cleared;
	char *swap[KERN_MAX_SWAPFILES];
	struct buffer kern_log;
	struct buffer pstore;
};

/* Set when SIGINT comes in an interactive shell; set while one of our own
 * commands runs. */
extern volatile sig_atomic_t shell_interrupted, shell_busy;

/* Prepare a shell; nothing is booted. 0, or an exit status after a message. */
int shell_init(struct shell *sh);
void shell_fini(struct shell *sh);
/* A sentence on the shell's stderr: "mmusim: ...". */
void shell_say(struct shell *sh, const char *format, ...) MMU_PRINTF(2, 3);

/* --- word.c ---------------------------------------------------------------------- */

/* Variables. A name that is not set may be one of the environment. */
const char *shell_get(struct shell *sh, const char *name);
void shell_set(struct shell *sh, const char *name, const char *value);

/* The arguments that words give, ended by NULL; free with words_free(). NULL
 * after a message. */
char **words_expand(struct shell *sh, char *const *words, size_t n);
/* One word, not split: a file name, a value. NULL after a message. */
char *word_expand(struct shell *sh, const char *word);
void words_free(char **words);

/* --- run.c ------------------------------------------------------------------------- */

/* Run a text that is a whole script, and return $?. */
int shell_run_text(struct shell *sh, const char *text, struct io io);
/* What a text prints, without the newlines at the end; free() it. */
char *shell_capture(struct shell *sh, const char *text);

/* --- source.c, edit.c ---------------------------------------------------------------- */

/* Run lines of a string, a file, a descriptor, a terminal; returns $?. */
int shell_run_string(struct shell *sh, const char *text);
int shell_run_file(struct shell *sh, const char *path);
int shell_run_fd(struct shell *sh, int fd, const char *name);
int shell_run_terminal(struct shell *sh);

/* Line editing. edit_line() returns a line without its newline, to be freed;
 * NULL at the end of the input, or, with shell_interrupted set, after ^C. */
struct edit;
struct edit *edit_begin(struct shell *sh);
char *edit_line(struct edit *edit, const char *prompt);
void edit_remember(struct edit *edit, const char *text);
void edit_end(struct edit *edit);

/* --- host.c -------------------------------------------------------------------------- */

/* Start a program of the host. 0 and *pid; or an exit status after a message. */
int host_start(struct shell *sh, char **argv, char **assigns,
	       const struct io *io, int *pid);
/* Is there one of that name in $PATH? */
bool host_has(const char *name);
/* Does a program of that name only read files? Then it runs without a "|", too. */
bool host_reads(const char *name);
/* Wait for it: its exit status as $?. */
int host_wait(struct shell *sh, int pid);

/* --- desk.c -------------------------------------------------------------------------- */

/* 0, or an exit status after a message. */
int desk_boot(struct shell *sh);
int desk_reboot(struct shell *sh);
/* Take over what the kernel has logged since the last time; show it on the
 * console, if there is one. */
void desk_sync(struct shell *sh);
/* "[    0.000000] " */
void desk_stamp(const struct kern_log_line *line, char *buf, size_t size);
/* The areas have gone with the machine that swapped to them. */
void desk_forget_swap(struct shell *sh);
bool desk_halted(const struct shell *sh);
/* As a sentence. */
extern const char desk_halted_text[];

/* --- files.c ------------------------------------------------------------------------- */

/* Has a module made this file? */
bool file_is_of_module(const struct shell *sh, const char *path);
/* Does this path belong to the simulated machine? */
bool file_is_simulated(const struct shell *sh, const char *path);
/* The text of a simulated file; free() it. NULL and errno: EHOSTDOWN when the
 * machine is halted. */
char *file_read(struct shell *sh, const char *path);
/* strerror(), and more about EHOSTDOWN */
const char *file_error(int err);
/* After that error: did an oops kill whoever read or wrote? That is said, and the
 * exit status returned; else 0. */
int file_killed(struct shell *sh, const char *path, int err, FILE *out);
/* 0 or an errno. */
int file_may_write(struct shell *sh, const char *path);
int file_write(struct shell *sh, const char *path, const char *text);
/* Names in a simulated folder, sorted, a line each; free() it. NULL and errno. */
char *file_list(struct shell *sh, const char *path);
/* A descriptor that holds a text; -1 and errno. */
int file_memory(const char *text);
/* All that can be read from a descriptor; free() it. NULL and errno. */
char *file_read_fd(int fd, size_t *len);

#endif
