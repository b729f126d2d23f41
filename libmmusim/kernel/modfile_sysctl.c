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

/* --- opening --------------------------------------------------------------------------- */

/* struct ctl_table */
enum { TABLE_MODE = 20 };

static const struct kern_modfile *opened(const struct kern *k)
{
	const struct kern_open_file *open = k->modfiles->open;

	return open && open->entry.kind == KERN_MODFILE_SYSCTL ? &open->entry :
								 NULL;
}

/* path_openat(): 0: the file is no sysctl; 1: one that was opened before; 2: not. */
uint64_t kern_e_sysctl_walk(struct kern_call *call)
{
	const struct kern_modfile *file = opened(call->kern);

	if (!file || call->kern->sysrq_key || call->kern->drop_caches)
		return 0;
	return file->found ? 1 : 2;
}

/* sysctl_perm(): the mode is what the table says now; root may do all. */
uint64_t kern_e_sysctl_perm(struct kern_call *call)
{
	const struct kern_modfile *file = opened(call->kern);
	uint16_t mode;

	if (file)
		kern_call_read(call, &mode, file->data + TABLE_MODE,
			       sizeof(mode));
	return 0;
}

/* find_entry(): the table has the name. */
uint64_t kern_e_sysctl_find(struct kern_call *call)
{
	const struct kern_modfile *file = opened(call->kern);
	uint64_t name;
	char text[64];

	if (file && !kern_call_read(call, &name, file->data, sizeof(name)))
		kern_call_string(call, text, name, sizeof(text));
	return 0;
}
