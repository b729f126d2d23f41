/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pv.S - struct paravirt_patch_template pv_ops: how kernel code built with
 * CONFIG_PARAVIRT changes what only a kernel may change.
 *
 * A real kernel that runs on real hardware replaces the calls through pv_ops by
 * the instructions. Here they stay calls, and each function executes its
 * instruction, which native/privileged.c carries out on the simulated CPU; but
 * PUSHF, which would show the host's flags, so that save_fl asks the library.
 *
 * Some of the functions may change nothing but RAX; so none of these does.
 * Members are those of Debian's Linux 6.1 for amd64, by their offset. What is
 * not here runs into a BUG.
 */
#include "kernel/image_asm.inc"

	.section kimage_text, "ax", @progbits

	.set	gate_number, 0
#define KERN_EXPORT(name, handler) .set gate_number, gate_number + 1
#include "kernel/exports.def"
#undef KERN_EXPORT
#define KERN_ENTRY(name, handler) .set entry_##name, gate_number ; \
	.set gate_number, gate_number + 1
#include "kernel/entries.def"
#undef KERN_ENTRY

	.macro	pv name, code:vararg
	begin	\name, 2
	\code
	ret
	end	\name
	.endm

	pv	native_io_delay, nop
	pv	native_read_cr0, mov %cr0, %rax
	pv	native_write_cr0, mov %rdi, %cr0
	pv	native_read_cr2, mov %cr2, %rax
	pv	native_write_cr2, mov %rdi, %cr2
	pv	__native_read_cr3, mov %cr3, %rax
	pv	native_write_cr3, mov %rdi, %cr3
	pv	native_write_cr4, mov %rdi, %cr4
	pv	native_wbinvd, wbinvd
	pv	native_irq_disable, cli
	pv	native_irq_enable, sti
	pv	native_halt, hlt
	pv	_paravirt_ident_64, mov %rdi, %rax
	pv	native_set_pte, mov %rsi, (%rdi)
	pv	native_flush_tlb_one_user, invlpg (%rdi)
	pv	__native_queued_spin_unlock, movb $0, (%rdi)
	pv	__native_vcpu_is_preempted, xor %eax, %eax

	begin	native_safe_halt, 2
	sti
	hlt
	ret
	end	native_safe_halt

	begin	native_read_msr, 2
	mov	%edi, %ecx
	rdmsr
	shl	$32, %rdx
	or	%rdx, %rax
	ret
	end	native_read_msr

	begin	native_write_msr, 2		/* (msr, low, high) */
	mov	%edi, %ecx
	mov	%esi, %eax
	wrmsr
	ret
	end	native_write_msr

	/* What faults here has entries in a table: extable.c. EDI is the error. */
	begin	native_read_msr_safe, 2		/* (msr, int *err) */
	mov	%edi, %ecx
	xor	%edi, %edi
	rdmsr
	mov	%edi, (%rsi)
	shl	$32, %rdx
	or	%rdx, %rax
	ret
	end	native_read_msr_safe

	begin	native_write_msr_safe, 2	/* (msr, low, high) */
	mov	%edi, %ecx
	mov	%esi, %eax
	xor	%edi, %edi
	wrmsr
	mov	%edi, %eax
	ret
	end	native_write_msr_safe

	begin	native_flush_tlb_local, 2
	mov	%cr3, %rax
	mov	%rax, %cr3
	ret
	end	native_flush_tlb_local

	begin	native_flush_tlb_global, 2	/* by changing CR4.PGE */
	push	%rdx
	mov	%cr4, %rax
	mov	%rax, %rdx
	xor	$0x80, %rdx
	mov	%rdx, %cr4
	mov	%rax, %cr4
	pop	%rdx
	ret
	end	native_flush_tlb_global

	begin	native_save_fl, 1
	push	%rbp
	mov	%rsp, %rbp
	push	%r10
	push	%r11
	gate	entry_save_fl
	pop	%r11
	pop	%r10
	pop	%rbp
	ret
	end	native_save_fl

	begin	paravirt_BUG, 2
	ud2
	end	paravirt_BUG

	variables
	.p2align 6
	.globl	kimg_pv_ops
	.hidden	kimg_pv_ops
kimg_pv_ops:
	.set	pv_at, 0
	.macro	pv_fill until
	.rept	(\until - pv_at) / 8
	pointer	paravirt_BUG
	.endr
	.set	pv_at, \until
	.endm
	.macro	pv_op offset, name
	pv_fill	\offset
	pointer	\name
	.set	pv_at, pv_at + 8
	.endm

	pv_op	0, native_io_delay
	pv_op	24, native_read_cr0
	pv_op	32, native_write_cr0
	pv_op	40, native_write_cr4
	pv_op	168, native_wbinvd
	pv_op	184, native_read_msr
	pv_op	192, native_write_msr
	pv_op	200, native_read_msr_safe
	pv_op	208, native_write_msr_safe
	pv_op	240, native_save_fl
	pv_op	248, native_irq_disable
	pv_op	256, native_irq_enable
	pv_op	264, native_safe_halt
	pv_op	272, native_halt
	pv_op	280, native_flush_tlb_local
	pv_op	288, native_flush_tlb_global
	pv_op	296, native_flush_tlb_one_user
	pv_op	336, native_read_cr2
	pv_op	344, native_write_cr2
	pv_op	352, __native_read_cr3
	pv_op	360, native_write_cr3
	pv_op	464, native_set_pte
	pv_op	472, native_set_pte		/* set_pmd */
	pv_op	496, _paravirt_ident_64		/* pte_val */
	pv_op	504, _paravirt_ident_64		/* make_pte */
	pv_op	512, _paravirt_ident_64		/* pgd_val */
	pv_op	520, _paravirt_ident_64		/* make_pgd */
	pv_op	528, native_set_pte		/* set_pud */
	pv_op	536, _paravirt_ident_64		/* pmd_val */
	pv_op	544, _paravirt_ident_64		/* make_pmd */
	pv_op	552, _paravirt_ident_64		/* pud_val */
	pv_op	560, _paravirt_ident_64		/* make_pud */
	pv_op	568, native_set_pte		/* set_p4d */
	pv_op	576, _paravirt_ident_64		/* p4d_val */
	pv_op	584, _paravirt_ident_64		/* make_p4d */
	pv_op	592, native_set_pte		/* set_pgd */
	pv_op	640, __native_queued_spin_unlock
	pv_op	664, __native_vcpu_is_preempted
	label	pv_ops, kimg_pv_ops, 5
	.fill	5, 8, 0
	.popsection

	.section .note.GNU-stack, "", @progbits
