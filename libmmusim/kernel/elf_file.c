/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf_file.c - reading a module file and finding out whether it is one.
 *
 * libelf takes the file apart; what it does not promise is checked here, so
 * that the rest of the loader can rely on it: every section's data lies in the
 * file, alignments are powers of two up to a page, there is one symbol table,
 * and the module has a name.
 *
 * Reference: Linux 6.1, kernel/module/main.c, elf_validity_check().
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kernel/elf.h"
#include "kernel/fault_inject.h"

/* --- reading -------------------------------------------------------------- */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int kern_elf_bad(struct elf_loader *l, const char *what)
{
	kern_printk(l->k, KERN_ERR "%s: %s\n",
		    l->mod->name[0] ? l->mod->name : l->file, what);
	return -ENOEXEC;
}

static int open_file(struct elf_loader *l, const char *path)
{
	l->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (l->fd < 0)
		return -errno;
	if (kern_should_fail_host(l->k, sizeof(GElf_Ehdr)))
		return -ENOMEM;
	elf_version(EV_CURRENT);
	l->elf = elf_begin(l->fd, ELF_C_READ, NULL);
	return l->elf ? 0 : kern_elf_bad(l, elf_errmsg(-1));
}

static int check_header(struct elf_loader *l)
{
	GElf_Ehdr hdr;

	if (elf_kind(l->elf) != ELF_K_ELF || !gelf_getehdr(l->elf, &hdr))
		return kern_elf_bad(l, "Invalid ELF header magic");
	if (gelf_getclass(l->elf) != ELFCLASS64 || hdr.e_machine != EM_X86_64 ||
	    hdr.e_ident[EI_DATA] != ELFDATA2LSB)
		return kern_elf_bad(l, "Invalid architecture in ELF header");
	if (hdr.e_type != ET_REL)
		return kern_elf_bad(l,
				    "Invalid ELF header type: not relocatable");
	if (elf_getshdrnum(l->elf, &l->n) || l->n < 2)
		return kern_elf_bad(l, "Invalid section header table");
	return 0;
}

/* Fetch one section, with its data checked to lie within the file. */
static int read_section(struct elf_loader *l, size_t i, size_t names)
{
	struct elf_section *s = &l->section[i];
	Elf_Scn *scn = elf_getscn(l->elf, i);

	if (!scn || !gelf_getshdr(scn, &s->hdr))
		return kern_elf_bad(l, "Invalid ELF section header");
	s->name = elf_strptr(l->elf, names, s->hdr.sh_name);
	if (!s->name)
		return kern_elf_bad(l, "Invalid ELF section name");
	if (s->hdr.sh_addralign > KERN_PAGE ||
	    s->hdr.sh_addralign & (s->hdr.sh_addralign - 1))
		return kern_elf_bad(l, "Invalid ELF section alignment");
	if (s->hdr.sh_size > 1ull << 30)
		return kern_elf_bad(l, "Invalid ELF section size");
	if (s->hdr.sh_type == SHT_NOBITS || s->hdr.sh_type == SHT_NULL)
		return 0;
	s->data = elf_rawdata(scn, NULL);
	if (!s->data || (s->hdr.sh_size && !s->data->d_buf) ||
	    s->data->d_size != s->hdr.sh_size)
		return kern_elf_bad(l, "Invalid ELF section offset/len");
	return 0;
}

static int read_sections(struct elf_loader *l)
{
	size_t names;
	int err = 0;

	if (elf_getshdrstrndx(l->elf, &names))
		return kern_elf_bad(l, "Invalid ELF section name index");
	l->section = pool_zalloc(l->k->pool, l->n * sizeof(l->section[0]));
	if (!l->section)
		return -ENOMEM;
	for (size_t i = 1; i < l->n && !err; i++) {
		err = read_section(l, i, names);
		if (!err && l->section[i].hdr.sh_type == SHT_SYMTAB) {
			if (l->symtab)
				return kern_elf_bad(l,
						    "module has several symbol "
						    "tables");
			l->symtab = i;
		}
	}
	if (err)
		return err;
	if (!l->symtab)
		return kern_elf_bad(l, "module has no symbols (stripped?)");
	l->strtab = l->section[l->symtab].hdr.sh_link;
	if (l->strtab >= l->n ||
	    l->section[l->strtab].hdr.sh_type != SHT_STRTAB ||
	    l->section[l->symtab].hdr.sh_size % sizeof(Elf64_Sym))
		return kern_elf_bad(l, "Invalid ELF symbol table");
	l->nsyms = l->section[l->symtab].hdr.sh_size / sizeof(Elf64_Sym);
	return 0;
}

struct elf_section *kern_elf_find(struct elf_loader *l, const char *name)
{
	for (size_t i = 1; i < l->n; i++)
		if (!strcmp(l->section[i].name, name))
			return &l->section[i];
	return NULL;
}

/* "module_blacklist=one,two" on the kernel's command line */
static int check_blacklist(const struct elf_loader *l)
{
	char *list =
		kern_cmdline_option(l->k, l->k->cmdline, "module_blacklist");
	char *name, *rest = NULL;
	int err = 0;

	for (name = list ? strtok_r(list, ",", &rest) : NULL; name;
	     name = strtok_r(NULL, ",", &rest))
		if (!strcmp(name, l->mod->name))
			err = -EPERM;
	pool_free(l->k->pool, list);
	if (err)
		kern_printk(l->k, KERN_ERR "Module %s is blacklisted\n",
			    l->mod->name);
	return err;
}

/* --- all of it ------------------------------------------------------------ */

int kern_elf_read(struct elf_loader *l, const char *path)
{
	int err;

	l->file = base_name(path);
	err = open_file(l, path);
	if (!err)
		err = check_header(l);
	if (!err)
		err = read_sections(l);
	if (!err)
		err = kern_elf_read_name(l);
	if (!err)
		err = check_blacklist(l);
	return err;
}

void kern_elf_close(struct elf_loader *l)
{
	pool_free(l->k->pool, l->value);
	pool_free(l->k->pool, l->section);
	elf_end(l->elf);
	if (l->fd >= 0)
		close(l->fd);
}
