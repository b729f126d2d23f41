/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NULL, truth values, and where members lie.
 */
#ifndef _LINUX_STDDEF_H
#define _LINUX_STDDEF_H

#undef NULL
#define NULL ((void *)0)

enum { false = 0, true = 1 };

#undef offsetof
#define offsetof(type, member)	   __builtin_offsetof(type, member)

#define sizeof_field(type, member) sizeof((((type *)0)->member))

/* The offset of the first byte behind @member. */
#define offsetofend(type, member) \
	(offsetof(type, member) + sizeof_field(type, member))

#endif
