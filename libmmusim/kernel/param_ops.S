/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * param_ops.S - struct kernel_param_ops of the usual types: flags, set, get,
 * free. They are in the kernel image, where modules find them.
 */
#include "kernel/image_asm.inc"

	.section kimage_rodata, "a", @progbits

	/* 1: may be given without a value */
	.macro	param_ops name, set, get, flags=0, free=
	.p2align 5
	label	\name, 8f, 5
8:	.quad	\flags
	pointer	\set
	pointer	\get
	.ifb \free
	.quad	0
	.else
	pointer	\free
	.endif
	.endm

	.globl	kimg_param_ops
	.hidden	kimg_param_ops
	.p2align 5
kimg_param_ops:
	param_ops param_ops_byte, param_set_byte, param_get_byte
	param_ops param_ops_short, param_set_short, param_get_short
	param_ops param_ops_ushort, param_set_ushort, param_get_ushort
	param_ops param_ops_int, param_set_int, param_get_int
	param_ops param_ops_uint, param_set_uint, param_get_uint
	param_ops param_ops_long, param_set_long, param_get_long
	param_ops param_ops_ulong, param_set_ulong, param_get_ulong
	param_ops param_ops_ullong, param_set_ullong, param_get_ullong
	param_ops param_ops_hexint, param_set_hexint, param_get_hexint
	param_ops param_ops_charp, param_set_charp, param_get_charp, free=param_free_charp
	param_ops param_ops_bool, param_set_bool, param_get_bool, 1
	param_ops param_ops_invbool, param_set_invbool, param_get_invbool
	param_ops param_ops_bint, param_set_bint, param_get_int, 1
	param_ops param_ops_string, param_set_copystring, param_get_string
	param_ops param_array_ops, param_array_set, param_array_get, free=param_array_free

	.section .note.GNU-stack, "", @progbits
