/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * displace.c - running an instruction elsewhere, with another pointer.
 *
 * Simulated code holds pointers into windows. But nothing keeps it from using
 * a linear address as it stands, *(long *)0xffff888000001000, say. When the
 * tables allow that, the instruction must happen, though the host has nothing
 * at that address. So a copy of it runs in a buffer of the thread's:
 *
 *     mov  %rdx, (%rax)           ; RAX = ffff888000001000
 *
 *   becomes, with RCX pointing to the byte in the alias (always accessible),
 *
 *     mov  %rdx, (%rcx)
 *     movabs $old, %rcx
 *     jmp  *next(%rip)
 *
 * Where a CALL or JMP goes is read at once; what remains of it is a push and a
 * jump. A string instruction has its pointers in RSI and RDI and nowhere else; they
 * are moved to the window that shows the address, and moved back by LEA.
 */
#include <errno.h>
#include <string.h>

#include "native/decode.h"
#include "native/host.h"
#include "native/native.h"

/**
 * struct code - code being written
 * Invariant: n <= NATIVE_DISPLACED_SIZE.
 */
struct code {
	unsigned char *byte;
	size_t n;
};

static void emit(struct code *code, const void *bytes, size_t n)
{
	memcpy(code->byte + code->n, bytes, n);
	code->n += n;
}

/* movabs $value, %reg */
static void emit_load(struct code *code, unsigned int reg, uint64_t value)
{
	unsigned char op[2] = {0x48 | (reg >> 3), 0xb8 | (reg & 7)};

	emit(code, op, 2);
	emit(code, &value, 8);
}

/* lea (%reg, %rdx), %reg for RSI or RDI; LEA leaves the flags alone */
static void emit_add_rdx(struct code *code, unsigned int reg)
{
	unsigned char op[4] = {0x48, 0x8d, 0x04 | reg << 3, MMU_RDX << 3 | reg};

	emit(code, op, 4);
}

/* jmp *0(%rip); .quad target */
static void emit_jump(struct code *code, uint64_t target)
{
	emit(code, "\xff\x25\0\0\0\0", 6);
	emit(code, &target, 8);
}

/* A register that the instruction has nothing to do with. */
static int free_register(const struct native_insn *insn)
{
	static const unsigned char candidate[] = {MMU_RAX, MMU_RCX, MMU_RDX,
						  MMU_RBX, MMU_RSI, MMU_RDI};
	unsigned int used = 0;

	for (unsigned int i = 0; i < insn->info.operand_count; i++) {
		const ZydisDecodedOperand *operand = &insn->operand[i];
		ZydisRegister reg[3] = {ZYDIS_REGISTER_NONE,
					ZYDIS_REGISTER_NONE,
					ZYDIS_REGISTER_NONE};

		if (operand->type == ZYDIS_OPERAND_TYPE_REGISTER) {
			reg[0] = operand->reg.value;
		} else if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY) {
			reg[1] = operand->mem.base;
			reg[2] = operand->mem.index;
		}
		for (int j = 0; j < 3; j++) {
			int number = native_gpr_number(
				ZydisRegisterGetLargestEnclosing(
					ZYDIS_MACHINE_MODE_LONG_64, reg[j]));

			if (number >= 0)
				used |= 1u << number;
		}
	}
	for (size_t i = 0; i < sizeof(candidate); i++)
		if (!(used & 1u << candidate[i]))
			return candidate[i];
	return -1;
}

/* Where can the operand be reached in one piece? In the alias; across pages
 * that are no neighbours there, in a window. */
static int translate_operand(struct mmu_cpu *cpu,
			     const struct native_insn *insn, unsigned int i,
			     uint64_t la, char **host, struct mmu_fault *fault)
{
	unsigned int how = native_operand_how(insn, i);
	uint64_t size = insn->operand[i].size / 8;
	uint64_t room = MMU_PAGE_SIZE - (la & (MMU_PAGE_SIZE - 1));
	struct cpu_xlat first, second;
	int vector = cpu_translate(cpu, la, how, &first, fault);

	if (!vector && size > room)
		vector = cpu_translate(cpu, la + room, how, &second, fault);
	if (vector)
		return vector;
	*host = first.host;
	if (size <= room || second.host == first.host + room)
		return 0;
	*host = mmu_ptr(cpu->machine, la);
	return (uint64_t)(uintptr_t)*host == la ? -ENOTSUP : 0;
}

/* The code ends in a jump to @next; it is what runs now. */
static void finish(struct native_thread *thread, struct code *code,
		   struct mmu_regs *regs, uint64_t next)
{
	emit_jump(code, next);
	host_code_changed(code->byte, NATIVE_DISPLACED_SIZE);
	thread->displaced.rip = regs->rip;
	regs->rip = (uint64_t)(uintptr_t)code->byte;
}

/* Encode the instruction with its memory operand as (%reg). */
static int encode_with_base(const struct native_insn *insn, unsigned int reg,
			    struct code *code)
{
	ZydisEncoderRequest request;
	ZyanUSize length = ZYDIS_MAX_INSTRUCTION_LENGTH;

	if (ZYAN_FAILED(ZydisEncoderDecodedInstructionToEncoderRequest(
		    &insn->info, insn->operand,
		    insn->info.operand_count_visible, &request)))
		return -ENOTSUP;
	for (unsigned int i = 0; i < request.operand_count; i++) {
		ZydisEncoderOperand *operand = &request.operands[i];

		if (operand->type != ZYDIS_OPERAND_TYPE_MEMORY)
			continue;
		operand->mem.base = ZYDIS_REGISTER_RAX + reg;
		operand->mem.index = ZYDIS_REGISTER_NONE;
		operand->mem.scale = 0;
		operand->mem.displacement = 0;
	}
	if (ZYAN_FAILED(ZydisEncoderEncodeInstruction(
		    &request, code->byte + code->n, &length)))
		return -ENOTSUP;
	code->n += length;
	return 0;
}

/* An instruction with one explicit memory operand. */
static int displace_operand(struct native_thread *thread, struct mmu_cpu *cpu,
			    struct mmu_regs *regs,
			    const struct native_insn *insn, unsigned int i,
			    uint64_t faulting, struct mmu_fault *fault)
{
	struct code code = {.byte = thread->displaced.code};
	int reg = free_register(insn), result;
	uint64_t la, old;
	char *host;

	/* Another operand, the stack's say, or one with a segment base? */
	if (!native_operand_address(insn, i, regs, &la) ||
	    faulting - la >= insn->operand[i].size / 8)
		return -ENOTSUP;
	result = translate_operand(cpu, insn, i, la, &host, fault);
	if (result)
		return result;
	if (reg < 0 || encode_with_base(insn, (unsigned int)reg, &code))
		return -ENOTSUP;
	old = regs->gpr[reg];
	emit_load(&code, (unsigned int)reg, old);
	memset(thread->displaced.add, 0, sizeof(thread->displaced.add));
	thread->displaced.add[reg] = (uint64_t)(uintptr_t)host - old;
	regs->gpr[reg] = (uint64_t)(uintptr_t)host;
	finish(thread, &code, regs, regs->rip + insn->info.length);
	return 0;
}

/* MOVS, STOS, LODS, CMPS, SCAS, with or without a REP prefix. None of them
 * uses RDX, which carries the offsets. */
static int displace_string(struct native_thread *thread, struct mmu_cpu *cpu,
			   struct mmu_regs *regs,
			   const struct native_insn *insn)
{
	static const unsigned char pointer[] = {MMU_RSI, MMU_RDI};
	struct code code = {.byte = thread->displaced.code};
	bool moved = false;

	memset(thread->displaced.add, 0, sizeof(thread->displaced.add));
	emit(&code, insn->bytes, insn->info.length);
	for (int i = 0; i < 2; i++) {
		unsigned int reg = pointer[i];
		uint64_t la = regs->gpr[reg];
		uint64_t host = (uint64_t)(uintptr_t)mmu_ptr(cpu->machine, la);

		if (host == la)
			continue;
		thread->displaced.add[reg] = host - la;
		regs->gpr[reg] = host;
		emit_load(&code, MMU_RDX, la - host);
		emit_add_rdx(&code, reg);
		moved = true;
	}
	if (!moved)
		return -ENOTSUP;
	emit_load(&code, MMU_RDX, regs->gpr[MMU_RDX]);
	finish(thread, &code, regs, regs->rip + insn->info.length);
	return 0;
}

/* push $value, which is a 32-bit push and a store over its upper half */
static void emit_push(struct code *code, uint64_t value)
{
	uint32_t half[2] = {(uint32_t)value, (uint32_t)(value >> 32)};

	emit(code, "\x68", 1);
	emit(code, &half[0], 4);
	emit(code, "\xc7\x44\x24\x04", 4); /* movl $half[1], 4(%rsp) */
	emit(code, &half[1], 4);
}

/* CALL and JMP through a pointer in memory. The pointer is read here. */
static int displace_branch(struct native_thread *thread, struct mmu_cpu *cpu,
			   struct mmu_regs *regs,
			   const struct native_insn *insn, uint64_t faulting,
			   struct mmu_fault *fault)
{
	struct code code = {.byte = thread->displaced.code};
	uint64_t la, target;
	char *host;
	int result;

	if (insn->info.meta.branch_type != ZYDIS_BRANCH_TYPE_NEAR ||
	    !native_operand_address(insn, 0, regs, &la) ||
	    faulting - la >= sizeof(target))
		return -ENOTSUP;
	result = translate_operand(cpu, insn, 0, la, &host, fault);
	if (result)
		return result;
	memcpy(&target, host, sizeof(target));
	if (insn->info.meta.category == ZYDIS_CATEGORY_CALL)
		emit_push(&code, regs->rip + insn->info.length);
	memset(thread->displaced.add, 0, sizeof(thread->displaced.add));
	finish(thread, &code, regs, target);
	return 0;
}

int native_displace(struct native_thread *thread, struct mmu_cpu *cpu,
		    struct mmu_regs *regs, uint64_t la, struct mmu_fault *fault)
{
	struct native_insn insn;

	if (!native_decode(cpu, regs->rip, &insn))
		return -ENOTSUP;
	if (insn.info.meta.category == ZYDIS_CATEGORY_STRINGOP)
		return displace_string(thread, cpu, regs, &insn);
	if (insn.info.meta.category == ZYDIS_CATEGORY_CALL ||
	    insn.info.meta.category == ZYDIS_CATEGORY_UNCOND_BR)
		return displace_branch(thread, cpu, regs, &insn, la, fault);
	if (insn.info.meta.category == ZYDIS_CATEGORY_RET)
		return -ENOTSUP;
	for (unsigned int i = 0; i < insn.info.operand_count_visible; i++)
		if (insn.operand[i].type == ZYDIS_OPERAND_TYPE_MEMORY &&
		    insn.operand[i].mem.type == ZYDIS_MEMOP_TYPE_MEM)
			return displace_operand(thread, cpu, regs, &insn, i, la,
						fault);
	return -ENOTSUP;
}

void native_undisplace(const struct native_thread *thread,
		       struct mmu_regs *regs)
{
	uint64_t code = (uint64_t)(uintptr_t)thread->displaced.code;

	if (regs->rip - code >= NATIVE_DISPLACED_SIZE)
		return;
	for (int i = 0; i < MMU_NGPR; i++)
		regs->gpr[i] -= thread->displaced.add[i];
	regs->rip = thread->displaced.rip;
}
