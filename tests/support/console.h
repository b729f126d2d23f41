/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * console.h - what a person at the console of a machine would see.
 *
 * Lines with a time stamp are the kernel's, in the order of events; lines that
 * begin with "USER: ", and a bare "Killed" or "Segmentation fault", are the
 * shell's. A panic ends it: nothing more is shown.
 */
#ifndef SUPPORT_CONSOLE_H
#define SUPPORT_CONSOLE_H

#include "kern_rig.h"

#include <stdio.h>

/**
 * struct console - a machine and its screen
 * @modules: the folder where insmod finds modules
 * @from:    what the kernel logs next to be shown
 * @status:  of the last command, as in $?
 * @stopped: it waits for what never comes
 * @own_line: "mod" shows the line of its own module only
 */
struct console {
	struct kern *k;
	FILE *file;
	const char *modules;
	uint64_t from;
	int status;
	bool stopped, own_line;
};

/** console_run - do steps as of a line in SCENARIOS.tsv, one after the other */
void console_run(struct console *console, const char *steps);

#endif
