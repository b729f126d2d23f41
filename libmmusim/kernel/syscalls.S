/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscalls.S - what tasks call, at CPL 3 on their own stacks.
 *
 * A system call leaves through the gate, as a call of the kernel image does; EAX
 * is its number above KERN_SYSCALL_BASE. What returns in RAX is its result.
 *
 * A signal handler begins in kern_sigentry, and returns to the instruction after
 * its call there. The UD2 then has the kernel read the frame and go on where the
 * signal had interrupted the task: an exception is how all registers can be
 * set. In Linux that is a system call, rt_sigreturn.
 */
#include "kernel/sigframe.h"
#include "native/offsets.h"

	.text

	.macro	syscall_stub nr, name
	.p2align 4
	.globl	kern_sys_\name
	.type	kern_sys_\name, @function
kern_sys_\name:
	.cfi_startproc
	mov	$KERN_SYSCALL_BASE + \nr, %eax
	jmp	syscall
	.cfi_endproc
	.size	kern_sys_\name, . - kern_sys_\name
	.endm

#define KERN_SYSCALL(nr, name) syscall_stub nr, name
#include "kernel/syscalls.def"
#undef KERN_SYSCALL

/* Only simulated code has somewhere to go. */
	.p2align 4
	.type	syscall, @function
syscall:
	.cfi_startproc
	mov	native_self@gottpoff(%rip), %r11
	mov	%fs:(%r11), %r11
	test	%r11, %r11
	jz	1f
	cmpb	$0, THREAD_IN_SIM(%r11)
	jne	native_gate_entry
1:	mov	$-38, %rax		/* -ENOSYS */
	ret
	.cfi_endproc
	.size	syscall, . - syscall

/*
 * A child of fork() begins here: RDI is a struct kern_fork_regs. Its stack is a
 * copy of its parent's.
 */
	.globl	kern_fork_child
	.hidden	kern_fork_child
	.type	kern_fork_child, @function
kern_fork_child:
	mov	FORK_CALLEE(%rdi), %rbx
	mov	FORK_CALLEE+8(%rdi), %rbp
	mov	FORK_CALLEE+16(%rdi), %r12
	mov	FORK_CALLEE+24(%rdi), %r13
	mov	FORK_CALLEE+32(%rdi), %r14
	mov	FORK_CALLEE+40(%rdi), %r15
	ldmxcsr	FORK_MXCSR(%rdi)
	fldcw	FORK_FCW(%rdi)
	mov	FORK_SP(%rdi), %rsp
	xor	%eax, %eax
	ret
	.size	kern_fork_child, . - kern_fork_child

/*
 * RSP is 8 above a struct kern_sigframe; RAX is the handler, and RDI, RSI, RDX
 * are its arguments.
 */
	.globl	kern_sigentry
	.hidden	kern_sigentry
	.type	kern_sigentry, @function
kern_sigentry:
	sub	$8, %rsp
	mov	%rax, %r10
	mov	%rdx, %r9
	mov	SIGFRAME_FP(%rsp), %r11
	mov	native_xsave_lo(%rip), %eax
	mov	native_xsave_hi(%rip), %edx
	test	%eax, %eax
	jz	1f
	xsave64	(%r11)
	jmp	2f
1:	fxsave64 (%r11)
2:	fninit
	ldmxcsr	sig_mxcsr(%rip)
	mov	%r9, %rdx
	xor	%eax, %eax
	cld
	call	*%r10
	mov	SIGFRAME_FP(%rsp), %r11
	mov	native_xsave_lo(%rip), %eax
	mov	native_xsave_hi(%rip), %edx
	test	%eax, %eax
	jz	3f
	xrstor64 (%r11)
	jmp	kern_sigreturn
3:	fxrstor64 (%r11)
	.globl	kern_sigreturn
	.hidden	kern_sigreturn
kern_sigreturn:
	ud2
	.size	kern_sigentry, . - kern_sigentry

	.section .rodata
	.p2align 2
sig_mxcsr:
	.long	0x1f80

	.section .note.GNU-stack, "", @progbits
