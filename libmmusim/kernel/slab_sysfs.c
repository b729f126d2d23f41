/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab_sysfs.c - /sys/kernel/slab/NAME: what a cache is like, and "validate", by
 * which somebody has all its objects checked.
 *
 * Simplified: a cache that was merged with another has no name of its own there;
 * nothing but "validate" and "shrink" can be written.
 *
 * Reference: Linux 6.1, mm/slub.c, slab_attrs[].
 */
#include <errno.h>
#include <string.h>

#include "kernel/command.h"
#include "kernel/proc.h"
#include "kernel/slab.h"
#include "kernel/text.h"

typedef unsigned long show_fn(const struct kern_cache *c);

static unsigned long slab_size(const struct kern_cache *c)
{
	return c->size;
}

static unsigned long align(const struct kern_cache *c)
{
	return c->align;
}

static unsigned long object_size(const struct kern_cache *c)
{
	return c->object_size;
}

static unsigned long objs_per_slab(const struct kern_cache *c)
{
	return (KERN_PAGE << c->order) / c->size;
}

static unsigned long order(const struct kern_cache *c)
{
	return c->order;
}

static unsigned long usersize(const struct kern_cache *c)
{
	return c->flags & KERN_SLAB_KMALLOC ? c->object_size : c->user_size;
}

static unsigned long aliases(const struct kern_cache *c)
{
	return c->users - 1;
}

/* --- counts, each once more as that of the only node ------------------------------ */

static unsigned long objects(const struct kern_cache *c)
{
	return kern_cache_inuse(c);
}

static unsigned long slabs(const struct kern_cache *c)
{
	unsigned long n = 0;

	for (const struct kern_slab *s = c->slabs; s; s = s->next)
		n++;
	return n;
}

static unsigned long total_objects(const struct kern_cache *c)
{
	return slabs(c) * objs_per_slab(c);
}

static unsigned long partial(const struct kern_cache *c)
{
	return c->npartials;
}

/**
 * struct slab_attr - a file of the folder
 * @show: the number that it says; NULL: @flag is set or not, or nothing
 * @counts: of the node, too
 */
static const struct slab_attr {
	const char *name;
	show_fn *show;
	uint32_t flag;
	bool counts, writable;
} attrs[] = {
	{.name = "aliases", .show = aliases},
	{.name = "align", .show = align},
	{.name = "destroy_by_rcu", .flag = KERN_SLAB_BY_RCU},
	{.name = "hwcache_align", .flag = KERN_SLAB_HWCACHE_ALIGN},
	{.name = "object_size", .show = object_size},
	{.name = "objects", .show = objects, .counts = true},
	{.name = "objs_per_slab", .show = objs_per_slab},
	{.name = "order", .show = order},
	{.name = "partial", .show = partial, .counts = true},
	{.name = "poison", .flag = KERN_SLAB_POISON},
	{.name = "reclaim_account", .flag = KERN_SLAB_RECLAIM},
	{.name = "red_zone", .flag = KERN_SLAB_RED_ZONE},
	{.name = "sanity_checks", .flag = KERN_SLAB_CONSISTENCY},
	{.name = "shrink", .writable = true},
	{.name = "slab_size", .show = slab_size},
	{.name = "slabs", .show = slabs, .counts = true},
	{.name = "store_user", .flag = KERN_SLAB_STORE_USER},
	{.name = "total_objects", .show = total_objects, .counts = true},
	{.name = "trace", .flag = KERN_SLAB_TRACE},
	{.name = "usersize", .show = usersize},
	{.name = "validate", .writable = true},
};

#define NATTRS (sizeof(attrs) / sizeof(attrs[0]))
#define FOLDER "kernel/slab/"

/* "kernel/slab/NAME/FILE" */
static const struct slab_attr *find(struct kern *k, const char *path,
				    struct kern_cache **cache)
{
	const char *name = path + strlen(FOLDER), *slash;
	struct kern_cache *c = k->slab->caches;

	if (strncmp(path, FOLDER, strlen(FOLDER)))
		return NULL;
	slash = strchr(name, '/');
	while (slash && c &&
	       (strlen(c->name) != (size_t)(slash - name) ||
		strncmp(c->name, name, (size_t)(slash - name))))
		c = c->next;
	*cache = c;
	for (size_t i = 0; slash && c && i < NATTRS; i++)
		if (!strcmp(attrs[i].name, slash + 1))
			return &attrs[i];
	return NULL;
}

int kern_slab_sysfs_show(struct kern *k, const char *path, struct kern_text *t)
{
	struct kern_cache *c;
	const struct slab_attr *attr = find(k, path, &c);
	unsigned long n;

	if (!attr)
		return -ENOENT;
	if (!attr->show && !attr->flag) {
		kern_text_add(t, "%s", "");
		return 0;
	}
	n = attr->show ? attr->show(c) : !!(c->flags & attr->flag);
	if (attr->counts)
		kern_text_add(t, "%lu N0=%lu\n", n, n);
	else
		kern_text_add(t, "%lu\n", n);
	return 0;
}

/* validate_slab_cache(): full slabs are in a list only with traces. */
static int validate(struct kern *k, const struct kern_cache *c)
{
	if (!kern_cache_debugs(c))
		return -EINVAL;
	for (struct kern_slab *s = c->slabs; s; s = s->next)
		if (s->partial || c->flags & KERN_SLAB_STORE_USER)
			kern_debug_validate(k, s);
	return 0;
}

/* The shell does that. */
int kern_slab_sysfs_store(struct kern *k, const char *path, const char *text)
{
	struct kern_cache *c;
	const struct slab_attr *attr = find(k, path, &c);
	struct kern_task *before = k->current;
	struct kern_command command;
	int err;

	if (!attr)
		return -ENOENT;
	if (!attr->writable)
		return -EACCES;
	if (*text != '1')
		return -EINVAL;
	err = kern_command_begin(k, &command, "sh");
	if (err)
		return err;
	k->current = command.task;
	if (!strcmp(attr->name, "validate"))
		err = validate(k, c);
	else
		kern_cache_shrink(k, c);
	k->current = before;
	kern_command_end(k, &command, 0);
	return err;
}

int kern_slab_sysfs_each(struct kern *k,
			 int (*file)(const char *name, bool writable,
				     void *arg),
			 void *arg)
{
	char path[96];
	int ret = 0;

	for (const struct kern_cache *c = k->slab->caches; c; c = c->next)
		for (size_t i = 0; i < NATTRS && !ret; i++) {
			snprintf(path, sizeof(path), FOLDER "%s/%s", c->name,
				 attrs[i].name);
			ret = file(path, attrs[i].writable, arg);
		}
	return ret;
}
