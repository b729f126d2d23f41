/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Supervisor-mode access prevention: user memory may be touched between the two.
 */
#ifndef _ASM_X86_SMAP_H
#define _ASM_X86_SMAP_H

#include <linux/compiler.h>

static __always_inline void stac(void)
{
	asm volatile("stac" ::: "memory", "cc");
}

static __always_inline void clac(void)
{
	asm volatile("clac" ::: "memory", "cc");
}

#endif
