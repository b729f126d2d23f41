/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unwind.h - from an address of code to its name, from a frame to its caller. Part of
 * kern.h, which includes it.
 */
#ifndef KERNEL_UNWIND_H
#define KERNEL_UNWIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kern;
struct mmu_frame;

/* --- kallsyms.c --------------------------------------------------------------- */

/**
 * struct kern_sym - a symbol, found by address
 * @module: "" in the image
 * @start, @size: its bounds as kallsyms knows them: up to the next symbol
 * @data: it is in the image and no function
 * Pointers stay valid as long as the module.
 */
struct kern_sym {
	const char *name;
	const char *module;
	uint64_t start, offset, size;
	bool data;
};
bool kern_lookup(struct kern *k, uint64_t la, struct kern_sym *sym);
/* kern_symbol() of a return address: the function is that of the byte before. */
bool kern_symbol_back(struct kern *k, uint64_t la, char *buf, size_t size);
bool kern_image_lookup(struct kern *k, uint64_t la, struct kern_sym *sym);

/* Is this the address of kernel or module code? */
bool kern_text_address(struct kern *k, uint64_t la);

/* --- unwind.c ---------------------------------------------------------------- */

/**
 * struct kern_unwind - where an unwinding stands
 * @ip, @sp, @bp: of the frame; linear addresses
 * @ret_at: where its return address lies; 0: the end
 * @first:  ip is where an instruction faulted, not a return address
 * @error:  what follows is a guess
 * @user:   it came to where the user's registers lie
 * @exception: of this one the stack is shown, with what serves it on top; NULL
 * @served_by: names of that, ended by NULL; NULL: what serves a #GP
 * @regs:   it came to the registers of interrupted kernel code, which lie
 *          there; 0
 * @traced: they are those of a function that calls a kprobe's handlers
 */
struct kern_unwind {
	uint64_t ip, sp, bp;
	uint64_t ret_at;
	bool first;
	bool error;
	bool user;
	const struct mmu_frame *exception;
	const char *const *served_by;
	uint64_t regs;
	bool traced;
};
/* Find the return address of the frame given by ip, sp, bp. */
void kern_unwind_start(struct kern *k, struct kern_unwind *state);
void kern_unwind_next(struct kern *k, struct kern_unwind *state);
/* Print "Call Trace:" to " </TASK>" for the stack from state->sp up. Starts
 * the unwinding unless ret_at is set already. */
void kern_show_trace(struct kern *k, struct kern_unwind *state);
/* orc.c: one step by a module's ORC data. False: the module has none. */
bool kern_orc_step(struct kern *k, struct kern_unwind *state);
/* Is the frame of what is there found by RBP? */
bool kern_orc_keeps_frame(struct kern *k, uint64_t la);

#endif
