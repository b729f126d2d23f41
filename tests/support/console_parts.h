/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * console_parts.h - what the parts of the console share.
 */
#ifndef SUPPORT_CONSOLE_PARTS_H
#define SUPPORT_CONSOLE_PARTS_H

#include "console.h"

#include "kernel/kern.h"

/* --- console_show.c ---------------------------------------------------------------- */

void console_show_log(struct console *console);
/* What was said before the log was there. */
void console_show_log_until(struct console *console, uint64_t end);
/* After a panic nobody is left who could say anything. */
void console_say(struct console *console, const char *mark, const char *text);
void console_say_status(struct console *console, const char *what);
/* What a shell says of a program that a signal ended, and the program itself. */
void console_say_end(struct console *console, const char *mark);
/* $(grep "^NAME " /proc/modules), with a semicolon for the newline. */
void console_say_module(struct console *console, const char *name);
/* $(cat /proc/modules), which has no newline at its end, or the same with semicolons for
 * newlines. */
void console_say_modules(struct console *console, bool semicolons);

/* --- commands: what comes behind their name ------------------------------------------ */

/* NAME[.ko] [PARAMETER=VALUE]... */
void console_insmod(struct console *console, const char *name);
void console_mod(struct console *console, const char *name);
void console_rmmod(struct console *console, const char *name);
/* FILE...; one that kills it is the last. */
void console_cat(struct console *console, const char *paths);
/* WORD > FILE */
void console_echo(struct console *console, const char *args);
/* FOLDER that a module has made, with one file at most */
void console_ls(struct console *console, const char *path);
/* PATH c MAJOR MINOR */
void console_mknod(struct console *console, const char *args);

#endif
