/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_X86_PROCESSOR_H
#define _ASM_X86_PROCESSOR_H

#include <linux/compiler.h>

/* PAUSE: a loop that waits. */
static __always_inline void rep_nop(void)
{
	__asm__ __volatile__("rep; nop" ::: "memory");
}

static __always_inline void cpu_relax(void)
{
	rep_nop();
}

#endif
