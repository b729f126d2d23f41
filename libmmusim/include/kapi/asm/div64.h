/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_X86_DIV64_H
#define _ASM_X86_DIV64_H

#include <linux/types.h>

/* Divides the variable @n, and gives what is left. */
#define do_div(n, base)                         \
	({                                      \
		u32 __base = (base);            \
		u32 __left = (u64)(n) % __base; \
		(n) = (u64)(n) / __base;        \
		__left;                         \
	})

#endif
