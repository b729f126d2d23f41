/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf.c - loading a module file: ELF relocatable, as the kernel build makes
 * them.
 *
 *   read (elf_file.c) -> lay out -> allocate -> copy -> resolve symbols and
 *   relocate (elf_reloc.c) -> keep what is needed later -> protect
 *
 * Addresses that end up in the module's code and data are host pointers, so
 * that it can run; both areas lie below 2 GiB of host addresses, where
 * kernel-model code must be.
 *
 * Reference: Linux 6.1, kernel/module/main.c, load_module().
 */
#include <errno.h>
#include <string.h>

#include "kernel/elf.h"
#include "kernel/extable.h"
#include "kernel/gdb_jit.h"
#include "kernel/jump_label.h"

#define PERCPU ".data..percpu"

/* --- layout --------------------------------------------------------------- */

/* Sections that only the loader reads. */
static bool is_loaded(const struct elf_section *s)
{
	return s->hdr.sh_flags & SHF_ALLOC && strcmp(s->name, ".modinfo") &&
	       strcmp(s->name, "__versions") && strcmp(s->name, PERCPU);
}

static enum kern_part part_of(const struct elf_section *s)
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
static void lay_out(struct elf_loader *l, struct kern_layout *layout, bool init)
{
	for (int part = 0; part < KERN_NPARTS; part++) {
		for (size_t i = 1; i < l->n; i++) {
			struct elf_section *s = &l->section[i];

			if (!is_loaded(s) || (int)part_of(s) != part ||
			    kern_elf_has_prefix(s->name, ".init") != init)
				continue;
			layout->size =
				align_up(layout->size, s->hdr.sh_addralign);
			s->offset = layout->size;
			s->layout = layout;
			layout->size += s->hdr.sh_size;
		}
		layout->size = align_up(layout->size, KERN_PAGE);
		layout->end[part] = layout->size;
	}
}

static int allocate(struct elf_loader *l, struct kern_layout *layout)
{
	if (!layout->size)
		return 0;
	layout->base = kern_vmalloc(l->k, layout->size, KERN_AREA_MODULE,
				    KERN_PAGE_KERNEL);
	return layout->base ? 0 : -ENOMEM;
}

/* Clear an area, which may hold what was freed before. */
static void clear(struct elf_loader *l, const struct kern_layout *layout)
{
	static const char zeros[KERN_PAGE];

	for (uint64_t at = 0; at < layout->size; at += KERN_PAGE)
		kern_poke(l->k, layout->base + at, zeros, KERN_PAGE);
}

static void copy_section(struct elf_loader *l, const struct elf_section *s)
{
	if (s->data && s->hdr.sh_size)
		kern_poke(l->k, s->la, s->data->d_buf, s->hdr.sh_size);
}

/* Its per-CPU variables lie in the area of the CPU. */
static int place_percpu(struct elf_loader *l)
{
	struct elf_section *s = kern_elf_find(l, PERCPU);
	struct kern_module *mod = l->mod;

	if (!s || !s->hdr.sh_size)
		return 0;
	l->percpu = s;
	mod->percpu =
		kern_percpu_alloc(l->k, s->hdr.sh_size, s->hdr.sh_addralign);
	if (!mod->percpu) {
		kern_printk(l->k,
			    KERN_WARNING
			    "%s: Could not allocate %llu bytes percpu data\n",
			    mod->name, (unsigned long long)s->hdr.sh_size);
		return -ENOMEM;
	}
	s->la = l->k->percpu + mod->percpu;
	copy_section(l, s);
	kern_wrote(l->k, s->la, s->hdr.sh_size);
	return 0;
}

static int place(struct elf_loader *l)
{
	struct kern_module *mod = l->mod;
	int err;

	lay_out(l, &mod->core, false);
	lay_out(l, &mod->init, true);
	kern_elf_lay_out_symbols(l, &mod->core);
	kern_elf_lay_out_symbols(l, &mod->init);
	err = allocate(l, &mod->core);
	if (!err)
		err = allocate(l, &mod->init);
	if (err)
		return err;
	clear(l, &mod->core);
	clear(l, &mod->init);
	for (size_t i = 1; i < l->n; i++) {
		struct elf_section *s = &l->section[i];

		if (!s->layout)
			continue;
		s->la = s->layout->base + s->offset;
		copy_section(l, s);
	}
	return place_percpu(l);
}

/* --- what the module keeps ------------------------------------------------ */

static bool wanted(const struct elf_loader *l, const Elf64_Sym *sym)
{
	return sym->st_shndx && sym->st_shndx < l->n &&
	       l->section[sym->st_shndx].layout &&
	       kern_elf_symbol_name(l, sym)[0] &&
	       ELF64_ST_TYPE(sym->st_info) != STT_SECTION &&
	       ELF64_ST_TYPE(sym->st_info) != STT_FILE;
}

/* Copy the symbols: the file is closed when they are needed. */
static int keep_symbols(struct elf_loader *l)
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
		Elf64_Sym sym = kern_elf_symbol(l, i);

		if (!wanted(l, &sym))
			continue;
		mod->sym[mod->nsyms].name = mod->names + sym.st_name;
		mod->sym[mod->nsyms].la =
			l->section[sym.st_shndx].la + sym.st_value;
		mod->sym[mod->nsyms].type = kern_elf_symbol_type(l, &sym);
		mod->nsyms++;
		if (!strcmp(kern_elf_symbol_name(l, &sym), "init_module"))
			mod->init_fn = l->value[i];
		if (!strcmp(kern_elf_symbol_name(l, &sym), "cleanup_module"))
			mod->exit_fn = l->value[i];
	}
	kern_elf_write_symbols(l, &mod->core);
	kern_elf_write_symbols(l, &mod->init);
	return 0;
}

static uint64_t loaded_at(struct elf_loader *l, const char *name,
			  uint64_t *size)
{
	const struct elf_section *s = kern_elf_find(l, name);

	*size = s && s->la ? s->hdr.sh_size : 0;
	return s ? s->la : 0;
}

static void keep_table(struct elf_loader *l, const char *name,
		       struct kern_table *table)
{
	uint64_t size;

	table->start = loaded_at(l, name, &size);
	table->end = table->start + size;
}

static void keep_exports(struct elf_loader *l, const char *name,
			 const char *crcs, struct kern_ksymtab *table)
{
	uint64_t size;

	table->start = loaded_at(l, name, &size);
	table->end = table->start + size;
	table->crc_start = loaded_at(l, crcs, &size);
	table->crc_end = table->crc_start + size;
}

static void keep_sections(struct elf_loader *l)
{
	struct kern_module *mod = l->mod;
	uint64_t size, orc_size, this_size;

	mod->this_module =
		loaded_at(l, ".gnu.linkonce.this_module", &this_size);
	mod->orc = loaded_at(l, ".orc_unwind", &orc_size);
	mod->orc_ip = loaded_at(l, ".orc_unwind_ip", &size);
	mod->norc = size / 4;
	if (orc_size / 6 < mod->norc)
		mod->norc = orc_size / 6;
	mod->extable = loaded_at(l, "__ex_table", &size);
	mod->nextable = size / KERN_EXTABLE_ENTRY;
	keep_exports(l, "__ksymtab", "__kcrctab", &mod->ksymtab[0]);
	keep_exports(l, "__ksymtab_gpl", "__kcrctab_gpl", &mod->ksymtab[1]);
	keep_table(l, "__bug_table", &mod->bug_table);
	keep_table(l, "__param", &mod->params);
	keep_table(l, "__jump_table", &mod->jump_table);
	keep_table(l, "__dyndbg", &mod->dyndbg);
	kern_module_publish_first(l->k, mod, this_size);
}

/* Where it is: sections, and the symbols, which lie in the init area. */
static uint64_t shown_at(const struct elf_loader *l, size_t i)
{
	const struct kern_layout *init = &l->mod->init;

	if (i == l->symtab)
		return init->base + init->symtab;
	if (i == l->strtab)
		return init->base + init->strtab;
	return l->section[i].layout && l->section[i].hdr.sh_size ?
		       l->section[i].la :
		       0;
}

/* add_sect_attrs() */
static int keep_names(struct elf_loader *l)
{
	struct kern_module *mod = l->mod;

	mod->section = pool_zalloc(l->k->pool, l->n * sizeof(mod->section[0]));
	if (!mod->section)
		return -ENOMEM;
	for (size_t i = 1; i < l->n; i++) {
		uint64_t la = shown_at(l, i);
		char *name = la ? pool_strdup(l->k->pool, l->section[i].name) :
				  NULL;

		if (la && !name)
			return -ENOMEM;
		if (la)
			mod->section[mod->nsections++] =
				(struct kern_module_section){
					name, la, l->section[i].hdr.sh_size};
	}
	if (!kern_elf_copy_tag(l, "version", &mod->version) ||
	    !kern_elf_copy_tag(l, "srcversion", &mod->srcversion))
		return -ENOMEM;
	kern_module_publish_versions(l->k, mod);
	return 0;
}

/* --- all of it ------------------------------------------------------------ */

/* module_enforce_rwx_sections() */
static int refuse_writable_code(struct elf_loader *l)
{
	const uint64_t both = SHF_EXECINSTR | SHF_WRITE;

	for (size_t i = 1; i < l->n; i++) {
		const struct elf_section *s = &l->section[i];

		if ((s->hdr.sh_flags & both) != both)
			continue;
		kern_printk(l->k,
			    KERN_ERR "%s: section %s (index %zu) has invalid "
				     "WRITE|EXEC flags\n",
			    l->mod->name, s->name, i);
		return -ENOEXEC;
	}
	return 0;
}

/*
 * add_unformed_module(): a second one waits until the first is loaded, or gone.
 * One that has died in its init function, or when its parameters were freed,
 * never is, and only a signal ends the wait. Simplified: that ends it at once, also
 * where the first one merely sleeps.
 */
static int check_name_is_free(const struct elf_loader *l)
{
	const struct kern_module *old =
		kern_find_module_all(l->k, l->mod->name);

	if (!old)
		return 0;
	if (old->state == KERN_MODULE_COMING ||
	    old->state == KERN_MODULE_UNFORMED)
		return -EINTR;
	return old->state == KERN_MODULE_GOING ? -EBUSY : -EEXIST;
}

/* All that can be said of it before it has memory. */
static int check(struct elf_loader *l)
{
	int err = kern_elf_check_magic(l);

	if (err)
		return err;
	kern_elf_check_taints(l);
	err = refuse_writable_code(l);
	if (!err)
		err = check_name_is_free(l);
	if (!err)
		kern_elf_check_signature(l);
	return err;
}

static int build(struct elf_loader *l)
{
	int err = place(l);

	if (!err)
		err = kern_elf_resolve(l);
	if (!err)
		err = kern_elf_relocate(l);
	if (!err)
		err = kern_elf_patch(l);
	if (!err)
		err = keep_symbols(l);
	if (!err) {
		keep_sections(l);
		err = kern_module_verify_exports(l->k, l->mod);
	}
	if (!err)
		err = keep_names(l);
	if (!err && !kern_jump_label_check(l->k, l->mod))
		err = kern_elf_bad(l, "Invalid __jump_table");
	if (!err)
		kern_jump_label_update(l->k, l->mod, 0);
	return err;
}

int kern_elf_load(struct kern *k, const char *path, unsigned int flags,
		  struct kern_module **mod)
{
	struct elf_loader l = {.k = k, .fd = -1, .flags = flags};
	int err;

	l.mod = pool_zalloc(k->pool, sizeof(*l.mod));
	if (!l.mod)
		return -ENOMEM;
	l.mod->path = pool_strdup(k->pool, path);
	err = l.mod->path ? kern_elf_read(&l, path) : -ENOMEM;
	if (!err)
		err = check(&l);
	if (!err)
		err = build(&l);
	if (err) {
		kern_module_free(k, l.mod);
	} else {
		kern_layout_protect(k, &l.mod->core, false);
		kern_layout_protect(k, &l.mod->init, false);
		kern_jit_announce(&l);
		*mod = l.mod;
	}
	kern_elf_close(&l);
	return err;
}
