/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module_symbol.c - symbols that the kernel image and modules export, and which
 * module uses which.
 *
 * A module's exports are in its sections __ksymtab and __ksymtab_gpl, unsorted;
 * the CRC of each, where the compiler wrote them, at the same place in __kcrctab
 * and __kcrctab_gpl. One struct kernel_symbol is three offsets, each relative to
 * itself: of the value, the name, the namespace.
 *
 * Reference: Linux 6.1, kernel/module/main.c, find_symbol(), ref_module().
 */
#include <errno.h>
#include <string.h>

#include "kernel/module.h"

enum { KSYM_SIZE = 12, CRC_SIZE = 4 };

/* A namespace that cannot be read is none that anybody imports. */
static void read_namespace(struct kern *k, uint64_t at, int32_t offset,
			   struct kern_export *sym)
{
	uint64_t la = kern_lift(k, at + (uint64_t)offset);

	sym->namespace[0] = 0;
	if (offset &&
	    !kern_peek_string(k, la, sym->namespace, sizeof(sym->namespace)))
		strcpy(sym->namespace, "?");
}

/* Number i of a table: its name; false when there is none, or it cannot be
 * read. */
static bool read_export(struct kern *k, const struct kern_ksymtab *table,
			size_t i, char name[KERN_SYMBOL_LEN],
			struct kern_export *sym)
{
	uint64_t la = table->start + i * KSYM_SIZE, at = kern_host(k, la);
	uint64_t crc = table->crc_start + i * CRC_SIZE;
	int32_t field[3];

	if (!kern_peek(k, la, field, sizeof(field)) ||
	    !kern_peek_string(k, kern_lift(k, at + 4 + (uint64_t)field[1]),
			      name, KERN_SYMBOL_LEN))
		return false;
	sym->value = at + (uint64_t)field[0];
	read_namespace(k, at + 8, field[2], sym);
	sym->has_crc = crc + CRC_SIZE <= table->crc_end &&
		       kern_peek(k, crc, &sym->crc, CRC_SIZE);
	return true;
}

static size_t count(const struct kern_ksymtab *table)
{
	return (table->end - table->start) / KSYM_SIZE;
}

static bool find_in_module(struct kern *k, struct kern_module *mod,
			   const char *name, struct kern_export *sym)
{
	char found[KERN_SYMBOL_LEN];

	for (int gpl = 0; gpl < 2; gpl++)
		for (size_t i = 0; i < count(&mod->ksymtab[gpl]); i++) {
			if (!read_export(k, &mod->ksymtab[gpl], i, found, sym))
				continue;
			sym->gpl = gpl;
			sym->owner = mod;
			if (sym->value && !strcmp(found, name))
				return true;
		}
	return false;
}

/* Does Linux have it for GPL modules only? */
static bool is_gpl(const char *name)
{
	static const char *const names[] = {
#define KERN_GPL(name) #name,
#include "kernel/gpl.def"
#undef KERN_GPL
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static bool find_in_image(struct kern *k, const char *name,
			  struct kern_export *sym)
{
	uint64_t la = 0;

	*sym = (struct kern_export){.gpl = is_gpl(name)};
	if (kern_percpu_symbol(name, &sym->value))
		return true;
	la = kern_image_symbol(k, name, true);
	sym->value = la ? kern_host(k, la) : 0;
	return la;
}

bool kern_find_export(struct kern *k, const char *name, struct kern_export *sym)
{
	if (find_in_image(k, name, sym))
		return true;
	for (struct kern_module *mod = kern_module_formed(k->modules); mod;
	     mod = kern_module_formed(mod->next))
		if (find_in_module(k, mod, name, sym))
			return true;
	return false;
}

int kern_module_verify_exports(struct kern *k, const struct kern_module *mod)
{
	struct kern_export sym, other;
	char name[KERN_SYMBOL_LEN];

	for (int gpl = 0; gpl < 2; gpl++)
		for (size_t i = 0; i < count(&mod->ksymtab[gpl]); i++) {
			if (!read_export(k, &mod->ksymtab[gpl], i, name,
					 &sym) ||
			    !kern_find_export(k, name, &other))
				continue;
			kern_printk(k,
				    KERN_ERR "%s: exports duplicate symbol "
					     "%s (owned by %s)\n",
				    mod->name, name,
				    other.owner ? other.owner->name : "kernel");
			return -ENOEXEC;
		}
	return 0;
}

/* --- uses --------------------------------------------------------------------- */

bool kern_module_uses(const struct kern_module *user,
		      const struct kern_module *mod)
{
	for (size_t i = 0; i < user->nuses; i++)
		if (user->uses[i] == mod)
			return true;
	return false;
}

int kern_module_use(struct kern *k, struct kern_module *user,
		    struct kern_module *mod)
{
	struct kern_module **uses;

	if (kern_module_uses(user, mod))
		return 0;
	uses = pool_realloc(k->pool, user->uses,
			    (user->nuses + 1) * sizeof(uses[0]));
	if (!uses)
		return -ENOMEM;
	user->uses = uses;
	user->uses[user->nuses++] = mod;
	mod->refcount++;
	kern_module_publish(k, mod);
	return 0;
}
