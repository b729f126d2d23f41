/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exports.h - the handlers of exported functions, and their helpers.
 *
 * A handler takes its arguments from call->arg and returns what belongs in
 * RAX. Pointers in and out are host pointers. Since a call that faulted may be
 * repeated, a handler reads its input before it changes anything.
 */
#ifndef KERNEL_EXPORTS_H
#define KERNEL_EXPORTS_H

#include "kernel/kern.h"

#define KERN_EXPORT(name, handler) kern_export_fn handler;
#include "kernel/exports.def"
#undef KERN_EXPORT

/* Copy the string at ptr: at most size - 1 bytes, always terminated. Nothing
 * behind its NUL's page is touched. 0, or -EFAULT after kern_call_fault(). */
int kern_call_string(struct kern_call *call, char *buf, uint64_t ptr,
		     size_t size);

/* The number that the string at ptr is, as kstrtoll() or kstrtoull() with base 0:
 * 0, -EINVAL, -ERANGE; or whatever after kern_call_fault(). */
int kern_call_number(struct kern_call *call, uint64_t ptr, bool is_signed,
		     uint64_t *value);

/* The same of a call that is one of kstrto*(): the string and the base are its
 * arguments. */
int kern_call_number_in(struct kern_call *call, bool is_signed,
			uint64_t *value);

/* A copy of the string at ptr, from the kernel's pool: pool_free() it. NULL
 * after kern_call_fault(), or without memory. */
char *kern_call_strdup(struct kern_call *call, uint64_t ptr);

/* Format as printk() would whose arguments are those of the call: the format
 * first. Returns the length, or -EFAULT after kern_call_fault(). */
int kern_call_format(struct kern_call *call, char *buf, size_t size);
/* The same where the format is argument number at, from 0 to 5, and what it
 * formats begins behind the first nfixed ones. */
int kern_call_format_with(struct kern_call *call, unsigned int at,
			  unsigned int nfixed, char *buf, size_t size);

/* mmu_ptr() and mmu_la() for numbers. */
uint64_t kern_call_ptr(struct kern_call *call, uint64_t la);
uint64_t kern_call_la(struct kern_call *call, uint64_t ptr);

#endif
