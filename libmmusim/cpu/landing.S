/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * landing.S - functions that return once more: see landing.h.
 */
#ifndef MMUSIM_SOFT
#include "cpu/landing.h"

	.text

	/* Into the landing at \offset(%rdi): the caller as after our return. */
	.macro save_landing offset
	mov	(%rsp), %rax
	mov	%rax, \offset+LANDING_RIP(%rdi)
	lea	8(%rsp), %rax
	mov	%rax, \offset+LANDING_RSP(%rdi)
	mov	%rbx, \offset+LANDING_RBX(%rdi)
	mov	%rbp, \offset+LANDING_RBP(%rdi)
	mov	%r12, \offset+LANDING_R12(%rdi)
	mov	%r13, \offset+LANDING_R13(%rdi)
	mov	%r14, \offset+LANDING_R14(%rdi)
	mov	%r15, \offset+LANDING_R15(%rdi)
	.endm

	.globl	cpu_landing_set
	.hidden	cpu_landing_set
	.type	cpu_landing_set, @function
cpu_landing_set:
	.cfi_startproc
	save_landing 0
	xor	%eax, %eax
	ret
	.cfi_endproc
	.size	cpu_landing_set, . - cpu_landing_set

	.globl	mmu_try
	.type	mmu_try, @function
mmu_try:
	.cfi_startproc
	save_landing TRY_LANDING
	jmp	cpu_try_begin
	.cfi_endproc
	.size	mmu_try, . - mmu_try
#endif

	.section .note.GNU-stack, "", @progbits
