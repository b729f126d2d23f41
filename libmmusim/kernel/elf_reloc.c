/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf_reloc.c - symbols and relocations of a module.
 *
 * What is stored in the module's code and data are host pointers.
 *
 * Reference: Linux 6.1, kernel/module/main.c, simplify_symbols(), and
 * arch/x86/kernel/module.c, apply_relocate_add().
 */
#include <errno.h>
#include <string.h>

#include "kernel/elf.h"
#include "kernel/sched.h"

/* --- symbols -------------------------------------------------------------- */

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

/* Linux waits half a minute for a module that is still in its init function;
 * here nothing can happen meanwhile. */
static int import(struct elf_loader *l, const char *name, uint64_t *value)
{
	bool gpl = !(l->mod->taints & 1ul << KERN_TAINT_PROPRIETARY);
	struct kern_module *owner;

	*value = kern_module_export(l->k, name, gpl, &owner);
	if (!*value || owner->state == KERN_MODULE_GOING)
		return -ENOENT;
	if (owner->state == KERN_MODULE_LIVE)
		return kern_module_use(l->k, l->mod, owner);
	kern_sleep(l->k, 30000000000ull, KERN_TASK_INTERRUPTIBLE);
	kern_printk(l->k,
		    KERN_WARNING "%s: gave up waiting for init of module "
				 "%s.\n",
		    l->mod->name, owner->name);
	return -EBUSY;
}

static int resolve_undefined(struct elf_loader *l, const Elf64_Sym *sym,
			     uint64_t *value)
{
	const char *name = kern_elf_symbol_name(l, sym);
	uint64_t la = kern_image_symbol(l->k, name, true);
	int err = 0;

	if (kern_percpu_symbol(name, value))
		la = 1;
	else if (la)
		*value = kern_host(l->k, la);
	else
		err = import(l, name, value);
	if (la && !kern_elf_same_version(l, name))
		err = -EINVAL;
	if (!err)
		return 0;
	*value = 0;
	if (err == -ENOENT && ELF64_ST_BIND(sym->st_info) == STB_WEAK)
		return 0;
	kern_printk(l->k, KERN_WARNING "%s: Unknown symbol %s (err %d)\n",
		    l->mod->name, name, err);
	return err;
}

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
	if (kern_elf_is_percpu(s)) /* an offset from where GS points to */
		l->value[i] = s->la - l->k->percpu + sym.st_value;
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

		if (one && !err)
			err = one;
	}
	return err;
}

/* --- relocation ----------------------------------------------------------- */

/**
 * struct reloc - one relocation
 * @place: linear address of what it changes
 * @value: S + A
 */
struct reloc {
	unsigned int type;
	uint64_t place;
	uint64_t value;
};

static int overflow(struct elf_loader *l, const struct reloc *r)
{
	kern_printk(l->k, KERN_ERR "overflow in relocation type %d val %Lx\n",
		    (int)r->type, (unsigned long long)r->value);
	kern_printk(l->k,
		    KERN_ERR "`%s' likely not compiled with -mcmodel=kernel\n",
		    l->mod->name);
	return -ENOEXEC;
}

/* What goes to the place: returns its size, 0 for a type that is unknown. */
static unsigned int compute(struct elf_loader *l, const struct reloc *r,
			    uint64_t *out, bool *fits)
{
	uint64_t pc = kern_host(l->k, r->place);

	*out = r->value;
	*fits = true;
	switch (r->type) {
	case R_X86_64_64:
		return 8;
	case R_X86_64_32:
		*fits = r->value == (uint32_t)r->value;
		return 4;
	case R_X86_64_32S:
		*fits = (int64_t)r->value == (int32_t)r->value;
		return 4;
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		*out = r->value - pc;
		*fits = (int64_t)*out == (int32_t)*out;
		return 4;
	case R_X86_64_PC64:
		*out = r->value - pc;
		return 8;
	}
	return 0;
}

static int relocate_one(struct elf_loader *l, const struct elf_section *target,
			const Elf64_Rela *rela)
{
	size_t sym = ELF64_R_SYM(rela->r_info);
	struct reloc r = {.type = ELF64_R_TYPE(rela->r_info),
			  .place = target->la + rela->r_offset};
	uint64_t out;
	unsigned int size;
	bool fits;

	if (r.type == R_X86_64_NONE)
		return 0;
	if (sym >= l->nsyms)
		return kern_elf_bad(l, "Invalid symbol of a relocation");
	r.value = l->value[sym] + (uint64_t)rela->r_addend;
	size = compute(l, &r, &out, &fits);
	if (!size) {
		kern_printk(l->k, KERN_ERR "%s: Unknown rela relocation: %u\n",
			    l->mod->name, r.type);
		return -ENOEXEC;
	}
	if (rela->r_offset > target->hdr.sh_size ||
	    target->hdr.sh_size - rela->r_offset < size)
		return kern_elf_bad(l, "Relocation outside of its section");
	if (!fits)
		return overflow(l, &r);
	kern_poke(l->k, r.place, &out, size);
	return 0;
}

static int relocate_section(struct elf_loader *l, const struct elf_section *s)
{
	const struct elf_section *target;
	Elf64_Rela rela;

	if (s->hdr.sh_info >= l->n)
		return kern_elf_bad(l, "Invalid section of relocations");
	target = &l->section[s->hdr.sh_info];
	if (!target->layout)
		return 0;
	if (s->hdr.sh_type == SHT_REL)
		return kern_elf_bad(l, "REL relocations are not supported");
	if (s->hdr.sh_link != l->symtab || s->hdr.sh_size % sizeof(rela))
		return kern_elf_bad(l, "Invalid relocation section");
	for (size_t at = 0; at < s->hdr.sh_size; at += sizeof(rela)) {
		int err;

		memcpy(&rela, (char *)s->data->d_buf + at, sizeof(rela));
		err = relocate_one(l, target, &rela);
		if (err)
			return err;
	}
	return 0;
}

int kern_elf_relocate(struct elf_loader *l)
{
	int err = 0;

	for (size_t i = 1; i < l->n && !err; i++) {
		unsigned int type = l->section[i].hdr.sh_type;

		if (type == SHT_RELA || type == SHT_REL)
			err = relocate_section(l, &l->section[i]);
	}
	return err;
}
