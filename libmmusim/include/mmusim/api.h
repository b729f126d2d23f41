/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * api.h - what every public header of libmmusim needs.
 *
 * Conventions that hold for the whole library:
 *
 * - A linear address is a uint64_t called `la`, a physical address a uint64_t
 *   called `pa`; both count bytes. A pointer is always a host pointer.
 * - Functions that can fail return 0, a negative errno when the host or the
 *   caller could not do it, or the positive vector of a simulated exception
 *   (MMU_TRAP_PF is 14). Outputs stay untouched on failure, `fault` excepted,
 *   which is filled when an exception is returned.
 * - Breaking a rule (freeing a frame twice, a misaligned mapping) is neither:
 *   it ends in mmu_bug().
 * - Config structures begin with their size; a field that is zero means its
 *   default.
 */
#ifndef MMUSIM_API_H
#define MMUSIM_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define MMU_API		      __attribute__((visibility("default")))
#define MMU_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define MMU_API
#define MMU_PRINTF(fmt, args)
#endif

/**
 * mmu_bug_hook - what happens when a caller breaks a rule
 * @message: one line that says which rule, without a newline; valid during
 *           the call only
 * @arg:     as given to mmu_set_bug_hook()
 */
typedef void mmu_bug_hook(const char *message, void *arg);

/**
 * mmu_set_bug_hook - replace what mmu_bug() does
 * @hook: called instead of printing and aborting; NULL restores the default
 * @arg:  passed to @hook
 *
 * The hook is one for the process. When it returns, the function that found
 * the broken rule returns as if it had done nothing (-EINVAL where it can say
 * so). Tests use it to see that a rule is enforced.
 */
MMU_API void mmu_set_bug_hook(mmu_bug_hook *hook, void *arg);

/**
 * mmu_last_error - why the last call of this thread failed, in words
 *
 * Of mmu_machine_create(), mmu_window_open(), mmu_pin() and kern_boot(), and of
 * mmu_cpu_enter() when that fails with -EOWNERDEAD. The text names the field of
 * a configuration that is wrong. When a limit of the host was hit, it names that,
 * what the process uses, and the setting:
 *
 *     cannot have a window: vm.max_map_count is 65530, and this process has
 *     65527 mappings; raise it with "sysctl -w vm.max_map_count=131060", ...
 *
 * Return: one line without a newline; "" when the last of them succeeded. It
 * stays as it is until this thread calls one of them again.
 */
MMU_API const char *mmu_last_error(void);

#endif
