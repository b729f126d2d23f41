/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_bug.h - BUG() and WARN() in code of the kernel image: an UD2 that the
 * section kimage_bugs knows.
 *
 * An oops and a warning name the instruction by its offset in the function. Where
 * ours is not as long as that of Debian's kernel, image_layout.inc has a place of
 * its name with an UD2 at that offset, and the warning is said to come from there.
 */
#ifndef KERNEL_KIMAGE_BUG_H
#define KERNEL_KIMAGE_BUG_H

#define KIMAGE_BUG_WARNING 1
#define KIMAGE_BUG_ONCE	   2
#define KIMAGE_BUG_SAID	   4 /* __warn_printk() has printed the cut already */

#ifndef __ASSEMBLER__

#include <stdint.h>

/**
 * struct kimage_bug - an UD2 of the image
 * @at:       where it was linked
 * @function: the function that is named
 * @where:    file and line in Linux
 * @offset:   that of the UD2 in Linux
 * @flags:    KIMAGE_BUG_*
 */
struct kimage_bug {
	const char *at, *function, *where;
	uint32_t offset, flags;
};

_Static_assert(sizeof(struct kimage_bug) == 32, "the macro below writes it");

#endif

#define KIMAGE_UD2(function, where, offset, flags)                    \
	__asm__ volatile("1:	ud2\n"                                   \
			 "	.pushsection .rodata.kimage_bugs, \"a\"\n" \
			 "2:	.asciz \"" function "\"\n"            \
			 "3:	.asciz \"" where "\"\n"               \
			 "	.popsection\n"                             \
			 "	.pushsection kimage_bugs, \"aw\"\n"        \
			 "	.balign 8\n"                               \
			 "	.quad 1b, 2b, 3b\n"                        \
			 "	.long %c0, %c1\n"                          \
			 "	.popsection"                               \
			 :                                            \
			 : "i"(offset), "i"(flags)                    \
			 : "memory")

/* The code goes on behind a warning, and not behind a BUG. */
#define KIMAGE_BUG(function, where, offset)             \
	do {                                            \
		KIMAGE_UD2(function, where, offset, 0); \
		__builtin_unreachable();                \
	} while (0)

#define KIMAGE_WARN(function, where, offset) \
	KIMAGE_UD2(function, where, offset, KIMAGE_BUG_WARNING)

#define KIMAGE_WARN_SAID(function, where, offset) \
	KIMAGE_UD2(function, where, offset,       \
		   KIMAGE_BUG_WARNING | KIMAGE_BUG_SAID)

#define KIMAGE_WARN_ONCE(function, where, offset) \
	KIMAGE_UD2(function, where, offset,       \
		   KIMAGE_BUG_WARNING | KIMAGE_BUG_ONCE)

#endif
