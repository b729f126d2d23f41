/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * extable.c - instructions that may fault: a module's section __ex_table says
 * where to go on then.
 *
 *   struct exception_table_entry { s32 insn, fixup, data; }   12 bytes
 *
 * Both addresses count from where they stand. The data say what else is done:
 * bits 7:0 the type, 11:8 a register, 31:16 a number.
 *
 * Reference: Linux 6.1, arch/x86/mm/extable.c, fixup_exception().
 */
#include <errno.h>

#include "kernel/module.h"

enum {
	ENTRY_SIZE = 12,
	TYPE_DEFAULT = 1,
	TYPE_FAULT = 2,
	TYPE_UACCESS = 3,
	TYPE_COPY = 4,
	TYPE_WRMSR = 8,
	TYPE_RDMSR = 9,
	TYPE_WRMSR_SAFE = 10,
	TYPE_RDMSR_SAFE = 11,
	TYPE_POP_REG = 16,
	TYPE_IMM_REG = 17,
	TYPE_UCOPY_LEN = 19,
};

struct entry {
	int32_t insn, fixup;
	uint32_t data;
};

static bool find(struct kern *k, uint64_t la, struct entry *entry, uint64_t *at)
{
	const struct kern_layout *layout;
	const struct kern_module *mod = kern_module_address(k, la, &layout);

	for (*at = mod ? mod->extable.start : 0;
	     mod && *at + ENTRY_SIZE <= mod->extable.end; *at += ENTRY_SIZE)
		if (kern_peek(k, *at, entry, sizeof(*entry)) &&
		    *at + (uint64_t)(int64_t)entry->insn == la)
			return true;
	return false;
}

/* In the order of struct pt_regs, by which the data name a register. */
static uint64_t *named_register(struct mmu_regs *regs, uint32_t data)
{
	/* As in an instruction's encoding, which enum mmu_gpr follows. */
	return &regs->gpr[data >> 8 & 15];
}

static void warn_once(struct kern *k)
{
	if (k->warned_uaccess)
		return;
	k->warned_uaccess = true;
	kern_cut_here(k);
	kern_printk(k, KERN_WARNING "General protection fault in user access. "
				    "Non-canonical address?\n");
	kern_warn(k, "arch/x86/mm/extable.c:142");
}

/* What belongs to the type. False: we do not know it. */
static bool prepare(struct kern *k, const struct entry *entry,
		    struct mmu_frame *frame)
{
	struct mmu_regs *regs = &frame->regs;
	int64_t number = (int32_t)entry->data >> 16;

	switch (entry->data & 0xff) {
	case TYPE_DEFAULT:
	case TYPE_WRMSR:
		return true;
	case TYPE_RDMSR:
		regs->gpr[MMU_RAX] = regs->gpr[MMU_RDX] = 0;
		return true;
	case TYPE_FAULT:
		regs->gpr[MMU_RAX] = frame->fault.vector;
		return true;
	case TYPE_COPY:
	case TYPE_UACCESS:
		if (frame->fault.vector == MMU_TRAP_GP)
			warn_once(k);
		if ((entry->data & 0xff) == TYPE_COPY)
			regs->gpr[MMU_RAX] = frame->fault.vector;
		return true;
	case TYPE_RDMSR_SAFE:
		regs->gpr[MMU_RAX] = regs->gpr[MMU_RDX] = 0;
		*named_register(regs, entry->data) = (uint64_t)-EIO;
		return true;
	case TYPE_WRMSR_SAFE:
		*named_register(regs, entry->data) = (uint64_t)-EIO;
		return true;
	case TYPE_IMM_REG:
		*named_register(regs, entry->data) = (uint64_t)number;
		return true;
	case TYPE_UCOPY_LEN:
		regs->gpr[MMU_RCX] = (uint64_t)number * regs->gpr[MMU_RCX] +
				     *named_register(regs, entry->data);
		return true;
	}
	return false;
}

bool kern_fixup_exception(struct kern *k, struct mmu_frame *frame)
{
	struct entry entry;
	uint64_t at;

	/* SMAP refuses without looking here: do_user_addr_fault(). */
	if (frame->fault.why == MMU_WHY_SMAP ||
	    !find(k, frame->rip_la, &entry, &at) || !prepare(k, &entry, frame))
		return false;
	frame->regs.rip = kern_host(k, at + 4) + (uint64_t)(int64_t)entry.fixup;
	return true;
}
