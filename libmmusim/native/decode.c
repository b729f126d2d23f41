/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decode.c - what an instruction was about to do, where the host does not say.
 *
 * Zydis decodes without allocating, so all of this may run in the signal
 * handler.
 */
#include <string.h>

#include "native/native.h"
#include "native/privileged.h"

size_t native_fetch_code(struct mmu_cpu *cpu, uint64_t rip,
			 unsigned char code[15])
{
	struct window *window = native_window_at(rip);
	size_t done = 15;

	if (!window) /* host code: it is running, so it can be read */
		memcpy(code, (const void *)(uintptr_t)rip, done);
	else
		mmu_copy_in(cpu, code, native_lift(window, rip), 15,
			    MMU_PEEK | MMU_IMPLICIT, &done, NULL);
	if (window && cpu->machine->original_code)
		cpu->machine->original_code(
			cpu->machine, native_lift(window, rip), code, done);
	return done;
}

bool native_decode(struct mmu_cpu *cpu, uint64_t rip, struct native_insn *insn)
{
	ZydisDecoder decoder;

	insn->available = native_fetch_code(cpu, rip, insn->bytes);
	insn->gs_base =
		(uint64_t)(uintptr_t)mmu_ptr(cpu->machine, cpu->msrs.gs_base);
	ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64,
			 ZYDIS_STACK_WIDTH_64);
	return ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, insn->bytes,
						   insn->available, &insn->info,
						   insn->operand));
}

int native_gpr_number(ZydisRegister reg)
{
	if (reg >= ZYDIS_REGISTER_RAX && reg <= ZYDIS_REGISTER_R15)
		return reg - ZYDIS_REGISTER_RAX;
	return -1;
}

static uint64_t reg_value(const struct mmu_regs *regs, ZydisRegister reg,
			  uint64_t next_rip)
{
	int number = native_gpr_number(reg);

	if (reg == ZYDIS_REGISTER_RIP)
		return next_rip;
	return number < 0 ? 0 : regs->gpr[number];
}

/* Simplified: FS is taken to have base 0; 32-bit address registers do not reach
 * non-canonical addresses. */
bool native_operand_address(const struct native_insn *insn, unsigned int i,
			    const struct mmu_regs *regs, uint64_t *address)
{
	const ZydisDecodedOperand *operand = &insn->operand[i];
	uint64_t next = regs->rip + insn->info.length;

	if (operand->type != ZYDIS_OPERAND_TYPE_MEMORY ||
	    operand->mem.type != ZYDIS_MEMOP_TYPE_MEM)
		return false;
	*address =
		reg_value(regs, operand->mem.base, next) +
		reg_value(regs, operand->mem.index, next) * operand->mem.scale +
		(operand->mem.disp.has_displacement ?
			 (uint64_t)operand->mem.disp.value :
			 0);
	if (operand->mem.segment == ZYDIS_REGISTER_GS)
		*address += insn->gs_base;
	return true;
}

unsigned int native_operand_how(const struct native_insn *insn, unsigned int i)
{
	return insn->operand[i].actions & ZYDIS_OPERAND_ACTION_MASK_WRITE ?
		       MMU_WRITE :
		       MMU_READ;
}

/* Hosts with 5-level paging translate more, and report the address then. */
static bool is_bad(uint64_t la)
{
	enum { HOST_LEVELS = 4 };

	return !mmu_is_canonical(la, HOST_LEVELS);
}

static bool blame(struct mmu_fault *fault, uint64_t la, unsigned int how)
{
	fault->la = la;
	fault->how = how;
	fault->why = MMU_WHY_NON_CANONICAL;
	return true;
}

/* Eight bytes that simulated code has just read, as it saw them. */
static bool read_pointer(struct mmu_cpu *cpu, uint64_t host, uint64_t *value)
{
	struct window *window = native_window_at(host);
	uint64_t la = window ? native_lift(window, host) : host;

	return mmu_copy_in(cpu, value, la, sizeof(*value),
			   MMU_PEEK | MMU_IMPLICIT, NULL, NULL) == 0;
}

/* Where an indirect branch or a return goes. */
static bool branch_target(struct mmu_cpu *cpu, const struct native_insn *insn,
			  const struct mmu_regs *regs, uint64_t *target)
{
	const ZydisDecodedOperand *operand = &insn->operand[0];
	uint64_t address;

	switch (insn->info.meta.category) {
	case ZYDIS_CATEGORY_RET:
		return read_pointer(cpu, regs->gpr[MMU_RSP], target);
	case ZYDIS_CATEGORY_CALL:
	case ZYDIS_CATEGORY_UNCOND_BR:
		break;
	default:
		return false;
	}
	if (operand->type == ZYDIS_OPERAND_TYPE_REGISTER) {
		*target = reg_value(regs, operand->reg.value, 0);
		return true;
	}
	return native_operand_address(insn, 0, regs, &address) &&
	       read_pointer(cpu, address, target);
}

bool native_bad_address(struct mmu_cpu *cpu, const struct mmu_regs *regs,
			struct mmu_fault *fault)
{
	struct native_insn insn;
	uint64_t la;

	if (is_bad(regs->rip))
		return blame(fault, regs->rip, MMU_FETCH);
	if (!native_decode(cpu, regs->rip, &insn))
		return false;
	for (unsigned int i = 0; i < insn.info.operand_count; i++) {
		if (!native_operand_address(&insn, i, regs, &la) || !is_bad(la))
			continue;
		if (insn.operand[i].mem.segment == ZYDIS_REGISTER_SS)
			fault->vector = MMU_TRAP_SS;
		return blame(fault, la, native_operand_how(&insn, i));
	}
	if (branch_target(cpu, &insn, regs, &la) && is_bad(la))
		return blame(fault, la, MMU_FETCH);
	return false;
}

uint64_t native_operand_la(struct mmu_cpu *cpu, const struct mmu_regs *regs)
{
	struct native_insn insn;
	uint64_t address;

	if (!native_decode(cpu, regs->rip, &insn))
		return 0;
	for (unsigned int i = 0; i < insn.info.operand_count_visible; i++)
		if (native_operand_address(&insn, i, regs, &address)) {
			struct window *window = native_window_at(address);

			return window ? native_lift(window, address) : address;
		}
	return 0;
}

/* The encoding counts: an operand that is implied, as that of REP MOVSB or RET, has
 * no ModRM byte, and that is taken for one of zero. */
bool native_rm_register(struct mmu_cpu *cpu, const struct mmu_regs *regs,
			uint64_t *value)
{
	struct native_insn insn;
	unsigned int rm = 0;

	if (!native_decode(cpu, regs->rip, &insn))
		return false;
	if (insn.info.attributes & ZYDIS_ATTRIB_HAS_MODRM) {
		if (insn.info.raw.modrm.mod != 3)
			return false;
		rm = insn.info.raw.modrm.rm;
	}
	*value = regs->gpr[rm + 8u * insn.info.raw.rex.B];
	return true;
}

bool native_load_operand(struct mmu_cpu *cpu, const struct mmu_regs *regs,
			 uint64_t *address, unsigned int *gpr)
{
	struct native_insn insn;
	int number;

	if (!native_decode(cpu, regs->rip, &insn) ||
	    insn.info.mnemonic != ZYDIS_MNEMONIC_MOV ||
	    insn.operand[0].type != ZYDIS_OPERAND_TYPE_REGISTER)
		return false;
	number = native_gpr_number(insn.operand[0].reg.value);
	if (number < 0 || !native_operand_address(&insn, 1, regs, address))
		return false;
	*gpr = (unsigned int)number;
	return true;
}

bool native_is_privileged(struct mmu_cpu *cpu, uint64_t rip)
{
	struct native_insn insn;

	if (!native_decode(cpu, rip, &insn))
		return false;
	switch (insn.info.mnemonic) {
	case ZYDIS_MNEMONIC_CLI:
	case ZYDIS_MNEMONIC_STI:
	case ZYDIS_MNEMONIC_IN:
	case ZYDIS_MNEMONIC_OUT:
	case ZYDIS_MNEMONIC_INSB:
	case ZYDIS_MNEMONIC_INSW:
	case ZYDIS_MNEMONIC_INSD:
	case ZYDIS_MNEMONIC_OUTSB:
	case ZYDIS_MNEMONIC_OUTSW:
	case ZYDIS_MNEMONIC_OUTSD:
	case ZYDIS_MNEMONIC_LGDT:
	case ZYDIS_MNEMONIC_LIDT:
	case ZYDIS_MNEMONIC_LLDT:
	case ZYDIS_MNEMONIC_LTR:
		return true;
	case ZYDIS_MNEMONIC_STAC: /* to users they do not exist */
	case ZYDIS_MNEMONIC_CLAC:
		return false;
	default:
		if (native_is_sensitive(&insn.info))
			return true;
		return insn.info.attributes & ZYDIS_ATTRIB_IS_PRIVILEGED;
	}
}

/* --- Valgrind ----------------------------------------------------------------
 *
 * It runs translations of whole stretches of code, and its registers are not
 * always those before the instruction that faults:
 *
 *   push, call, enter   RSP is lowered already
 *   pop to memory       RSP is raised already
 *   rep movs and so on  RCX is lowered already
 *   the first instruction behind a direct jump or call that was translated
 *   together with it, or of a loop that was unrolled: RIP is at the jump
 */

static bool lowers_rsp(const struct native_insn *insn)
{
	return insn->info.meta.category == ZYDIS_CATEGORY_PUSH ||
	       insn->info.meta.category == ZYDIS_CATEGORY_CALL ||
	       insn->info.mnemonic == ZYDIS_MNEMONIC_ENTER;
}

/* Did the store of a pop fault, not its load? */
static bool has_popped(const struct native_insn *insn,
		       const struct mmu_regs *regs, uint64_t addr)
{
	uint64_t address;

	return insn->info.mnemonic == ZYDIS_MNEMONIC_POP &&
	       native_operand_address(insn, 0, regs, &address) &&
	       addr - address < 8;
}

static bool repeats(const struct native_insn *insn)
{
	return insn->info.attributes &
	       (ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE |
		ZYDIS_ATTRIB_HAS_REPNE);
}

static uint64_t stack_word(struct mmu_cpu *cpu, uint64_t sp)
{
	uint64_t word = 0;

	if (native_window_at(sp))
		read_pointer(cpu, sp, &word);
	else
		memcpy(&word, (const void *)(uintptr_t)sp, sizeof(word));
	return word;
}

/* Is a conditional jump taken? The low half of its opcode says when. */
static bool is_taken(unsigned int condition, uint64_t rflags)
{
	bool carry = rflags & 1, parity = rflags & 4, zero = rflags & 0x40;
	bool sign = rflags & 0x80, overflow = rflags & 0x800;
	const bool holds[8] = {overflow,
			       carry,
			       zero,
			       carry || zero,
			       sign,
			       parity,
			       sign != overflow,
			       zero || sign != overflow};

	return holds[condition >> 1 & 7] != (condition & 1);
}

static bool is_jcc(const struct native_insn *insn)
{
	unsigned int opcode = insn->info.opcode;

	if (insn->info.meta.category != ZYDIS_CATEGORY_COND_BR)
		return false;
	return insn->info.opcode_map == ZYDIS_OPCODE_MAP_0F ? opcode >> 4 == 8 :
							      opcode >> 4 == 7;
}

/* A direct jump accesses no memory, a direct call nothing but the stack. So
 * was it the instruction behind? Then move RIP there. */
static bool follow_branch(struct mmu_cpu *cpu, const struct native_insn *insn,
			  struct mmu_regs *regs, uint64_t addr)
{
	uint64_t next = regs->rip + insn->info.length;
	bool call = insn->info.meta.category == ZYDIS_CATEGORY_CALL;
	bool jump = insn->info.meta.category == ZYDIS_CATEGORY_UNCOND_BR;
	bool jcc = is_jcc(insn);

	if ((!call && !jump && !jcc) ||
	    insn->operand[0].type != ZYDIS_OPERAND_TYPE_IMMEDIATE)
		return false;
	/* If this is the call's own push, there is no return address yet. */
	if (call && addr == regs->gpr[MMU_RSP] &&
	    stack_word(cpu, addr + 8) != next)
		return false;
	if (!jcc || is_taken(insn->info.opcode, regs->rflags))
		next += insn->operand[0].imm.value.u;
	regs->rip = next;
	return true;
}

void native_valgrind_cure(struct mmu_cpu *cpu, struct mmu_regs *regs,
			  uint64_t addr)
{
	enum { MAX_BRANCHES = 8 };
	struct native_insn insn;

	for (int i = 0; i < MAX_BRANCHES; i++) {
		if (addr == regs->rip || !native_decode(cpu, regs->rip, &insn))
			return;
		if (!follow_branch(cpu, &insn, regs, addr))
			break;
	}
	if (lowers_rsp(&insn) && addr == regs->gpr[MMU_RSP])
		regs->gpr[MMU_RSP] += 8;
	else if (has_popped(&insn, regs, addr))
		regs->gpr[MMU_RSP] -= 8;
	else if (repeats(&insn))
		regs->gpr[MMU_RCX]++;
}
