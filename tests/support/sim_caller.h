/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sim_caller.h - a simulated caller of exported functions.
 *
 * Its memory, all in the simulated machine of a mini kernel:
 *
 *   sim.text    a page; strings are put there, and the page behind is missing
 *   sim.stack   a page; the stack pointer is in its middle
 *   SIM_USER    a user page, with nothing above and below
 */
#ifndef SUPPORT_SIM_CALLER_H
#define SUPPORT_SIM_CALLER_H

#include "mini_kern.h"

#define SIM_USER 0x400000ull

struct sim_caller {
	struct kern *kern;
	uint64_t text, stack;
	uint64_t user_pa;
};
extern struct sim_caller sim;

/* cmocka fixture; mini_kern_teardown() undoes it. */
int sim_setup(void **state);

/* Write and read the machine's memory; a fault aborts. */
void sim_poke(uint64_t la, const void *data, size_t len);
void sim_peek(void *data, uint64_t la, size_t len);

/* Put a string into the text page. Return: the caller's pointer to it. */
uint64_t sim_str(uint64_t offset, const char *s);
/* Put a string at the end of the page, without its NUL. */
uint64_t sim_unterminated(const char *s);

/* A call without arguments; then its n-th argument on the stack. */
struct kern_call sim_new_call(void);
void sim_push(unsigned int n, uint64_t value);

/* For assertions: the string at la is @want, terminated. */
bool sim_has_text(uint64_t la, const char *want);
/* Did the call give up because of this byte? */
bool sim_faulted(const struct kern_call *call, uint64_t la, bool write);

#endif
