/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sysctl.c - see kern_sysctl.h. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "kernel/kern.h"
#include "kernel/sysctl.h"

#define DEFAULT_SYSRQ 438 /* CONFIG_MAGIC_SYSRQ_DEFAULT_ENABLE of Debian's */

static const struct {
	const char *name;
	size_t offset; /* of an int in struct kern */
	int max;       /* from 0 */
} table[] = {
	{"vm.panic_on_oom", offsetof(struct kern, oom.panic_on_oom), 2},
	{"vm.oom_kill_allocating_task",
	 offsetof(struct kern, oom.kill_allocating_task), 1},
	{"vm.oom_dump_tasks", offsetof(struct kern, oom.dump_tasks), 1},
	{"kernel.print-fatal-signals",
	 offsetof(struct kern, print_fatal_signals), 1},
	{"kernel.panic_on_oops", offsetof(struct kern, panic_on_oops), 1},
	{"kernel.oops_limit", offsetof(struct kern, oops_limit), INT_MAX},
	{"kernel.warn_limit", offsetof(struct kern, warn_limit), INT_MAX},
	{"kernel.panic_on_warn", offsetof(struct kern, panic_on_warn), 1},
	{"kernel.sysrq", offsetof(struct kern, sysrq), 511},
	{"kernel.softlockup_panic", offsetof(struct kern, softlockup_panic), 1},
	{"kernel.hardlockup_panic", offsetof(struct kern, hardlockup_panic), 1},
	{"kernel.watchdog_thresh", offsetof(struct kern, watchdog_thresh), 60},
	{"kernel.hung_task_panic", offsetof(struct kern, hung_task_panic), 1},
	{"kernel.hung_task_timeout_secs",
	 offsetof(struct kern, hung_task_timeout), INT_MAX / 1000},
	{"kernel.hung_task_warnings", offsetof(struct kern, hung_task_warnings),
	 INT_MAX},
	{"kernel.panic_on_rcu_stall", offsetof(struct kern, rcu.panic_on_stall),
	 1},
};

enum { NSYSCTLS = sizeof(table) / sizeof(table[0]) };

static size_t find(const char *name)
{
	size_t i = 0;

	while (i < NSYSCTLS && strcmp(table[i].name, name))
		i++;
	return i;
}

int kern_sysctl(const struct kern *k, const char *name, int *value)
{
	size_t i = find(name);

	if (i == NSYSCTLS)
		return -ENOENT;
	memcpy(value, (const char *)k + table[i].offset, sizeof(*value));
	return 0;
}

int kern_set_sysctl(struct kern *k, const char *name, int value)
{
	size_t i = find(name);

	if (i == NSYSCTLS)
		return -ENOENT;
	if (value < 0 || value > table[i].max)
		return -EINVAL;
	memcpy((char *)k + table[i].offset, &value, sizeof(value));
	return 0;
}

void kern_sysctl_init(struct kern *k)
{
	k->oom.dump_tasks = 1;
	k->sysrq = DEFAULT_SYSRQ;
	k->watchdog_thresh = 10;
	k->hung_task_timeout = 120;
	k->hung_task_warnings = 10;
	k->rcu.stall_timeout = 21;
}
