/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sanitizer.h - tells AddressSanitizer on which stack a thread is. Without it,
 * nothing happens. */
#ifndef NATIVE_SANITIZER_H
#define NATIVE_SANITIZER_H

#include "native/native.h"

/**
 * struct stack_note - the stack that was left
 * @fake:         its heap copy of the frames there
 * @bottom, @size: of that stack
 */
struct stack_note {
	void *fake;
	const void *bottom;
	size_t size;
};

/* The thread has come to its exception stack, and goes back. */
void native_note_exception_stack(struct stack_note *note,
				 const struct native_thread *thread);
void native_note_old_stack(const struct stack_note *note);

/* The thread leaves the stack that it is on for another one. @fake: out, of the
 * stack that is left; NULL: for good. */
void native_note_leaving(void **fake, const void *bottom, size_t size);
/* It has come there. @fake: as it was when that stack was left; @from: out: where
 * it came from, or NULL. */
void native_note_arrival(void *fake, struct stack_note *from);

/* It has jumped from its exception stack to here on its own. */
void native_note_jump(const struct native_thread *thread, const void *sp);

#endif
