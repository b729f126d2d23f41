/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module_deps.c - which modules of a folder a module depends on, as depmod finds it
 * out: who exports the symbols that it imports.
 *
 *   exports      "__ksymtab_NAME" in the symbol table
 *   imports      symbols that are undefined there
 */
#include <dirent.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/module_deps.h"

#define EXPORT "__ksymtab_"

/* --- one file ---------------------------------------------------------------------- */

static void add(struct names *names, const char *name)
{
	names->name = must_grow(names->name, names->n + 1, sizeof(char *));
	names->name[names->n++] = must_copy(name);
}

static void add_symbol(struct module_file *m, const GElf_Sym *sym,
		       const char *name)
{
	if (!name || !*name)
		return;
	if (sym->st_shndx == SHN_UNDEF)
		add(&m->imports, name);
	else if (!strncmp(name, EXPORT, strlen(EXPORT)))
		add(&m->exports, name + strlen(EXPORT));
}

static void read_symbols(Elf *elf, struct module_file *m)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Sym sym;

	while ((section = elf_nextscn(elf, section))) {
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) ||
		    header.sh_type != SHT_SYMTAB)
			continue;
		data = elf_getdata(section, NULL);
		for (int i = 0; data && gelf_getsym(data, i, &sym); i++)
			add_symbol(m, &sym,
				   elf_strptr(elf, header.sh_link,
					      sym.st_name));
	}
}

static void read_file(struct module_file *m)
{
	int fd = open(m->path, O_RDONLY | O_CLOEXEC);
	Elf *elf;

	if (fd < 0)
		return;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF)
		read_symbols(elf, m);
	elf_end(elf);
	close(fd);
}

/* --- a folder ----------------------------------------------------------------------- */

static int is_module(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 3 && !strcmp(entry->d_name + len - 3, ".ko");
}

bool module_folder_read(struct module_folder *folder, const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, is_module, alphasort);

	*folder = (struct module_folder){0};
	if (n < 0)
		return false;
	folder->file = must_alloc((size_t)n + 1, sizeof(*folder->file));
	for (int i = 0; i < n; i++) {
		struct module_file *m = &folder->file[folder->n++];
		struct buffer b = {0};

		buffer_printf(&b, "%s/%s", path, entries[i]->d_name);
		m->path = buffer_take(&b);
		m->name = module_name(entries[i]->d_name);
		read_file(m);
		free(entries[i]);
	}
	free(entries);
	return true;
}

static void free_names(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->name[i]);
	free(names->name);
}

void module_folder_free(struct module_folder *folder)
{
	for (size_t i = 0; i < folder->n; i++) {
		struct module_file *m = &folder->file[i];

		free(m->path);
		free(m->name);
		free_names(&m->exports);
		free_names(&m->imports);
	}
	free(folder->file);
	free(folder->order);
}

struct module_file *module_folder_find(const struct module_folder *folder,
				       const char *name)
{
	for (size_t i = 0; i < folder->n; i++)
		if (!strcmp(folder->file[i].name, name))
			return &folder->file[i];
	return NULL;
}

/* --- the order ------------------------------------------------------------------------ */

static struct module_file *exporter(const struct module_folder *folder,
				    const char *symbol)
{
	for (size_t i = 0; i < folder->n; i++)
		for (size_t j = 0; j < folder->file[i].exports.n; j++)
			if (!strcmp(folder->file[i].exports.name[j], symbol))
				return &folder->file[i];
	return NULL;
}

char *module_folder_depends(const struct module_folder *folder,
			    const struct module_file *m)
{
	struct buffer b = {0};
	size_t n = 0;
	const struct module_file **seen =
		must_alloc(m->imports.n + 1, sizeof(*seen));

	for (size_t i = 0; i < m->imports.n; i++) {
		const struct module_file *other =
			exporter(folder, m->imports.name[i]);
		size_t j = 0;

		while (j < n && seen[j] != other)
			j++;
		if (!other || other == m || j < n)
			continue;
		seen[n++] = other;
		buffer_printf(&b, "%s%s", b.len ? "," : "", other->name);
	}
	free(seen);
	return buffer_take(&b);
}

void module_folder_order(struct module_folder *folder, struct module_file *m)
{
	if (m->visited)
		return;
	m->visited = true; /* a circle of modules ends here */
	for (size_t i = 0; i < m->imports.n; i++) {
		struct module_file *needed =
			exporter(folder, m->imports.name[i]);

		if (needed)
			module_folder_order(folder, needed);
	}
	folder->order = must_grow(folder->order, folder->norder + 1,
				  sizeof(*folder->order));
	folder->order[folder->norder++] = m;
}
