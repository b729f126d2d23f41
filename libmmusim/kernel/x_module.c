/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_module.c - exported functions that keep modules from going, and look for
 * what modules export.
 *
 * Reference: Linux 6.1, kernel/module/main.c.
 */
#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/module.h"

/* In struct module */
enum { STATE = 0, REFCNT = 0x358 };

/* The module that simulated code names; NULL: the kernel itself, or none. Of what is
 * no module a member is read, which may fault. */
static struct kern_module *module_at(struct kern_call *call,
				     unsigned int member)
{
	uint64_t la = kern_call_la(call, call->arg[0]);
	struct kern_module *mod = call->kern->modules;
	uint32_t value;

	while (mod && mod->this_module != la)
		mod = mod->next;
	if (!mod && call->arg[0])
		kern_call_read(call, &value, call->arg[0] + member,
			       sizeof(value));
	return mod;
}

static void get_module(struct kern *k, struct kern_module *mod)
{
	mod->refcount++;
	kern_module_publish(k, mod);
}

static void put_module(struct kern *k, struct kern_module *mod)
{
	if (!mod)
		return;
	kern_module_put(k, mod);
	kern_module_publish(k, mod);
}

/* try_module_get(): image_file.inc */
uint64_t kern_e_try_module_get(struct kern_call *call)
{
	struct kern_module *mod = module_at(call, STATE);

	if (!mod || mod->state == KERN_MODULE_GOING ||
	    mod->state == KERN_MODULE_UNFORMED)
		return 0;
	get_module(call->kern, mod);
	return 1;
}

/* void __module_get(struct module *module) */
uint64_t kern_x___module_get(struct kern_call *call)
{
	struct kern_module *mod = module_at(call, REFCNT);

	if (mod)
		get_module(call->kern, mod);
	return 0;
}

/* void module_put(struct module *module) */
uint64_t kern_x_module_put(struct kern_call *call)
{
	put_module(call->kern, module_at(call, REFCNT));
	return 0;
}

/* int module_refcount(struct module *module): -1 when it is going */
uint64_t kern_x_module_refcount(struct kern_call *call)
{
	const struct kern_module *mod = module_at(call, REFCNT);

	return mod ? (uint64_t)(int64_t)mod->refcount : 0;
}

/* --- symbols by their name ------------------------------------------------------ */

static bool find(struct kern_call *call, char name[KERN_SYMBOL_LEN],
		 struct kern_export *sym)
{
	return !kern_call_string(call, name, call->arg[0], KERN_SYMBOL_LEN) &&
	       kern_find_export(call->kern, name, sym);
}

/* void *__symbol_get(const char *symbol): its module stays until the symbol is
 * put */
uint64_t kern_x___symbol_get(struct kern_call *call)
{
	char name[KERN_SYMBOL_LEN];
	struct kern_export sym;

	if (!find(call, name, &sym))
		return 0;
	if (!sym.gpl) {
		kern_printk(call->kern,
			    KERN_WARNING "failing symbol_get of non-GPLONLY "
					 "symbol %s.\n",
			    name);
		return 0;
	}
	if (sym.owner && sym.owner->state != KERN_MODULE_LIVE)
		return 0;
	if (sym.owner)
		get_module(call->kern, sym.owner);
	return sym.value;
}

/* void __symbol_put(const char *symbol) */
uint64_t kern_x___symbol_put(struct kern_call *call)
{
	char name[KERN_SYMBOL_LEN];
	struct kern_export sym;

	if (find(call, name, &sym))
		put_module(call->kern, sym.owner);
	else if (!call->fault)
		kern_call_bug(call, "kernel/module/main.c:784");
	return 0;
}

/* void symbol_put_addr(void *addr): of a function */
uint64_t kern_x_symbol_put_addr(struct kern_call *call)
{
	uint64_t la = kern_call_la(call, call->arg[0]);
	const struct kern_layout *layout;
	struct kern_module *mod;

	if (kern_image_lookup(call->kern, la, &(struct kern_sym){0}))
		return 0;
	mod = kern_module_address(call->kern, la, &layout);
	if (mod && la - layout->base < layout->end[KERN_TEXT])
		put_module(call->kern, mod);
	else
		kern_call_bug(call, "kernel/module/main.c:805");
	return 0;
}
