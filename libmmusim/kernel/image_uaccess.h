/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image_uaccess.h - part of image.S: single values of user memory.
 *
 * Compiled code calls these with registers of their own, and expects every
 * other register back:
 *
 *   __get_user_N     RAX pointer           ->  EAX 0 or -EFAULT, RDX value
 *   __put_user_N     RCX pointer, RAX value ->  ECX 0 or -EFAULT
 *   clear_user_*     RDI pointer, RCX bytes ->  RCX bytes that are left
 *
 * The names with _nocheck_ leave it to their caller whether the pointer is a
 * user's.
 *
 * Simplified: the library makes the access, and an address that cannot be
 * accessed raises no exception here; Linux has one fixed up.
 *
 * Reference: Linux 6.1, arch/x86/lib/getuser.S, putuser.S, clear_page_64.S.
 */

	.macro	get_user name, size, check
	begin	\name, 1
	push	%rbp
	mov	%rsp, %rbp
	push	$0			/* the value, at RBP - 8 */
	push	%rcx
	push	%rsi
	push	%rdi
	push	%r10
	push	%r11
	mov	%rax, %rdi
	lea	-8(%rbp), %rsi
	mov	$\size, %edx
	mov	$\check, %ecx
	gate	entry_get_user
	pop	%r11
	pop	%r10
	pop	%rdi
	pop	%rsi
	pop	%rcx
	pop	%rdx
	pop	%rbp
	ret
	end	\name
	.endm

	.macro	put_user name, size, check
	begin	\name, 1
	push	%rbp
	mov	%rsp, %rbp
	push	%rax
	push	%rdx
	push	%rsi
	push	%rdi
	push	%r10
	push	%r11
	mov	%rcx, %rdi
	mov	%rax, %rsi
	mov	$\size, %edx
	mov	$\check, %ecx
	gate	entry_put_user
	mov	%eax, %ecx
	pop	%r11
	pop	%r10
	pop	%rdi
	pop	%rsi
	pop	%rdx
	pop	%rax
	pop	%rbp
	ret
	end	\name
	.endm

	.macro	clear_user name
	begin	\name, 1
	push	%rbp
	mov	%rsp, %rbp
	push	%rax
	push	%rsi
	push	%r10
	push	%r11
	mov	%rcx, %rsi
	gate	entry_clear_user
	mov	%rax, %rcx
	pop	%r11
	pop	%r10
	pop	%rsi
	pop	%rax
	pop	%rbp
	ret
	end	\name
	.endm

	.irp	size, 1, 2, 4, 8
	get_user __get_user_\size, \size, 1
	get_user __get_user_nocheck_\size, \size, 0
	put_user __put_user_\size, \size, 1
	put_user __put_user_nocheck_\size, \size, 0
	.endr
	clear_user clear_user_original
	clear_user clear_user_rep_good
	clear_user clear_user_erms
