/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * orc.c - unwinding by ORC tables, which the kernel build gives modules
 * instead of frame pointers.
 *
 * .orc_unwind_ip holds one 32-bit offset an entry, relative to itself: where
 * the entry begins to hold. The entry says how to find the frame:
 *
 *   struct orc_entry { s16 sp_offset; s16 bp_offset;
 *                      sp_reg:4, bp_reg:4, type:2, end:1; } packed, 6 bytes
 *
 * Reference: Linux 6.1, arch/x86/kernel/unwind_orc.c, asm/orc_types.h.
 */
#include <string.h>

#include "kernel/module.h"

enum {
	ORC_REG_UNDEFINED = 0,
	ORC_REG_PREV_SP = 1,
	ORC_REG_BP = 4,
	ORC_REG_SP = 5,
	ORC_REG_BP_INDIRECT = 8,
	ORC_REG_SP_INDIRECT = 9,
	ORC_TYPE_CALL = 0,
	ORC_ENTRY_SIZE = 6,
};

struct orc {
	int sp_offset, bp_offset;
	unsigned int sp_reg, bp_reg, type;
};

static bool read_entry(struct kern *k, const struct kern_module *mod,
		       uint64_t index, struct orc *orc)
{
	unsigned char raw[ORC_ENTRY_SIZE];
	int16_t offset[2];

	if (!kern_peek(k, mod->orc + ORC_ENTRY_SIZE * index, raw, sizeof(raw)))
		return false;
	memcpy(offset, raw, sizeof(offset));
	*orc = (struct orc){.sp_offset = offset[0],
			    .bp_offset = offset[1],
			    .sp_reg = raw[4] & 15,
			    .bp_reg = raw[4] >> 4,
			    .type = raw[5] & 3};
	return true;
}

/* The entry that holds at la: the last one that begins at or below. The table
 * of a module is not sorted before it is loaded, so look at all. Where a section
 * ends, the entry that says so gives way to the first of the next section. */
static bool find(struct kern *k, const struct kern_module *mod, uint64_t la,
		 struct orc *orc)
{
	uint64_t best = 0;

	for (size_t i = 0; i < mod->norc; i++) {
		uint64_t at = mod->orc_ip + 4 * i, start;
		int32_t relative;
		struct orc entry;

		if (!kern_peek(k, at, &relative, sizeof(relative)))
			return false;
		start = kern_lift(k, kern_host(k, at) + (int64_t)relative);
		if (start > la || start < best)
			continue;
		if (!read_entry(k, mod, i, &entry))
			return false;
		if (start == best && entry.sp_reg == ORC_REG_UNDEFINED)
			continue;
		best = start;
		*orc = entry;
	}
	return best;
}

static bool word(struct kern *k, uint64_t la, uint64_t *value)
{
	return kern_peek(k, la, value, sizeof(*value));
}

/* A word of the stack that holds a pointer, as a linear address. */
static bool pointer(struct kern *k, uint64_t la, uint64_t *value)
{
	uint64_t raw;

	if (!word(k, la, &raw))
		return false;
	*value = kern_lift(k, raw);
	return true;
}

/* The stack pointer before the call. */
static bool caller_sp(struct kern *k, const struct kern_unwind *state,
		      const struct orc *orc, uint64_t *sp)
{
	switch (orc->sp_reg) {
	case ORC_REG_SP:
		*sp = state->sp + (uint64_t)orc->sp_offset;
		return true;
	case ORC_REG_BP:
		*sp = state->bp + (uint64_t)orc->sp_offset;
		return true;
	case ORC_REG_SP_INDIRECT:
		if (!pointer(k, state->sp, sp))
			return false;
		*sp += (uint64_t)orc->sp_offset;
		return true;
	case ORC_REG_BP_INDIRECT:
		return pointer(k, state->bp + (uint64_t)orc->sp_offset, sp);
	}
	return false;
}

bool kern_orc_step(struct kern *k, struct kern_unwind *state)
{
	const struct kern_layout *layout;
	struct kern_module *mod;
	uint64_t at = state->first ? state->ip : state->ip - 1, sp;
	struct orc orc = {0};

	mod = kern_module_address(k, at, &layout);
	if (!mod || !mod->norc || !find(k, mod, at, &orc))
		return false;
	state->ret_at = 0;
	if (orc.type != ORC_TYPE_CALL || !caller_sp(k, state, &orc, &sp)) {
		state->error = true;
		return true;
	}
	if (orc.bp_reg == ORC_REG_PREV_SP)
		pointer(k, sp + (uint64_t)orc.bp_offset, &state->bp);
	else if (orc.bp_reg == ORC_REG_BP)
		pointer(k, state->bp + (uint64_t)orc.bp_offset, &state->bp);
	state->sp = sp;
	state->ret_at = sp - 8;
	return true;
}

bool kern_orc_keeps_frame(struct kern *k, uint64_t la)
{
	const struct kern_layout *layout;
	struct kern_module *mod = kern_module_address(k, la, &layout);
	struct orc orc = {0};

	return mod && mod->norc && find(k, mod, la, &orc) &&
	       orc.sp_reg == ORC_REG_BP;
}
