/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Patterns as the shell's: *, ?, [a-z], [!a-z], and a backslash before any of them. */
#ifndef _LINUX_GLOB_H
#define _LINUX_GLOB_H

#include <linux/compiler.h>
#include <linux/types.h>

/* Of all of @str: a part that fits is not enough. */
bool __pure glob_match(const char *pat, const char *str);

#endif
