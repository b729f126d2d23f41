/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * entry.S - the crossings between host code and simulated code.
 *
 *   native_entry       a fault arrives, with the signal already over
 *   native_run         mmu_call(): leave the host stack for a simulated one
 *   native_return      simulated code returned from where native_run sent it
 *   native_gate_entry  simulated code calls the library
 *
 * Each switches stacks, so that library code never runs on a simulated one.
 */
#include "native/offsets.h"

	.text

/* CFA and registers of the interrupted code, for debuggers: all are members of
 * the native_exc (below, native_gate) that RBX points to while C code runs
 * above us.
 * 0x73 is DW_OP_breg3 (RBX), 0x06 DW_OP_deref; the offset is SLEB128. */
	.macro rbx_member reg, offset
	.cfi_escape 0x10, \reg, 3, 0x73, ((\offset) & 0x7f) | 0x80, (\offset) >> 7
	.endm

	.globl	native_entry
	.hidden	native_entry
	.type	native_entry, @function
native_entry:
	.cfi_startproc
	.cfi_signal_frame
	.cfi_escape 0x0f, 3, 0x73, EXC_RSP, 0x06	/* CFA = exc->rsp */
	rbx_member 16, EXC_RIP
	rbx_member 3, EXC_RBX
	rbx_member 6, EXC_RBP
	rbx_member 12, EXC_R12
	rbx_member 13, EXC_R13
	rbx_member 14, EXC_R14
	rbx_member 15, EXC_R15
	/* RBX: struct native_exc, 64-byte aligned, with free stack below. For
	 * memcheck it is as undefined as it was before the fault, so take the
	 * pointer from memory where we can. */
	mov	native_self@gottpoff(%rip), %rax
	mov	%fs:(%rax), %rax
	test	%rax, %rax
	jz	0f
	mov	THREAD_EXC(%rax), %rbx
0:	mov	%rbx, %rsp
	cld
	mov	native_xsave_lo(%rip), %eax
	mov	native_xsave_hi(%rip), %edx
	test	%eax, %eax
	jz	1f
	xsave64	EXC_XSAVE(%rbx)
	jmp	2f
1:	fxsave64 EXC_XSAVE(%rbx)
	/* The C ABI's floating-point state; the interrupted one is saved. */
2:	fninit
	ldmxcsr	default_mxcsr(%rip)
	mov	%rbx, %rdi
	call	native_stage2
	test	%eax, %eax
	jnz	5f

	mov	native_xsave_lo(%rip), %eax
	mov	native_xsave_hi(%rip), %edx
	test	%eax, %eax
	jz	3f
	xrstor64 EXC_XSAVE(%rbx)
	jmp	4f
3:	fxrstor64 EXC_XSAVE(%rbx)
4:	pushq	EXC_RFLAGS(%rbx)
	popfq
	mov	%rbx, %rsp
	mov	EXC_RAX(%rsp), %rax
	mov	EXC_RCX(%rsp), %rcx
	mov	EXC_RDX(%rsp), %rdx
	mov	EXC_RBX(%rsp), %rbx
	mov	EXC_RBP(%rsp), %rbp
	mov	EXC_RSI(%rsp), %rsi
	mov	EXC_RDI(%rsp), %rdi
	mov	EXC_R8(%rsp), %r8
	mov	EXC_R9(%rsp), %r9
	mov	EXC_R10(%rsp), %r10
	mov	EXC_R11(%rsp), %r11
	mov	EXC_R12(%rsp), %r12
	mov	EXC_R13(%rsp), %r13
	mov	EXC_R14(%rsp), %r14
	mov	EXC_R15(%rsp), %r15
	jmp	*EXC_TAIL(%rsp)		/* loads RSP and RIP, see thread.c */

5:	mov	EXC_CALL(%rbx), %rdi	/* the call ends here */
	jmp	native_leave
	.cfi_endproc
	.size	native_entry, . - native_entry

/* int native_run(struct native_call *call): 0 when simulated code returned,
 * else why it was ended. */
	.globl	native_run
	.hidden	native_run
	.type	native_run, @function
native_run:
	.cfi_startproc
	push	%rbp
	.cfi_adjust_cfa_offset 8
	push	%rbx
	.cfi_adjust_cfa_offset 8
	push	%r12
	.cfi_adjust_cfa_offset 8
	push	%r13
	.cfi_adjust_cfa_offset 8
	push	%r14
	.cfi_adjust_cfa_offset 8
	push	%r15
	.cfi_adjust_cfa_offset 8
	sub	$8, %rsp
	.cfi_adjust_cfa_offset 8
	stmxcsr	(%rsp)
	fnstcw	4(%rsp)
	mov	%rsp, CALL_HOST_SP(%rdi)
	mov	CALL_RIP(%rdi), %rax
	mov	CALL_SP(%rdi), %r10
	mov	CALL_ARG+8(%rdi), %rsi
	mov	CALL_ARG+16(%rdi), %rdx
	mov	CALL_ARG+24(%rdi), %rcx
	mov	CALL_ARG+32(%rdi), %r8
	mov	CALL_ARG+40(%rdi), %r9
	mov	CALL_ARG(%rdi), %rdi
	lea	native_return(%rip), %r11
	xor	%ebx, %ebx		/* nothing of the host's leaks in */
	xor	%ebp, %ebp
	xor	%r12d, %r12d
	xor	%r13d, %r13d
	xor	%r14d, %r14d
	xor	%r15d, %r15d
	mov	%r10, %rsp
	push	%r11
	xor	%r10d, %r10d
	xor	%r11d, %r11d
	jmp	*%rax
	.cfi_endproc
	.size	native_run, . - native_run

	.globl	native_return
	.hidden	native_return
	.type	native_return, @function
native_return:
	mov	native_self@gottpoff(%rip), %rcx
	mov	%fs:(%rcx), %rcx
	mov	THREAD_CALL(%rcx), %rdi
	mov	%rax, CALL_RESULT(%rdi)
	xor	%eax, %eax
	/* fall through */

/* RDI: struct native_call, EAX: what native_run() returns */
	.type	native_leave, @function
native_leave:
	mov	CALL_HOST_SP(%rdi), %rsp
	cld
	fninit				/* no MMX tags left */
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
	.size	native_leave, . - native_leave

/* EAX: index; the other registers and the stack as at a call of the exported
 * function, which jumped here. */
	.globl	native_gate_entry
	.hidden	native_gate_entry
	.type	native_gate_entry, @function
native_gate_entry:
	.cfi_startproc
	.cfi_signal_frame	/* or gdb stops at a stack that lies lower */
	mov	native_self@gottpoff(%rip), %r11
	mov	%fs:(%r11), %r11
	mov	THREAD_CALL(%r11), %r10
	mov	CALL_HOST_SP(%r10), %r10
	xchg	%r10, %rsp		/* R10: the simulated stack */
	.cfi_def_cfa %r10, 8
	testb	$0, (%rsp)		/* lets memcheck tell the switch ... */
	sub	$GATE_SIZE, %rsp	/* ... from the allocation */
	mov	%eax, %eax
	mov	%rax, (%rsp)
	mov	%rdi, GATE_ARG(%rsp)
	mov	%rsi, GATE_ARG+8(%rsp)
	mov	%rdx, GATE_ARG+16(%rsp)
	mov	%rcx, GATE_ARG+24(%rsp)
	mov	%r8, GATE_ARG+32(%rsp)
	mov	%r9, GATE_ARG+40(%rsp)
	mov	%rbx, GATE_CALLEE(%rsp)
	mov	%rbp, GATE_CALLEE+8(%rsp)
	mov	%r12, GATE_CALLEE+16(%rsp)
	mov	%r13, GATE_CALLEE+24(%rsp)
	mov	%r14, GATE_CALLEE+32(%rsp)
	mov	%r15, GATE_CALLEE+40(%rsp)
	mov	%r10, GATE_SIM_SP(%rsp)
	pushfq				/* no DF, TF, AC in C code */
	andl	$~0x40500, (%rsp)
	popfq
	mov	%rsp, %rbx		/* survives the call */
	/* For debuggers: CFA = gate->sim_sp + 8; 0x23 is DW_OP_plus_uconst */
	.cfi_remember_state
	.cfi_escape 0x0f, 6, 0x73, (GATE_SIM_SP & 0x7f) | 0x80, \
		GATE_SIM_SP >> 7, 0x06, 0x23, 8
	rbx_member 3, GATE_CALLEE
	rbx_member 6, GATE_CALLEE+8
	rbx_member 12, GATE_CALLEE+16
	rbx_member 13, GATE_CALLEE+24
	rbx_member 14, GATE_CALLEE+32
	rbx_member 15, GATE_CALLEE+40
	mov	%r11, %rdi
	mov	%rsp, %rsi
	call	native_serve_gate
	test	%eax, %eax
	jnz	1f
	mov	GATE_RESULT(%rbx), %rax
	mov	GATE_TOUCH(%rbx), %r10
	mov	GATE_TOUCH_AT(%rbx), %r11
	mov	GATE_ARG(%rbx), %rdi
	mov	GATE_ARG+8(%rbx), %rsi
	mov	GATE_ARG+16(%rbx), %rdx
	mov	GATE_ARG+24(%rbx), %rcx
	mov	GATE_ARG+32(%rbx), %r8
	mov	GATE_ARG+40(%rbx), %r9
	mov	GATE_SIM_SP(%rbx), %rsp
	mov	GATE_CALLEE(%rbx), %rbx
	.cfi_restore_state
	.cfi_def_cfa %rsp, 8
	ret
	.cfi_endproc
1:	mov	native_self@gottpoff(%rip), %rcx
	mov	%fs:(%rcx), %rcx
	mov	THREAD_CALL(%rcx), %rdi
	jmp	native_leave
	.size	native_gate_entry, . - native_gate_entry

	.globl	native_entry_end
	.hidden	native_entry_end
native_entry_end:

	.section .rodata
	.p2align 2
default_mxcsr:
	.long	0x1f80

	.section .note.GNU-stack, "", @progbits
