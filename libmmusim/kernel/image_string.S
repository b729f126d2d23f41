/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image_string.S - string functions of the simulated kernel.
 *
 * These run in simulated memory as simulated code (see kimage.h), so that a
 * bad pointer faults inside memcpy() or strlen(), as in the real kernel. An oops
 * names the instruction by its offset in the function, and how long the function
 * is. So the instructions that touch memory lie where they do in Debian's Linux
 * 6.1, and "at" fills up to there. The CPU has "enhanced REP MOVSB" (ERMS), for
 * which memcpy() and memset() jump to functions that consist of it.
 *
 * None of them changes the stack pointer, so that the unwinder finds the caller.
 * A REP instruction that faulted goes on where it was; that Valgrind counts RCX
 * down too early is mended in native/decode.c.
 *
 * Reference: Linux 6.1, lib/string.c, arch/x86/lib/memcpy_64.S, memmove_64.S,
 * memset_64.S, clear_page_64.S,
 * copy_page_64.S.
 */
#include "kernel/image_asm.inc"

	.section kimage_text, "ax", @progbits

	.set	E2BIG, 7

	/* Fill up to an offset in the function: nops where code runs into it. */
	.macro	at name, offset, with=0x90
	.org	kimg_\name + \offset, \with
	.endm

	/* The next function begins len bytes after this one. */
	.macro	end_at name, len
	end	\name
	.org	kimg_\name + \len, 0xcc
	.endm

	/* Debian's has a jump to a return thunk here, of 5 bytes. */
	.macro	return
	ret
	.fill	4, 1, 0xcc
	.endm

	/* --- memory: rdi to, rsi from or value, rdx length ---------------------- */

	begin	memcpy, 3
	jmp	kimg_memcpy_erms
	end_at	memcpy, 0x20

	begin	memcpy_erms, 2
	mov	%rdi, %rax
	mov	%rdx, %rcx
	rep	movsb
	ret
	end_at	memcpy_erms, 0x10

	begin	memset, 3
	jmp	kimg_memset_erms
	end_at	memset, 0x40

	begin	memset_erms, 2
	mov	%rdi, %r9
	mov	%sil, %al
	mov	%rdx, %rcx
	rep	stosb
	mov	%r9, %rax
	ret
	end_at	memset_erms, 0x20

	/* Up to 31 bytes are all loaded before the first is stored. More are
	 * copied upwards, but for those that overlap the wrong way. */
	.p2align 4
	label	__memmove, kimg_memmove, 1
	begin	memmove, 3
	mov	%rdi, %rax
	cmp	%rdi, %rsi
	jge	1f
	mov	%rsi, %r8
	add	%rdx, %r8
	cmp	%rdi, %r8
	jg	2f
1:	cmp	$32, %rdx
	jae	9f
	jmp	3f

	at	memmove, 0xc0, 0xcc
2:	cmp	$32, %rdx
	jb	3f
	add	%rdx, %rsi
	add	%rdx, %rdi
	at	memmove, 0xda
	sub	$32, %rdx
4:	sub	$32, %rdx
	mov	-8(%rsi), %r11
	mov	-16(%rsi), %r10
	mov	-24(%rsi), %r9
	mov	-32(%rsi), %r8
	lea	-32(%rsi), %rsi
	mov	%r11, -8(%rdi)
	mov	%r10, -16(%rdi)
	mov	%r9, -24(%rdi)
	mov	%r8, -32(%rdi)
	lea	-32(%rdi), %rdi
	jae	4b
	add	$32, %rdx
	sub	%rdx, %rsi
	sub	%rdx, %rdi

	at	memmove, 0x116
3:	cmp	$16, %rdx
	jb	5f
	mov	(%rsi), %r11
	mov	8(%rsi), %r10
	mov	-16(%rsi,%rdx), %r9
	mov	-8(%rsi,%rdx), %r8
	mov	%r11, (%rdi)
	mov	%r10, 8(%rdi)
	mov	%r9, -16(%rdi,%rdx)
	mov	%r8, -8(%rdi,%rdx)
	ret
	at	memmove, 0x140, 0xcc
5:	cmp	$8, %rdx
	jb	6f
	mov	(%rsi), %r11
	mov	-8(%rsi,%rdx), %r10
	mov	%r11, (%rdi)
	mov	%r10, -8(%rdi,%rdx)
	ret
	at	memmove, 0x158, 0xcc
6:	cmp	$4, %rdx
	jb	7f
	mov	(%rsi), %r11d
	mov	-4(%rsi,%rdx), %r10d
	mov	%r11d, (%rdi)
	mov	%r10d, -4(%rdi,%rdx)
	ret
	at	memmove, 0x170, 0xcc
7:	cmp	$2, %rdx
	jb	8f
	mov	(%rsi), %r11w
	mov	-2(%rsi,%rdx), %r10w
	mov	%r11w, (%rdi)
	mov	%r10w, -2(%rdi,%rdx)
	ret
	at	memmove, 0x18c, 0xcc
8:	test	%rdx, %rdx
	jz	8f
	at	memmove, 0x192
	mov	(%rsi), %r11b
	mov	%r11b, (%rdi)
8:	return
9:	mov	%rdx, %rcx
	at	memmove, 0x1a0
	rep	movsb
	ret
	end_at	memmove, 0x1b0

	begin	memcmp, 3
	jmp	2f
1:	mov	(%rsi), %rax
	cmp	%rax, (%rdi)
	jne	3f
	add	$8, %rdi
	add	$8, %rsi
	sub	$8, %rdx
2:	cmp	$7, %rdx
	ja	1b
	test	%rdx, %rdx
	je	6f
3:	xor	%ecx, %ecx
	jmp	5f
4:	add	$1, %rcx
	cmp	%rcx, %rdx
	je	7f
5:	movzbl	(%rdi,%rcx), %eax
	movzbl	(%rsi,%rcx), %r8d
	sub	%r8d, %eax
	je	4b
7:	return
6:	xor	%eax, %eax
	ret
	end_at	memcmp, 0x50

	begin	memchr, 3
	add	%rdi, %rdx
	jmp	2f
1:	lea	1(%rdi), %rax
	cmp	%sil, (%rdi)
	je	3f
	mov	%rax, %rdi
2:	cmp	%rdx, %rdi
	jne	1b
	xor	%eax, %eax
	return
3:	mov	%rdi, %rax
	ret
	end_at	memchr, 0x30

	/* --- one string ----------------------------------------------------------- */

	begin	strlen, 3
	cmpb	$0, (%rdi)
	je	2f
	mov	%rdi, %rax
1:	add	$1, %rax
	cmpb	$0, (%rax)
	jne	1b
	sub	%rdi, %rax
	ret
2:	xor	%eax, %eax
	ret
	end_at	strlen, 0x20

	begin	strnlen, 3
	lea	(%rdi,%rsi), %rdx
	mov	%rdi, %rax
	test	%rsi, %rsi
	jne	2f
	jmp	4f
1:	add	$1, %rax
	cmp	%rax, %rdx
	je	3f
2:	cmpb	$0, (%rax)
	jne	1b
3:	sub	%rdi, %rax
	ret
4:	xor	%eax, %eax
	ret
	end_at	strnlen, 0x40

	begin	strchr, 3
	movzbl	(%rdi), %eax
	mov	%esi, %edx
	cmp	%sil, %al
	jne	2f
	jmp	3f
1:	movzbl	1(%rdi), %eax
	add	$1, %rdi
	cmp	%dl, %al
	je	3f
2:	test	%al, %al
	jne	1b
	xor	%eax, %eax
	ret
3:	mov	%rdi, %rax
	ret
	end_at	strchr, 0x30

	begin	strrchr, 3
	xor	%edx, %edx
1:	movzbl	(%rdi), %eax
	cmp	%al, %sil
	cmove	%rdi, %rdx
	add	$1, %rdi
	test	%al, %al
	jne	1b
	mov	%rdx, %rax
	ret
	end_at	strrchr, 0x20

	/* --- two strings ---------------------------------------------------------- */

	begin	strcpy, 3
	mov	%rdi, %rax
	xor	%edx, %edx
1:	movzbl	(%rsi,%rdx), %ecx
	mov	%cl, (%rax,%rdx)
	add	$1, %rdx
	test	%cl, %cl
	jne	1b
	ret
	end_at	strcpy, 0x20

	/* Fills up with NULs; does not terminate what is too long. */
	begin	strncpy, 3
	mov	%rdi, %rax
	test	%rdx, %rdx
	je	2f
	add	%rdi, %rdx
	mov	%rdi, %rcx
1:	movzbl	(%rsi), %r8d
	cmp	$1, %r8b
	mov	%r8b, (%rcx)
	sbb	$-1, %rsi		/* stays at the NUL */
	add	$1, %rcx
	cmp	%rcx, %rdx
	jne	1b
2:	ret
	end_at	strncpy, 0x30

	begin	strcat, 3
	cmpb	$0, (%rdi)
	mov	%rdi, %rax
	mov	%rdi, %rcx
	je	2f
1:	add	$1, %rcx
	cmpb	$0, (%rcx)
	jne	1b
2:	xor	%edx, %edx
3:	movzbl	(%rsi,%rdx), %r8d
	mov	%r8b, (%rcx,%rdx)
	add	$1, %rdx
	test	%r8b, %r8b
	jne	3b
	ret
	end_at	strcat, 0x30

	/* At most rdx bytes of rsi, and always a NUL. */
	begin	strncat, 3
	mov	%rdi, %rax
	test	%rdx, %rdx
	je	4f
	cmpb	$0, (%rdi)
	mov	%rdi, %rcx
	je	2f
1:	add	$1, %rcx
	cmpb	$0, (%rcx)
	jne	1b
2:	add	%rsi, %rdx
	jmp	3f
5:	cmp	%rdx, %rsi
	je	6f
3:	movzbl	(%rsi), %r8d
	add	$1, %rsi
	add	$1, %rcx
	mov	%r8b, -1(%rcx)
	test	%r8b, %r8b
	jne	5b
4:	return
6:	movb	$0, (%rcx)
	ret
	end_at	strncat, 0x50

	begin	strcmp, 3
	xor	%eax, %eax
	jmp	2f
1:	add	$1, %rax
	test	%dl, %dl
	je	3f
2:	movzbl	(%rdi,%rax), %edx
	cmp	(%rsi,%rax), %dl
	je	1b
	sbb	%eax, %eax
	or	$1, %eax
	return
3:	xor	%eax, %eax
	ret
	end_at	strcmp, 0x30

	begin	strncmp, 3
	test	%rdx, %rdx
	je	3f
	xor	%eax, %eax
	jmp	2f
1:	test	%cl, %cl
	je	3f
	add	$1, %rax
	cmp	%rdx, %rax
	je	3f
2:	movzbl	(%rdi,%rax), %ecx
	cmp	(%rsi,%rax), %cl
	je	1b
	sbb	%eax, %eax
	or	$1, %eax
	ret
3:	xor	%eax, %eax
	ret
	end_at	strncmp, 0x30

	/* Return: the length of rsi, which is read to its end. */
	begin	strlcpy, 3
	cmpb	$0, (%rsi)
	mov	%rsi, %rax
	je	2f
	at	strlcpy, 0xf
1:	add	$1, %rax
	cmpb	$0, (%rax)
	jne	1b
2:	sub	%rsi, %rax
	test	%rdx, %rdx
	je	3f
	lea	-1(%rdx), %rcx
	cmp	%rdx, %rax
	cmovb	%rax, %rcx
	rep	movsb
	movb	$0, (%rdi)
3:	ret
	end_at	strlcpy, 0x60

	/* Words first, of which 01..01 is subtracted, so that bytes that were 0
	 * have bit 7 set. Return: the length copied, or -E2BIG when it was cut. */
	begin	strscpy, 3
	test	%rdx, %rdx
	je	8f
	cmp	$0x7fffffff, %rdx
	ja	6f
	mov	%rdi, %r9
	mov	%rsi, %r10
	xor	%eax, %eax
	movabs	$0xfefefefefefefeff, %r11
	movabs	$0x8080808080808080, %rdi
2:	sub	$8, %rdx
	jb	5f
	jmp	3f
	at	strscpy, 0x4f, 0xcc
1:	mov	%rsi, (%r9,%rax)
	add	$8, %rax
	jmp	2b
	at	strscpy, 0x5c, 0xcc
3:	mov	(%r10,%rax), %rsi
	mov	%rsi, %rcx
	lea	(%rsi,%r11), %r8
	not	%rcx
	and	%r8, %rcx
	and	%rdi, %rcx
	je	1b
	lea	-1(%rcx), %r8		/* all bits below the first such bit 7 */
	not	%rcx
	and	%r8, %rcx
	shr	$7, %rcx		/* of the bytes before the NUL */
	and	%rcx, %rsi		/* those behind it become NULs, too */
	popcnt	%rcx, %rcx
	shr	$3, %rcx
	at	strscpy, 0x91
	mov	%rsi, (%r9,%rax)
	add	%rcx, %rax
	ret
5:	add	$8, %rdx
	jz	7f
	at	strscpy, 0xb5
4:	movzbl	(%r10,%rax), %ecx
	mov	%cl, (%r9,%rax)
	test	%cl, %cl
	je	9f
	add	$1, %rax
	sub	$1, %rdx
	jnz	4b
	jmp	7f
	at	strscpy, 0xd7, 0xcc
6:	warn_once strscpy, "lib/string.c:181", 0xd7
	jmp	8f
7:	movb	$0, -1(%r9,%rax)
8:	mov	$-E2BIG, %rax
9:	ret
	end_at	strscpy, 0x110

	begin	strstr, 3
	mov	%rdi, %rax
1:	xor	%ecx, %ecx
2:	mov	(%rsi,%rcx), %dl
	test	%dl, %dl
	je	3f
	cmp	%dl, (%rax,%rcx)
	jne	4f
	add	$1, %rcx
	jmp	2b
4:	cmpb	$0, (%rax,%rcx)
	je	5f
	add	$1, %rax
	jmp	1b
5:	xor	%eax, %eax
3:	ret
	end_at	strstr, 0x80

	/* --- whole pages: rdi to, rsi from --------------------------------------- */

	.macro	clear_page_by name, count, size
	begin	\name, 3
	mov	$\count, %ecx
	xor	%eax, %eax
	rep	stos\size
	ret
	end_at	\name, 0x10
	.endm

	clear_page_by clear_page_rep, 512, q
	clear_page_by clear_page_erms, 4096, b

	begin	clear_page_orig, 3
	xor	%eax, %eax
	mov	$64, %ecx
	at	clear_page_orig, 0x10
1:	dec	%ecx
	mov	%rax, (%rdi)
	mov	%rax, 8(%rdi)
	mov	%rax, 16(%rdi)
	mov	%rax, 24(%rdi)
	mov	%rax, 32(%rdi)
	mov	%rax, 40(%rdi)
	mov	%rax, 48(%rdi)
	mov	%rax, 56(%rdi)
	lea	64(%rdi), %rdi
	jnz	1b
	nop
	ret
	end_at	clear_page_orig, 0x50

	begin	copy_page, 3
	xchg	%ax, %ax
	mov	$512, %ecx
	rep	movsq
	ret
	end_at	copy_page, 0x10

	.section .note.GNU-stack, "", @progbits
