/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drop_caches.c - /proc/sys/vm/drop_caches: who writes there has caches emptied.
 *
 *   1   pages of files     2   caches of modules: kimage_shrink.c     4   no message
 *
 * Simplified: pages of files stay.
 *
 * Reference: Linux 6.1, fs/drop_caches.c.
 */
#include <errno.h>

#include "kernel/command.h"
#include "kernel/entries.h"
#include "kernel/proc.h"

#define NO_MESSAGE 4
#define NR_WRITE   1 /* write(2) */

uint64_t kern_e_drop_caches_begin(struct kern_call *call)
{
	return (uint64_t)call->kern->drop_caches;
}

uint64_t kern_e_drop_caches_end(struct kern_call *call)
{
	struct kern *k = call->kern;

	if (k->current && !(k->drop_caches & NO_MESSAGE))
		kern_printk(k, KERN_INFO "%s (%d): drop_caches: %d\n",
			    k->current->comm, k->current->pid, k->drop_caches);
	return 0;
}

/* The shell writes: what it runs into ends it. */
int kern_drop_caches(struct kern *k, int what)
{
	static const uint64_t arg[3] = {1, 0, 2}; /* its standard output */
	struct kern_command command;
	int ended;

	if (what < 1 || what > 4)
		return -EINVAL;
	ended = kern_command_begin(k, &command, "sh");
	if (ended)
		return ended;
	k->drop_caches = k->dropped_caches = what;
	ended = kern_command_finish(k, &command, NR_WRITE, arg);
	k->drop_caches = 0;
	ended = kern_command_report(k, ended, 0, NULL);
	return ended || !k->last_status ? ended : -EIO;
}
