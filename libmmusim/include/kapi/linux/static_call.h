/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Static calls: a function that is chosen once in a while, and called without
 * looking at a pointer. All calls go to a trampoline, a jump that the kernel
 * rewrites.
 *
 *	DEFINE_STATIC_CALL(name, first_function);
 *	static_call(name)(arguments);
 *	static_call_update(name, other_function);
 */
#ifndef _LINUX_STATIC_CALL_H
#define _LINUX_STATIC_CALL_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/types.h>

struct static_call_key {
	void *func;
	union {
		unsigned long type;
		void *mods;
	};
};

static_assert(sizeof(struct static_call_key) == 16);

void __static_call_update(struct static_call_key *key, void *tramp, void *func);

#define STATIC_CALL_KEY(name)	     __PASTE(__SCK__, name)
#define STATIC_CALL_TRAMP(name)	     __PASTE(__SCT__, name)
#define STATIC_CALL_TRAMP_ADDR(name) (&STATIC_CALL_TRAMP(name))

#define DECLARE_STATIC_CALL(name, func)                      \
	extern struct static_call_key STATIC_CALL_KEY(name); \
	extern __typeof__(func) STATIC_CALL_TRAMP(name)

/* The trampoline: a jump of five bytes, and a mark that it is one. */
#define __STATIC_CALL_TRAMP(name, code)                               \
	__asm__(".pushsection .static_call.text, \"ax\"\n"            \
		".align 8\n"                                          \
		".globl __SCT__" #name "\n"                           \
		"__SCT__" #name ":\n" code ".byte 0x0f, 0xb9, 0xcc\n" \
		".type __SCT__" #name ", @function\n"                 \
		".size __SCT__" #name ", . - __SCT__" #name "\n"      \
		".popsection\n")

#define DEFINE_STATIC_CALL(name, _func)                                   \
	DECLARE_STATIC_CALL(name, _func);                                 \
	struct static_call_key STATIC_CALL_KEY(name) = {.func = (_func)}; \
	__STATIC_CALL_TRAMP(name, ".byte 0xe9\n.long " #_func " - (. + 4)\n")

/* Calls nothing before the first update. */
#define DEFINE_STATIC_CALL_NULL(name, _func)          \
	DECLARE_STATIC_CALL(name, _func);             \
	struct static_call_key STATIC_CALL_KEY(name); \
	__STATIC_CALL_TRAMP(name, "ret\n.byte 0xcc, 0xcc, 0xcc, 0xcc\n")

#define static_call(name)	STATIC_CALL_TRAMP(name)
#define static_call_cond(name)	(void)STATIC_CALL_TRAMP(name)
#define static_call_query(name) (READ_ONCE(STATIC_CALL_KEY(name).func))
#define static_call_update(name, func)                                      \
	({                                                                  \
		__typeof__(&STATIC_CALL_TRAMP(name)) __func = (func);       \
		__static_call_update(&STATIC_CALL_KEY(name),                \
				     STATIC_CALL_TRAMP_ADDR(name), __func); \
	})

#define EXPORT_STATIC_CALL(name)              \
	EXPORT_SYMBOL(STATIC_CALL_KEY(name)); \
	EXPORT_SYMBOL(STATIC_CALL_TRAMP(name))

#endif
