/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sensitive.c - instructions that work at CPL 3, too, but not as a kernel means
 * them: they show or change what is the host's, and raise nothing.
 *
 *   PUSHF, POPF                 IF and AC
 *   SGDT, SIDT, SLDT, STR, SMSW tables and CR0
 *   MOV from and to, PUSH and POP of segment registers
 *   INT n, SYSCALL, SYSENTER    would call the host
 *   IRET, far branches, LFS and the like, RDFSBASE to WRGSBASE
 *
 * The module loader puts HLT in place of their first byte, which traps, and
 * keeps the byte: mmu_machine.original_code gives it back to who looks at the
 * code (decode.c). What they do then is done here, on the simulated CPU.
 *
 * Simplified: who reads the code as data sees HLT. Those of the last two lines
 * raise #GP; CPUID, RDTSC, RDPMC, XGETBV,
 * RDPKRU and WRPKRU, LAR, LSL, VERR and VERW stay the host's.
 *
 * Reference: Intel SDM vol. 2, the page of each instruction; the list: vol. 3C,
 * "Emulating guest instructions", and Robin and Irvine, "Analysis of the Intel
 * Pentium's Ability to Support a Secure Virtual Machine Monitor" (2000).
 */
#include <string.h>

#include <mmusim/window.h>

#include "native/host.h"
#include "native/native.h"
#include "native/privileged.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_DEFINED(a, n) ((void)(a), (void)(n))
#endif

enum { KERNEL_CS = 0x10, KERNEL_SS = 0x18, TASK_REGISTER = 0x40 };

#define OWN_FLAGS (MMU_RFLAGS_IF | MMU_RFLAGS_AC)
/* CF, PF, AF, ZF, SF, DF, OF: of the host's register, for they are the same. */
#define HOST_FLAGS 0xcd5ull
#define RF_AND_VM  0x30000ull

/* --- which ----------------------------------------------------------------------- */

static bool names_segment(const ZydisDecodedInstruction *info)
{
	enum { FROM = 0x8c, TO = 0x8e };

	return info->opcode_map == ZYDIS_OPCODE_MAP_DEFAULT &&
	       (info->opcode == FROM || info->opcode == TO);
}

/* PUSH and POP of FS and GS; in 64-bit mode there are no others. */
static bool pushes_segment(const ZydisDecodedInstruction *info)
{
	return info->opcode_map == ZYDIS_OPCODE_MAP_0F &&
	       (info->opcode == 0xa0 || info->opcode == 0xa1 ||
		info->opcode == 0xa8 || info->opcode == 0xa9);
}

bool native_is_sensitive(const ZydisDecodedInstruction *info)
{
	switch (info->mnemonic) {
	case ZYDIS_MNEMONIC_PUSHF:
	case ZYDIS_MNEMONIC_PUSHFQ:
	case ZYDIS_MNEMONIC_POPF:
	case ZYDIS_MNEMONIC_POPFQ:
	case ZYDIS_MNEMONIC_SGDT:
	case ZYDIS_MNEMONIC_SIDT:
	case ZYDIS_MNEMONIC_SLDT:
	case ZYDIS_MNEMONIC_STR:
	case ZYDIS_MNEMONIC_SMSW:
	case ZYDIS_MNEMONIC_INT:
	case ZYDIS_MNEMONIC_SYSCALL:
	case ZYDIS_MNEMONIC_SYSENTER:
	case ZYDIS_MNEMONIC_IRET:
	case ZYDIS_MNEMONIC_IRETD:
	case ZYDIS_MNEMONIC_IRETQ:
	case ZYDIS_MNEMONIC_LFS:
	case ZYDIS_MNEMONIC_LGS:
	case ZYDIS_MNEMONIC_LSS:
	case ZYDIS_MNEMONIC_RDFSBASE:
	case ZYDIS_MNEMONIC_RDGSBASE:
	case ZYDIS_MNEMONIC_WRFSBASE:
	case ZYDIS_MNEMONIC_WRGSBASE:
		return true;
	case ZYDIS_MNEMONIC_MOV:
		return names_segment(info);
	case ZYDIS_MNEMONIC_PUSH:
	case ZYDIS_MNEMONIC_POP:
		return pushes_segment(info);
	default:
		return info->meta.branch_type == ZYDIS_BRANCH_TYPE_FAR;
	}
}

size_t native_next_insn(const unsigned char *code, size_t len, bool *sensitive)
{
	ZydisDecodedInstruction info;
	ZydisDecoder decoder;

	ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64,
			 ZYDIS_STACK_WIDTH_64);
	if (!ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(&decoder, ZYAN_NULL,
							code, len, &info)))
		return 0;
	*sensitive = native_is_sensitive(&info);
	return info.length;
}

void native_code_changed(const void *code, size_t len)
{
	host_code_changed(code, len);
}

/* --- operands ---------------------------------------------------------------------- */

static uint64_t la_of(struct insn_run *run, uint64_t host)
{
	return mmu_la(run->cpu->machine, (void *)(uintptr_t)host);
}

static int store(struct insn_run *run, uint64_t host, const void *value,
		 size_t len)
{
	int vector = mmu_copy_out(run->cpu, la_of(run, host), value, len, 0,
				  NULL, run->fault);

	if (!vector && native_window_at(host))
		VALGRIND_MAKE_MEM_DEFINED((void *)(uintptr_t)host, len);
	return vector;
}

static int load(struct insn_run *run, uint64_t host, void *value, size_t len)
{
	return mmu_copy_in(run->cpu, value, la_of(run, host), len, 0, NULL,
			   run->fault);
}

/* The first operand becomes the value: of a register as many bytes as it has, a
 * dword with zeros above; of memory so many. */
static int set_first(struct insn_run *run, uint64_t value, size_t len)
{
	const ZydisDecodedOperand *operand = &run->insn.operand[0];
	uint64_t host = 0, *gpr;

	if (operand->type != ZYDIS_OPERAND_TYPE_REGISTER) {
		native_operand_address(&run->insn, 0, run->regs, &host);
		return store(run, host, &value, len);
	}
	gpr = &run->regs->gpr[ZydisRegisterGetId(operand->reg.value)];
	if (operand->size == 16)
		*gpr = (*gpr & ~0xffffull) | (uint16_t)value;
	else if (operand->size == 32)
		*gpr = (uint32_t)value;
	else
		*gpr = value;
	return 0;
}

static int refuse(struct insn_run *run, unsigned int error_code)
{
	*run->fault = (struct mmu_fault){.vector = MMU_TRAP_GP,
					 .error_code = error_code};
	return MMU_TRAP_GP;
}

/* --- the stack ----------------------------------------------------------------------- */

static int push(struct insn_run *run, uint64_t value)
{
	size_t len = run->insn.info.operand_width / 8;
	uint64_t *sp = &run->regs->gpr[MMU_RSP];
	int vector = store(run, *sp - len, &value, len);

	if (!vector)
		*sp -= len;
	return vector;
}

static int pop(struct insn_run *run, uint64_t *value)
{
	size_t len = run->insn.info.operand_width / 8;
	uint64_t *sp = &run->regs->gpr[MMU_RSP];
	int vector = load(run, *sp, value, len);

	if (!vector)
		*sp += len;
	return vector;
}

static int push_flags(struct insn_run *run)
{
	uint64_t flags = (run->regs->rflags & HOST_FLAGS) |
			 (mmu_rflags(run->cpu) & ~HOST_FLAGS);

	return push(run, flags & ~RF_AND_VM);
}

/* A word leaves what is above it alone. */
static int pop_flags(struct insn_run *run)
{
	uint64_t flags = mmu_rflags(run->cpu);
	int vector = pop(run, &flags);

	if (vector)
		return vector;
	run->regs->rflags = (run->regs->rflags & ~HOST_FLAGS) |
			    (flags & HOST_FLAGS);
	mmu_set_rflags(run->cpu, (mmu_rflags(run->cpu) & ~OWN_FLAGS) |
					 (flags & OWN_FLAGS));
	return 0;
}

/* --- tables and segments ---------------------------------------------------------------- */

static int store_table(struct insn_run *run, const struct cpu_table *table)
{
	unsigned char raw[10];
	uint64_t host = 0;

	memcpy(raw, &table->limit, 2);
	memcpy(raw + 2, &table->base, 8);
	native_operand_address(&run->insn, 0, run->regs, &host);
	return store(run, host, raw, sizeof(raw));
}

static uint64_t selector(ZydisRegister reg)
{
	return reg == ZYDIS_REGISTER_CS ? KERNEL_CS :
	       reg == ZYDIS_REGISTER_SS ? KERNEL_SS :
					  0;
}

/* Loading one changes nothing that 64-bit code could see; but a selector that
 * the table does not have is refused. Simplified: any but 0 and the kernel's. */
static int load_segment(struct insn_run *run, uint64_t value)
{
	value &= 0xffff;
	if (value == 0 || value == KERNEL_SS)
		return 0;
	return refuse(run, (unsigned int)value & ~7u);
}

static int move_segment(struct insn_run *run)
{
	const ZydisDecodedOperand *from = &run->insn.operand[1];
	uint64_t value = 0, host = 0;
	int vector;

	if (run->insn.info.opcode == 0x8c)
		return set_first(run, selector(from->reg.value), 2);
	if (from->type == ZYDIS_OPERAND_TYPE_REGISTER) {
		value = run->regs->gpr[ZydisRegisterGetId(from->reg.value)];
		return load_segment(run, value);
	}
	native_operand_address(&run->insn, 1, run->regs, &host);
	vector = load(run, host, &value, 2);
	return vector ? vector : load_segment(run, value);
}

static int pop_segment(struct insn_run *run)
{
	uint64_t value = 0, sp = run->regs->gpr[MMU_RSP];
	int vector = pop(run, &value);

	if (!vector)
		vector = load_segment(run, value);
	if (vector)
		run->regs->gpr[MMU_RSP] = sp;
	return vector;
}

int native_run_sensitive(struct insn_run *run)
{
	enum { IDT_ENTRY = 8, IN_IDT = 2 };

	switch (run->insn.info.mnemonic) {
	case ZYDIS_MNEMONIC_PUSHF:
	case ZYDIS_MNEMONIC_PUSHFQ:
		return push_flags(run);
	case ZYDIS_MNEMONIC_POPF:
	case ZYDIS_MNEMONIC_POPFQ:
		return pop_flags(run);
	case ZYDIS_MNEMONIC_SGDT:
		return store_table(run, &run->cpu->gdt);
	case ZYDIS_MNEMONIC_SIDT:
		return store_table(run, &run->cpu->idt);
	case ZYDIS_MNEMONIC_SLDT:
		return set_first(run, 0, 2);
	case ZYDIS_MNEMONIC_STR:
		return set_first(run, TASK_REGISTER, 2);
	case ZYDIS_MNEMONIC_SMSW:
		return set_first(run, mmu_cr0(run->cpu), 2);
	case ZYDIS_MNEMONIC_MOV:
		return move_segment(run);
	case ZYDIS_MNEMONIC_PUSH: /* FS or GS */
		return push(run, 0);
	case ZYDIS_MNEMONIC_POP:
		return pop_segment(run);
	case ZYDIS_MNEMONIC_INT:
		return refuse(run,
			      (unsigned int)run->insn.operand[0].imm.value.u *
					      IDT_ENTRY |
				      IN_IDT);
	default:
		return refuse(run, 0);
	}
}
