/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf.h - a module load in progress: shared by elf.c, elf_file.c and
 * elf_reloc.c.
 */
#ifndef KERNEL_ELF_H
#define KERNEL_ELF_H

#include <string.h>

#include <gelf.h>
#include <libelf.h>

#include "kernel/module.h"

/**
 * struct elf_section - a section of the file
 * @la: where it is loaded; 0 when it is not
 */
struct elf_section {
	GElf_Shdr hdr;
	const char *name;
	Elf_Data *data;
	uint64_t la;
	uint64_t offset; /* in its layout */
	struct kern_layout *layout;
};

/**
 * struct elf_loader - one load in progress
 * @symtab: index of the symbol table's section; @strtab of its names'
 * @percpu: the section of its per-CPU variables, or NULL
 * @uses_gpl: it imports a symbol that is for GPL modules only
 * @value:  of each symbol: the host pointer, or absolute value
 */
struct elf_loader {
	struct kern *k;
	struct kern_module *mod;
	const char *file; /* last part of the path, for messages */
	int fd;
	Elf *elf;
	size_t n;
	struct elf_section *section;
	unsigned int flags; /* KERN_IGNORE_... */
	size_t symtab, strtab, nsyms;
	struct elf_section *percpu;
	bool uses_gpl;
	uint64_t *value;
};

/* --- elf_file.c ------------------------------------------------------------ */

/* Open, check, and read the sections and the module's name. 0 or -errno; call
 * kern_elf_close() in any case. */
int kern_elf_read(struct elf_loader *l, const char *path);
void kern_elf_close(struct elf_loader *l);

/* Say in the log what is wrong with the file. Returns -ENOEXEC. */
int kern_elf_bad(struct elf_loader *l, const char *what);

/* The first section of that name, or NULL. */
struct elf_section *kern_elf_find(struct elf_loader *l, const char *name);

/* --- elf_modinfo.c ---------------------------------------------------------- */

/* Its name, from its struct module. 0 or -ENOEXEC. */
int kern_elf_read_name(struct elf_loader *l);

/* What the kernel says about a module that is not its own. */
void kern_elf_check_taints(struct elf_loader *l);
/* Nobody has signed it. */
void kern_elf_check_signature(struct elf_loader *l);

/* Was it made for a kernel like this one? 0 or -ENOEXEC, with words. */
int kern_elf_check_magic(struct elf_loader *l);

/* Does it mean this symbol of that name? False, with words. */
bool kern_elf_same_version(struct elf_loader *l, const char *name,
			   const struct kern_export *sym);

/* Does it import the namespace? */
bool kern_elf_imports(struct elf_loader *l, const char *namespace);

/* A copy of the value of a tag, NULL if it has none; and whether there was
 * memory for it. */
bool kern_elf_copy_tag(struct elf_loader *l, const char *tag, char **value);

/* --- elf_symbol.c ----------------------------------------------------------- */

/* Fill l->value, once the sections are placed. */
int kern_elf_resolve(struct elf_loader *l);

/* --- elf_reloc.c ------------------------------------------------------------ */

int kern_elf_relocate(struct elf_loader *l);

/* --- elf_patch.c ------------------------------------------------------------ */

/* Change the code as the CPU wants it; after relocation. 0 or -errno. */
int kern_elf_patch(struct elf_loader *l);

/* --- elf_symbol.c ----------------------------------------------------------- */

/* Symbol number i, which is below l->nsyms, and its name ("" if malformed). */
Elf64_Sym kern_elf_symbol(const struct elf_loader *l, size_t i);
const char *kern_elf_symbol_name(const struct elf_loader *l,
				 const Elf64_Sym *sym);

/* --- elf_symtab.c ------------------------------------------------------------ */

/* What kind of thing it is, by its section: 't', 'r', 'd', 'b'; 'w', 'v'. */
char kern_elf_symbol_type(const struct elf_loader *l, const Elf64_Sym *sym);
/* Make room for symbols behind the rest of an area; write them, once they have
 * their values and the area its place. */
void kern_elf_lay_out_symbols(struct elf_loader *l, struct kern_layout *layout);
void kern_elf_write_symbols(struct elf_loader *l,
			    const struct kern_layout *layout);

static inline bool kern_elf_has_prefix(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

#endif
