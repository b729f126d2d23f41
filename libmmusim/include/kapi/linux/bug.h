/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must not happen: BUG() ends the task in an oops, WARN() prints a warning
 * with a trace and goes on.
 *
 * Both are one instruction, UD2, that raises an exception. The kernel finds what
 * it means in the section __bug_table. WARN_ONCE() and its like note there that
 * they have been said.
 */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <linux/compiler.h>
#include <linux/linkage.h>
#include <linux/stddef.h>
#include <linux/types.h>

/* Both addresses are distances from the member itself. */
struct bug_entry {
	int bug_addr_disp;
	int file_disp;
	unsigned short line;
	unsigned short flags;
};

#define BUGFLAG_WARNING	     (1 << 0)
#define BUGFLAG_ONCE	     (1 << 1)
#define BUGFLAG_NO_CUT_HERE  (1 << 3)
#define BUGFLAG_TAINT(taint) ((taint) << 8)

/* Bits of the taint mask, whose letters stand behind "Tainted:". */
#define TAINT_PROPRIETARY_MODULE    0
#define TAINT_FORCED_MODULE	    1
#define TAINT_CPU_OUT_OF_SPEC	    2
#define TAINT_FORCED_RMMOD	    3
#define TAINT_MACHINE_CHECK	    4
#define TAINT_BAD_PAGE		    5
#define TAINT_USER		    6
#define TAINT_DIE		    7
#define TAINT_OVERRIDDEN_ACPI_TABLE 8
#define TAINT_WARN		    9
#define TAINT_CRAP		    10
#define TAINT_FIRMWARE_WORKAROUND   11
#define TAINT_OOT_MODULE	    12
#define TAINT_UNSIGNED_MODULE	    13
#define TAINT_SOFTLOCKUP	    14
#define TAINT_LIVEPATCH		    15
#define TAINT_AUX		    16
#define TAINT_RANDSTRUCT	    17
#define TAINT_TEST		    18

/* With the second one the kernel says once that it gives up lock debugging. */
enum lockdep_ok { LOCKDEP_STILL_OK, LOCKDEP_NOW_UNRELIABLE };

void add_taint(unsigned int flag, enum lockdep_ok lockdep_ok);
int test_taint(unsigned int flag);

/* For inline functions of our headers: Linux names a place in its own. */
#define __BUG_FLAGS_AT(flags, file, line)                    \
	__asm__ volatile("1:	ud2\n"                          \
			 ".pushsection __bug_table,\"aw\"\n" \
			 "2:	.long 1b - .\n"                 \
			 "	.long %c0 - .\n"                  \
			 "	.word %c1, %c2\n"                 \
			 "	.org 2b + %c3\n"                  \
			 ".popsection"                       \
			 :                                   \
			 : "i"(file), "i"(line), "i"(flags), \
			   "i"(sizeof(struct bug_entry)))

#define __BUG_FLAGS(flags) __BUG_FLAGS_AT(flags, __FILE__, __LINE__)

#define BUG()                            \
	do {                             \
		__BUG_FLAGS(0);          \
		__builtin_unreachable(); \
	} while (0)

#define BUG_ON(condition)                \
	do {                             \
		if (unlikely(condition)) \
			BUG();           \
	} while (0)

#define __WARN_TAINT_FLAGS(taint, flags) \
	__BUG_FLAGS(BUGFLAG_WARNING | BUGFLAG_TAINT(taint) | (flags))
#define __WARN_FLAGS(flags) __WARN_TAINT_FLAGS(TAINT_WARN, flags)

asmlinkage __printf(1, 2) void __warn_printk(const char *format, ...);

/* Each has the condition's value. */
#define WARN_ON(condition)                  \
	({                                  \
		int __warn = !!(condition); \
		if (unlikely(__warn))       \
			__WARN_FLAGS(0);    \
		unlikely(__warn);           \
	})

#define WARN_ON_ONCE(condition)                     \
	({                                          \
		int __warn = !!(condition);         \
		if (unlikely(__warn))               \
			__WARN_FLAGS(BUGFLAG_ONCE); \
		unlikely(__warn);                   \
	})

#define __WARN_ON_ONCE_AT(condition, file, line)                          \
	({                                                                \
		int __warn = !!(condition);                               \
		if (unlikely(__warn))                                     \
			__BUG_FLAGS_AT(BUGFLAG_WARNING | BUGFLAG_ONCE |   \
					       BUGFLAG_TAINT(TAINT_WARN), \
				       file, line);                       \
		unlikely(__warn);                                         \
	})

#define __BUG_ON_AT(condition, file, line)             \
	do {                                           \
		if (unlikely(condition)) {             \
			__BUG_FLAGS_AT(0, file, line); \
			__builtin_unreachable();       \
		}                                      \
	} while (0)

#define WARN(condition, format...)                         \
	({                                                 \
		int __warn = !!(condition);                \
		if (unlikely(__warn)) {                    \
			__warn_printk(format);             \
			__WARN_FLAGS(BUGFLAG_NO_CUT_HERE); \
		}                                          \
		unlikely(__warn);                          \
	})

#define WARN_TAINT(condition, taint, format...)                         \
	({                                                              \
		int __warn = !!(condition);                             \
		if (unlikely(__warn)) {                                 \
			__warn_printk(format);                          \
			__WARN_TAINT_FLAGS(taint, BUGFLAG_NO_CUT_HERE); \
		}                                                       \
		unlikely(__warn);                                       \
	})

#define WARN_TAINT_ONCE(condition, taint, format...)      \
	({                                                \
		static bool __warned;                     \
		int __warn_once = !!(condition);          \
		if (unlikely(__warn_once && !__warned)) { \
			__warned = true;                  \
			WARN_TAINT(1, taint, format);     \
		}                                         \
		unlikely(__warn_once);                    \
	})

#define WARN_ONCE(condition, format...)                   \
	({                                                \
		static bool __warned;                     \
		int __warn_once = !!(condition);          \
		if (unlikely(__warn_once && !__warned)) { \
			__warned = true;                  \
			WARN(1, format);                  \
		}                                         \
		unlikely(__warn_once);                    \
	})

#endif
