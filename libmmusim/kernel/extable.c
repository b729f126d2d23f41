/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * extable.c - exception tables: where execution goes on when an instruction
 * that may fault does.
 *
 * Section __ex_table of a module has an entry for each such instruction:
 *
 *   int insn, fixup;     relative to themselves
 *   int data;            type 0-7, register 8-11, flags 12-15, immediate 16-31
 *
 * It lies in the module's rodata, in simulated memory, and is read there. In the
 * kernel image only RDMSR and WRMSR may fault, in four functions.
 *
 * Simplified: the table is searched from one end to the other, not sorted.
 * Types that concern what the simulated CPU has not are no fixup: restoring FPU
 * registers, BPF, SGX, machine checks.
 *
 * Reference: Linux 6.1, arch/x86/mm/extable.c,
 * arch/x86/include/asm/extable_fixup_types.h.
 */
#include <errno.h>
#include <string.h>

#include "kernel/extable.h"
#include "kernel/module.h"
#include "native/native.h"

enum ex_type {
	EX_TYPE_DEFAULT = 1,
	EX_TYPE_FAULT = 2,
	EX_TYPE_UACCESS = 3,
	EX_TYPE_COPY = 4,
	EX_TYPE_CLEAR_FS = 5,
	EX_TYPE_WRMSR = 8,
	EX_TYPE_RDMSR = 9,
	EX_TYPE_WRMSR_SAFE = 10,
	EX_TYPE_RDMSR_SAFE = 11,
	EX_TYPE_DEFAULT_MCE_SAFE = 14,
	EX_TYPE_FAULT_MCE_SAFE = 15,
	EX_TYPE_POP_REG = 16,
	EX_TYPE_IMM_REG = 17,
	EX_TYPE_UCOPY_LEN = 19,
	EX_TYPE_ZEROPAD = 20,
};

#define EX_FLAG_CLEAR_AX (1u << 12)
#define EX_FLAG_CLEAR_DX (2u << 12)

struct entry {
	int32_t insn, fixup;
	uint32_t data;
};

_Static_assert(sizeof(struct entry) == KERN_EXTABLE_ENTRY, "as in Linux");

#define IN_EDI (MMU_RDI << 8)

/* The same for an instruction of the image: execution goes on behind it. */
static bool search_image(struct kern *k, uint64_t ip, uint64_t *fixup,
			 uint32_t *data)
{
	static const struct {
		const char *function;
		uint32_t data;
	} table[] = {
		{"native_read_msr", EX_TYPE_RDMSR},
		{"native_write_msr", EX_TYPE_WRMSR},
		{"native_read_msr_safe", EX_TYPE_RDMSR_SAFE | IN_EDI},
		{"native_write_msr_safe", EX_TYPE_WRMSR_SAFE | IN_EDI},
	};
	struct kern_sym sym;
	uint8_t code[2];

	if (!kern_image_lookup(k, ip, &sym) ||
	    !kern_peek(k, ip, code, sizeof(code)) || code[0] != 0x0f ||
	    (code[1] != 0x30 && code[1] != 0x32))
		return false;
	*fixup = ip + sizeof(code);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		*data = table[i].data;
		if (!strcmp(sym.name, table[i].function))
			return true;
	}
	return false;
}

/* search_exception_tables(). True: @fixup is the linear address to go on at. */
static bool search(struct kern *k, uint64_t ip, uint64_t *fixup, uint32_t *data)
{
	const struct kern_layout *layout;
	struct kern_module *mod = kern_module_address(k, ip, &layout);
	uint64_t at = mod ? mod->extable : 0;
	struct entry e;

	for (size_t i = 0; mod && i < mod->nextable; i++, at += sizeof(e)) {
		if (!kern_peek(k, at, &e, sizeof(e)))
			return false;
		if (at + (uint64_t)(int64_t)e.insn != ip)
			continue;
		*fixup = at + 4 + (uint64_t)(int64_t)e.fixup;
		*data = e.data;
		return true;
	}
	return false;
}

static uint64_t *named_register(struct mmu_regs *regs, uint32_t data)
{
	return &regs->gpr[data >> 8 & 15];
}

static uint64_t immediate(uint32_t data)
{
	return (uint64_t)(int64_t)(int16_t)(data >> 16);
}

/* What the handler of the type does to registers. False: there is none. */
static bool handle(struct mmu_regs *regs, uint32_t data, unsigned int vector)
{
	switch ((enum ex_type)(data & 0xff)) {
	case EX_TYPE_DEFAULT:
	case EX_TYPE_UACCESS:
	case EX_TYPE_CLEAR_FS: /* no segment has anything */
	case EX_TYPE_DEFAULT_MCE_SAFE:
	case EX_TYPE_WRMSR:
		break;
	case EX_TYPE_FAULT:
	case EX_TYPE_COPY:
	case EX_TYPE_FAULT_MCE_SAFE:
		regs->gpr[MMU_RAX] = vector;
		break;
	case EX_TYPE_RDMSR_SAFE:
		*named_register(regs, data) = (uint64_t)-EIO;
		/* fall through */
	case EX_TYPE_RDMSR:
		regs->gpr[MMU_RAX] = regs->gpr[MMU_RDX] = 0;
		break;
	case EX_TYPE_WRMSR_SAFE:
		*named_register(regs, data) = (uint64_t)-EIO;
		break;
	case EX_TYPE_POP_REG:
		regs->gpr[MMU_RSP] += sizeof(uint64_t);
		/* fall through */
	case EX_TYPE_IMM_REG:
		*named_register(regs, data) = immediate(data);
		break;
	case EX_TYPE_UCOPY_LEN:
		regs->gpr[MMU_RCX] = immediate(data) * regs->gpr[MMU_RCX] +
				     *named_register(regs, data);
		break;
	default:
		return false;
	}
	if (data & EX_FLAG_CLEAR_AX)
		regs->gpr[MMU_RAX] = 0;
	if (data & EX_FLAG_CLEAR_DX)
		regs->gpr[MMU_RDX] = 0;
	return true;
}

/* load_unaligned_zeropad(): a word that ends on the next page, which is not
 * there, is read with zeros in place of that. */
static bool pad_with_zeros(struct kern *k, const struct mmu_frame *frame,
			   struct mmu_regs *regs)
{
	uint64_t at, word, fault = frame->fault.la;
	unsigned int number;

	if (!native_load_operand(k->cpu, &frame->regs, &at, &number))
		return false;
	at = kern_lift(k, at);
	if (fault < (at & ~7ull) || fault >= (at & ~7ull) + 16 ||
	    !kern_peek(k, at & ~7ull, &word, sizeof(word)))
		return false;
	regs->gpr[number] = word >> 8 * (at & 7);
	return true;
}

static bool apply(struct kern *k, const struct mmu_frame *frame,
		  struct mmu_regs *regs, uint32_t data)
{
	if ((data & 0xff) == EX_TYPE_ZEROPAD)
		return pad_with_zeros(k, frame, regs);
	return handle(regs, data, frame->fault.vector);
}

/* ex_handler_msr(): what reads or writes a register that is not there says so
 * once. */
static void warn_msr(struct kern *k, const struct mmu_frame *frame, bool write)
{
	static const char *const nothing[] = {NULL};
	const uint64_t *g = frame->regs.gpr;
	struct kern_unwind unwind = {
		.ip = frame->rip_la,
		.sp = frame->sp_la,
		.bp = kern_lift(k, g[MMU_RBP]),
		.exception = frame,
		.served_by = nothing,
	};
	void *rip = (void *)(uintptr_t)frame->regs.rip;

	if (k->warned_msr[write])
		return;
	k->warned_msr[write] = true;
	if (write)
		kern_printk(k,
			    KERN_WARNING "unchecked MSR access error: WRMSR to "
					 "0x%x (tried to write 0x%08x%08x) at "
					 "rIP: 0x%llx (%pS)\n",
			    (unsigned int)g[MMU_RCX], (unsigned int)g[MMU_RDX],
			    (unsigned int)g[MMU_RAX],
			    (unsigned long long)frame->rip_la, rip);
	else
		kern_printk(k,
			    KERN_WARNING "unchecked MSR access error: RDMSR "
					 "from 0x%x at rIP: 0x%llx (%pS)\n",
			    (unsigned int)g[MMU_RCX],
			    (unsigned long long)frame->rip_la, rip);
	kern_show_trace(k, &unwind);
}

bool kern_fixup_exception(struct kern *k, struct mmu_frame *frame)
{
	struct mmu_regs regs = frame->regs;
	uint64_t fixup;
	uint32_t data;

	if ((!search(k, frame->rip_la, &fixup, &data) &&
	     !search_image(k, frame->rip_la, &fixup, &data)) ||
	    !apply(k, frame, &regs, data))
		return false;
	if (frame->fault.vector == MMU_TRAP_GP &&
	    ((data & 0xff) == EX_TYPE_UACCESS || (data & 0xff) == EX_TYPE_COPY))
		kern_warn_user_access(k, frame, (data & 0xff) == EX_TYPE_COPY);
	if ((data & 0xff) == EX_TYPE_RDMSR || (data & 0xff) == EX_TYPE_WRMSR)
		warn_msr(k, frame, (data & 0xff) == EX_TYPE_WRMSR);
	regs.rip = kern_host(k, fixup);
	frame->regs = regs;
	return true;
}
