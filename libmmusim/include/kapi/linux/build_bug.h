/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conditions that are checked while compiling.
 */
#ifndef _LINUX_BUILD_BUG_H
#define _LINUX_BUILD_BUG_H

#include <linux/compiler.h>

/* static_assert(cond) or static_assert(cond, "text") */
#define static_assert(expr, ...) __static_assert(expr, ##__VA_ARGS__, #expr)
#define __static_assert(expr, msg, ...) _Static_assert(expr, msg)

/* A zero that does not compile where @e is true. For use inside expressions. */
#define BUILD_BUG_ON_ZERO(e) ((int)(sizeof(struct { int : (-!!(e)); })))

/* @cond need only be constant once the optimiser has looked at it. */
#define BUILD_BUG_ON_MSG(cond, msg) \
	__build_bug_on(cond, msg, __UNIQUE_ID(build_bug_))
#define __build_bug_on(cond, msg, fn) ___build_bug_on(cond, msg, fn)
#define ___build_bug_on(cond, msg, fn)                                \
	do {                                                          \
		extern void fn(void) __attribute__((__error__(msg))); \
		if (cond)                                             \
			fn();                                         \
	} while (0)

#define BUILD_BUG_ON(cond) BUILD_BUG_ON_MSG(cond, "BUILD_BUG_ON failed: " #cond)

#define BUILD_BUG_ON_NOT_POWER_OF_2(n) \
	BUILD_BUG_ON((n) == 0 || (((n) & ((n)-1)) != 0))

/* Nothing, but the expression must make sense. */
#define BUILD_BUG_ON_INVALID(e) ((void)(sizeof((long)(e))))

#endif
