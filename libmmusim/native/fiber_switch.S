/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fiber_switch.S - from one host stack to another.
 *
 * What the ABI says a function keeps lies on the stack that is left:
 *
 *   sp ->  MXCSR, x87 control word    8 bytes
 *          r15 r14 r13 r12 rbx rbp
 *          return address
 */
	.text

/* void native_fiber_switch(uint64_t *from, uint64_t to) */
	.globl	native_fiber_switch
	.hidden	native_fiber_switch
	.type	native_fiber_switch, @function
native_fiber_switch:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	sub	$8, %rsp
	stmxcsr	(%rsp)
	fnstcw	4(%rsp)
	mov	%rsp, (%rdi)
	mov	%rsi, %rsp
	ldmxcsr	(%rsp)
	fldcw	4(%rsp)
	add	$8, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
	.size	native_fiber_switch, . - native_fiber_switch

/* Where a new fiber begins: R12 is the fiber. */
	.globl	native_fiber_start
	.hidden	native_fiber_start
	.type	native_fiber_start, @function
native_fiber_start:
	.cfi_startproc
	.cfi_undefined %rip
	xor	%ebp, %ebp
	mov	%r12, %rdi
	call	native_fiber_main
	ud2				/* it does not return */
	.cfi_endproc
	.size	native_fiber_start, . - native_fiber_start

	.section .note.GNU-stack, "", @progbits
