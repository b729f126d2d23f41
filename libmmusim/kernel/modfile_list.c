/* SPDX-License-Identifier: GPL-2.0-or-later */
/* modfile_list.c - which files modules have made. */
#include <stdio.h>

#include "kernel/irq.h"
#include "kernel/modfile.h"

bool kern_file_exists(struct kern *k, const char *path)
{
	unsigned int irq;

	path += *path == '/';
	return kern_irq_of_file(path, &irq) || kern_modfile_find(k, path);
}

/* Of interrupt lines that somebody has requested. */
static int each_irq(struct kern *k,
		    int (*file)(const char *name, bool writable, void *arg),
		    void *arg)
{
	int ret = 0;

	for (unsigned int irq = 0; irq < KERN_IRQ_LINES && !ret; irq++) {
		char name[64];

		if (!kern_irq_requested(k, irq))
			continue;
		snprintf(name, sizeof(name), KERN_IRQ_FOLDER "%u", irq);
		ret = file(name, true, arg);
	}
	return ret;
}

int kern_file_each(struct kern *k,
		   int (*file)(const char *name, bool writable, void *arg),
		   void *arg)
{
	struct kern_modfile *one;
	char name[sizeof(one->path) + 1];
	int ret = each_irq(k, file, arg);

	if (ret)
		return ret;

	LIST_FOREACH(one, &k->modfiles->files, all)
	{
		bool folder = kern_modfile_is_dir(one);

		if (folder && !one->la) /* it is always there */
			continue;
		snprintf(name, sizeof(name), "%s%s", one->path,
			 folder ? "/" : "");
		ret = file(name,
			   one->kind == KERN_MODFILE_DEVICE ||
				   (one->mode & 0222 && !folder),
			   arg);
		if (ret)
			break;
	}
	return ret;
}
