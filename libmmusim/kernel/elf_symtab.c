/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf_symtab.c - a module's symbol table in simulated memory.
 *
 * Linux keeps all symbols in the init area, until that is freed, and those that
 * stay valid in the core. Each time it is, on pages of its own:
 *
 *   struct elf64_sym[]   24 bytes each, the first one empty
 *   names
 *   types                a byte each
 *
 * Nothing of ours reads them there (kallsyms.c has a copy on the host's side);
 * they make modules as large as they are on a real machine.
 *
 * Reference: Linux 6.1, kernel/module/kallsyms.c, layout_symtab(), add_kallsyms(),
 * elf_type().
 */
#include <string.h>

#include "kernel/elf.h"

char kern_elf_symbol_type(const struct elf_loader *l, const Elf64_Sym *sym)
{
	const GElf_Shdr *hdr = &l->section[sym->st_shndx].hdr;

	if (ELF64_ST_BIND(sym->st_info) == STB_WEAK)
		return ELF64_ST_TYPE(sym->st_info) == STT_OBJECT ? 'v' : 'w';
	if (hdr->sh_flags & SHF_EXECINSTR)
		return 't';
	if (hdr->sh_type == SHT_NOBITS)
		return 'b';
	return hdr->sh_flags & SHF_WRITE ? 'd' : 'r';
}

static bool in_layout(const struct elf_loader *l, const Elf64_Sym *sym,
		      const struct kern_layout *layout)
{
	if (layout == &l->mod->init)
		return true;
	return sym->st_shndx && sym->st_shndx < l->n &&
	       kern_elf_symbol_name(l, sym)[0] &&
	       (l->section[sym->st_shndx].layout == layout ||
		&l->section[sym->st_shndx] == l->percpu);
}

void kern_elf_lay_out_symbols(struct elf_loader *l, struct kern_layout *layout)
{
	uint64_t nsyms = 1, names = 1;

	for (size_t i = 1; i < l->nsyms; i++) {
		Elf64_Sym sym = kern_elf_symbol(l, i);

		if (!in_layout(l, &sym, layout))
			continue;
		nsyms++;
		names += strlen(kern_elf_symbol_name(l, &sym)) + 1;
	}
	layout->symtab = layout->size;
	layout->strtab = layout->symtab + nsyms * sizeof(Elf64_Sym);
	layout->size = layout->strtab + names + nsyms;
	layout->size = (layout->size + KERN_PAGE - 1) & ~(KERN_PAGE - 1);
	layout->end[KERN_DATA] = layout->size;
}

void kern_elf_write_symbols(struct elf_loader *l,
			    const struct kern_layout *layout)
{
	uint64_t at = layout->base + layout->symtab + sizeof(Elf64_Sym);
	uint64_t names = layout->base + layout->strtab, used = 1;

	for (size_t i = 1; i < l->nsyms; i++) {
		Elf64_Sym sym = kern_elf_symbol(l, i);
		const char *name = kern_elf_symbol_name(l, &sym);
		size_t len = strlen(name) + 1;

		if (!in_layout(l, &sym, layout))
			continue;
		sym.st_name = (Elf64_Word)used;
		sym.st_value = l->value[i];
		kern_poke(l->k, names + used, name, len);
		kern_poke(l->k, at, &sym, sizeof(sym));
		at += sizeof(sym);
		used += len;
	}
}
