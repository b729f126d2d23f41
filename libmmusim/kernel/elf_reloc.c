/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf_reloc.c - relocations of a module.
 *
 * What is stored in the module's code and data are host pointers.
 *
 * Reference: Linux 6.1, arch/x86/kernel/module.c, apply_relocate_add().
 */
#include <errno.h>
#include <string.h>

#include "kernel/elf.h"

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

/* Does the symbol lie in memory, if it lies in a section? */
static bool is_somewhere(const struct elf_loader *l, size_t i)
{
	Elf64_Sym sym = kern_elf_symbol(l, i);

	return !sym.st_shndx || sym.st_shndx >= l->n ||
	       l->section[sym.st_shndx].la;
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
	if (!is_somewhere(l, sym))
		return kern_elf_bad(l, "Relocation against a section that is "
				       "not loaded");
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
	if (!target->la)
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
