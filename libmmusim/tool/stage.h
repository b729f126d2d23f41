/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stage.h - one command of a pipeline that is run, and its descriptors. */
#ifndef TOOL_STAGE_H
#define TOOL_STAGE_H

#include "tool/commands.h"

#define FIRST_FD 10 /* of ours: lower ones are for programs */

/* What was written for a simulated file: by the commands of that stage. */
struct sink {
	struct sink *next;
	const struct stage *stage;
	char *path;
	int fd;
};

/**
 * struct stage - one command of a pipeline
 * @assigns: "NAME=value"s before it, expanded
 * @entry:   one of our commands; @function: one of the script; NULL: none
 * @ours:    one of these, or a compound command, or only assignments; else it is a
 *           program of the host
 * @is_shell: the process that does it is the shell itself
 * @memory:  it reads a memory file
 * @captured: there was a $(...) in its words
 * @outer_err: where it is told that the stage was killed
 * @owned:   descriptors to be closed when it has ended
 * @pid:     of the host's program that runs; 0: none
 * @status:  exit status
 * @ready:   it is to be run
 */
struct stage {
	const struct command *command;
	char **argv;
	char **assigns;
	const struct entry *entry;
	struct body *function;
	bool ours, is_shell, memory, captured, ready;
	struct io io;
	int outer_err;
	int *owned;
	size_t nowned;
	int pid;
	int status;
};

/* --- redirect.c -------------------------------------------------------------- */

/* Move a descriptor out of the way of 0, 1 and 2, and keep it until
 * stage_close(): its new number; -1 and errno. */
int stage_own(struct stage *s, int fd);
/* Follow a redirection: 0, or an exit status after a message. */
int stage_redirect(struct shell *sh, struct stage *s, const struct redir *r);
/* Programs of the host cannot read files of the machine: where one is named, a
 * descriptor with its text is named instead. 0, or an exit status after a message. */
int stage_lend(struct shell *sh, struct stage *s);
/* It has been started, or will not be: of its pipes and files the shell keeps
 * none, but for what is to go to the machine. */
void stage_let_go(struct shell *sh, struct stage *s);
/* It has ended: what was written to files of the machine goes there, also what it
 * wrote for a group that goes on. */
void stage_flush(struct shell *sh, struct stage *s);
void stage_close(struct shell *sh, struct stage *s);

/* --- entry.c ----------------------------------------------------------------- */

/* Run a command of the table: its exit status. */
int stage_run_entry(struct shell *sh, struct stage *s);

/* --- pipeline.c -------------------------------------------------------------- */

/* Its exit status. */
int run_pipeline(struct shell *sh, const struct pipeline *p, struct io io);

#endif
