/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * privileged.c - instructions that only a kernel may use.
 *
 * On the host, simulated code is a user. What it may not execute there raises
 * an exception, and stage 2 asks here first: at CPL 0 the simulated CPU can do
 * it. Privilege is looked at by the caller.
 *
 * Instructions that do something else at CPL 3, and raise nothing there, come
 * here where the code was prepared for it: sensitive.c.
 *
 * Reference: Intel SDM vol. 2, the page of each instruction.
 */
#include <mmusim/window.h>

#include "native/native.h"
#include "native/privileged.h"

/* Returns the vector, too. */
static int raise_fault(struct insn_run *run, unsigned int vector)
{
	*run->fault = (struct mmu_fault){.vector = vector};
	return (int)vector;
}

static int checked(struct insn_run *run, int vector)
{
	return vector ? raise_fault(run, (unsigned int)vector) : 0;
}

static uint64_t *gpr(struct insn_run *run, unsigned int i)
{
	const ZydisDecodedOperand *operand = &run->insn.operand[i];
	int number = operand->type == ZYDIS_OPERAND_TYPE_REGISTER ?
			     native_gpr_number(operand->reg.value) :
			     -1;

	return number < 0 ? NULL : &run->regs->gpr[number];
}

/* The linear address of an operand, which is a host pointer. */
static uint64_t operand_la(struct insn_run *run, unsigned int i)
{
	uint64_t host = 0;

	native_operand_address(&run->insn, i, run->regs, &host);
	return mmu_la(run->cpu->machine, (void *)(uintptr_t)host);
}

static int read_operand(struct insn_run *run, unsigned int i, void *buf,
			size_t len)
{
	return mmu_copy_in(run->cpu, buf, operand_la(run, i), len, 0, NULL,
			   run->fault);
}

/* --- control and debug registers -------------------------------------------- */

static uint64_t control(const struct mmu_cpu *cpu, int number)
{
	switch (number) {
	case 0:
		return mmu_cr0(cpu);
	case 2:
		return mmu_cr2(cpu);
	case 3:
		return mmu_cr3(cpu);
	case 4:
		return mmu_cr4(cpu);
	default:
		return 0; /* CR8: no interrupt is held back */
	}
}

static int set_control(struct mmu_cpu *cpu, int number, uint64_t value)
{
	switch (number) {
	case 0:
		return mmu_set_cr0(cpu, value);
	case 2:
		mmu_set_cr2(cpu, value);
		return 0;
	case 3:
		return mmu_set_cr3(cpu, value);
	case 4:
		return mmu_set_cr4(cpu, value);
	default:
		return value ? MMU_TRAP_GP : 0;
	}
}

/* Number of a register of that class; -1: it is none. */
static int number_of(const struct insn_run *run, unsigned int i,
		     ZydisRegisterClass class)
{
	const ZydisDecodedOperand *operand = &run->insn.operand[i];

	if (operand->type != ZYDIS_OPERAND_TYPE_REGISTER ||
	    ZydisRegisterGetClass(operand->reg.value) != class)
		return -1;
	return ZydisRegisterGetId(operand->reg.value);
}

static bool is_known_control(int number)
{
	return number == 0 || (number >= 2 && number <= 4) || number == 8;
}

static int move(struct insn_run *run)
{
	int to = number_of(run, 0, ZYDIS_REGCLASS_CONTROL);
	int from = number_of(run, 1, ZYDIS_REGCLASS_CONTROL);
	int to_debug = number_of(run, 0, ZYDIS_REGCLASS_DEBUG);
	int from_debug = number_of(run, 1, ZYDIS_REGCLASS_DEBUG);

	if (is_known_control(to))
		return checked(run, set_control(run->cpu, to, *gpr(run, 1)));
	if (is_known_control(from)) {
		*gpr(run, 0) = control(run->cpu, from);
		return 0;
	}
	if (to_debug >= 0 && to_debug < 8)
		run->cpu->dr[to_debug] = *gpr(run, 1);
	else if (from_debug >= 0 && from_debug < 8)
		*gpr(run, 0) = run->cpu->dr[from_debug];
	else
		return raise_fault(run, MMU_TRAP_UD);
	return 0;
}

/* --- flags --------------------------------------------------------------------- */

static int set_flag(struct insn_run *run, uint64_t flag, bool on)
{
	uint64_t flags = run->cpu->rflags;

	mmu_set_rflags(run->cpu, on ? flags | flag : flags & ~flag);
	return 0;
}

/* Without SMAP there are no such instructions. */
static int set_ac(struct insn_run *run, bool on)
{
	if (run->cpu->machine->disabled & MMU_FEATURE_SMAP)
		return raise_fault(run, MMU_TRAP_UD);
	return set_flag(run, MMU_RFLAGS_AC, on);
}

static native_halt_fn *on_halt, *on_sti;

void native_set_sti(native_halt_fn *fn)
{
	on_sti = fn;
}

/* An interrupt that has waited for it comes now. */
static int enable_interrupts(struct insn_run *run)
{
	struct mmu_regs regs = *run->regs;

	set_flag(run, MMU_RFLAGS_IF, true);
	regs.rip += run->insn.info.length;
	return on_sti && on_sti(run->cpu, &regs) ? NATIVE_END_CALL : 0;
}

void native_set_halt(native_halt_fn *fn)
{
	on_halt = fn;
}

/* The next interrupt wakes the CPU. With interrupts off that is the NMI of a
 * watchdog, who finds that nothing goes on. */
static int halt(struct insn_run *run)
{
	struct mmu_regs regs = *run->regs;

	if (!(run->cpu->rflags & MMU_RFLAGS_IF))
		return raise_fault(run, MMU_TRAP_NMI);
	regs.rip += run->insn.info.length;
	return on_halt && on_halt(run->cpu, &regs) ? NATIVE_END_CALL : 0;
}

/* --- model-specific registers ---------------------------------------------------- */

/* Simulated code holds host pointers, registers of the CPU linear addresses. */
static bool holds_pointer(uint32_t msr)
{
	return msr == MMU_MSR_GS_BASE || msr == MMU_MSR_KERNEL_GS_BASE ||
	       msr == MMU_MSR_LSTAR;
}

static int read_msr(struct insn_run *run)
{
	uint64_t *g = run->regs->gpr, value;
	int vector = mmu_rdmsr(run->cpu, (uint32_t)g[MMU_RCX], &value);

	if (vector)
		return checked(run, vector);
	if (holds_pointer((uint32_t)g[MMU_RCX]))
		value = (uint64_t)(uintptr_t)mmu_ptr(run->cpu->machine, value);
	g[MMU_RAX] = (uint32_t)value;
	g[MMU_RDX] = value >> 32;
	return 0;
}

static int write_msr(struct insn_run *run)
{
	const uint64_t *g = run->regs->gpr;
	uint64_t value = g[MMU_RDX] << 32 | (uint32_t)g[MMU_RAX];

	if (holds_pointer((uint32_t)g[MMU_RCX]))
		value = mmu_la(run->cpu->machine, (void *)(uintptr_t)value);
	return checked(run, mmu_wrmsr(run->cpu, (uint32_t)g[MMU_RCX], value));
}

/* --- the rest -------------------------------------------------------------------- */

static int invpcid(struct insn_run *run)
{
	uint64_t descriptor[2], la;
	int vector = read_operand(run, 1, descriptor, sizeof(descriptor));

	if (vector)
		return vector;
	if (descriptor[0] >> 12)
		return raise_fault(run, MMU_TRAP_GP);
	la = mmu_la(run->cpu->machine, (void *)(uintptr_t)descriptor[1]);
	return checked(run, mmu_invpcid(run->cpu, (unsigned int)*gpr(run, 0),
					(unsigned int)descriptor[0], la));
}

static int load_table(struct insn_run *run, struct cpu_table *table)
{
	unsigned char raw[10];
	int vector = read_operand(run, 0, raw, sizeof(raw));

	if (vector)
		return vector;
	__builtin_memcpy(&table->limit, raw, 2);
	__builtin_memcpy(&table->base, raw + 2, 8);
	return 0;
}

/* LLDT, LTR. A null selector means no LDT; there must be a TSS. Linux's GDT has no
 * descriptor that either accepts: no LDT, and a TSS that is busy. */
static int load_system_register(struct insn_run *run)
{
	bool is_ltr = run->insn.info.mnemonic == ZYDIS_MNEMONIC_LTR;
	int number = native_gpr_number(ZydisRegisterGetLargestEnclosing(
		ZYDIS_MACHINE_MODE_LONG_64, run->insn.operand[0].reg.value));
	uint16_t selector = 0;
	int vector = 0;

	if (run->insn.operand[0].type == ZYDIS_OPERAND_TYPE_REGISTER)
		selector = (uint16_t)run->regs->gpr[number];
	else
		vector = read_operand(run, 0, &selector, sizeof(selector));
	if (vector)
		return vector;
	if (selector < 4 && !is_ltr)
		return 0;
	*run->fault = (struct mmu_fault){.vector = MMU_TRAP_GP,
					 .error_code = selector & ~3u};
	return MMU_TRAP_GP;
}

/* No device listens: all lines stay high. */
static int input(struct insn_run *run)
{
	uint64_t width = run->insn.operand[0].size;
	uint64_t mask = width == 32 ? ~0ull : (1ull << width) - 1;

	if (width == 32)
		run->regs->gpr[MMU_RAX] = 0xffffffff;
	else
		run->regs->gpr[MMU_RAX] |= mask;
	return 0;
}

static int execute(struct insn_run *run)
{
	if (native_is_sensitive(&run->insn.info))
		return native_run_sensitive(run);
	switch (run->insn.info.mnemonic) {
	case ZYDIS_MNEMONIC_MOV:
		return move(run);
	case ZYDIS_MNEMONIC_CLTS:
		return checked(run, mmu_set_cr0(run->cpu,
						mmu_cr0(run->cpu) & ~8ull));
	case ZYDIS_MNEMONIC_CLI:
		return set_flag(run, MMU_RFLAGS_IF, false);
	case ZYDIS_MNEMONIC_STI:
		return enable_interrupts(run);
	case ZYDIS_MNEMONIC_CLAC:
		return set_ac(run, false);
	case ZYDIS_MNEMONIC_STAC:
		return set_ac(run, true);
	case ZYDIS_MNEMONIC_HLT:
		return halt(run);
	case ZYDIS_MNEMONIC_RDMSR:
		return read_msr(run);
	case ZYDIS_MNEMONIC_WRMSR:
		return write_msr(run);
	case ZYDIS_MNEMONIC_SWAPGS:
		mmu_swapgs(run->cpu);
		return 0;
	case ZYDIS_MNEMONIC_INVLPG:
		mmu_invlpg(run->cpu, operand_la(run, 0));
		return 0;
	case ZYDIS_MNEMONIC_INVPCID:
		return invpcid(run);
	case ZYDIS_MNEMONIC_INVD:
	case ZYDIS_MNEMONIC_WBINVD:
		return 0; /* memory and caches are one */
	case ZYDIS_MNEMONIC_LGDT:
		return load_table(run, &run->cpu->gdt);
	case ZYDIS_MNEMONIC_LIDT:
		return load_table(run, &run->cpu->idt);
	case ZYDIS_MNEMONIC_LLDT:
	case ZYDIS_MNEMONIC_LTR:
		return load_system_register(run);
	case ZYDIS_MNEMONIC_OUT:
		return 0;
	case ZYDIS_MNEMONIC_IN:
		return input(run);
	default: /* one that the CPU refuses; it has no VMX */
		if (run->insn.info.meta.category == ZYDIS_CATEGORY_VTX)
			return raise_fault(run, MMU_TRAP_UD);
		return (int)run->fault->vector;
	}
}

int native_privileged(struct mmu_cpu *cpu, struct mmu_regs *regs,
		      struct mmu_fault *fault)
{
	struct insn_run run = {.cpu = cpu, .regs = regs, .fault = fault};
	int vector;

	if (!native_decode(cpu, regs->rip, &run.insn))
		return (int)fault->vector;
	vector = execute(&run);
	if (!vector)
		regs->rip += run.insn.info.length;
	return vector;
}
