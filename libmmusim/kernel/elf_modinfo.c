/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf_modinfo.c - what a module says of itself, and whether it belongs here.
 *
 *   .gnu.linkonce.this_module   its struct module, with the name
 *   .modinfo                    "license=GPL", "vermagic=6.1.0-mmusim SMP ..."
 *   __versions                  for each symbol that it imports the CRC of the
 *                               declaration that it was compiled with
 *
 * With CRCs the release in the version magic does not matter: the structures
 * do, and their CRC is that of module_layout. This kernel has the CRCs of
 * Debian's Linux 6.1.0-56-amd64, whose structures are those that modules find
 * here. Modules compiled against our own headers have no CRCs.
 *
 * Reference: Linux 6.1, kernel/module/main.c, check_modinfo(), and
 * kernel/module/version.c.
 */
#include <errno.h>
#include <string.h>

#include "kernel/elf.h"
#include "kernel/version.h"

#define LAYOUT "module_layout"

/* The next value of a tag after this one, or NULL; NULL: the first one. The
 * section is "tag=value\0tag=value\0". */
static const char *next_modinfo(struct elf_loader *l, const char *tag,
				const char *value)
{
	struct elf_section *s = kern_elf_find(l, ".modinfo");
	size_t len = strlen(tag), size = s && s->data ? s->data->d_size : 0;
	const char *text = size ? s->data->d_buf : "";
	size_t at = value ? (size_t)(value - text) + strlen(value) + 1 : 0;

	if (!size || text[size - 1])
		return NULL;
	for (; at < size; at += strlen(text + at) + 1)
		if (!strncmp(text + at, tag, len) && text[at + len] == '=')
			return text + at + len + 1;
	return NULL;
}

static const char *modinfo(struct elf_loader *l, const char *tag)
{
	return next_modinfo(l, tag, NULL);
}

bool kern_elf_imports(struct elf_loader *l, const char *namespace)
{
	const char *value = NULL;

	while ((value = next_modinfo(l, "import_ns", value)))
		if (!strcmp(value, namespace))
			return true;
	return false;
}

bool kern_elf_copy_tag(struct elf_loader *l, const char *tag, char **value)
{
	const char *text = modinfo(l, tag);

	*value = text ? pool_strdup(l->k->pool, text) : NULL;
	return *value || !text;
}

/* The module's name stands in its struct module. */
int kern_elf_read_name(struct elf_loader *l)
{
	enum { NAME = 24 }; /* offset in struct module, Linux 6.1 */
	struct elf_section *s = kern_elf_find(l, ".gnu.linkonce.this_module");
	const char *name;

	if (!s || !s->data || !(s->hdr.sh_flags & SHF_ALLOC))
		return kern_elf_bad(l, "No module found in object");
	if (s->data->d_size < NAME + sizeof(l->mod->name))
		return kern_elf_bad(l,
				    ".gnu.linkonce.this_module section size is "
				    "too small");
	name = (const char *)s->data->d_buf + NAME;
	if (!memchr(name, 0, sizeof(l->mod->name)) || !name[0])
		return kern_elf_bad(l, "Invalid module name");
	memcpy(l->mod->name, name, sizeof(l->mod->name));
	return 0;
}

/* --- versions --------------------------------------------------------------- */

enum { VERSION_SIZE = 64, VERSION_NAME = 8 };

static const struct {
	const char *name;
	uint32_t crc;
} crcs[] = {
#define KERN_CRC(name, crc) {#name, crc},
#include "kernel/crcs.def"
#undef KERN_CRC
};

/* The CRC of a symbol of the kernel's; false: nobody knows it. */
static bool kernel_crc(const char *name, uint32_t *crc)
{
	for (size_t i = 0; i < sizeof(crcs) / sizeof(crcs[0]); i++) {
		if (strcmp(crcs[i].name, name))
			continue;
		*crc = crcs[i].crc;
		return true;
	}
	return false;
}

static const struct elf_section *versions(struct elf_loader *l)
{
	const struct elf_section *s = kern_elf_find(l, "__versions");

	if (l->flags & KERN_IGNORE_MODVERSIONS || !s || !s->data)
		return NULL;
	return s;
}

/* The CRC that the module has for it. */
static bool module_crc(const struct elf_section *s, const char *name,
		       uint64_t *crc)
{
	for (size_t at = 0; at + VERSION_SIZE <= s->data->d_size;
	     at += VERSION_SIZE) {
		const char *entry = (const char *)s->data->d_buf + at;

		if (strncmp(entry + VERSION_NAME, name,
			    VERSION_SIZE - VERSION_NAME))
			continue;
		memcpy(crc, entry, sizeof(*crc));
		return true;
	}
	return false;
}

/* Is it made for this very kernel, by our headers? */
static bool is_ours(struct elf_loader *l)
{
	const char *magic = modinfo(l, "vermagic");

	return magic && !strcmp(magic, KERN_VERMAGIC);
}

static void force(struct elf_loader *l, const char *why)
{
	if (!(l->k->taint & 1ul << KERN_TAINT_FORCED_MODULE))
		kern_printk(l->k, KERN_WARNING "%s: %s: kernel tainted.\n",
			    l->mod->name, why);
	kern_add_taint(l->k, KERN_TAINT_FORCED_MODULE);
	l->mod->taints |= 1ul << KERN_TAINT_FORCED_MODULE;
}

/* The CRC that its exporter gives it; false: nobody knows it. */
static bool known_crc(const char *name, const struct kern_export *sym,
		      uint32_t *crc)
{
	if (!sym->owner)
		return kernel_crc(name, crc);
	*crc = sym->crc;
	return sym->has_crc;
}

bool kern_elf_same_version(struct elf_loader *l, const char *name,
			   const struct kern_export *sym)
{
	const struct elf_section *s = versions(l);
	uint64_t theirs;
	uint32_t ours;

	if (!known_crc(name, sym, &ours) || (!s && is_ours(l)))
		return true;
	if (!s) {
		if (!(l->flags & KERN_IGNORE_MODVERSIONS))
			return false;
		force(l, name);
		return true;
	}
	if (!module_crc(s, name, &theirs)) {
		kern_printk(l->k, KERN_WARNING "%s: no symbol version for %s\n",
			    l->mod->name, name);
		return false;
	}
	if (theirs == ours)
		return true;
	kern_printk(l->k,
		    KERN_WARNING "%s: disagrees about version of symbol %s\n",
		    l->mod->name, name);
	return false;
}

/* same_magic(): with CRCs, the part up to the first blank may differ. */
static bool same_magic(const char *theirs, bool has_crcs)
{
	const char *ours = KERN_VERMAGIC;

	if (has_crcs) {
		theirs += strcspn(theirs, " ");
		ours += strcspn(ours, " ");
	}
	return !strcmp(theirs, ours);
}

int kern_elf_check_magic(struct elf_loader *l)
{
	const struct kern_export kernel = {0};
	const char *magic = modinfo(l, "vermagic");

	if (!kern_elf_same_version(l, LAYOUT, &kernel))
		return -ENOEXEC;
	if (!magic || l->flags & KERN_IGNORE_VERMAGIC) {
		if (!(l->flags & KERN_IGNORE_VERMAGIC))
			return kern_elf_bad(l, "no version magic");
		force(l, "bad vermagic");
		return 0;
	}
	if (same_magic(magic, versions(l)))
		return 0;
	kern_printk(l->k, KERN_ERR "%s: version magic '%s' should be '%s'\n",
		    l->mod->name, magic, KERN_VERMAGIC);
	return -ENOEXEC;
}

/* --- licence and origin ------------------------------------------------------- */

static bool gpl_compatible(const char *license)
{
	static const char *const good[] = {
		"GPL",		"GPL v2",	"GPL and additional rights",
		"Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!strcmp(license, good[i]))
			return true;
	return false;
}

static void taint(struct elf_loader *l, enum kern_taint flag)
{
	l->mod->taints |= 1ul << flag;
	kern_set_taint(l->k, flag);
}

static void check_license(struct elf_loader *l, const char *license)
{
	if (gpl_compatible(license))
		return;
	if (!(l->k->taint & 1ul << KERN_TAINT_PROPRIETARY))
		kern_printk(l->k,
			    KERN_WARNING "%s: module license '%s' taints "
					 "kernel.\n",
			    l->mod->name, license);
	l->mod->taints |= 1ul << KERN_TAINT_PROPRIETARY;
	kern_add_taint(l->k, KERN_TAINT_PROPRIETARY);
}

void kern_elf_check_taints(struct elf_loader *l)
{
	const char *license = modinfo(l, "license");
	const char *name = l->mod->name;

	if (!modinfo(l, "intree")) {
		if (!(l->k->taint & 1ul << KERN_TAINT_OOT))
			kern_printk(l->k,
				    KERN_WARNING
				    "%s: loading "
				    "out-of-tree module taints kernel.\n",
				    name);
		taint(l, KERN_TAINT_OOT);
	}
	if (modinfo(l, "staging")) {
		taint(l, KERN_TAINT_CRAP);
		kern_printk(l->k,
			    KERN_WARNING
			    "%s: module is from the staging directory, the "
			    "quality is unknown, you have been warned.\n",
			    name);
	}
	check_license(l, license ? license : "unspecified");
	if (modinfo(l, "test")) {
		if (!(l->k->taint & 1ul << KERN_TAINT_TEST))
			kern_printk(l->k,
				    KERN_WARNING "%s: loading test module "
						 "taints kernel.\n",
				    name);
		taint(l, KERN_TAINT_TEST);
	}
}

void kern_elf_check_signature(struct elf_loader *l)
{
	if (!(l->k->taint & 1ul << KERN_TAINT_UNSIGNED))
		kern_printk(l->k,
			    KERN_NOTICE
			    "%s: module verification failed: "
			    "signature and/or required key missing - tainting "
			    "kernel\n",
			    l->mod->name);
	taint(l, KERN_TAINT_UNSIGNED);
}
