/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gdb_jit.c - modules announced to debuggers, by gdb's interface for code that a
 * program makes while it runs.
 *
 * gdb puts a breakpoint on __jit_debug_register_code(), and reads the list of
 * object files that begins at __jit_debug_descriptor: when it is called, or when
 * it attaches to a process. An object file is the .ko as it was read, but with
 * each section's address, in the host, in its header; gdb relocates the debug
 * information by these, as the loader did the code.
 *
 * Both names are fixed, and one for the process. A program that has them already,
 * since it makes code of its own, wins; then modules are in its list.
 *
 * Entries lie outside of the machine's pool, for they must follow what gdb was
 * told. After a restore those that are not valid any more leave the list, and come
 * back if their module does.
 *
 * Limit: a module that took the place of another one (its struct kern_module and
 * its addresses) has its entry, too. Going back to a snapshot with the first one
 * does not bring that one's back.
 *
 * Source: GDB manual, "JIT Compilation Interface".
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cpu/machine.h"
#include "kernel/gdb_jit.h"
#include "native/native.h"

enum jit_action { JIT_NOACTION, JIT_REGISTER_FN, JIT_UNREGISTER_FN };

struct jit_code_entry {
	struct jit_code_entry *next_entry, *prev_entry;
	const char *symfile_addr;
	uint64_t symfile_size;
};

struct jit_descriptor {
	uint32_t version;
	uint32_t action_flag;
	struct jit_code_entry *relevant_entry, *first_entry;
};

/**
 * struct announced - a module that is, or was, in gdb's list
 * @listed: it is there now
 * @base:   of its core area, which tells it from a later module at @mod
 */
struct announced {
	struct jit_code_entry entry;
	struct announced *next;
	const struct kern *k;
	const struct kern_module *mod;
	uint64_t base;
	bool listed;
};

#define PUBLIC __attribute__((weak, visibility("default"), used))

PUBLIC struct jit_descriptor __jit_debug_descriptor = {.version = 1};

PUBLIC __attribute__((noinline)) void __jit_debug_register_code(void);
PUBLIC __attribute__((noinline)) void __jit_debug_register_code(void)
{
	__asm__ volatile("" ::: "memory");
}

static struct announced *all; /* under cpu_debug_lock() */

/* --- gdb's list ---------------------------------------------------------------- */

static void tell(struct announced *a, enum jit_action action)
{
	__jit_debug_descriptor.relevant_entry = &a->entry;
	__jit_debug_descriptor.action_flag = action;
	__jit_debug_register_code();
	__jit_debug_descriptor.action_flag = JIT_NOACTION;
}

static void enlist(struct announced *a)
{
	struct jit_code_entry *first = __jit_debug_descriptor.first_entry;

	a->entry.prev_entry = NULL;
	a->entry.next_entry = first;
	if (first)
		first->prev_entry = &a->entry;
	__jit_debug_descriptor.first_entry = &a->entry;
	a->listed = true;
	tell(a, JIT_REGISTER_FN);
}

static void delist(struct announced *a)
{
	struct jit_code_entry *entry = &a->entry;

	if (!a->listed)
		return;
	if (entry->next_entry)
		entry->next_entry->prev_entry = entry->prev_entry;
	if (entry->prev_entry)
		entry->prev_entry->next_entry = entry->next_entry;
	else
		__jit_debug_descriptor.first_entry = entry->next_entry;
	a->listed = false;
	tell(a, JIT_UNREGISTER_FN);
}

/* --- modules ------------------------------------------------------------------------ */

static bool is_of(const struct announced *a, const struct kern *k,
		  const struct kern_module *mod)
{
	return a->k == k && (!mod || a->mod == mod);
}

/* Those of a module, or with NULL of a kernel, are no more. */
static void drop(const struct kern *k, const struct kern_module *mod)
{
	struct announced **link = &all, *a;

	while ((a = *link)) {
		if (!is_of(a, k, mod)) {
			link = &a->next;
			continue;
		}
		*link = a->next;
		delist(a);
		free((void *)(uintptr_t)a->entry.symfile_addr);
		free(a);
	}
}

/* All of a file; NULL. */
static char *read_file(int fd, size_t *size)
{
	struct stat st;
	char *copy;

	if (fstat(fd, &st) || st.st_size <= 0)
		return NULL;
	*size = (size_t)st.st_size;
	copy = malloc(*size);
	if (copy && pread(fd, copy, *size, 0) == st.st_size)
		return copy;
	free(copy);
	return NULL;
}

/* The file with the addresses of its sections. NULL without memory. */
static char *placed_file(const struct elf_loader *l, size_t *size)
{
	char *copy = read_file(l->fd, size);
	GElf_Ehdr ehdr;

	if (!copy || !gelf_getehdr(l->elf, &ehdr) || ehdr.e_shoff > *size ||
	    l->n > (*size - ehdr.e_shoff) / sizeof(Elf64_Shdr)) {
		free(copy);
		return NULL;
	}
	for (size_t i = 1; i < l->n; i++) {
		uint64_t host = l->section[i].la ?
					kern_host(l->k, l->section[i].la) :
					0;

		memcpy(copy + ehdr.e_shoff + i * sizeof(Elf64_Shdr) +
			       offsetof(Elf64_Shdr, sh_addr),
		       &host, sizeof(host));
	}
	return copy;
}

/*
 * gdb looks at the code to find the end of a function's prologue, and a breakpoint
 * of the host's CPU comes before the fault that would make the page accessible,
 * where gdb loses count of its steps. So code is resident when it is announced.
 */
static void show_text(struct kern *k, const struct kern_layout *layout)
{
	for (uint64_t at = 0; at < layout->end[KERN_TEXT]; at += KERN_PAGE)
		native_fill_ahead(k->cpu, kern_host(k, layout->base + at),
				  MMU_FETCH);
}

void kern_jit_announce(const struct elf_loader *l)
{
	struct announced *a;
	size_t size;

	if (!kern_elf_find((struct elf_loader *)l, ".debug_info"))
		return;
	a = calloc(1, sizeof(*a));
	if (a)
		a->entry.symfile_addr = placed_file(l, &size);
	if (!a || !a->entry.symfile_addr) {
		free(a);
		return;
	}
	a->entry.symfile_size = size;
	a->k = l->k;
	a->mod = l->mod;
	a->base = l->mod->core.base;
	show_text(l->k, &l->mod->core);
	show_text(l->k, &l->mod->init);
	cpu_debug_lock();
	drop(l->k, l->mod);
	a->next = all;
	all = a;
	enlist(a);
	cpu_debug_unlock();
}

/* Its entry is kept: a snapshot may bring it back. */
void kern_jit_forget(const struct kern *k, const struct kern_module *mod)
{
	cpu_debug_lock();
	for (struct announced *a = all; a; a = a->next)
		if (is_of(a, k, mod))
			delist(a);
	cpu_debug_unlock();
}

static bool is_there(const struct announced *a)
{
	const struct kern_module *mod = a->k->modules;

	while (mod && mod != a->mod)
		mod = mod->next;
	return mod && mod->core.base == a->base;
}

void kern_jit_restored(const struct kern *k)
{
	cpu_debug_lock();
	for (struct announced *a = all; a; a = a->next) {
		if (a->k != k || a->listed == is_there(a))
			continue;
		if (a->listed)
			delist(a);
		else
			enlist(a);
	}
	cpu_debug_unlock();
}

void kern_jit_forget_all(const struct kern *k)
{
	cpu_debug_lock();
	drop(k, NULL);
	cpu_debug_unlock();
}
