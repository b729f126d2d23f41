/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A warning where a variable is not of the expected type.
 */
#ifndef _LINUX_TYPECHECK_H
#define _LINUX_TYPECHECK_H

/* Always 1: use it beside the expression that needs the check. */
#define typecheck(type, x)                       \
	({                                       \
		type __expected;                 \
		__typeof__(x) __given;           \
		(void)(&__expected == &__given); \
		1;                               \
	})

#endif
