/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module_unloaded.c - the last modules that were unloaded: which addresses were
 * theirs, and what they called them.
 *
 * A module that leaves a timer behind, say, is called where nothing is any more.
 * Linux's log has the name of the last one only.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/module.h"

#define NUNLOADED 4

/**
 * struct kern_unloaded - what is kept of a module
 * @core: its base is not 0 when there is one
 */
struct kern_unloaded {
	char name[56];
	struct kern_layout core;
	char *path, *names;
	struct kern_module_sym *sym;
	size_t nsyms;
};

static void forget(struct kern *k, struct kern_unloaded *gone)
{
	pool_free(k->pool, gone->path);
	pool_free(k->pool, gone->names);
	pool_free(k->pool, gone->sym);
}

void kern_unloaded_forget(struct kern *k)
{
	for (int i = 0; k->unloaded && i < NUNLOADED; i++)
		forget(k, &k->unloaded[i]);
	pool_free(k->pool, k->unloaded);
	k->unloaded = NULL;
}

void kern_module_keep_unloaded(struct kern *k, struct kern_module *mod)
{
	struct kern_unloaded *gone = k->unloaded;

	if (!gone)
		gone = pool_zalloc(k->pool, NUNLOADED * sizeof(*gone));
	if (!gone) /* without memory nothing is kept */
		return;
	k->unloaded = gone;
	forget(k, &gone[NUNLOADED - 1]);
	memmove(gone + 1, gone, (NUNLOADED - 1) * sizeof(*gone));
	*gone = (struct kern_unloaded){.core = mod->core,
				       .path = mod->path,
				       .names = mod->names,
				       .sym = mod->sym,
				       .nsyms = mod->nsyms};
	snprintf(gone->name, sizeof(gone->name), "%s", mod->name);
	mod->path = mod->names = NULL;
	mod->sym = NULL;
	mod->nsyms = 0;
}

bool kern_unloaded_lookup(struct kern *k, uint64_t la, struct kern_sym *sym,
			  const char **path)
{
	struct kern_unloaded *gone = k->unloaded;

	for (int i = 0; gone && i < NUNLOADED; i++, gone++) {
		struct kern_module mod = {.sym = gone->sym,
					  .nsyms = gone->nsyms};

		if (!kern_layout_has(&gone->core, la))
			continue;
		if (!kern_module_lookup(&mod, &gone->core, la, sym))
			*sym = (struct kern_sym){
				.name = "", .offset = la - gone->core.base};
		sym->module = gone->name;
		*path = gone->path;
		return true;
	}
	return false;
}
