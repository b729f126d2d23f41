/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * taint.h - what makes the kernel's reports doubtful: taint.c.
 */
#ifndef KERNEL_TAINT_H
#define KERNEL_TAINT_H

#include <stdbool.h>

struct kern;

enum kern_taint {
	KERN_TAINT_PROPRIETARY = 0,
	KERN_TAINT_FORCED_MODULE = 1,
	KERN_TAINT_CPU_OUT_OF_SPEC = 2,
	KERN_TAINT_FORCED_RMMOD = 3,
	KERN_TAINT_BAD_PAGE = 5,
	KERN_TAINT_USER = 6,
	KERN_TAINT_DIE = 7,
	KERN_TAINT_WARN = 9,
	KERN_TAINT_CRAP = 10,
	KERN_TAINT_OOT = 12,
	KERN_TAINT_UNSIGNED = 13,
	KERN_TAINT_SOFTLOCKUP = 14,
	KERN_TAINT_TEST = 18,
	KERN_TAINT_FLAGS = 19, /* how many there are */
};

/* "Not tainted", or "Tainted: G           OE     " */
const char *kern_tainted_text(unsigned long taint, char buf[40]);
/* "OE": the letters of the flags that are set */
const char *kern_taint_letters(unsigned long taint, char buf[24]);
/* Set the flag. Is that to be a panic, of which the caller takes care? */
bool kern_taint_panics(struct kern *k, enum kern_taint flag);
#define KERN_TAINT_PANIC "panic_on_taint set ..."
/* add_taint() with LOCKDEP_STILL_OK: it may panic. kern_add_taint() is that with
 * LOCKDEP_NOW_UNRELIABLE. */
void kern_set_taint(struct kern *k, enum kern_taint flag);

#endif
