/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * regs.c - control registers, privilege, and what changing them does to the
 * TLB.
 *
 * Reference: Intel SDM vol. 3A, "Control Registers", "Invalidation of TLBs and
 * Paging-Structure Caches".
 */
#include <string.h>

#include "cpu/machine.h"

#define CR4_KNOWN	(0x3507f8ull | MMU_CR4_LA57 | MMU_CR4_PCIDE | MMU_CR4_PKE)
#define CR0_NW		(1ull << 29)
#define CR0_CD		(1ull << 30)
#define RFLAGS_ALWAYS_1 (1ull << 1)
#define CR3_PCID	0xfffull

/* All that mmu_judge() looks at: two modes with the same number judge alike. */
static uint64_t mode_id(const struct mmu_mode *mode)
{
	uint64_t id = mode->pkru;

	id = id << 2 | mode->cpl;
	id = id << 1 | mode->wp;
	id = id << 1 | mode->smep;
	id = id << 1 | mode->smap;
	id = id << 1 | mode->ac;
	id = id << 1 | mode->nxe;
	return id << 1 | mode->pke;
}

void cpu_mode_changed(struct mmu_cpu *cpu)
{
	const struct mmu_machine *machine = cpu->machine;
	struct mmu_mode mode = {
		.cr3 = cpu->cr3,
		.pkru = cpu->pkru,
		.maxphyaddr = machine->maxphyaddr,
		.levels = machine->levels,
		.cpl = cpu->cpl,
		.wp = cpu->cr0 & MMU_CR0_WP,
		.smep = cpu->cr4 & MMU_CR4_SMEP,
		.smap = cpu->cr4 & MMU_CR4_SMAP,
		.ac = cpu->rflags & MMU_RFLAGS_AC,
		.nxe = cpu->efer & MMU_EFER_NXE,
		.pke = cpu->cr4 & MMU_CR4_PKE,
		.gb_pages = !(machine->disabled & MMU_FEATURE_GB_PAGES),
	};

	cpu->mode = mode;
	cpu->mode_id = mode_id(&mode);
	cpu->mode_stale = cpu->native &&
			  cpu->mode_id != mode_id(&cpu->host_mode);
}

/* A register was set by code outside of exceptions: it may go on to touch
 * windows, so host rights follow at once. */
static void changed_now(struct mmu_cpu *cpu)
{
	cpu_mode_changed(cpu);
	cpu_sync(cpu);
}

static void flush(struct mmu_cpu *cpu, bool globals, bool all_pcids,
		  enum mmu_flush_cause cause)
{
	cpu_flush(cpu, &(struct cpu_flush){.globals = globals,
					   .all_pcids = all_pcids,
					   .pcid = cpu->pcid,
					   .cause = cause});
}

static bool has(const struct mmu_cpu *cpu, unsigned int feature)
{
	return !(cpu->machine->disabled & feature);
}

int mmu_set_cr0(struct mmu_cpu *cpu, uint64_t value)
{
	const uint64_t fixed = MMU_CR0_PE | MMU_CR0_PG;

	if ((value & fixed) != fixed || value >> 32)
		return MMU_TRAP_GP;
	if ((value & (CR0_NW | CR0_CD)) == CR0_NW)
		return MMU_TRAP_GP;
	cpu->cr0 = value;
	changed_now(cpu);
	return 0;
}

int mmu_set_cr3(struct mmu_cpu *cpu, uint64_t value)
{
	bool pcide = cpu->cr4 & MMU_CR4_PCIDE;
	bool keep = pcide && value & MMU_CR3_NOFLUSH;

	if (pcide)
		value &= ~MMU_CR3_NOFLUSH;
	if (value >> cpu->machine->maxphyaddr)
		return MMU_TRAP_GP;
	cpu->cr3 = value;
	cpu_mode_changed(cpu);
	if (cpu->pcid != (pcide ? value & CR3_PCID : 0)) {
		cpu->pcid = value & CR3_PCID;
		if (cpu->native)
			cpu->machine->native_ops->flush(cpu);
	}
	if (!keep)
		flush(cpu, false, false, MMU_FLUSH_CR3);
	return 0;
}

int mmu_set_cr4(struct mmu_cpu *cpu, uint64_t value)
{
	const uint64_t flushing = MMU_CR4_PGE | MMU_CR4_PCIDE | MMU_CR4_PAE;
	uint64_t refused = ~CR4_KNOWN, changes = cpu->cr4 ^ value;

	if (!has(cpu, MMU_FEATURE_SMEP))
		refused |= MMU_CR4_SMEP;
	if (!has(cpu, MMU_FEATURE_SMAP))
		refused |= MMU_CR4_SMAP;
	if (!has(cpu, MMU_FEATURE_PKU))
		refused |= MMU_CR4_PKE;
	if (!has(cpu, MMU_FEATURE_PCID))
		refused |= MMU_CR4_PCIDE;
	if (value & refused || !(value & MMU_CR4_PAE) || changes & MMU_CR4_LA57)
		return MMU_TRAP_GP;
	if (changes & value & MMU_CR4_PCIDE && cpu->cr3 & CR3_PCID)
		return MMU_TRAP_GP;
	cpu->cr4 = value;
	cpu_mode_changed(cpu);
	if (changes & flushing || changes & value & MMU_CR4_SMEP)
		flush(cpu, true, true, MMU_FLUSH_CR4);
	if (!(value & MMU_CR4_PCIDE)) /* only now: host pages go by the PCID */
		cpu->pcid = 0;
	cpu_sync(cpu);
	return 0;
}

int mmu_set_efer(struct mmu_cpu *cpu, uint64_t value)
{
	uint64_t known = MMU_EFER_SCE | MMU_EFER_LME | MMU_EFER_LMA;

	if (has(cpu, MMU_FEATURE_NX))
		known |= MMU_EFER_NXE;
	if (value & ~known || (cpu->efer ^ value) & MMU_EFER_LME)
		return MMU_TRAP_GP;
	cpu->efer = (value & ~MMU_EFER_LMA) | (cpu->efer & MMU_EFER_LMA);
	changed_now(cpu);
	return 0;
}

void mmu_set_cr2(struct mmu_cpu *cpu, uint64_t value)
{
	cpu->cr2 = value;
}

void mmu_set_pkru(struct mmu_cpu *cpu, uint32_t value)
{
	cpu_settle(cpu);
	cpu->pkru = value;
	changed_now(cpu);
}

void mmu_set_cpl(struct mmu_cpu *cpu, unsigned int cpl)
{
	cpu_settle(cpu);
	cpu->cpl = cpl & 3;
	changed_now(cpu);
}

void mmu_set_rflags(struct mmu_cpu *cpu, uint64_t value)
{
	cpu_settle(cpu);
	cpu->rflags = value | RFLAGS_ALWAYS_1;
	changed_now(cpu);
}

uint64_t mmu_cr0(const struct mmu_cpu *cpu)
{
	return cpu->cr0;
}

uint64_t mmu_cr2(const struct mmu_cpu *cpu)
{
	return cpu->cr2;
}

uint64_t mmu_cr3(const struct mmu_cpu *cpu)
{
	return cpu->cr3;
}

uint64_t mmu_cr4(const struct mmu_cpu *cpu)
{
	return cpu->cr4;
}

uint64_t mmu_efer(const struct mmu_cpu *cpu)
{
	return cpu->efer;
}

uint32_t mmu_pkru(const struct mmu_cpu *cpu)
{
	return cpu->pkru;
}

unsigned int mmu_cpl(const struct mmu_cpu *cpu)
{
	cpu_settle(cpu);
	return cpu->cpl;
}

uint64_t mmu_rflags(const struct mmu_cpu *cpu)
{
	cpu_settle(cpu);
	return cpu->rflags;
}

struct mmu_regs *mmu_cpu_regs(struct mmu_cpu *cpu)
{
	return &cpu->regs;
}

const struct mmu_mode *mmu_cpu_mode(const struct mmu_cpu *cpu)
{
	cpu_settle(cpu);
	return &cpu->mode;
}
