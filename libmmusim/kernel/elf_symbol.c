/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf_symbol.c - what the symbols of a module are worth: its own, and those
 * that it imports from the kernel image, the per-CPU area, other modules.
 *
 * Who exports a symbol may say for whom: for GPL modules, for those that import
 * its namespace, for those that were compiled with the same declaration.
 *
 * Reference: Linux 6.1, kernel/module/main.c, simplify_symbols(),
 * resolve_symbol().
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/elf.h"
#include "kernel/sched.h"
#include "kernel/timer.h"

Elf64_Sym kern_elf_symbol(const struct elf_loader *l, size_t i)
{
	Elf64_Sym sym;

	memcpy(&sym,
	       (char *)l->section[l->symtab].data->d_buf + i * sizeof(sym),
	       sizeof(sym));
	return sym;
}

/* A symbol's name; "" when the index is outside of the table. */
const char *kern_elf_symbol_name(const struct elf_loader *l,
				 const Elf64_Sym *sym)
{
	const Elf_Data *names = l->section[l->strtab].data;

	if (sym->st_name >= names->d_size ||
	    ((const char *)names->d_buf)[names->d_size - 1])
		return "";
	return (const char *)names->d_buf + sym->st_name;
}

/* --- imports ---------------------------------------------------------------- */

/* A module that uses a proprietary one is one itself; it may not have used what
 * is for GPL modules. */
static bool inherit_taint(struct elf_loader *l, const char *name,
			  const struct kern_module *owner)
{
	const unsigned long proprietary = 1ul << KERN_TAINT_PROPRIETARY;

	if (!owner || !(owner->taints & proprietary))
		return true;
	if (l->uses_gpl) {
		kern_printk(l->k,
			    KERN_ERR "%s: module using GPL-only symbols uses "
				     "symbols %s from proprietary module %s.\n",
			    l->mod->name, name, owner->name);
		return false;
	}
	if (!(l->mod->taints & proprietary))
		kern_printk(l->k,
			    KERN_WARNING
			    "%s: module uses symbols %s from proprietary "
			    "module %s, inheriting taint.\n",
			    l->mod->name, name, owner->name);
	l->mod->taints |= proprietary;
	return true;
}

static bool imports_namespace(struct elf_loader *l, const char *name,
			      const char *namespace)
{
	if (!namespace[0] || kern_elf_imports(l, namespace))
		return true;
	kern_printk(l->k,
		    KERN_ERR "%s: module uses symbol (%s) from namespace %s, "
			     "but does not import it.\n",
		    l->mod->name, name, namespace);
	return false;
}

/* resolve_symbol(): -EBUSY while its module is still in its init function. */
static int try_import(struct elf_loader *l, const char *name,
		      struct kern_export *sym)
{
	bool gpl = !(l->mod->taints & 1ul << KERN_TAINT_PROPRIETARY);

	if (!kern_find_export(l->k, name, sym) || (sym->gpl && !gpl))
		return -ENOENT;
	l->uses_gpl |= sym->gpl;
	if (!inherit_taint(l, name, sym->owner))
		return -ENOENT;
	if (!kern_elf_same_version(l, name, sym) ||
	    !imports_namespace(l, name, sym->namespace))
		return -EINVAL;
	if (!sym->owner)
		return 0;
	if (sym->owner->state == KERN_MODULE_GOING)
		return -ENOENT;
	if (sym->owner->state == KERN_MODULE_COMING)
		return -EBUSY;
	return kern_module_use(l->k, l->mod, sym->owner);
}

/* resolve_symbol_wait(): half a minute. What was found is looked up again after
 * every sleep, for the module may have gone meanwhile. */
static int import(struct elf_loader *l, const char *name, uint64_t *value)
{
	const uint64_t half_a_minute = 30000000000ull;
	struct kern_export sym;
	char owner[sizeof(sym.owner->name)];
	uint64_t end = l->k->clock_ns + half_a_minute;
	int err = try_import(l, name, &sym);

	while (err == -EBUSY) {
		snprintf(owner, sizeof(owner), "%s", sym.owner->name);
		if (l->k->clock_ns >= end ||
		    kern_sleep(l->k, KERN_JIFFY_NS, KERN_TASK_INTERRUPTIBLE)) {
			kern_printk(l->k,
				    KERN_WARNING "%s: gave up waiting for init "
						 "of module %s.\n",
				    l->mod->name, owner);
			break;
		}
		err = try_import(l, name, &sym);
	}
	*value = err ? 0 : sym.value;
	return err;
}

static int resolve_undefined(struct elf_loader *l, const Elf64_Sym *sym,
			     uint64_t *value)
{
	const char *name = kern_elf_symbol_name(l, sym);
	int err = import(l, name, value);

	if (!err)
		return 0;
	*value = 0;
	if (err == -ENOENT && ELF64_ST_BIND(sym->st_info) == STB_WEAK)
		return 0;
	kern_printk(l->k, KERN_WARNING "%s: Unknown symbol %s (err %d)\n",
		    l->mod->name, name, err);
	return err;
}

/* --- all symbols -------------------------------------------------------------- */

static int resolve_one(struct elf_loader *l, size_t i)
{
	Elf64_Sym sym = kern_elf_symbol(l, i);
	const struct elf_section *s;

	switch (sym.st_shndx) {
	case SHN_COMMON:
		if (kern_elf_has_prefix(kern_elf_symbol_name(l, &sym),
					"__gnu_lto"))
			return 0;
		return kern_elf_bad(l, "please compile with -fno-common");
	case SHN_ABS:
		l->value[i] = sym.st_value;
		return 0;
	case SHN_UNDEF:
		return resolve_undefined(l, &sym, &l->value[i]);
	}
	if (sym.st_shndx >= l->n)
		return kern_elf_bad(l, "Invalid section of a symbol");
	s = &l->section[sym.st_shndx];
	if (s == l->percpu) /* an offset in the per-CPU area */
		l->value[i] = l->mod->percpu + sym.st_value;
	else
		l->value[i] =
			(s->la ? kern_host(l->k, s->la) : 0) + sym.st_value;
	return 0;
}

/* All symbols, so that the log names every one that is missing. */
int kern_elf_resolve(struct elf_loader *l)
{
	int err = 0;

	l->value = pool_zalloc(l->k->pool, l->nsyms * sizeof(l->value[0]) + 1);
	if (!l->value)
		return -ENOMEM;
	for (size_t i = 1; i < l->nsyms; i++) {
		int one = resolve_one(l, i);

		if (one)
			err = one;
	}
	return err;
}
