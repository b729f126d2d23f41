/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stage.h - one command of a pipeline that is run, and its descriptors. */
#ifndef TOOL_STAGE_H
#define TOOL_STAGE_H

#include "tool/commands.h"

#define FIRST_FD 10 /* of ours: lower ones are for programs */

/* What was written for a simulated file. */
struct sink {
	struct sink *next;
	char *path;
	int fd;
};

/**
 * struct stage - one command of a pipeline
 * @assigns: "NAME=value"s before it, expanded
 * @entry:   one of our commands; NULL: the host's
 * @pipe:    the end of a pipe that it would read from; 0: none
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
	struct io io;
	int pipe;
	int *owned;
	size_t nowned;
	struct sink *sinks;
	int pid;
	int status;
	bool ready;
};

/* --- redirect.c -------------------------------------------------------------- */

/* Move a descriptor out of the way of 0, 1 and 2, and keep it until
 * stage_close(): its new number; -1 and errno. */
int stage_own(struct stage *s, int fd);
/* Close one of those already. */
void stage_disown(struct stage *s, int fd);
/* Follow a redirection: 0, or an exit status after a message. */
int stage_redirect(struct shell *sh, struct stage *s, const struct redir *r);
/* Programs of the host cannot read files of the machine: where one is named, a
 * descriptor with its text is named instead. 0, or an exit status after a message. */
int stage_lend(struct shell *sh, struct stage *s);
/* It has been started, or will not be: of its pipes and files the shell keeps
 * none, but for what is to go to the machine. */
void stage_let_go(struct stage *s);
/* It has ended: what was written to files of the machine goes there. */
void stage_flush(struct shell *sh, struct stage *s);
void stage_close(struct stage *s);

#endif
