/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysfs.c - files of /sys as text: /sys/module/NAME, and /sys/kernel/slab by
 * slab_sysfs.c. What a parameter's file says, its
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
#include "kernel/slab.h"

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

static void show_version(const struct kern_module *mod, struct kern_text *t)
{
	kern_text_add(t, "%s\n", mod->version);
}

static void show_srcversion(const struct kern_module *mod, struct kern_text *t)
{
	kern_text_add(t, "%s\n", mod->srcversion);
}

/* What a module may not have. */
static bool has_version(const struct kern_module *mod)
{
	return mod->version;
}

static bool has_srcversion(const struct kern_module *mod)
{
	return mod->srcversion;
}

static const struct {
	const char *name;
	void (*show)(const struct kern_module *mod, struct kern_text *t);
	bool (*test)(const struct kern_module *mod); /* NULL: always there */
} files[] = {
	{"coresize", show_coresize, NULL},
	{"initsize", show_initsize, NULL},
	{"initstate", show_initstate, NULL},
	{"refcnt", show_refcnt, NULL},
	{"srcversion", show_srcversion, has_srcversion},
	{"taint", show_taint, NULL},
	{"version", show_version, has_version},
};

#define NFILES (sizeof(files) / sizeof(files[0]))

static bool is_there(const struct kern_module *mod, size_t i)
{
	return !files[i].test || files[i].test(mod);
}

#define PARAMETERS "parameters/"
#define SECTIONS   "sections/"
#define HOLDERS	   "holders/"

static bool begins(const char *file, const char *folder)
{
	return !strncmp(file, folder, strlen(folder));
}

static bool is_parameter(const char *file)
{
	return begins(file, PARAMETERS);
}

/* Where a section was loaded, even if it is gone since. */
static int show_section(const struct kern_module *mod, const char *name,
			struct kern_text *t)
{
	for (size_t i = 0; i < mod->nsections; i++)
		if (!strcmp(mod->section[i].name, name)) {
			kern_text_add(t, "0x%016llx\n",
				      (ull)mod->section[i].la);
			return 0;
		}
	return -ENOENT;
}

/* Links to the folders of the modules that use it. */
static int show_holder(struct kern *k, const struct kern_module *mod,
		       const char *name)
{
	const struct kern_module *user = kern_find_module(k, name);

	return user && kern_module_uses(user, mod) ? -EISDIR : -ENOENT;
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
	const char *file = "";
	char name[56];

	if (split(path, name, &file))
		mod = kern_find_module(k, name);
	else
		return kern_slab_sysfs_show(k, path, t);
	if (mod && is_parameter(file))
		return kern_param_show(k, name, file + strlen(PARAMETERS), t);
	if (mod && begins(file, SECTIONS))
		return show_section(mod, file + strlen(SECTIONS), t);
	if (mod && begins(file, HOLDERS))
		return show_holder(k, mod, file + strlen(HOLDERS));
	for (size_t i = 0; mod && i < NFILES; i++)
		if (!strcmp(files[i].name, file) && is_there(mod, i)) {
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
	const char *file = "";
	char name[56];

	if (!split(path, name, &file))
		return kern_slab_sysfs_store(k, path, text);
	if (is_parameter(file))
		return kern_param_store(k, name, file + strlen(PARAMETERS),
					text);
	if (!kern_find_module(k, name))
		return -ENOENT;
	for (size_t i = 0; i < NFILES; i++)
		if (!strcmp(files[i].name, file) &&
		    is_there(kern_find_module(k, name), i))
			return -EACCES;
	return begins(file, SECTIONS) ? -EACCES : -ENOENT;
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
	char path[56 + 24 + KERN_PARAM_NAME];
	int ret = 0;

	for (size_t i = 0; !ret && i < mod->nsections; i++) {
		snprintf(path, sizeof(path), "module/%s/" SECTIONS "%s",
			 mod->name, mod->section[i].name);
		ret = file(path, false, arg);
	}
	return ret;
}

static int each_holder(struct kern *k, const struct kern_module *mod,
		       each_file *file, void *arg)
{
	char path[2 * 56 + 24];
	int ret = 0;

	for (struct kern_module *user = k->modules; user && !ret;
	     user = user->next) {
		if (!kern_module_uses(user, mod))
			continue;
		snprintf(path, sizeof(path), "module/%s/" HOLDERS "%s",
			 mod->name, user->name);
		ret = file(path, false, arg);
	}
	return ret;
}

static int each_of_module(struct kern *k, const struct kern_module *mod,
			  each_file *file, void *arg)
{
	char name[80];
	int ret = 0;

	for (size_t i = 0; i < NFILES && !ret; i++) {
		if (!is_there(mod, i))
			continue;
		snprintf(name, sizeof(name), "module/%s/%s", mod->name,
			 files[i].name);
		ret = file(name, false, arg);
	}
	if (!ret)
		ret = each_holder(k, mod, file, arg);
	if (!ret)
		ret = each_section(mod, file, arg);
	return ret ? ret : each_parameter(k, mod, file, arg);
}

int kern_sysfs_each(struct kern *k, each_file *file, void *arg)
{
	int ret = 0;

	for (struct kern_module *mod = kern_module_formed(k->modules);
	     mod && !ret; mod = kern_module_formed(mod->next))
		ret = each_of_module(k, mod, file, arg);
	return ret ? ret : kern_slab_sysfs_each(k, file, arg);
}
