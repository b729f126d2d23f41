/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf.c - loading a module file: ELF relocatable, as the kernel build makes
 * them.
 *
 *   read -> find sections -> lay out -> allocate -> copy -> resolve symbols
 *   -> relocate -> protect
 *
 * Addresses that end up in the module's code and data are host pointers, so
 * that it can run; both areas lie below 2 GiB of host addresses, where
 * kernel-model code must be.
 *
 * Reference: Linux 6.1, kernel/module/main.c, load_module(), and
 * arch/x86/kernel/module.c, apply_relocate_add().
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <gelf.h>
#include <libelf.h>

#include "kernel/module.h"

/**
 * struct section - a section of the file
 * @la: where it is loaded; 0 when it is not
 */
struct section {
	GElf_Shdr hdr;
	const char *name;
	Elf_Data *data;
	uint64_t la;
	uint64_t offset; /* in its layout */
	struct kern_layout *layout;
};

/**
 * struct loader - one load in progress
 * @symtab: index of the symbol table's section; @strtab of its names'
 * @value:  of each symbol: the host pointer, or absolute value
 */
struct loader {
	struct kern *k;
	struct kern_module *mod;
	const char *file; /* last part of the path, for messages */
	int fd;
	Elf *elf;
	size_t n;
	struct section *section;
	size_t symtab, strtab, nsyms;
	uint64_t *value;
};

/* --- reading -------------------------------------------------------------- */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int bad(struct loader *l, const char *what)
{
	kern_printk(l->k, KERN_ERR "%s: %s\n",
		    l->mod->name[0] ? l->mod->name : l->file, what);
	return -ENOEXEC;
}

static int open_file(struct loader *l, const char *path)
{
	l->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (l->fd < 0)
		return -errno;
	elf_version(EV_CURRENT);
	l->elf = elf_begin(l->fd, ELF_C_READ, NULL);
	return l->elf ? 0 : bad(l, elf_errmsg(-1));
}

static int check_header(struct loader *l)
{
	GElf_Ehdr hdr;

	if (elf_kind(l->elf) != ELF_K_ELF || !gelf_getehdr(l->elf, &hdr))
		return bad(l, "Invalid ELF header magic");
	if (gelf_getclass(l->elf) != ELFCLASS64 ||
	    hdr.e_machine != EM_X86_64 || hdr.e_ident[EI_DATA] != ELFDATA2LSB)
		return bad(l, "Invalid architecture in ELF header");
	if (hdr.e_type != ET_REL)
		return bad(l, "Invalid ELF header type: not relocatable");
	if (elf_getshdrnum(l->elf, &l->n) || l->n < 2)
		return bad(l, "Invalid section header table");
	return 0;
}

/* Fetch one section, with its data checked to lie within the file. */
static int read_section(struct loader *l, size_t i, size_t names)
{
	struct section *s = &l->section[i];
	Elf_Scn *scn = elf_getscn(l->elf, i);

	if (!scn || !gelf_getshdr(scn, &s->hdr))
		return bad(l, "Invalid ELF section header");
	s->name = elf_strptr(l->elf, names, s->hdr.sh_name);
	if (!s->name)
		return bad(l, "Invalid ELF section name");
	if (s->hdr.sh_addralign > KERN_PAGE ||
	    s->hdr.sh_addralign & (s->hdr.sh_addralign - 1))
		return bad(l, "Invalid ELF section alignment");
	if (s->hdr.sh_size > 1ull << 30)
		return bad(l, "Invalid ELF section size");
	if (s->hdr.sh_type == SHT_NOBITS || s->hdr.sh_type == SHT_NULL)
		return 0;
	s->data = elf_rawdata(scn, NULL);
	if (!s->data || (s->hdr.sh_size && !s->data->d_buf) ||
	    s->data->d_size != s->hdr.sh_size)
		return bad(l, "Invalid ELF section offset/len");
	return 0;
}

static int read_sections(struct loader *l)
{
	size_t names;
	int err = 0;

	if (elf_getshdrstrndx(l->elf, &names))
		return bad(l, "Invalid ELF section name index");
	l->section = pool_zalloc(l->k->pool, l->n * sizeof(l->section[0]));
	if (!l->section)
		return -ENOMEM;
	for (size_t i = 1; i < l->n && !err; i++) {
		err = read_section(l, i, names);
		if (!err && l->section[i].hdr.sh_type == SHT_SYMTAB) {
			if (l->symtab)
				return bad(l, "module has several symbol "
					      "tables");
			l->symtab = i;
		}
	}
	if (err)
		return err;
	if (!l->symtab)
		return bad(l, "module has no symbols (stripped?)");
	l->strtab = l->section[l->symtab].hdr.sh_link;
	if (l->strtab >= l->n ||
	    l->section[l->strtab].hdr.sh_type != SHT_STRTAB ||
	    l->section[l->symtab].hdr.sh_size % sizeof(Elf64_Sym))
		return bad(l, "Invalid ELF symbol table");
	l->nsyms = l->section[l->symtab].hdr.sh_size / sizeof(Elf64_Sym);
	return 0;
}

static struct section *find_section(struct loader *l, const char *name)
{
	for (size_t i = 1; i < l->n; i++)
		if (!strcmp(l->section[i].name, name))
			return &l->section[i];
	return NULL;
}

/* --- .modinfo ------------------------------------------------------------- */

/* The value of a tag, or NULL. The section is "tag=value\0tag=value\0". */
static const char *modinfo(struct loader *l, const char *tag)
{
	struct section *s = find_section(l, ".modinfo");
	size_t len = strlen(tag), size = s && s->data ? s->data->d_size : 0;
	const char *text = size ? s->data->d_buf : "";

	if (!size || text[size - 1])
		return NULL;
	for (size_t at = 0; at < size; at += strlen(text + at) + 1)
		if (!strncmp(text + at, tag, len) && text[at + len] == '=')
			return text + at + len + 1;
	return NULL;
}

/* The module's name stands in its struct module. */
static int read_name(struct loader *l)
{
	enum { NAME = 24 }; /* offset in struct module, Linux 6.1 */
	struct section *s = find_section(l, ".gnu.linkonce.this_module");
	const char *name;

	if (!s || !s->data || !(s->hdr.sh_flags & SHF_ALLOC))
		return bad(l, "No module found in object");
	if (s->data->d_size < NAME + sizeof(l->mod->name))
		return bad(l, ".gnu.linkonce.this_module section size is "
			      "too small");
	name = (const char *)s->data->d_buf + NAME;
	if (!memchr(name, 0, sizeof(l->mod->name)) || !name[0])
		return bad(l, "Invalid module name");
	memcpy(l->mod->name, name, sizeof(l->mod->name));
	return 0;
}

static bool gpl_compatible(const char *license)
{
	static const char *const good[] = { "GPL", "GPL v2",
					    "GPL and additional rights",
					    "Dual BSD/GPL", "Dual MIT/GPL",
					    "Dual MPL/GPL" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!strcmp(license, good[i]))
			return true;
	return false;
}

static void taint(struct loader *l, enum kern_taint flag)
{
	l->mod->taints |= 1ul << flag;
	l->k->taint |= 1ul << flag;
}

/* What the kernel says about a module that is not its own. */
static void check_taints(struct loader *l)
{
	const char *license = modinfo(l, "license");
	const char *name = l->mod->name;

	if (!modinfo(l, "intree")) {
		if (!(l->k->taint & 1ul << KERN_TAINT_OOT))
			kern_printk(l->k, KERN_WARNING "%s: loading "
				    "out-of-tree module taints kernel.\n",
				    name);
		taint(l, KERN_TAINT_OOT);
	}
	if (!license)
		license = "unspecified";
	if (!gpl_compatible(license)) {
		if (!(l->k->taint & 1ul << KERN_TAINT_PROPRIETARY))
			kern_printk(l->k, KERN_WARNING "%s: module license "
				    "'%s' taints kernel.\n", name, license);
		taint(l, KERN_TAINT_PROPRIETARY);
	}
	if (!(l->k->taint & 1ul << KERN_TAINT_UNSIGNED))
		kern_printk(l->k, KERN_NOTICE "%s: module verification failed: "
			    "signature and/or required key missing - tainting "
			    "kernel\n", name);
	taint(l, KERN_TAINT_UNSIGNED);
}

/* --- layout --------------------------------------------------------------- */

static bool has_prefix(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* Sections that only the loader reads. */
static bool is_loaded(const struct section *s)
{
	return s->hdr.sh_flags & SHF_ALLOC && strcmp(s->name, ".modinfo") &&
	       strcmp(s->name, "__versions");
}

static enum kern_part part_of(const struct section *s)
{
	if (s->hdr.sh_flags & SHF_EXECINSTR)
		return KERN_TEXT;
	if (!strcmp(s->name, ".data..ro_after_init") ||
	    !strcmp(s->name, "__jump_table"))
		return KERN_RO_AFTER_INIT;
	return s->hdr.sh_flags & SHF_WRITE ? KERN_DATA : KERN_RODATA;
}

static uint64_t align_up(uint64_t value, uint64_t align)
{
	return align ? (value + align - 1) & ~(align - 1) : value;
}

/* Give every loaded section its place; parts begin at pages. */
static void lay_out(struct loader *l, struct kern_layout *layout, bool init)
{
	for (int part = 0; part < KERN_NPARTS; part++) {
		for (size_t i = 1; i < l->n; i++) {
			struct section *s = &l->section[i];

			if (!is_loaded(s) || (int)part_of(s) != part ||
			    has_prefix(s->name, ".init") != init)
				continue;
			layout->size = align_up(layout->size,
						s->hdr.sh_addralign);
			s->offset = layout->size;
			s->layout = layout;
			layout->size += s->hdr.sh_size;
		}
		layout->size = align_up(layout->size, KERN_PAGE);
		layout->end[part] = layout->size;
	}
}

static int allocate(struct loader *l, struct kern_layout *layout)
{
	if (!layout->size)
		return 0;
	layout->base = kern_vmalloc(l->k, layout->size, KERN_AREA_MODULE,
				    KERN_PAGE_KERNEL);
	return layout->base ? 0 : -ENOMEM;
}

/* Clear an area, which may hold what was freed before. */
static void clear(struct loader *l, const struct kern_layout *layout)
{
	static const char zeros[KERN_PAGE];

	for (uint64_t at = 0; at < layout->size; at += KERN_PAGE)
		kern_poke(l->k, layout->base + at, zeros, KERN_PAGE);
}

static int place(struct loader *l)
{
	struct kern_module *mod = l->mod;
	int err;

	lay_out(l, &mod->core, false);
	lay_out(l, &mod->init, true);
	err = allocate(l, &mod->core);
	if (!err)
		err = allocate(l, &mod->init);
	if (err)
		return err;
	clear(l, &mod->core);
	clear(l, &mod->init);
	for (size_t i = 1; i < l->n; i++) {
		struct section *s = &l->section[i];

		if (!s->layout)
			continue;
		s->la = s->layout->base + s->offset;
		if (s->data && s->hdr.sh_size)
			kern_poke(l->k, s->la, s->data->d_buf, s->hdr.sh_size);
	}
	return 0;
}

/* --- symbols -------------------------------------------------------------- */

static Elf64_Sym symbol(const struct loader *l, size_t i)
{
	Elf64_Sym sym;

	memcpy(&sym,
	       (char *)l->section[l->symtab].data->d_buf + i * sizeof(sym),
	       sizeof(sym));
	return sym;
}

/* A symbol's name; "" when the index is outside of the table. */
static const char *symbol_name(const struct loader *l, const Elf64_Sym *sym)
{
	const Elf_Data *names = l->section[l->strtab].data;

	if (sym->st_name >= names->d_size ||
	    ((const char *)names->d_buf)[names->d_size - 1])
		return "";
	return (const char *)names->d_buf + sym->st_name;
}

/* Linux waits half a minute for a module that is still in its init function;
 * here nothing can happen meanwhile. */
static int import(struct loader *l, const char *name, uint64_t *value)
{
	bool gpl = !(l->mod->taints & 1ul << KERN_TAINT_PROPRIETARY);
	struct kern_module *owner;

	*value = kern_module_export(l->k, name, gpl, &owner);
	if (!*value || owner->state == KERN_MODULE_GOING)
		return -ENOENT;
	if (owner->state == KERN_MODULE_LIVE)
		return kern_module_use(l->k, l->mod, owner);
	kern_tick(l->k, 30000000000ull);
	kern_printk(l->k, KERN_WARNING "%s: gave up waiting for init of module "
		    "%s.\n", l->mod->name, owner->name);
	return -EBUSY;
}

static int resolve_undefined(struct loader *l, const Elf64_Sym *sym,
			     uint64_t *value)
{
	const char *name = symbol_name(l, sym);
	uint64_t la = kern_image_symbol(l->k, name, true);
	int err = 0;

	if (la)
		*value = kern_host(l->k, la);
	else
		err = import(l, name, value);
	if (!err)
		return 0;
	*value = 0;
	if (err == -ENOENT && ELF64_ST_BIND(sym->st_info) == STB_WEAK)
		return 0;
	kern_printk(l->k, KERN_WARNING "%s: Unknown symbol %s (err %d)\n",
		    l->mod->name, name, err);
	return err;
}

static int resolve_one(struct loader *l, size_t i)
{
	Elf64_Sym sym = symbol(l, i);
	const struct section *s;

	switch (sym.st_shndx) {
	case SHN_COMMON:
		if (has_prefix(symbol_name(l, &sym), "__gnu_lto"))
			return 0;
		return bad(l, "please compile with -fno-common");
	case SHN_ABS:
		l->value[i] = sym.st_value;
		return 0;
	case SHN_UNDEF:
		return resolve_undefined(l, &sym, &l->value[i]);
	}
	if (sym.st_shndx >= l->n)
		return bad(l, "Invalid section of a symbol");
	s = &l->section[sym.st_shndx];
	l->value[i] = (s->la ? kern_host(l->k, s->la) : 0) + sym.st_value;
	return 0;
}

/* All symbols, so that the log names every one that is missing. */
static int resolve(struct loader *l)
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

static int overflow(struct loader *l, const struct reloc *r)
{
	kern_printk(l->k, KERN_ERR "overflow in relocation type %d val %Lx\n",
		    (int)r->type, (unsigned long long)r->value);
	kern_printk(l->k,
		    KERN_ERR "`%s' likely not compiled with -mcmodel=kernel\n",
		    l->mod->name);
	return -ENOEXEC;
}

/* What goes to the place: returns its size, 0 for a type that is unknown. */
static unsigned int compute(struct loader *l, const struct reloc *r,
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

static int relocate_one(struct loader *l, const struct section *target,
			const Elf64_Rela *rela)
{
	size_t sym = ELF64_R_SYM(rela->r_info);
	struct reloc r = { .type = ELF64_R_TYPE(rela->r_info),
			   .place = target->la + rela->r_offset };
	uint64_t out;
	unsigned int size;
	bool fits;

	if (r.type == R_X86_64_NONE)
		return 0;
	if (sym >= l->nsyms)
		return bad(l, "Invalid symbol of a relocation");
	r.value = l->value[sym] + (uint64_t)rela->r_addend;
	size = compute(l, &r, &out, &fits);
	if (!size) {
		kern_printk(l->k, KERN_ERR "%s: Unknown rela relocation: %u\n",
			    l->mod->name, r.type);
		return -ENOEXEC;
	}
	if (rela->r_offset > target->hdr.sh_size ||
	    target->hdr.sh_size - rela->r_offset < size)
		return bad(l, "Relocation outside of its section");
	if (!fits)
		return overflow(l, &r);
	kern_poke(l->k, r.place, &out, size);
	return 0;
}

static int relocate_section(struct loader *l, const struct section *s)
{
	const struct section *target;
	Elf64_Rela rela;

	if (s->hdr.sh_info >= l->n)
		return bad(l, "Invalid section of relocations");
	target = &l->section[s->hdr.sh_info];
	if (!target->layout)
		return 0;
	if (s->hdr.sh_type == SHT_REL)
		return bad(l, "REL relocations are not supported");
	if (s->hdr.sh_link != l->symtab || s->hdr.sh_size % sizeof(rela))
		return bad(l, "Invalid relocation section");
	for (size_t at = 0; at < s->hdr.sh_size; at += sizeof(rela)) {
		int err;

		memcpy(&rela, (char *)s->data->d_buf + at, sizeof(rela));
		err = relocate_one(l, target, &rela);
		if (err)
			return err;
	}
	return 0;
}

static int relocate(struct loader *l)
{
	int err = 0;

	for (size_t i = 1; i < l->n && !err; i++) {
		unsigned int type = l->section[i].hdr.sh_type;

		if (type == SHT_RELA || type == SHT_REL)
			err = relocate_section(l, &l->section[i]);
	}
	return err;
}

/* --- what the module keeps ------------------------------------------------ */

static bool wanted(const struct loader *l, const Elf64_Sym *sym)
{
	return sym->st_shndx && sym->st_shndx < l->n &&
	       l->section[sym->st_shndx].la && symbol_name(l, sym)[0] &&
	       ELF64_ST_TYPE(sym->st_info) != STT_SECTION &&
	       ELF64_ST_TYPE(sym->st_info) != STT_FILE;
}

/* Copy the symbols: the file is closed when they are needed. */
static int keep_symbols(struct loader *l)
{
	struct kern_module *mod = l->mod;
	const Elf_Data *names = l->section[l->strtab].data;

	mod->sym = pool_alloc(l->k->pool, l->nsyms * sizeof(mod->sym[0]) + 1);
	mod->names = pool_alloc(l->k->pool, names->d_size + 1);
	if (!mod->sym || !mod->names)
		return -ENOMEM;
	if (names->d_size)
		memcpy(mod->names, names->d_buf, names->d_size);
	for (size_t i = 1; i < l->nsyms; i++) {
		Elf64_Sym sym = symbol(l, i);

		if (!wanted(l, &sym))
			continue;
		mod->sym[mod->nsyms].name = mod->names + sym.st_name;
		mod->sym[mod->nsyms].la = l->section[sym.st_shndx].la +
					  sym.st_value;
		mod->nsyms++;
		if (!strcmp(symbol_name(l, &sym), "init_module"))
			mod->init_fn = l->value[i];
		if (!strcmp(symbol_name(l, &sym), "cleanup_module"))
			mod->exit_fn = l->value[i];
	}
	return 0;
}

static uint64_t loaded_at(struct loader *l, const char *name, uint64_t *size)
{
	const struct section *s = find_section(l, name);

	*size = s && s->la ? s->hdr.sh_size : 0;
	return s ? s->la : 0;
}

static void keep_sections(struct loader *l)
{
	struct kern_module *mod = l->mod;
	uint64_t size, orc_size;

	mod->this_module = loaded_at(l, ".gnu.linkonce.this_module", &size);
	mod->orc = loaded_at(l, ".orc_unwind", &orc_size);
	mod->orc_ip = loaded_at(l, ".orc_unwind_ip", &size);
	mod->norc = size / 4;
	if (orc_size / 6 < mod->norc)
		mod->norc = orc_size / 6;
	mod->ksymtab[0].start = loaded_at(l, "__ksymtab", &size);
	mod->ksymtab[0].end = mod->ksymtab[0].start + size;
	mod->ksymtab[1].start = loaded_at(l, "__ksymtab_gpl", &size);
	mod->ksymtab[1].end = mod->ksymtab[1].start + size;
}

/* --- all of it ------------------------------------------------------------ */

static int read_file(struct loader *l, const char *path)
{
	int err = open_file(l, path);

	if (!err)
		err = check_header(l);
	if (!err)
		err = read_sections(l);
	if (!err)
		err = read_name(l);
	if (!err && kern_find_module(l->k, l->mod->name))
		err = -EEXIST;
	return err;
}

static int build(struct loader *l)
{
	int err = place(l);

	if (!err)
		err = resolve(l);
	if (!err)
		err = relocate(l);
	if (!err)
		err = keep_symbols(l);
	if (!err) {
		keep_sections(l);
		err = kern_module_verify_exports(l->k, l->mod);
	}
	return err;
}

static void close_loader(struct loader *l)
{
	pool_free(l->k->pool, l->value);
	pool_free(l->k->pool, l->section);
	elf_end(l->elf);
	if (l->fd >= 0)
		close(l->fd);
}

int kern_elf_load(struct kern *k, const char *path, struct kern_module **mod)
{
	struct loader l = { .k = k, .fd = -1, .file = base_name(path) };
	int err;

	l.mod = pool_zalloc(k->pool, sizeof(*l.mod));
	if (!l.mod)
		return -ENOMEM;
	l.mod->path = pool_strdup(k->pool, path);
	err = l.mod->path ? read_file(&l, path) : -ENOMEM;
	if (!err) {
		check_taints(&l);
		err = build(&l);
	}
	if (err) {
		kern_module_free(k, l.mod);
	} else {
		kern_layout_protect(k, &l.mod->core, false);
		kern_layout_protect(k, &l.mod->init, false);
		*mod = l.mod;
	}
	close_loader(&l);
	return err;
}
