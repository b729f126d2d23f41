/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmocka.h - cmocka assertions for code that faults.
 *
 *	assert_page_fault(*ptr = 1, 0x20000, MMU_PF_WR);
 *
 * runs the statement, sees it fault, gives it up, and goes on with the test.
 * When it does not fault as expected, the test fails with a message that says
 * what happened instead, entry by entry (mmu_explain()).
 *
 * A statement may be anything: accesses through pointers into windows,
 * functions that make them, mmu_load() and its like, mmu_call(), kern_insmod().
 * It runs once. Handlers that the test has registered resolve what they can;
 * what stays *unresolved* counts. All of this thread's exceptions do, whatever
 * machine they are of.
 *
 * A statement that accesses a window directly ends at the unresolved fault,
 * functions that it called included; see mmu_try(). Simulated code ends there,
 * and mmu_call() returns. A soft access (mmu_load()) returns, and the statement
 * goes on. A statement must not be left by return, goto, break or continue;
 * assertions within it may fail. A test's variable that a statement changes
 * before it faults must be volatile.
 *
 * The library does not need cmocka; this header does, and is not part of
 * mmusim.h.
 */
#ifndef MMUSIM_CMOCKA_H
#define MMUSIM_CMOCKA_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <mmusim/explain.h>
#include <mmusim/try.h>
#include <mmusim/x86.h>

/** MMU_ANY_LA - in place of an address: whatever it is, or none */
#define MMU_ANY_LA (~0ull)

/**
 * assert_page_fault - the statement raises one page fault
 * @la:         linear address of the access, which is CR2, to the byte. Of an
 *              access that crosses into a missing page, that page's first byte
 * @error_code: MMU_PF_*, as the CPU pushes it
 *
 * Exactly one exception stays unresolved, and it is this one.
 */
#define assert_page_fault(statement, la, error_code)                       \
	MMU_CMOCKA_TRY(__COUNTER__, statement,                             \
		       mmu_cmocka_expect(attempt_, MMU_TRAP_PF, la,        \
					 error_code, #statement, __FILE__, \
					 __LINE__))

/**
 * assert_general_protection, assert_stack_fault - it raises #GP, or #SS
 * @la: the address that is not canonical; MMU_ANY_LA
 *
 * Simulated code and soft accesses only: host code that uses an address which
 * is not canonical does not access a window, and the process dies.
 */
#define assert_general_protection(statement, la)                       \
	MMU_CMOCKA_TRY(__COUNTER__, statement,                         \
		       mmu_cmocka_expect(attempt_, MMU_TRAP_GP, la, 0, \
					 #statement, __FILE__, __LINE__))
#define assert_stack_fault(statement, la)                              \
	MMU_CMOCKA_TRY(__COUNTER__, statement,                         \
		       mmu_cmocka_expect(attempt_, MMU_TRAP_SS, la, 0, \
					 #statement, __FILE__, __LINE__))

/**
 * assert_exception - it raises one exception of this vector
 * @vector: enum mmu_trap, such as MMU_TRAP_UD
 */
#define assert_exception(statement, vector)                               \
	MMU_CMOCKA_TRY(__COUNTER__, statement,                            \
		       mmu_cmocka_expect(attempt_, vector, MMU_ANY_LA, 0, \
					 #statement, __FILE__, __LINE__))

/**
 * assert_no_fault - no exception stays unresolved
 *
 * Those that a handler resolves do not count; to forbid them as well, say
 * assert_fault_count(0, statement).
 */
#define assert_no_fault(statement)                                            \
	MMU_CMOCKA_TRY(__COUNTER__, statement,                                \
		       mmu_cmocka_expect_none(attempt_, #statement, __FILE__, \
					      __LINE__))

/**
 * assert_fault_count - the statement raises @n exceptions
 *
 * Resolved or not, of any vector, those in handlers included. An unresolved one
 * that ends the statement is one of them; to forbid it, nest:
 *
 *	assert_fault_count(2, assert_no_fault(strcpy(ptr, "text")));
 */
#define assert_fault_count(n, statement)                                \
	MMU_CMOCKA_TRY(__COUNTER__, statement,                          \
		       mmu_cmocka_expect_count(attempt_, n, #statement, \
					       __FILE__, __LINE__))

/* --- what they consist of ---------------------------------------------------- */

/* Assertions nest, so each has a variable of its own. */
#define MMU_CMOCKA_TRY(number, statement, check) \
	MMU_CMOCKA_TRY_(number, statement, check)
#define MMU_CMOCKA_TRY_(number, statement, check)                           \
	do {                                                                \
		struct mmu_try attempt_##number                             \
			__attribute__((cleanup(mmu_try_end))) = {           \
				.size = sizeof(struct mmu_try)};            \
		if (mmu_cmocka_begun(mmu_try(&attempt_##number), __FILE__,  \
				     __LINE__)) {                           \
			statement;                                          \
		}                                                           \
		mmu_try_end(&attempt_##number);                             \
		{                                                           \
			const struct mmu_try *attempt_ = &attempt_##number; \
			check;                                              \
		}                                                           \
	} while (0)

static inline bool mmu_cmocka_begun(int result, const char *file, int line)
{
	if (result < 0) {
		print_error("ERROR: mmu_try: %s\n", strerror(-result));
		_fail(file, line);
	}
	return result == 0;
}

/* "#PF at 0x20000, error code 0x0002: write, supervisor, not present" */
static inline void mmu_cmocka_print(unsigned int vector, uint64_t la,
				    uint32_t error_code)
{
	char words[96];

	print_error("%s", mmu_trap_text(vector));
	if (la != MMU_ANY_LA)
		print_error(" at 0x%llx", (unsigned long long)la);
	if (vector == MMU_TRAP_PF)
		print_error(", error code 0x%04x: %s", (unsigned int)error_code,
			    mmu_error_code_text(error_code, words,
						sizeof(words)));
	print_error("\n");
}

static inline void mmu_cmocka_print_result(int result)
{
	if (result == -ELOOP)
		print_error("            its handler returned 0, but the "
			    "access still faults\n");
	else if (result < 0)
		print_error("            its handler failed: %s\n",
			    strerror(-result));
}

/* Line by line: cmocka prints no more than 1023 bytes at a time. */
static inline void mmu_cmocka_explain(const struct mmu_try *attempt)
{
	const struct mmu_fault *fault = &attempt->frame.fault;
	char text[2048], *line = text, *end;

	mmu_explain(attempt->machine, &attempt->frame.mode, fault->la,
		    fault->how, text, sizeof(text));
	while ((end = strchr(line, '\n'))) {
		print_error("  %.*s\n", (int)(end - line), line);
		line = end + 1;
	}
}

/* What stayed unresolved: the first exception, and how many more. */
static inline void mmu_cmocka_print_unresolved(const struct mmu_try *attempt)
{
	const struct mmu_fault *fault = &attempt->frame.fault;
	bool address = fault->vector == MMU_TRAP_PF || fault->la;
	char text[256];

	print_error("  happened: ");
	if (!attempt->unresolved) {
		print_error("no exception stayed unresolved\n");
		return;
	}
	mmu_cmocka_print(fault->vector, address ? fault->la : MMU_ANY_LA,
			 fault->error_code);
	mmu_cmocka_print_result(attempt->result);
	if (attempt->unresolved > 1)
		print_error("            and %u more after it\n",
			    attempt->unresolved - 1);
	if (!address)
		return;
	print_error("            %s\n",
		    mmu_fault_text(fault, text, sizeof(text)));
	if (fault->vector != MMU_TRAP_PF)
		return;
	mmu_cmocka_explain(attempt);
}

/* The signals were taken away within, and what happened was not noted. */
static inline bool mmu_cmocka_is_lost(const struct mmu_try *attempt)
{
	if (attempt->result != -ESTALE || attempt->unresolved)
		return false;
	print_error("  happened: unknown; the statement replaced the handler "
		    "of SIGSEGV\n");
	return true;
}

static inline void mmu_cmocka_expect(const struct mmu_try *attempt,
				     unsigned int vector, uint64_t la,
				     uint32_t error_code, const char *statement,
				     const char *file, int line)
{
	const struct mmu_fault *fault = &attempt->frame.fault;

	if (attempt->unresolved == 1 && fault->vector == vector &&
	    (la == MMU_ANY_LA || fault->la == la) &&
	    (vector != MMU_TRAP_PF || fault->error_code == error_code))
		return;
	print_error("ERROR: %s\n  expected: ", statement);
	mmu_cmocka_print(vector, la, error_code);
	if (!mmu_cmocka_is_lost(attempt))
		mmu_cmocka_print_unresolved(attempt);
	_fail(file, line);
}

static inline void mmu_cmocka_expect_none(const struct mmu_try *attempt,
					  const char *statement,
					  const char *file, int line)
{
	if (!attempt->unresolved && !attempt->result)
		return;
	print_error("ERROR: %s\n  expected: no fault\n", statement);
	if (!mmu_cmocka_is_lost(attempt))
		mmu_cmocka_print_unresolved(attempt);
	_fail(file, line);
}

static inline void mmu_cmocka_expect_count(const struct mmu_try *attempt,
					   unsigned int n,
					   const char *statement,
					   const char *file, int line)
{
	bool lost = attempt->result == -ESTALE && !attempt->unresolved;

	if (attempt->raised == n && !lost)
		return;
	print_error("ERROR: %s\n  expected: %u exception%s\n", statement, n,
		    n == 1 ? "" : "s");
	if (!mmu_cmocka_is_lost(attempt)) {
		print_error("  happened: %u\n", attempt->raised);
		if (attempt->unresolved)
			mmu_cmocka_print_unresolved(attempt);
	}
	_fail(file, line);
}

#endif
