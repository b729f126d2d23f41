/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf_patch.c - what the kernel changes in a module's code before it runs.
 *
 *   .altinstructions   instructions that take another's place on CPUs with, or
 *                      without, some feature: those of the simulated CPU count
 *   __mcount_loc       calls of __fentry__, for ftrace: they become no-ops
 *
 *   PUSHF and the like   HLT in place of the first byte: native/sensitive.c. What
 *                      it was, the module keeps in its patches
 *
 * What stays as the compiler left it: calls through pv_ops, for the
 * instructions in their place would ask the host (pv.S); calls of the thunks,
 * as with retpolines (.retpoline_sites, .return_sites).
 *
 *   struct alt_instr { s32 instr, repl; u16 feature; u8 instrlen, repllen; }
 *
 * Reference: Linux 6.1, arch/x86/kernel/alternative.c, apply_alternatives();
 * kernel/trace/ftrace.c, ftrace_module_init().
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/cpuinfo.h"
#include "kernel/elf.h"
#include "native/native.h"

enum { ALT_SIZE = 12, CALL_LEN = 5, NOP_MAX = 8, HLT = 0xf4 };

#define ALT_NOT 0x8000u

struct alt {
	int32_t instr, repl;
	uint16_t feature;
	uint8_t instr_len, repl_len;
};

static const unsigned char nops[NOP_MAX + 1][NOP_MAX] = {
	{0},
	{0x90},
	{0x66, 0x90},
	{0x0f, 0x1f, 0x00},
	{0x0f, 0x1f, 0x40, 0x00},
	{0x0f, 0x1f, 0x44, 0x00, 0x00},
	{0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00},
	{0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00},
	{0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00},
};

static void add_nops(unsigned char *at, unsigned int len)
{
	while (len) {
		unsigned int n = len < NOP_MAX ? len : NOP_MAX;

		memcpy(at, nops[n], n);
		at += n;
		len -= n;
	}
}

/* Does all of it lie in the module? A file may say anything. */
static bool is_inside(struct elf_loader *l, uint64_t la, uint64_t len)
{
	const struct kern_layout *layout = &l->mod->core;

	if (!kern_layout_has(layout, la))
		layout = &l->mod->init;
	return kern_layout_has(layout, la) &&
	       layout->size - (la - layout->base) >= len;
}

static bool calls_pv_ops(const unsigned char *code)
{
	return code[0] == 0xff && (code[1] == 0x15 || code[1] == 0x14);
}

/* A call or jump in the replacement counts from where it stands now. */
static void move_branch(unsigned char *code, unsigned int len, uint64_t from,
			uint64_t to)
{
	int32_t relative;

	if (len != CALL_LEN || (code[0] != 0xe8 && code[0] != 0xe9))
		return;
	memcpy(&relative, code + 1, sizeof(relative));
	relative += (int32_t)(from - to);
	memcpy(code + 1, &relative, sizeof(relative));
}

static int apply_one(struct elf_loader *l, uint64_t at)
{
	unsigned char old[256], new[256];
	struct alt alt;
	uint64_t instr, repl;
	bool wanted;

	kern_peek(l->k, at, &alt, sizeof(alt));
	instr = at + (uint64_t)(int64_t)alt.instr;
	repl = at + 4 + (uint64_t)(int64_t)alt.repl;
	if (!is_inside(l, instr, alt.instr_len) ||
	    !is_inside(l, repl, alt.repl_len) || alt.repl_len > alt.instr_len)
		return kern_elf_bad(l, "Invalid alternative instruction");
	wanted = kern_cpu_has(l->k, alt.feature & ~ALT_NOT) !=
		 !!(alt.feature & ALT_NOT);
	memset(old, 0, 2);
	kern_peek(l->k, instr, old, alt.instr_len);
	if (!wanted || calls_pv_ops(old))
		return 0;
	kern_peek(l->k, repl, new, alt.repl_len);
	move_branch(new, alt.repl_len, repl, instr);
	add_nops(new + alt.repl_len, alt.instr_len - alt.repl_len);
	kern_poke(l->k, instr, new, alt.instr_len);
	return 0;
}

static int apply_alternatives(struct elf_loader *l)
{
	const struct elf_section *s = kern_elf_find(l, ".altinstructions");
	int err = 0;

	for (uint64_t at = 0;
	     s && s->la && at + ALT_SIZE <= s->hdr.sh_size && !err;
	     at += ALT_SIZE)
		err = apply_one(l, s->la + at);
	return err;
}

static int skip_fentry(struct elf_loader *l)
{
	const struct elf_section *s = kern_elf_find(l, "__mcount_loc");

	for (uint64_t at = 0; s && s->la && at + 8 <= s->hdr.sh_size; at += 8) {
		unsigned char opcode;
		uint64_t ptr, la;

		kern_peek(l->k, s->la + at, &ptr, sizeof(ptr));
		la = kern_lift(l->k, ptr);
		if (!is_inside(l, la, CALL_LEN))
			return kern_elf_bad(l, "Invalid __mcount_loc");
		kern_peek(l->k, la, &opcode, 1);
		if (opcode == 0xe8)
			kern_poke(l->k, la, nops[CALL_LEN], CALL_LEN);
	}
	return 0;
}

/* --- instructions that would not trap --------------------------------------- */

static int add_patch(struct elf_loader *l, uint64_t la, unsigned char byte)
{
	enum { FIRST = 8 };
	const unsigned char hlt = HLT;
	struct kern_module *mod = l->mod;
	size_t n = mod->npatches;
	struct kern_patch *grown;

	if (n >= FIRST ? !(n & (n - 1)) : !n) { /* it is full */
		grown = pool_realloc(l->k->pool, mod->patches,
				     (n ? 2 * n : FIRST) * sizeof(grown[0]));
		if (!grown)
			return -ENOMEM;
		mod->patches = grown;
	}
	mod->patches[mod->npatches++] =
		(struct kern_patch){.la = la, .byte = byte};
	kern_poke(l->k, la, &hlt, 1);
	return 0;
}

/* The code of a stretch, read piece by piece: reading walks page tables. */
struct code_reader {
	struct kern *k;
	uint64_t end;	   /* of the stretch */
	uint64_t from, to; /* what of it is in "code" */
	unsigned char code[1024];
};

/* The bytes at la, *n of them, as many as an instruction may have. */
static const unsigned char *code_at(struct code_reader *reader, uint64_t la,
				    size_t *n)
{
	enum { LONGEST = 15 };

	*n = reader->end - la < LONGEST ? reader->end - la : LONGEST;
	if (la < reader->from || la + *n > reader->to) {
		reader->from = la;
		reader->to = reader->end - la < sizeof(reader->code) ?
				     reader->end :
				     la + sizeof(reader->code);
		kern_peek(reader->k, la, reader->code, reader->to - la);
	}
	return reader->code + (la - reader->from);
}

/* Instruction by instruction, up to what is none. */
static int patch_stretch(struct elf_loader *l, uint64_t la, uint64_t len)
{
	struct code_reader reader = {.k = l->k, .end = la + len};

	for (uint64_t at = la; at < reader.end;) {
		bool sensitive = false;
		const unsigned char *code;
		size_t n, length;
		int err = 0;

		code = code_at(&reader, at, &n);
		length = native_next_insn(code, n, &sensitive);
		if (!length)
			break;
		if (sensitive)
			err = add_patch(l, at, code[0]);
		if (err)
			return err;
		at += length;
	}
	return 0;
}

static int by_value(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

/* Where the functions of a section begin, in order. */
static size_t find_functions(const struct elf_loader *l, size_t section,
			     uint64_t *start)
{
	size_t n = 0;

	for (size_t i = 1; i < l->nsyms; i++) {
		Elf64_Sym sym = kern_elf_symbol(l, i);

		if (sym.st_shndx == section &&
		    sym.st_value < l->section[section].hdr.sh_size &&
		    ELF64_ST_TYPE(sym.st_info) == STT_FUNC)
			start[n++] = sym.st_value;
	}
	qsort(start, n, sizeof(start[0]), by_value);
	return n;
}

/* What is behind code that cannot be understood begins with a function. */
static int patch_section(struct elf_loader *l, size_t i, uint64_t *start)
{
	const struct elf_section *s = &l->section[i];
	size_t n = find_functions(l, i, start);
	uint64_t at = 0;
	int err = 0;

	for (size_t next = 0; next <= n && !err; next++) {
		uint64_t end = next < n ? start[next] : s->hdr.sh_size;

		err = patch_stretch(l, s->la + at, end - at);
		at = end;
	}
	return err;
}

static int make_sensitive_trap(struct elf_loader *l)
{
	uint64_t *start =
		pool_alloc(l->k->pool, (l->nsyms + 1) * sizeof(start[0]));
	int err = start ? 0 : -ENOMEM;

	for (size_t i = 1; i < l->n && !err; i++)
		if (l->section[i].layout &&
		    l->section[i].hdr.sh_flags & SHF_EXECINSTR)
			err = patch_section(l, i, start);
	pool_free(l->k->pool, start);
	return err;
}

/* Where init functions were, another module may be by now. */
static bool is_loaded(const struct kern_module *mod, uint64_t la)
{
	return kern_layout_has(&mod->core, la) ||
	       kern_layout_has(&mod->init, la);
}

void kern_original_code(struct kern *k, uint64_t la, unsigned char *code,
			size_t len)
{
	for (const struct kern_module *mod = k->modules; mod; mod = mod->next)
		for (size_t i = 0; i < mod->npatches; i++) {
			const struct kern_patch *patch = &mod->patches[i];

			if (patch->la - la < len &&
			    code[patch->la - la] == HLT &&
			    is_loaded(mod, patch->la))
				code[patch->la - la] = patch->byte;
		}
}

int kern_elf_patch(struct elf_loader *l)
{
	int err = apply_alternatives(l);

	if (!err)
		err = skip_fentry(l);
	return err ? err : make_sensitive_trap(l);
}
