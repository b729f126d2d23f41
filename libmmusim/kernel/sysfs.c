/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysfs.c - files of /sys/module/NAME as text. What a parameter's file says, its
 * module's code tells, or takes: param_files.c.
 *
 * Reference: Linux 6.1, kernel/module/sysfs.c, kernel/module/main.c,
 * show_initstate(), show_refcnt().
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/module.h"
#include "kernel/params.h"
#include "kernel/proc.h"

typedef unsigned long long ull;

static void show_coresize(const struct kern_module *mod, struct kern_text *t)
{
	kern_text_add(t, "%llu\n", (ull)mod->core.size);
}

static void show_initsize(const struct kern_module *mod, struct kern_text *t)
{
	kern_text_add(t, "%llu\n", (ull)mod->init.size);
}

static void show_initstate(const struct kern_module *mod, struct kern_text *t)
{
	kern_text_add(t, "%s\n",
		      mod->state == KERN_MODULE_LIVE  ? "live" :
		      mod->state == KERN_MODULE_GOING ? "going" :
							"coming");
}

static void show_refcnt(const struct kern_module *mod, struct kern_text *t)
{
	kern_text_add(t, "%d\n", mod->refcount);
}

static void show_taint(const struct kern_module *mod, struct kern_text *t)
{
	char letters[24];

	kern_text_add(t, "%s\n", kern_taint_letters(mod->taints, letters));
}

static const struct {
	const char *name;
	void (*show)(const struct kern_module *mod, struct kern_text *t);
} files[] = {
	{"coresize", show_coresize},   {"initsize", show_initsize},
	{"initstate", show_initstate}, {"refcnt", show_refcnt},
	{"taint", show_taint},
};

#define NFILES	   (sizeof(files) / sizeof(files[0]))

#define PARAMETERS "parameters/"
#define SECTIONS   "sections/"

static bool is_parameter(const char *file)
{
	return !strncmp(file, PARAMETERS, strlen(PARAMETERS));
}

/* The section of that name, if the file is in that folder; NULL. */
static const struct kern_module_sym *find_section(const struct kern_module *mod,
						  const char *file)
{
	if (strncmp(file, SECTIONS, strlen(SECTIONS)))
		return NULL;
	for (size_t i = 0; i < mod->nsections; i++)
		if (!strcmp(mod->section[i].name, file + strlen(SECTIONS)))
			return &mod->section[i];
	return NULL;
}

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

static int show(struct kern *k, const char *path, struct kern_text *t)
{
	const struct kern_module *mod = NULL;
	const struct kern_module_sym *section;
	const char *file = "";
	char name[56];

	if (split(path, name, &file))
		mod = kern_find_module(k, name);
	section = mod ? find_section(mod, file) : NULL;
	if (section) {
		kern_text_add(t, "0x%016llx\n", (ull)section->la);
		return 0;
	}
	if (mod && is_parameter(file))
		return kern_param_show(k, name, file + strlen(PARAMETERS), t);
	for (size_t i = 0; mod && i < NFILES; i++)
		if (!strcmp(files[i].name, file)) {
			files[i].show(mod, t);
			return 0;
		}
	return -ENOENT;
}

char *kern_sysfs_read(struct kern *k, const char *path)
{
	struct kern_text t = kern_text(k);
	int err = show(k, path, &t);

	if (!err && !t.text)
		err = -ENOMEM;
	if (err) {
		free(t.text);
		errno = -err;
		return NULL;
	}
	return t.text;
}

int kern_sysfs_write(struct kern *k, const char *path, const char *text)
{
	const struct kern_module *mod;
	const char *file = "";
	char name[56];

	if (!split(path, name, &file))
		return -ENOENT;
	mod = kern_find_module(k, name);
	if (is_parameter(file))
		return kern_param_store(k, name, file + strlen(PARAMETERS),
					text);
	for (size_t i = 0; i < NFILES; i++)
		if (mod && !strcmp(files[i].name, file))
			return -EACCES;
	return mod && find_section(mod, file) ? -EACCES : -ENOENT;
}

typedef int each_file(const char *name, bool writable, void *arg);

static int each_parameter(struct kern *k, const struct kern_module *mod,
			  each_file *file, void *arg)
{
	char path[56 + 24 + KERN_PARAM_NAME], name[KERN_PARAM_NAME];
	struct kern_param kp;
	int ret = 0;

	for (size_t i = 0; !ret && kern_param_at(k, mod, i, &kp, name); i++) {
		if (!kp.perm)
			continue;
		snprintf(path, sizeof(path), "module/%s/" PARAMETERS "%s",
			 mod->name, name);
		ret = file(path, kp.perm & 0222, arg);
	}
	return ret;
}

static int each_section(const struct kern_module *mod, each_file *file,
			void *arg)
{
	char path[256];
	int ret = 0;

	for (size_t i = 0; i < mod->nsections && !ret; i++) {
		snprintf(path, sizeof(path), "module/%s/" SECTIONS "%s",
			 mod->name, mod->section[i].name);
		ret = file(path, false, arg);
	}
	return ret;
}

int kern_sysfs_each(struct kern *k, each_file *file, void *arg)
{
	char name[80];
	int ret = 0;

	for (struct kern_module *mod = k->modules; mod && !ret;
	     mod = mod->next) {
		for (size_t i = 0; i < NFILES && !ret; i++) {
			snprintf(name, sizeof(name), "module/%s/%s", mod->name,
				 files[i].name);
			ret = file(name, false, arg);
		}
		if (!ret)
			ret = each_parameter(k, mod, file, arg);
		if (!ret)
			ret = each_section(mod, file, arg);
	}
	return ret;
}
