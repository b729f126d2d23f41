/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Linux rewrites in code that is loaded: the section .smp_locks tells where the
 * LOCK prefixes are, of which a machine with one CPU has no need. Each entry is the
 * distance to one.
 *
 * The compiler takes the length of the text for that of the code, and so decides what
 * to inline.
 */
#ifndef _ASM_X86_ALTERNATIVE_H
#define _ASM_X86_ALTERNATIVE_H

#define LOCK_PREFIX_HERE                   \
	".pushsection .smp_locks, \"a\"\n" \
	".balign 4\n"                      \
	".long 671f - .\n"                 \
	".popsection\n"                    \
	"671:"
#define LOCK_PREFIX LOCK_PREFIX_HERE "\n\tlock; "

#endif
