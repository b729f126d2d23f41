/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * struct_module.c - what a module sees of itself: THIS_MODULE.
 *
 * The compiler leaves a struct module in the section .gnu.linkonce.this_module
 * with the name and the two functions. The kernel fills in the rest; here as
 * Debian's Linux 6.1 for amd64 lays it out:
 *
 *   000 state      140 core_layout   1f8 taints     358 refcnt
 *   008 list       190 init_layout   200 bugs       380 end
 *   018 name       138 init          350 exit
 *   050 mkobj.kobj
 *
 * What a module writes there has no effect.
 */
#include <string.h>

#include "kernel/entries.h"
#include "kernel/gfp.h"
#include "kernel/modfile.h"
#include "kernel/module.h"

enum {
	SIZE = 896,
	STATE = 0,
	LIST = 8,
	NAME = 24,
	KOBJ = 80,     /* .mkobj.kobj */
	VERSION = 184, /* and srcversion */
	KP = 264,
	NUM_KP = 272,
	NUM_EXENTRIES = 300,
	EXTABLE = 304,
	CORE_LAYOUT = 320,
	INIT_LAYOUT = 400,
	TAINTS = 504,
	NUM_BUGS = 512,
	BUG_TABLE = 536,
	ARGS = 600,
	REFCNT = 856,
};

enum { PARAM_SIZE = 40, BUG_ENTRY_SIZE = 12, REF_BASE = 1 };

/* struct module_layout, without the tree node that follows. */
struct layout {
	uint64_t base;
	uint32_t size, text_size, ro_size, ro_after_init_size;
};

static void put(struct kern *k, uint64_t la, const void *value, size_t len)
{
	kern_poke(k, la, value, len);
	kern_wrote(k, la, len);
}

static void put64(struct kern *k, uint64_t la, uint64_t value)
{
	put(k, la, &value, sizeof(value));
}

static void put32(struct kern *k, uint64_t la, uint32_t value)
{
	put(k, la, &value, sizeof(value));
}

static void put_layout(struct kern *k, uint64_t la,
		       const struct kern_layout *from)
{
	struct layout layout = {
		.base = from->base ? kern_host(k, from->base) : 0,
		.size = (uint32_t)from->size,
		.text_size = (uint32_t)from->end[KERN_TEXT],
		.ro_size = (uint32_t)from->end[KERN_RODATA],
		.ro_after_init_size = (uint32_t)from->end[KERN_RO_AFTER_INIT],
	};

	put(k, la, &layout, sizeof(layout));
}

/* enum module_state has another order. */
static uint32_t state_of(const struct kern_module *mod)
{
	static const uint32_t number[] = {
		[KERN_MODULE_LIVE] = 0,
		[KERN_MODULE_COMING] = 1,
		[KERN_MODULE_GOING] = 2,
		[KERN_MODULE_UNFORMED] = 3,
	};

	return number[mod->state];
}

void kern_module_unpublish(struct kern *k, const struct kern_module *mod)
{
	for (unsigned int i = 0; i < 2; i++)
		if (mod->version_la[i])
			kern_kfree(k, mod->version_la[i]);
}

void kern_module_publish(struct kern *k, const struct kern_module *mod)
{
	uint64_t at = mod->this_module;
	const struct kern_table *bugs = &mod->bug_table, *kp = &mod->params;

	if (!at || !mod->published)
		return;
	put32(k, at + STATE, state_of(mod));
	put64(k, at + LIST, kern_host(k, at + LIST));
	put64(k, at + LIST + 8, kern_host(k, at + LIST));
	for (unsigned int i = 0; i < 2; i++)
		put64(k, at + VERSION + 8ul * i,
		      mod->version_la[i] ? kern_host(k, mod->version_la[i]) :
					   0);
	put64(k, at + KP, kp->start ? kern_host(k, kp->start) : 0);
	put32(k, at + NUM_KP, (uint32_t)((kp->end - kp->start) / PARAM_SIZE));
	put32(k, at + NUM_EXENTRIES, (uint32_t)mod->nextable);
	put64(k, at + EXTABLE, mod->extable ? kern_host(k, mod->extable) : 0);
	put_layout(k, at + CORE_LAYOUT, &mod->core);
	put_layout(k, at + INIT_LAYOUT, &mod->init);
	put64(k, at + TAINTS, mod->taints);
	put32(k, at + NUM_BUGS,
	      (uint32_t)((bugs->end - bugs->start) / BUG_ENTRY_SIZE));
	put64(k, at + BUG_TABLE, bugs->start ? kern_host(k, bugs->start) : 0);
	put64(k, at + ARGS, mod->args ? kern_host(k, mod->args) : 0);
	put32(k, at + REFCNT, (uint32_t)mod->refcount + REF_BASE);
}

/* A copy that the module can read, from kmalloc(); 0. */
static uint64_t copy_text(struct kern *k, const char *text)
{
	size_t size = text ? strlen(text) + 1 : 0;
	uint64_t la = size ? kern_kmalloc(k, size, KERN_GFP_KERNEL) : 0;

	if (la)
		put(k, la, text, size);
	return la;
}

void kern_module_publish_versions(struct kern *k, struct kern_module *mod)
{
	mod->version_la[0] = copy_text(k, mod->version);
	mod->version_la[1] = copy_text(k, mod->srcversion);
}

/* In Linux it has a folder in /sys/module, and events tell of it: of its end, too, but
 * the memory for that is what the names of its sections had, just before. */
static void put_kobject(struct kern *k, uint64_t module)
{
	enum { PARENT = 24, KSET = 32, REFCOUNT = 56, STATE_BITS = 60 };
	enum { INITIALIZED = 1, IN_SYSFS = 2 };
	uint64_t at = module + KOBJ;
	uint64_t all = kern_sysfs_kobject(KERN_SYSFS_MODULE);

	put64(k, at, kern_host(k, module + NAME));
	put64(k, at + PARENT, kern_host(k, all));
	put64(k, at + KSET,
	      kern_host(k, all - offsetof(struct kern_kset, kobj)));
	put32(k, at + REFCOUNT, 1);
	put32(k, at + STATE_BITS, INITIALIZED | IN_SYSFS);
}

/* What an event takes for a moment, its variables and a path, comes from slabs that
 * have room at any time in Linux, where much else uses them. So they are there
 * before the module does anything. */
static void make_room_for_event(struct kern *k, const struct kern_module *mod)
{
	enum { VARIABLES = 2592 };
	const size_t sizes[] = {strlen("/module/") + strlen(mod->name) + 1,
				VARIABLES};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint64_t la = kern_kmalloc(k, sizes[i], KERN_GFP_KERNEL);

		if (la)
			kern_kfree(k, la);
	}
}

/* A module's kobject: host pointer, or 0 when it has none. */
uint64_t kern_e_module_kobj(struct kern_call *call)
{
	struct kern *k = call->kern;
	const struct kern_module *mod;

	for (mod = k->modules; mod; mod = mod->next)
		if (mod->published && mod->this_module &&
		    kern_host(k, mod->this_module) == call->arg[0])
			return call->arg[0] + KOBJ;
	return 0;
}

/* A file may have less in its section. */
void kern_module_publish_first(struct kern *k, struct kern_module *mod,
			       uint64_t size)
{
	mod->published = size >= SIZE;
	if (mod->published) {
		put_kobject(k, mod->this_module);
		make_room_for_event(k, mod);
	}
	kern_module_publish(k, mod);
}
