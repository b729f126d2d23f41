/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module.h - loaded modules.
 *
 * A module has two areas in the modules range: the core, which stays, and the
 * init area, which is freed when the init function has succeeded. Each is laid
 * out as text (r-x), rodata (r--), ro_after_init (r-- in the end), data (rw-),
 * page by page.
 */
#ifndef KERNEL_MODULE_H
#define KERNEL_MODULE_H

#include "kernel/kern.h"

enum kern_module_state {
	KERN_MODULE_UNFORMED,
	KERN_MODULE_COMING,
	KERN_MODULE_LIVE,
	KERN_MODULE_GOING,
};

enum kern_part {
	KERN_TEXT,
	KERN_RODATA,
	KERN_RO_AFTER_INIT,
	KERN_DATA,
	KERN_NPARTS
};

/**
 * struct kern_layout - one of a module's two areas
 * @base: linear address; 0 when there is none (any more)
 * @size: in bytes, whole pages
 * @end:  offset past each part; parts begin and end at pages
 * @symtab, @strtab: offsets of the symbol table (elf_symtab.c)
 */
struct kern_layout {
	uint64_t base;
	uint64_t size;
	uint64_t end[KERN_NPARTS];
	uint64_t symtab, strtab;
};

/* @type is a letter as nm prints it. */
struct kern_module_sym {
	const char *name;
	uint64_t la;
	char type;
};

/**
 * struct kern_module - a module
 * @this_module: linear address of its struct module
 * @published: that is as large as Linux's, and kept up to date
 * @init_fn, @exit_fn: host pointers; 0 when it has none. The first dangles
 *          once the init area is freed
 * @free_init: linear address of the object by which its init area is freed
 * @uses:   modules whose exports it imports, of @nuses: each has it counted in
 *          its refcount
 * @sym:    all its symbols, in the order of the file's table
 * @orc_ip, @orc: linear addresses of its unwind tables, of @norc entries
 * @extable: linear address of its exception table, of @nextable entries
 * @ksymtab: its exports: ranges of struct kernel_symbol, and of their CRCs
 * @percpu: offset of its variables in the per-CPU area; 0: it has none
 * @bug_table, @params, @jump_table, @dyndbg: bug.c, params.c, jump_label.c,
 *          dynamic_debug.c
 * @section: what is in /sys/module/NAME/sections
 * @version, @srcversion: as .modinfo has them, or NULL; @version_la: linear addresses
 *          of their copies that the module sees; 0
 * @patches: bytes of its code where HLT stands now: elf_patch.c
 * @args_text: what insmod was given for parameters, cut into words up to
 *          @args_at; the last word is @args_name and @args_value
 * @args:   linear address of the values, at the same offsets
 */
struct kern_module {
	struct kern_module *next;
	char name[56];
	char *path;
	enum kern_module_state state;
	int refcount;
	unsigned long taints;
	struct kern_layout core, init;
	uint64_t this_module;
	bool published;
	uint64_t free_init;
	uint64_t init_fn, exit_fn;
	struct kern_module_sym *sym;
	char *names;
	size_t nsyms;
	uint64_t orc_ip, orc;
	size_t norc;
	uint64_t extable;
	size_t nextable;
	struct kern_ksymtab {
		uint64_t start, end;
		uint64_t crc_start, crc_end;
	} ksymtab[2]; /* for all; for GPL modules only */
	uint64_t percpu;
	struct kern_table {
		uint64_t start, end;
	} bug_table, params, jump_table, dyndbg;
	struct kern_module_section {
		char *name;
		uint64_t la, size;
	} * section;
	size_t nsections;
	char *version, *srcversion;
	uint64_t version_la[2];
	struct kern_patch {
		uint64_t la;
		unsigned char byte;
	} * patches;
	size_t npatches;
	struct kern_module **uses;
	size_t nuses;
	char *args_text, *args_at;
	const char *args_name, *args_value;
	uint64_t args;
	bool unloaded; /* by rmmod, and what it leaves is to be remembered */
	bool param_lock; /* held by a task that died of an access to a parameter */
};

/* struct_module.c: its struct module says what there is to say; again, whenever
 * that has changed. */
void kern_module_publish_first(struct kern *k, struct kern_module *mod,
			       uint64_t size);
void kern_module_publish(struct kern *k, const struct kern_module *mod);
/* setup_modinfo_version(): copies of its versions, until it is unloaded. */
void kern_module_publish_versions(struct kern *k, struct kern_module *mod);
void kern_module_unpublish(struct kern *k, const struct kern_module *mod);

/* module_put(): one less, or a warning that there was none. */
void kern_module_put(struct kern *k, struct kern_module *mod);

/* Flags of finit_module(): what --force gives. */
#define KERN_IGNORE_MODVERSIONS 1u
#define KERN_IGNORE_VERMAGIC	2u

/*
 * elf.c: read the file, lay it out, relocate it. On success the module is
 * complete but not in the list; on failure nothing is left of it, and the log
 * says why. 0 or -errno (ENOEXEC, ENOENT, ENOMEM, EEXIST ...).
 */
int kern_elf_load(struct kern *k, const char *path, unsigned int flags,
		  struct kern_module **mod);

/* elf_patch.c: bytes of code at [la, la + len) as they were before loading. */
void kern_original_code(struct kern *k, uint64_t la, unsigned char *code,
			size_t len);

/* Release the memory of a module that is in no list. */
void kern_module_free(struct kern *k, struct kern_module *mod);
/* Those whose exports it imports have one user less. */
void kern_module_unuse(struct kern *k, struct kern_module *mod);
/* MODULE_STATE_GOING: its struct module says so. */
void kern_module_going(struct kern *k, struct kern_module *mod);
/* Out of k->modules. */
void kern_module_unlink(struct kern *k, const struct kern_module *mod);
void kern_layout_free(struct kern *k, struct kern_layout *layout);
/* Give the pages of a layout the rights that their parts deserve. */
void kern_layout_protect(struct kern *k, const struct kern_layout *layout,
			 bool init_done);

/* The module whose struct module the image passed first; NULL: the call
 * faults. */
struct kern_module *kern_passed_module(struct kern_call *call);

/* params.c: text is for the module's parameters. 0 or -ENOMEM. */
int kern_params_begin(struct kern *k, struct kern_module *mod,
		      const char *text);
void kern_params_end(struct kern *k, struct kern_module *mod);

struct kern_module *kern_find_module(struct kern *k, const char *name);
/* One that is unformed, too: its parameters are being freed, or who did that died. */
struct kern_module *kern_find_module_all(struct kern *k, const char *name);
/* The first one from mod on that is not unformed; NULL: there is none. */
struct kern_module *kern_module_formed(struct kern_module *mod);
/* The module that has this address in one of its areas: one that traces know, or also
 * one that is unformed, whose code may run all the same. */
struct kern_module *kern_module_running(struct kern *k, uint64_t la,
					const struct kern_layout **layout);
struct kern_module *kern_module_address(struct kern *k, uint64_t la,
					const struct kern_layout **layout);
/* kallsyms.c: the nearest symbol of a layout at or below la. */
bool kern_module_lookup(const struct kern_module *mod,
			const struct kern_layout *layout, uint64_t la,
			struct kern_sym *sym);

/* module_unloaded.c: a module will be freed; its symbols and path stay. */
void kern_module_keep_unloaded(struct kern *k, struct kern_module *mod);
/* Of none of them any more: tests count memory. */
void kern_unloaded_forget(struct kern *k);
/* Was there code of one that has been unloaded? sym->name is "" when no symbol fits. */
bool kern_unloaded_lookup(struct kern *k, uint64_t la, struct kern_sym *sym,
			  const char **path);

/**
 * struct kern_export - a symbol that modules may import
 * @value: a host pointer, or the offset of a per-CPU variable
 * @gpl:   for GPL modules only
 * @namespace: which has to be imported; "": none
 * @owner: NULL: the kernel
 * @crc:   of its declaration, where a module of Linux's has it
 */
struct kern_export {
	uint64_t value;
	bool gpl;
	char namespace[56];
	struct kern_module *owner;
	bool has_crc;
	uint32_t crc;
};

enum { KERN_SYMBOL_LEN = 512 };

/* The symbol that is exported under this name. False: there is none. */
bool kern_find_export(struct kern *k, const char *name,
		      struct kern_export *sym);
/* Its exports must be new ones: 0, or -ENOEXEC and a line in the log. */
int kern_module_verify_exports(struct kern *k, const struct kern_module *mod);
/* Count user among the users of mod. 0 or -ENOMEM. */
int kern_module_use(struct kern *k, struct kern_module *user,
		    struct kern_module *mod);
bool kern_module_uses(const struct kern_module *user,
		      const struct kern_module *mod);

/* "(OE+)": taints, and + or - while it comes or goes; "" if there is nothing
 * to say. Returns buf. */
const char *kern_module_flags(const struct kern_module *mod, char buf[32]);

static inline bool kern_layout_has(const struct kern_layout *layout,
				   uint64_t la)
{
	return layout->base && la - layout->base < layout->size;
}

/* srcu.c: a module that defines SRCU structures comes (0, -ENOMEM), and goes. */
int kern_srcu_module_coming(struct kern *k, const struct kern_module *mod);
void kern_srcu_module_going(struct kern *k, const struct kern_module *mod);

#endif
