/* SPDX-License-Identifier: GPL-2.0-or-later */
/* complete.h - for edit.c: the tabulator key. */
#ifndef TOOL_COMPLETE_H
#define TOOL_COMPLETE_H

#include <histedit.h>

#include "tool/shell.h"

/* Complete the word at the cursor, or list what it may become: CC_..., as a
 * function of an editor returns. */
unsigned char complete(EditLine *el, struct shell *sh, int key);

#endif
