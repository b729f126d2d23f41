/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern_sysctl.h - numbers that say how the simulated kernel behaves, as sysctl(8)
 * shows them.
 *
 *	vm.panic_on_oom               0; 1 or 2: panic instead of killing
 *	vm.oom_kill_allocating_task   0; 1: kill who asked for memory
 *	vm.oom_dump_tasks             1: the report lists all tasks; 0
 *	kernel.panic_on_oops          0; 1
 *	kernel.print-fatal-signals    0; 1: registers of who ends by one that
 *	                              would leave a core
 *	kernel.panic_on_warn          0; 1
 *	kernel.softlockup_panic       0; 1: who never sleeps makes the kernel panic
 *	kernel.sysrq                  0 to 511; nothing depends on it
 *
 * On the kernel's command line (struct kern_config): sysctl.NAME=VALUE.
 */
#ifndef MMUSIM_KERN_SYSCTL_H
#define MMUSIM_KERN_SYSCTL_H

#include <mmusim/kern.h>

/** kern_sysctl - read one. Return: 0; -ENOENT for a name that is not above */
MMU_API int kern_sysctl(const struct kern *kern, const char *name, int *value);

/** kern_set_sysctl - set one. Return: 0; -ENOENT; -EINVAL for a value that is not
 *  above */
MMU_API int kern_set_sysctl(struct kern *kern, const char *name, int value);

#endif
