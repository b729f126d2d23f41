/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * image.S - the simulated kernel's text: what call traces show.
 *
 * This code is copied into simulated RAM at boot and runs there, mapped r-x at
 * ffffffff81000000 and up. It is position independent and refers to nothing
 * outside of section kimage_text. image_string.S adds to the section.
 *
 * A function that the library performs is a stub: it goes through the gate,
 * which switches to a host stack (native/entry.S, native_gate_entry) and comes
 * back with the result in RAX. When the library found that the function would
 * have faulted at an address, the gate says so in R10 (1: reading, 2: writing)
 * and R11 (where), with all arguments as they were; the stub touches the
 * address, so that the fault happens here, and should it be resolved, starts
 * again. With 3 in R10 the function runs into a BUG(), which of two R11 says.
 */
#include "native/offsets.h"
#include "kernel/image_asm.inc"
#include "kernel/percpu.h"
#include "kernel/image_layout.inc"
#include "kernel/image_format.inc"
#include "kernel/image_stub.inc"
#include "kernel/version.h"

	/* The linker makes these; the shared library keeps them to itself. */
	.hidden	__start_kimage_text, __stop_kimage_text
	.hidden	__start_kimage_rodata, __stop_kimage_rodata
	.hidden	__start_kimage_data, __stop_kimage_data
	.hidden	__start_kimage_syms, __stop_kimage_syms
	.hidden	__start_kimage_pointers, __stop_kimage_pointers
	.hidden	__start_kimage_bugs, __stop_kimage_bugs

	.set	GATE_LEN, 11		/* of a gate, up to behind its call */

	.section kimage_text, "ax", @progbits

	label	_stext, __start_kimage_text, 0

	/* Where the library's gate is; set at boot, in the copy. What follows
	 * keeps it out of "Code:" lines, for it differs from run to run. */
	.p2align 4
	.globl	kimg_gate
	.hidden	kimg_gate
kimg_gate:
	.quad	0
	label	kimg_gate, kimg_gate, 4

	/* Where the direct map and the struct pages begin, as modules see them;
	 * set at boot, as phys_base is, which leads from a pointer to a symbol to its
	 * frame: __pa_symbol(). */
	constants
	.p2align 3
	.globl	kimg_page_offset_base, kimg_vmemmap_base, kimg_vmalloc_base
	.hidden	kimg_page_offset_base, kimg_vmemmap_base, kimg_vmalloc_base
kimg_page_offset_base:
	.quad	0
kimg_vmemmap_base:
	.quad	0
kimg_vmalloc_base:
	.quad	0
kimg_ptrs_per_p4d:			/* four levels: a P4D is no table */
	.long	1
kimg_pgdir_shift:
	.long	39
kimg_physical_mask:
	.quad	(1 << 52) - 1
	label	page_offset_base, kimg_page_offset_base, 5
	label	vmemmap_base, kimg_vmemmap_base, 5
	label	vmalloc_base, kimg_vmalloc_base, 5
	label	physical_mask, kimg_physical_mask, 5
	label	pgdir_shift, kimg_pgdir_shift, 5
	label	ptrs_per_p4d, kimg_ptrs_per_p4d, 5
	.popsection

	variables
	.globl	kimg_phys_base
	.hidden	kimg_phys_base
	.p2align 4
kimg_phys_base:
	.quad	0
	label	phys_base, kimg_phys_base, 5
	/* struct tracepoint: none is enabled */
	.irp	name, start_locking, acquire_returned, released
	.p2align 3
tracepoint_mmap_lock_\name:
	.fill	9, 8, 0
	label	__tracepoint_mmap_lock_\name, tracepoint_mmap_lock_\name, 5
	.endr
kimg_mem_section_roots:			/* sparse.c */
	.fill	4096, 8, 0
	label	mem_section_roots, kimg_mem_section_roots, 4
kimg_mem_section:
	pointer	mem_section_roots
	label	mem_section, kimg_mem_section, 5
	.globl	kimg__totalram_pages, kimg_high_memory
	.hidden	kimg__totalram_pages, kimg_high_memory
kimg__totalram_pages:			/* set at boot, as the next one */
	.quad	0
kimg_high_memory:			/* where the direct map ends */
	.quad	0
kimg_nr_node_ids:
	.quad	1
	label	_totalram_pages, kimg__totalram_pages, 5
	label	high_memory, kimg_high_memory, 5
	label	nr_node_ids, kimg_nr_node_ids, 5
kimg_sme_me_mask:			/* no memory is encrypted */
	.quad	0
kimg_default_kernel_pte_mask:		/* PTEs of the kernel are not global */
	.quad	~0x100
	label	sme_me_mask, kimg_sme_me_mask, 5
	label	__default_kernel_pte_mask, kimg_default_kernel_pte_mask, 5
	.popsection
	.fill	64, 1, 0xcc

	/* The numbers follow the order of the two lists: kernel/gate.c. */
	.irp	name, _printk, sprintf, snprintf, scnprintf, vsnprintf, \
		__warn_printk, panic, kasprintf, seq_printf, sysfs_emit, \
		_dev_printk, __dynamic_pr_debug, __dynamic_dev_dbg, _dev_emerg, \
		_dev_alert, _dev_crit, _dev_err, _dev_warn, _dev_notice, \
		_dev_info, kthread_create_on_node, alloc_workqueue, \
		device_create
	.set	inside_\name, 1
	.endr
	/* Others that have another function read. */
	.irp	name, print_hex_dump, ksize, krealloc, kstrndup, simple_strtoul, \
		simple_strtol, simple_strtoull, kstrtoint, kstrtouint, kstrtou8, kstrtos8, \
		kstrtou16, kstrtos16
	.set	inside_\name, 1
	.endr
	.irp	name, kmemdup, vmap, kmem_cache_free
	.set	calls_\name, 1
	.endr
	.irp	name, vmalloc, vzalloc, vmap, kvmalloc_node, ioremap, ioremap_uc, \
		ioremap_wc, ioremap_wt, ioremap_cache, ioremap_prot, memremap
	.set	makes_area_\name, 1
	.endr

	.set	gate_number, 0
#define KERN_EXPORT(name, handler) stub name, 1
#include "kernel/exports.def"
#undef KERN_EXPORT

	.set	first_entry, gate_number
#define KERN_ENTRY(name, handler) .set entry_##name, gate_number ; \
	.set gate_number, gate_number + 1
#include "kernel/entries.def"
#undef KERN_ENTRY

#include "kernel/image_uaccess.inc"
#include "kernel/image_irq.inc"
#include "kernel/image_look.inc"
#include "kernel/image_kprobe.inc"
#include "kernel/image_data.inc"
#include "kernel/image_text.inc"
#include "kernel/image_kobject.inc"
#include "kernel/image_filesystem.inc"

	/* struct kmem_cache *kmalloc_caches[4][14]: slab_cache.c fills it. */
	constants
	.p2align 6
kimg_kmalloc_caches:
	.fill	4 * 14, 8, 0
	label	kmalloc_caches, kimg_kmalloc_caches, 5
	.popsection

	/* What compiled code calls besides: mcount's successor, and the thunks
	 * that returns go through on CPUs with speculation bugs. Ours has none,
	 * so they do what the alternatives make of them. */
	begin	__fentry__, 3
	ret
	end	__fentry__
	begin	__x86_return_thunk, 3
	ret
	end	__x86_return_thunk

	/* Indirect calls go through one of these for the same reason. */
	.macro	indirect_thunk reg
	begin	__x86_indirect_thunk_\reg, 3
	jmp	*%\reg
	end	__x86_indirect_thunk_\reg
	.endm
	.irp	reg, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, \
		r12, r13, r14, r15
	indirect_thunk \reg
	.endr

	/* void __vunmap(const void *addr), void vfree(const void *addr). A warning
	 * names the place in the function, so it is as long as Debian's, and the
	 * call, which is what a warning points behind, ends where UD2 stands. */
	begin	__vunmap
	push	%rbp
	mov	%rsp, %rbp
	jmp	1f
	.fill	0x7e - GATE_LEN - (. - kimg___vunmap), 1, 0x90
1:
	gate	entry_vunmap
	pop	%rbp
	ret
	.fill	0x340 - 15 - (. - kimg___vunmap), 1, 0xcc
	end	__vunmap

	/* void free_pages(unsigned long addr, unsigned int order) */
	begin	free_pages, 1
	push	%rbp
	mov	%rsp, %rbp
	test	%rdi, %rdi
	jz	8f			/* not to a label of the gate's */
	push	%rsi
	push	%rsi
	gate	entry_virt_to_page
	mov	%rax, %rdi
	pop	%rsi
	pop	%rsi
	call	kimg___free_pages
8:	pop	%rbp
	ret
	end	free_pages

#include "kernel/image_slab.inc"

	begin	vfree, 1
	push	%rbp
	mov	%rsp, %rbp
	call	kimg___vunmap
	pop	%rbp
	ret
	end	vfree

	all_places

	format_functions
	touch_places

	/* What an exception goes through. The library does their work; they stand
	 * here for the addresses that traces show. */
	.irp	name, exc_general_protection, asm_exc_general_protection, \
		exc_invalid_op, asm_exc_invalid_op
	begin	\name
	.fill	32, 1, 0xcc
	end	\name
	.endr

	/* The same for a warning that makes the kernel panic. */
	.irp	name, check_panic_on_warn.cold, __warn, add_taint.cold, \
		report_bug, handle_bug
	begin	\name
	.fill	32, 1, 0xcc
	end	\name
	.endr

	/* int do_one_initcall(int (*fn)(void)): a function that came back with
	 * interrupts off or a lock held is reported, with a place in this function:
	 * so it is as long as Debian's, and the call of the library ends there. */
	begin	do_one_initcall
	push	%rbp
	mov	%rsp, %rbp
	sub	$32, %rsp
	mov	%rdi, -8(%rbp)
	mov	%gs:KERN_PERCPU_PREEMPT, %eax
	mov	%eax, -16(%rbp)
	call	*%rdi
	mov	%eax, -24(%rbp)
	mov	-8(%rbp), %rdi
	mov	-16(%rbp), %esi
	jmp	1f
	.fill	0x1d7 - GATE_LEN - (. - kimg_do_one_initcall), 1, 0x90
1:
	gate	entry_initcall_done
	mov	-24(%rbp), %eax
	leave
	ret
	.fill	0x220 - 15 - (. - kimg_do_one_initcall), 1, 0xcc
	end	do_one_initcall

	/* int do_init_module(struct module *mod): the library prepares and
	 * finishes; what it returned is the init function, or 0. */
	begin	do_init_module
	push	%rbp
	mov	%rsp, %rbp
	push	%rbx
	push	%r12
	mov	%rdi, %rbx
	xor	%r12d, %r12d
	gate	entry_prepare_init
	test	%rax, %rax
	jz	4f
	mov	%rax, %rdi
	call	kimg_do_one_initcall
	mov	%eax, %r12d
4:	mov	%rbx, %rdi
	mov	%r12d, %esi
	gate	entry_finish_init
	mov	%eax, %r12d
	mov	%rbx, %rdi
	test	%eax, %eax
	jnz	8f
	xor	%esi, %esi		/* MODULE_STATE_LIVE */
	call	kimg_notify_module
	mov	%rbx, %rdi
	gate	entry_module_kobj
	test	%rax, %rax
	jz	7f
	mov	%rax, %rdi
	xor	%esi, %esi		/* KOBJ_ADD */
	xor	%edx, %edx
	call	kimg_kobject_uevent_env
7:	mov	%rbx, %rdi
	gate	entry_trim_init
	jmp	9f
8:	mov	$2, %esi		/* MODULE_STATE_GOING */
	call	kimg_notify_module
	mov	%rbx, %rdi
	call	kimg_free_module
9:	movslq	%r12d, %rax
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
	end	do_init_module

	/* long __do_sys_finit_module(struct pt_regs *regs): finit_module(2) */
	begin	__do_sys_finit_module
	push	%rbp
	mov	%rsp, %rbp
	push	%rbx
	push	%r12
	sub	$32, %rsp		/* struct kern_param_call */
	gate	entry_load_module
	test	%rax, %rax
	js	9f
	mov	%rax, %rbx
	mov	%rax, %rdi
	call	kimg_prepare_coming_module
	mov	%eax, %r12d
	test	%eax, %eax
	js	8f
	xor	%edx, %edx
6:	mov	%rbx, %rdi		/* one parameter after the other */
	mov	%rsp, %rsi
	gate	entry_next_param
	mov	%eax, %r12d
	test	%eax, %eax
	js	7f
	mov	%rbx, %rdi
	jz	5f
	mov	(%rsp), %rdi
	mov	8(%rsp), %rsi
	call	*16(%rsp)
	mov	%eax, %edx
	jmp	6b
5:	call	kimg_do_init_module
	jmp	9f
7:	mov	%rbx, %rdi
	call	kimg_load_module
8:	mov	%rbx, %rdi
	mov	%r12d, %esi
	gate	entry_refuse_module
9:	add	$32, %rsp
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
	end	__do_sys_finit_module

	/* long __do_sys_delete_module(struct pt_regs *regs) */
	begin	__do_sys_delete_module
	push	%rbp
	mov	%rsp, %rbp
	push	%rbx
	push	%rbx
	mov	%rsp, %rsi
	gate	entry_prepare_exit
	cmp	$-4095, %rax
	jae	5f			/* an error */
	mov	%rax, %rbx
	mov	(%rsp), %rax
	test	%rax, %rax
	jz	4f			/* no exit function */
	call	*%rax
4:	mov	%rbx, %rdi
	mov	$2, %esi		/* MODULE_STATE_GOING */
	call	kimg_notify_module
	mov	%rbx, %rdi
	gate	entry_note_unloaded
	mov	%rbx, %rdi
	call	kimg_free_module
	xor	%eax, %eax
5:	pop	%rbx
	pop	%rbx
	pop	%rbp
	ret
	end	__do_sys_delete_module

	/* ssize_t param_attr_show(), param_attr_store(): call what reads or
	 * writes the parameter. */
	.macro	param_attr name
	begin	\name
	push	%rbp
	mov	%rsp, %rbp
	sub	$32, %rsp		/* struct kern_param_call */
	mov	%rsp, %rdi
	gate	entry_param_attr
	test	%rax, %rax
	js	6f
	mov	(%rsp), %rdi
	mov	8(%rsp), %rsi
	call	*16(%rsp)
	movslq	%eax, %rdi
	gate	entry_param_attr_end
6:	add	$32, %rsp
	pop	%rbp
	ret
	end	\name
	.endm
	param_attr param_attr_show
	param_attr param_attr_store

#include "kernel/image_file.inc"
	/* void param_array_full(const char *name, unsigned int max) */
	inner	param_array_full, param_array_full
	/* void maybe_kfree_parameter(void *param) */
	inner	maybe_kfree_parameter, maybe_kfree_parameter
	/* For kimage_module.c */
	inner	module_fails, module_fails
	inner	module_unform, module_unform
	inner	module_params, module_params
	inner	module_release, module_release
	/* int sscanf(const char *text, const char *format, ...) */
	begin	sscanf, 1
	push	%rbp
	mov	%rsp, %rbp
	call	1f
	pop	%rbp
	ret
	end	sscanf
	.p2align 4
1:	label	vsscanf, 1b, 0
	push	%rbp
	mov	%rsp, %rbp
	gate	entry_sscanf
	pop	%rbp
	ret
	.p2align 4
	inner	radix_tree_node_alloc, xa_node_alloc
	inner	radix_tree_node_free, xa_node_free
	inner	ida_free_warn, ida_free_warn
	inner	notifier_twice, notifier_twice
	inner	sysctl_add, sysctl_add
	inner	sysctl_remove, sysctl_remove
	inner	misc_take, misc_take
	inner	misc_give, misc_give
	inner	devtmpfs_create_node, devtmpfs_create_node
	inner	devtmpfs_delete_node, devtmpfs_delete_node
	inner	kernfs_create, kernfs_create
	inner	kernfs_remove, kernfs_remove
	inner	kernfs_remove_by_name, kernfs_remove_by_name
	inner	kernfs_find, kernfs_find
	inner	kernfs_path, kernfs_path
	inner	kernfs_rename, kernfs_rename
	inner	seq_stuck, seq_stuck
	inner	irq_mismatch, irq_mismatch
	inner	irq_needs_oneshot, irq_needs_oneshot
	inner	__free_irq, irq_not_there
	inner	__enable_irq, irq_unbalanced
	inner	irq_resend, irq_resend
	inner	kprobe_on_func_entry, kprobe_on_func_entry
	inner	kprobe_busy, kprobe_busy
	inner	resource_missing, resource_missing
	inner	dump_slab_object, dump_slab_object
	inner	arch_irq_work_raise, irq_work_raise
	inner	dump_kernel_offset, kernel_offset
	inner	__apply_to_page_range, apply_pte
	inner	find_vma_area, find_vma
	inner	drop_caches_begin, drop_caches_begin
	inner	drop_caches_end, drop_caches_end

	chain	write_sysrq_trigger, __handle_sysrq.cold

	/* void __handle_sysrq(): the library does all but the crash, and what modules
	 * have registered. */
	begin	__handle_sysrq.cold
	push	%rbp
	mov	%rsp, %rbp
	sub	$16, %rsp
	mov	%rsp, %rdi
	gate	entry_sysrq
	mov	(%rsp), %edi
	add	$16, %rsp
	test	%rax, %rax
	jz	7f
	call	*%rax
7:	mov	$2, %eax		/* the key and a newline are written */
	pop	%rbp
	ret
	end	__handle_sysrq.cold

	begin	sysrq_handle_crash
	push	%rbp
	mov	%rsp, %rbp
	gate	entry_panic
	lea	sysrq_crash(%rip), %rdi
	mov	%rax, %r11
	xor	%eax, %eax
	call	*%r11
	pop	%rbp
	ret
sysrq_crash:
	.asciz	"sysrq triggered crash"
	end	sysrq_handle_crash

	/* void do_syscall_64(struct pt_regs *regs, long nr). A real one begins so
	 * much deeper in its stack: add_random_kstack_offset(), on the average, and
	 * what Linux's frames take more than ours. */
	begin	do_syscall_64
	push	%rbp
	mov	%rsp, %rbp
	sub	$704, %rsp
	cmp	$313, %rsi
	je	4f
	cmp	$176, %rsi
	je	5f
	test	%rsi, %rsi
	jz	7f
	cmp	$1, %rsi
	je	8f
	cmp	$257, %rsi
	je	9f
	cmp	$3, %rsi
	je	3f
	mov	$-38, %rax		/* -ENOSYS */
	jmp	6f
7:	call	kimg_ksys_read
	jmp	6f
8:	call	kimg_ksys_write
	jmp	6f
9:	call	kimg_do_sys_openat2
	jmp	6f
3:	call	kimg___fput
	jmp	6f
4:	call	kimg___do_sys_finit_module
	jmp	6f
5:	call	kimg___do_sys_delete_module
6:	testl	$0x7fffffff, %gs:KERN_PERCPU_PREEMPT
	jz	2f
	push	%rax
	push	%rax
	mov	%rax, %rdi
	call	kimg_syscall_exit_to_user_mode
	pop	%rax
	pop	%rax
2:	leave
	ret
	end	do_syscall_64

	/* (result): with a lock held, or one unlocked too often */
	chain	syscall_exit_to_user_mode, exit_to_user_mode_prepare
	inner	exit_to_user_mode_prepare, left_atomic

	/* A user task executed SYSCALL: RDI pt_regs, RSI number. Returns what
	 * belongs in the user's RAX. */
	begin	entry_SYSCALL_64
	nop
	label	entry_SYSCALL_64_after_hwframe, kimg_entry_after_hwframe, 0
kimg_entry_after_hwframe:
	xor	%ebp, %ebp
	sub	$8, %rsp
	call	kimg_do_syscall_64
	add	$8, %rsp
	ret
	end	entry_SYSCALL_64

/*
 * The user program: what insmod has mapped at 0x400000. It stands in a system
 * call when a module's init runs.
 */
	.section .rodata.kern_user_text, "a", @progbits
	.globl	kern_user_text, kern_user_text_end
	.globl	kern_user_syscall_return
	.hidden	kern_user_text, kern_user_text_end
	.hidden	kern_user_syscall_return
kern_user_text:
	push	%rbp
	mov	%rsp, %rbp
	.fill	0x1100, 1, 0x90
	mov	%rdi, %rax		/* syscall(number, a, b, c, d, e) */
	mov	%rsi, %rdi
	mov	%rdx, %rsi
	mov	%rcx, %rdx
	mov	%r8, %r10
	mov	%r9, %r8
	syscall
kern_user_syscall_return:
	cmp	$-4095, %rax
	jae	1f
	pop	%rbp
	ret
1:	neg	%eax
	mov	%eax, %fs:-8		/* errno */
	mov	$-1, %rax
	pop	%rbp
	ret
	.fill	64, 1, 0xcc
kern_user_text_end:

	.section .note.GNU-stack, "", @progbits
