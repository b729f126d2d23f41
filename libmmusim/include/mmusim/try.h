/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * try.h - code that may fault, and what became of it.
 *
 * An exception that no handler resolves ends a process that accesses a window
 * by pointer. Within mmu_try() it ends the code that was tried instead:
 *
 *	struct mmu_try attempt = { .size = sizeof(attempt) };
 *
 *	if (mmu_try(&attempt) == 0)
 *		value = *ptr;
 *	mmu_try_end(&attempt);
 *	if (attempt.unresolved)
 *		puts("that page is missing");
 *
 * mmusim/cmocka.h builds assertions for unit tests on it.
 */
#ifndef MMUSIM_TRY_H
#define MMUSIM_TRY_H

#include <mmusim/api.h>
#include <mmusim/cpu.h>

/**
 * struct mmu_try - one attempt
 * @size:    sizeof(struct mmu_try); the only member that the caller sets
 * @landing, @record: private
 * @raised:  exceptions that the code raised, resolved or not, those in handlers
 *           included, and those of an mmu_try() within
 * @unresolved: those that no handler resolved: there was none, or it said so
 * @abandoned: the code did not run to its end
 * @result:  of the first that stayed unresolved: the vector
 *           (MMU_RESULT_DE for 0), or the handler's negative errno; -ELOOP
 *           when a handler returned 0 again and again without changing
 *           anything
 * @machine: where that was
 * @frame:   that exception, as a handler sees it
 */
struct mmu_try {
	size_t size;
	uint64_t landing[8];
	void *record;
	unsigned int raised;
	unsigned int unresolved;
	bool abandoned;
	int result;
	struct mmu_machine *machine;
	struct mmu_frame frame;
};

/**
 * mmu_try - begin an attempt
 * @attempt: stays where it is until mmu_try_end(), in the frame of the caller
 *           or one around it
 *
 * From here on this thread's exceptions are counted, whatever machine they are
 * of. Handlers run as ever. An exception that stays unresolved
 *
 * - in host code that accessed a window, ends the code that is tried:
 *   mmu_try() returns once more. Functions that were active are not returned
 *   from, as with longjmp(): what they locked stays locked. Local variables
 *   that were changed since mmu_try() have undefined values unless they are
 *   volatile. In a handler it ends the handler first, as if that had returned
 *   1;
 * - in simulated code ends mmu_call(), and is returned by mmu_load() and its
 *   like: the code goes on.
 *
 * Attempts nest; the innermost gets the unresolved exception. mmu_try_end()
 * must be called before the function that called mmu_try() returns.
 *
 * For cmocka, it takes the SIGSEGV handler back, as mmu_cpu_enter() does.
 *
 * Return: 0: now the code runs; 1: it was abandoned; -EINVAL for an unknown
 * size; -ENOMEM.
 */
MMU_API int mmu_try(struct mmu_try *attempt) __attribute__((returns_twice));

/**
 * mmu_try_end - end an attempt, and fill in what happened
 *
 * Needed also when the code was abandoned. Calling it again does nothing.
 */
MMU_API void mmu_try_end(struct mmu_try *attempt);

#endif
