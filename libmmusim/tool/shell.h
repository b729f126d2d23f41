/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shell.h - the state of mmusim, a shell on a simulated machine.
 *
 *   source.c   where the lines come from: a string, a file, a terminal (edit.c)
 *   parse*.c   lines to a tree of commands; tree.c takes it down
 *   word.c     words to arguments: quotes, $(...); param.c $NAME, ${NAME:-word};
 *              arith.c $((...)); pattern.c *, ?, [a-z]; variable.c variables
 *   run.c      lists, conditions, loops, functions; state.c subshells
 *   pipeline.c pipelines; redirect.c descriptors, host.c programs of the host
 *   commands.c the table of commands, help.c what their options do; cmd_*.c,
 *              stress.c what they do; size.c numbers; module_deps.c what modprobe
 *              must know
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
#include <sys/types.h>

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

/**
 * struct variable - a variable
 * @value:    NULL: there is none, even if the environment has one
 * @exported: programs of the host get it
 */
struct variable {
	struct variable *next;
	char *name, *value;
	bool exported;
};

struct function {
	struct function *next;
	char *name;
	struct body *body;
};

/* $0, $1, ... */
struct arguments {
	char **words; /* ended by NULL */
	size_t n;     /* without $0 */
};

/* What is not run any more, and up to where. */
enum leave {
	LEAVE_NOT,
	LEAVE_TURN,	/* "continue" */
	LEAVE_LOOP,	/* "break" */
	LEAVE_FUNCTION, /* "return" */
	LEAVE_LINE,	/* ^C, or an error that ends a script */
	LEAVE_SHELL,	/* "exit" */
};

/**
 * struct shell_state - what a subshell has for itself
 * @frame:    variables that the function that runs will restore; NULL: none runs
 * @loops:    in how many it is, within that function
 * @tested:   in how many conditions it is
 * @subshell: 0: it is the shell that was started
 * @died:     the exit status that an oops gave it: its command was one of the
 *            shell itself; 0
 * @folder:   in the outer one's state: a descriptor of its folder; else -1
 * @inside:   the folder of the machine that it is in; NULL: it is the host's
 */
struct shell_state {
	struct variable *variables;
	struct function *functions;
	struct arguments args;
	struct variable *frame;
	bool in_function;
	unsigned int loops, tested, subshell;
	bool errexit, nounset, xtrace;
	int died;
	int folder;
	char *inside;
};

/**
 * struct shell - one shell with its machine
 * @kern:     NULL before the first boot
 * @ram:      of the machine, in bytes; 0: the library's default
 * @append:   the kernel's command line; NULL: none
 * @console:  show the kernel's messages as they come
 * @script:   what messages of the shell begin with; NULL: "mmusim"
 * @line:     of the script, which runs now
 * @err:      where messages of the shell go now
 * @status:   $?
 * @leave:    why nothing more is run; @levels: of loops that are left
 * @depth:    how many functions and $(...) run within one another
 * @stack:    where the host's stack was at the beginning
 * @captures: how many $(...) have run
 * @sources:  how many strings and files are being read, one for another
 * @io:       what the shell was started with
 * @here:     what the command has that is being prepared
 * @sinks:    what has been opened for commands to write to files of the machine
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
	const char *script;
	unsigned int line;
	int err;
	int status;
	enum leave leave;
	unsigned int levels, depth, captures, sources;
	const char *stack;
	struct io io, here;
	struct shell_state state;
	struct sink *sinks;
	bool no_debugfs;
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

/* --- variable.c ------------------------------------------------------------------ */

/* Variables. A name that is not set may be one of the environment. NULL, or "", when
 * there is none. */
const char *shell_find(struct shell *sh, const char *name);
const char *shell_get(struct shell *sh, const char *name);
/* value NULL: it is none any more */
void shell_set(struct shell *sh, const char *name, const char *value);
void shell_export(struct shell *sh, const char *name);
/* Keep the value that a variable has on a list, and put it back. */
void variable_keep(struct shell *sh, struct variable **kept, const char *name);
void variables_restore(struct shell *sh, struct variable **kept);
struct variable *variables_copy(const struct variable *v);
void variables_free(struct variable *v);
/* Positional parameters; the words are copied. */
void arguments_set(struct arguments *args, const char *name,
		   char *const *words);
void arguments_free(struct arguments *args);
/* The environment of a program, with "NAME=value"s before it; words_free() it. */
char **environment_make(struct shell *sh, char *const *assigns);

/* --- state.c --------------------------------------------------------------------- */

struct body *function_find(struct shell *sh, const char *name);
void function_set(struct shell *sh, const char *name, struct body *body);
/* True: there was one. */
bool function_unset(struct shell *sh, const char *name);
/* What runs until the end does not change the shell. At the end: $?. */
void subshell_begin(struct shell *sh, struct shell_state *outer);
int subshell_end(struct shell *sh, struct shell_state *outer);
/* A subshell becomes a shell that has been started anew: of the variables it has what
 * is exported. args: $0, $1 and so on; NULL: none. */
void shell_reset(struct shell *sh, char *const *args);
/* All that it holds. */
void state_free(struct shell_state *state);
/* An oops has killed the process that is the shell: true when that can be, for it
 * is a subshell. */
bool subshell_die(struct shell *sh, int status);
/* "Killed", "Segmentation fault"; NULL when this is no such exit status. */
const char *death_text(int status);

/* --- word.c ---------------------------------------------------------------------- */

/* The arguments that words give, ended by NULL; free with words_free(). NULL
 * after a message. */
char **words_expand(struct shell *sh, char *const *words, size_t n);
/* One word, not split: a file name, a value. NULL after a message. */
char *word_expand(struct shell *sh, const char *word);
/* The same as a pattern for fnmatch(): what was in quotes has a backslash. */
char *word_pattern(struct shell *sh, const char *word);
/* The word of "${NAME=word}" within double quotes. */
char *word_expand_quoted(struct shell *sh, const char *text);
/* As within double quotes: of "$((...))". */
char *word_expand_text(struct shell *sh, const char *text);
/* The same where a " is nothing special: lines of a here-document. */
char *word_expand_here(struct shell *sh, const char *text);
void words_free(char **words);

/* --- arith.c ----------------------------------------------------------------------- */

/* False after a message. */
bool arithmetic(struct shell *sh, const char *text, long long *value);

/* --- pattern.c --------------------------------------------------------------------- */

/* The names that fit a pattern, sorted; words_free() it. NULL when there are none. */
char **pattern_names(struct shell *sh, const char *pattern);
bool pattern_fits(const char *pattern, const char *text);

/* --- run.c ------------------------------------------------------------------------- */

/* Run a tree; sh->status is $?. */
void run_list(struct shell *sh, const struct list *list, struct io io);
/* Run one that is not simple; its redirections have been made. */
int run_compound(struct shell *sh, const struct command *c, struct io io);
/* Call a function: argv[0] is its name. */
int run_function(struct shell *sh, struct body *body, char **argv,
		 struct io io);

/* Is there enough of the host's stack for one more function, or file? */
bool shell_may_nest(const struct shell *sh);
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
int host_start(struct shell *sh, char **argv, char *const *assigns,
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

/* The longest path of a file of the machine, and a zero. */
#define FILE_PATH 512
/* What a path is called from the root of the machine, or of the host. The functions below
 * do that themselves. */
const char *file_resolve(const struct shell *sh, const char *path,
			 char at[FILE_PATH]);
/* cd: 0 or an errno. */
int folder_enter(struct shell *sh, const char *path);
/* pwd; free() it. NULL and errno. */
char *folder_name(struct shell *sh);

/* Has a module made this file? */
bool file_is_of_module(const struct shell *sh, const char *path);
/* Does this path belong to the simulated machine? */
bool file_is_simulated(const struct shell *sh, const char *path);
/* What a simulated file is, as in st_mode, without permissions; 0: it is not there. */
mode_t file_type(struct shell *sh, const char *path);
/* The text of a simulated file, which a program of that name reads; free() it. NULL
 * and errno: EHOSTDOWN when the machine is halted. */
char *file_read(struct shell *sh, const char *path, const char *comm,
		size_t *len);
/* strerror(), and more about EHOSTDOWN */
const char *file_error(int err);
/* After that error: was whoever read or wrote killed? The exit status, after why when
 * that was no oops; else 0. */
int file_killed(struct shell *sh, const char *path, int err);
/* 0 or an errno. */
int file_may_write(struct shell *sh, const char *path);
int file_write(struct shell *sh, const char *path, const char *comm,
	       const char *data, size_t len);
/* The same, and reading, in pieces: of a module's file. */
int file_transfer(struct shell *sh, const char *path, bool write,
		  struct kern_transfer *t);
/* Names in a simulated folder, sorted, a line each; free() it. NULL and errno. */
char *file_list(struct shell *sh, const char *path);
/* A descriptor that holds this; -1 and errno. */
int file_memory(const char *data, size_t len);
/* read() for a command, which waits for somebody who types: EINTR after ^C. */
ssize_t file_read_some(int fd, void *buf, size_t size);
/* All that can be read from a descriptor, or what is left there; free() it. NULL and
 * errno. */
char *file_read_fd(int fd, size_t *len);
char *file_read_rest(int fd, size_t *len);

#endif
