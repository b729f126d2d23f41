/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * elf_patch.c - what the kernel changes in a module's code before it runs.
 *
 *   .altinstructions   instructions that take another's place on CPUs with, or
 *                      without, some feature: those of the simulated CPU count
 *   __mcount_loc       calls of __fentry__, for ftrace: they become no-ops
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
#include <string.h>

#include "cpu/machine.h"
#include "kernel/elf.h"

enum { ALT_SIZE = 12, CALL_LEN = 5, NOP_MAX = 8 };

#define ALT_NOT 0x8000u

/* Word and bit, as in asm/cpufeatures.h. */
#define FEATURE(word, bit) ((word)*32 + (bit))

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

static bool has_feature(const struct kern *k, unsigned int feature)
{
	const struct mmu_machine *machine = k->machine;

	switch (feature) {
	case FEATURE(3, 16):  /* REP_GOOD */
	case FEATURE(3, 21):  /* ALWAYS */
	case FEATURE(7, 11):  /* PTI */
	case FEATURE(7, 12):  /* RETPOLINE */
	case FEATURE(9, 9):   /* ERMS */
	case FEATURE(11, 14): /* RETHUNK */
		return true;
	case FEATURE(9, 7):
		return !(machine->disabled & MMU_FEATURE_SMEP);
	case FEATURE(9, 20):
		return !(machine->disabled & MMU_FEATURE_SMAP);
	}
	return false;
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
	wanted = has_feature(l->k, alt.feature & ~ALT_NOT) !=
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

int kern_elf_patch(struct elf_loader *l)
{
	int err = apply_alternatives(l);

	return err ? err : skip_fentry(l);
}
