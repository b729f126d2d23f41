/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * command.h - a command that a person starts in a shell: command.c and
 * param_files.c.
 */
#ifndef KERNEL_COMMAND_H
#define KERNEL_COMMAND_H

#include "kernel/task.h"

/**
 * struct kern_command - one command in progress
 * @result: of its system call
 */
struct kern_command {
	struct kern_task *task;
	int64_t result;
};

/* What it prints on stderr: kern_last_error(). */
void kern_command_say(struct kern *k, const char *format, ...) MMU_PRINTF(2, 3);

/* Start its task. 0, -EBUSY after a panic, -ENOMEM. */
int kern_command_begin(struct kern *k, struct kern_command *command,
		       const char *comm);

/* Run the system call and end the task. Positive: its status as the shell sees
 * it; 0: look at command->result; negative errno. */
int kern_command_finish(struct kern *k, struct kern_command *command, long nr,
			const uint64_t arg[3]);

/* The same without ending the task: it may make another one. */
int kern_command_call(struct kern *k, struct kern_command *command, long nr,
		      const uint64_t arg[3]);
/* It ends; ended as that of the last call. */
void kern_command_end(struct kern *k, struct kern_command *command, int ended);

/* What the public function returns; ended as that of kern_command_finish(). */
int kern_command_report(struct kern *k, int ended, int failed, int *status);

#endif
