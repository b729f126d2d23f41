/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_X86_TLBFLUSH_H
#define _ASM_X86_TLBFLUSH_H

/* What the TLB knows of one address of the kernel's is forgotten. */
static inline void invlpg(unsigned long addr)
{
	__asm__ __volatile__("invlpg (%0)" ::"r"(addr) : "memory");
}

#endif
