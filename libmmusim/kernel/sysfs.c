/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysfs.c - files of /sys/module/NAME as text.
 *
 * Reference: Linux 6.1, kernel/module/sysfs.c, kernel/module/main.c,
 * show_initstate(), show_refcnt().
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/module.h"
#include "kernel/proc.h"

typedef unsigned long long ull;

static void coresize(const struct kern_module *mod, struct kern_text *t)
{
	kern_text_add(t, "%llu\n", (ull)mod->core.size);
}

static void initsize(const struct kern_module *mod, struct kern_text *t)
{
	kern_text_add(t, "%llu\n", (ull)mod->init.size);
}

static void initstate(const struct kern_module *mod, struct kern_text *t)
{
	kern_text_add(t, "%s\n",
		      mod->state == KERN_MODULE_LIVE  ? "live" :
		      mod->state == KERN_MODULE_GOING ? "going" :
							"coming");
}

static void refcnt(const struct kern_module *mod, struct kern_text *t)
{
	kern_text_add(t, "%d\n", mod->refcount);
}

static void taint(const struct kern_module *mod, struct kern_text *t)
{
	char letters[24];

	kern_text_add(t, "%s\n", kern_taint_letters(mod->taints, letters));
}

static const struct {
	const char *name;
	void (*show)(const struct kern_module *mod, struct kern_text *t);
} files[] = {
	{"coresize", coresize},	  {"initsize", initsize},
	{"initstate", initstate}, {"refcnt", refcnt},
	{"taint", taint},
};

#define NFILES (sizeof(files) / sizeof(files[0]))

/* "module/NAME/FILE" */
static bool split(const char *path, char name[56], const char **file)
{
	const char *slash;

	if (strncmp(path, "module/", 7))
		return false;
	path += 7;
	slash = strchr(path, '/');
	if (!slash || slash - path >= 56)
		return false;
	snprintf(name, 56, "%.*s", (int)(slash - path), path);
	*file = slash + 1;
	return true;
}

char *kern_sysfs_read(struct kern *k, const char *path)
{
	const struct kern_module *mod = NULL;
	const char *file = "";
	char name[56];

	if (split(path, name, &file))
		mod = kern_find_module(k, name);
	for (size_t i = 0; mod && i < NFILES; i++) {
		struct kern_text t;

		if (strcmp(files[i].name, file))
			continue;
		t = kern_text(k);
		files[i].show(mod, &t);
		if (!t.text)
			errno = ENOMEM;
		return t.text;
	}
	errno = ENOENT;
	return NULL;
}

int kern_sysfs_each(struct kern *k,
		    int (*file)(const char *name, bool writable, void *arg),
		    void *arg)
{
	char name[80];
	int ret = 0;

	for (struct kern_module *mod = k->modules; mod && !ret; mod = mod->next)
		for (size_t i = 0; i < NFILES && !ret; i++) {
			snprintf(name, sizeof(name), "module/%s/%s", mod->name,
				 files[i].name);
			ret = file(name, false, arg);
		}
	return ret;
}
