/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Static keys: conditions that hardly ever change, and cost nothing while they do
 * not. Each place that asks is a no-op or a jump in the code, which the kernel
 * rewrites when the key changes.
 *
 *	static DEFINE_STATIC_KEY_FALSE(key);
 *	if (static_branch_unlikely(&key))
 *		...
 *	static_branch_enable(&key);
 *
 * The section __jump_table has an entry for each place: the distances to the code,
 * to where it jumps, and to the key. Bit 0 of the last one says which way the
 * compiler arranged it.
 */
#ifndef _LINUX_JUMP_LABEL_H
#define _LINUX_JUMP_LABEL_H

#include <linux/build_bug.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

struct static_key {
	atomic_t enabled;
	union {
		unsigned long type; /* bit 0: it was on at first */
		struct jump_entry *entries;
	};
};

static_assert(sizeof(struct static_key) == 16);

/* A type for each first value, for static_branch_likely() and its like. */
struct static_key_true {
	struct static_key key;
};

struct static_key_false {
	struct static_key key;
};

#define STATIC_KEY_INIT_TRUE      \
	{                         \
		.enabled = {1},   \
		{                 \
			.type = 1 \
		}                 \
	}
#define STATIC_KEY_INIT_FALSE     \
	{                         \
		.enabled = {0},   \
		{                 \
			.type = 0 \
		}                 \
	}
#define STATIC_KEY_TRUE_INIT \
	((struct static_key_true){.key = STATIC_KEY_INIT_TRUE})
#define STATIC_KEY_FALSE_INIT \
	((struct static_key_false){.key = STATIC_KEY_INIT_FALSE})

#define DEFINE_STATIC_KEY_TRUE(name) \
	struct static_key_true name = {.key = STATIC_KEY_INIT_TRUE}
#define DEFINE_STATIC_KEY_FALSE(name) \
	struct static_key_false name = {.key = STATIC_KEY_INIT_FALSE}
#define DECLARE_STATIC_KEY_TRUE(name)  extern struct static_key_true name
#define DECLARE_STATIC_KEY_FALSE(name) extern struct static_key_false name

int static_key_count(struct static_key *key);
void static_key_slow_inc(struct static_key *key);
void static_key_slow_dec(struct static_key *key);
void static_key_enable(struct static_key *key);
void static_key_disable(struct static_key *key);

#define static_key_enabled(x)	 (static_key_count((struct static_key *)(x)) > 0)
#define static_branch_inc(x)	 static_key_slow_inc(&(x)->key)
#define static_branch_dec(x)	 static_key_slow_dec(&(x)->key)
#define static_branch_enable(x)	 static_key_enable(&(x)->key)
#define static_branch_disable(x) static_key_disable(&(x)->key)

/* An entry of the table for the code at 1, with the label and the key. */
#define __JUMP_TABLE_ENTRY                      \
	".pushsection __jump_table, \"aw\"\n\t" \
	".balign 8\n\t"                         \
	".long 1b - ., %l[l_yes] - .\n\t"       \
	".quad %c0 + %c1 - .\n\t"               \
	".popsection\n\t"

/* A no-op: goes on where the key says what the compiler was told. */
static __always_inline bool arch_static_branch(struct static_key *const key,
					       const bool branch)
{
	__asm__ goto("1: .byte 0x0f, 0x1f, 0x44, 0x00, 0x00\n\t" //
		     __JUMP_TABLE_ENTRY
		     :
		     : "i"(key), "i"(branch)
		     :
		     : l_yes);
	return false;
l_yes:
	return true;
}

/* A jump, of the same length. */
static __always_inline bool
arch_static_branch_jump(struct static_key *const key, const bool branch)
{
	__asm__ goto("1: .byte 0xe9\n\t"
		     ".long %l[l_yes] - . - 4\n\t" //
		     __JUMP_TABLE_ENTRY
		     :
		     : "i"(key), "i"(branch)
		     :
		     : l_yes);
	return false;
l_yes:
	return true;
}

/* Refuses what is no key. */
void ____wrong_branch_error(void);

#define __key_is(x, type) \
	__builtin_types_compatible_p(__typeof__(*(x)), struct type)

/* The code for "true" stands in line here, and elsewhere below. */
#define static_branch_likely(x)                                               \
	({                                                                    \
		bool __branch;                                                \
		if (__key_is(x, static_key_true))                             \
			__branch = !arch_static_branch(&(x)->key, true);      \
		else if (__key_is(x, static_key_false))                       \
			__branch = !arch_static_branch_jump(&(x)->key, true); \
		else                                                          \
			____wrong_branch_error();                             \
		likely(__branch);                                             \
	})

#define static_branch_unlikely(x)                                             \
	({                                                                    \
		bool __branch;                                                \
		if (__key_is(x, static_key_true))                             \
			__branch = arch_static_branch_jump(&(x)->key, false); \
		else if (__key_is(x, static_key_false))                       \
			__branch = arch_static_branch(&(x)->key, false);      \
		else                                                          \
			____wrong_branch_error();                             \
		unlikely(__branch);                                           \
	})

/* Older names. */
static __always_inline bool static_key_false(struct static_key *key)
{
	return arch_static_branch(key, false);
}

static __always_inline bool static_key_true(struct static_key *key)
{
	return !arch_static_branch(key, true);
}

#endif
