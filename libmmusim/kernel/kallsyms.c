/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kallsyms.c - from addresses to names, and reading kernel memory for the
 * library.
 *
 * Reference: Linux 6.1, kernel/module/kallsyms.c, find_kallsyms_symbol().
 */
#include <stdio.h>
#include <string.h>

#include "kernel/module.h"

/* The first of several at one address is taken; its size reaches to the next symbol
 * or the end of the text. */
bool kern_module_lookup(const struct kern_module *mod,
			const struct kern_layout *layout, uint64_t la,
			struct kern_sym *sym)
{
	uint64_t next = layout->base + layout->end[KERN_TEXT];
	const struct kern_module_sym *best = NULL;

	for (size_t i = 0; i < mod->nsyms; i++) {
		const struct kern_module_sym *s = &mod->sym[i];

		if (!kern_layout_has(layout, s->la))
			continue;
		if (s->la <= la && (!best || s->la > best->la))
			best = s;
		if (s->la > la && s->la < next)
			next = s->la;
	}
	if (!best)
		return false;
	*sym = (struct kern_sym){.name = best->name,
				 .module = mod->name,
				 .start = best->la,
				 .offset = la - best->la,
				 .size = next - best->la};
	return true;
}

bool kern_lookup(struct kern *k, uint64_t la, struct kern_sym *sym)
{
	const struct kern_layout *layout;
	struct kern_module *mod;

	if (kern_image_lookup(k, la, sym))
		return true;
	mod = kern_module_address(k, la, &layout);
	return mod && kern_module_lookup(mod, layout, la, sym);
}

bool kern_text_address(struct kern *k, uint64_t la)
{
	const struct kern_layout *layout;

	if (la >= KERN_IMAGE_START && la < kern_image_end(k))
		return true;
	if (!kern_module_address(k, la, &layout))
		return false;
	return la - layout->base < layout->end[KERN_TEXT];
}

/* The symbol of the byte so many before la, and how far la is from it. */
static bool symbol(struct kern *k, uint64_t la, unsigned int back, char *buf,
		   size_t size)
{
	struct kern_sym sym;

	if (!kern_lookup(k, la - back, &sym)) {
		snprintf(buf, size, "0x%llx", (unsigned long long)la);
		return false;
	}
	snprintf(buf, size, "%s+0x%llx/0x%llx%s%s%s", sym.name,
		 (unsigned long long)sym.offset + back,
		 (unsigned long long)sym.size, sym.module[0] ? " [" : "",
		 sym.module, sym.module[0] ? "]" : "");
	return true;
}

bool kern_symbol(struct kern *k, uint64_t la, char *buf, size_t size)
{
	return symbol(k, la, 0, buf, size);
}

bool kern_symbol_back(struct kern *k, uint64_t la, char *buf, size_t size)
{
	return symbol(k, la, 1, buf, size);
}

/* --- reading and writing -------------------------------------------------- */

/* The byte at la in the alias, by the kernel's own tables; NULL if unmapped. */
static char *reach(struct kern *k, uint64_t la)
{
	unsigned int level;
	volatile uint64_t *entry =
		mmu_find_entry(k->machine, k->init_pgd, la, &level);
	uint64_t mask, frame;

	if (!entry || !(*entry & MMU_PTE_P))
		return NULL;
	mask = (1ull << (12 + 9 * (level - 1))) - 1;
	frame = *entry & MMU_PTE_ADDR & ~mask;
	return mmu_mem_ptr(k->machine, frame + (la & mask), 1);
}

static bool transfer(struct kern *k, uint64_t la, char *buf, size_t len,
		     bool write)
{
	while (len) {
		size_t piece = KERN_PAGE - (la & (KERN_PAGE - 1));
		char *at = reach(k, la);

		if (!at)
			return false;
		if (piece > len)
			piece = len;
		if (write)
			memcpy(at, buf, piece);
		else
			memcpy(buf, at, piece);
		la += piece;
		buf += piece;
		len -= piece;
	}
	return true;
}

bool kern_peek(struct kern *k, uint64_t la, void *buf, size_t len)
{
	return transfer(k, la, buf, len, false);
}

bool kern_peek_string(struct kern *k, uint64_t la, char *buf, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (!kern_peek(k, la + i, &buf[i], 1)) {
			buf[i] = 0;
			return false;
		}
		if (!buf[i])
			return true;
	}
	buf[size - 1] = 0;
	return false;
}

bool kern_poke(struct kern *k, uint64_t la, const void *buf, size_t len)
{
	return transfer(k, la, (char *)(uintptr_t)buf, len, true);
}
