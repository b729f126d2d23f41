/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf_sections.c - /sys/module/NAME/sections: where the sections of a module are
 * loaded. Debuggers ask that (add-symbol-file of gdb).
 *
 * And by them, what kind of thing a symbol is, for /proc/kallsyms.
 *
 * Reference: Linux 6.1, kernel/module/sysfs.c, add_sect_attrs();
 * kernel/module/kallsyms.c, elf_type().
 */
#include <errno.h>

#include "kernel/elf.h"

/* Empty ones are left out. */
static bool is_shown(const struct elf_section *s)
{
	return s->la && s->hdr.sh_size;
}

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

int kern_elf_keep_sections(struct elf_loader *l)
{
	struct kern_module *mod = l->mod;
	size_t n = 0, len = 0;
	char *name;

	for (size_t i = 1; i < l->n; i++)
		if (is_shown(&l->section[i])) {
			n++;
			len += strlen(l->section[i].name) + 1;
		}
	mod->section = pool_alloc(l->k->pool, n * sizeof(*mod->section) + 1);
	mod->section_names = name = pool_alloc(l->k->pool, len + 1);
	if (!mod->section || !name)
		return -ENOMEM;
	for (size_t i = 1; i < l->n; i++) {
		const struct elf_section *s = &l->section[i];

		if (!is_shown(s))
			continue;
		mod->section[mod->nsections++] =
			(struct kern_module_sym){.name = name, .la = s->la};
		name = stpcpy(name, s->name) + 1;
	}
	return 0;
}
