/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image_asm.h - macros for assembly in the kernel image: image.S, pv.S.
 */
#ifndef KERNEL_IMAGE_ASM_H
#define KERNEL_IMAGE_ASM_H

	.macro	begin name, flags=0
	.p2align 4
	.globl	kimg_\name
	.hidden	kimg_\name
	.type	kimg_\name, @function
kimg_\name:
	label	\name, kimg_\name, \flags
	.endm

	.macro	end name
	.size	kimg_\name, . - kimg_\name
	.endm

	/* One struct kimage_symbol. */
	.macro	label name, at, flags
	.pushsection .rodata.kimage_names, "aMS", @progbits, 1
9:	.asciz	"\name"
	.popsection
	.pushsection kimage_syms, "aw", @progbits
	.p2align 3
	.quad	9b, \at
	.long	\flags, 0
	.popsection
	.endm

	/* Call the library with the arguments as they stand. */
	.macro	gate number, cold
1:	mov	$\number, %eax
	call	*kimg_gate(%rip)
	test	%r10d, %r10d
	jz	3f
	cmp	$2, %r10d
	je	2f
	ja	4f
	cmpb	$0, (%r11)
	je	1b			/* Valgrind drops loads that nobody */
	jmp	1b			/* depends on */
2:	lock orb $0, (%r11)
	jmp	1b
4:
	.ifnb	\cold			/* BUGs of some functions have a place */
	pop	%rbp			/* of their own, with another name */
	.p2align 4
	label	\cold, 5f, 0
5:
	.endif
	ud2
3:
	.endm

#endif
