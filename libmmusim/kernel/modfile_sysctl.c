/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * modfile_sysctl.c - files of /proc/sys that modules register: where they are. What
 * they say and take is for code of the kernel image (kimage_sysctl.c).
 *
 * Reference: Linux 6.1, fs/proc/proc_sysctl.c.
 */
#include <errno.h>
#include <stdio.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/modfile.h"

/* int sysctl_add(path, name, table, mode, header) */
uint64_t kern_e_sysctl_add(struct kern_call *call)
{
	struct kern *k = call->kern;
	char folder[64], name[64], path[128];
	struct kern_modfile *file;

	if (kern_call_string(call, folder, call->arg[0], sizeof(folder)) ||
	    kern_call_string(call, name, call->arg[1], sizeof(name)))
		return 0;
	if (snprintf(path, sizeof(path), "proc/sys/%s/%s", folder, name) >=
	    (int)sizeof(path))
		return (uint64_t)-ENAMETOOLONG;
	if (kern_modfile_find(k, path))
		return (uint64_t)-EEXIST;
	file = kern_modfile_add(k, path, KERN_MODFILE_SYSCTL);
	if (!file)
		return (uint64_t)-ENOMEM;
	file->data = call->arg[2];
	file->aux = call->arg[4];
	file->mode = (uint32_t)call->arg[3];
	return 0;
}

/* void sysctl_remove(header) */
uint64_t kern_e_sysctl_remove(struct kern_call *call)
{
	struct kern_modfile *file = LIST_FIRST(&call->kern->modfiles->files);
	bool abandoned = false;

	while (file) {
		struct kern_modfile *next = LIST_NEXT(file, all);

		if (file->kind == KERN_MODFILE_SYSCTL &&
		    file->aux == call->arg[0]) {
			abandoned |= file->abandoned;
			kern_modfile_remove(call->kern, file);
		}
		file = next;
	}
	if (abandoned)
		kern_modfile_wait(call);
	return 0;
}
