/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * msr.c - model-specific registers: see mmusim/cpu.h.
 *
 * Of most of them the value is kept and nothing depends on it. The others are
 * another name for something the CPU has: EFER, and the base of GS, which code
 * that runs natively uses.
 *
 * Reference: Intel SDM vol. 4, "Model-Specific Registers".
 */
#include "cpu/machine.h"

static uint64_t *plain(struct mmu_cpu *cpu, uint32_t msr)
{
	struct cpu_msrs *all = &cpu->msrs;

	switch (msr) {
	case MMU_MSR_APIC_BASE:
		return &all->apic_base;
	case MMU_MSR_MISC_ENABLE:
		return &all->misc_enable;
	case MMU_MSR_PAT:
		return &all->pat;
	case MMU_MSR_STAR:
		return &all->star;
	case MMU_MSR_LSTAR:
		return &all->lstar;
	case MMU_MSR_CSTAR:
		return &all->cstar;
	case MMU_MSR_FMASK:
		return &all->fmask;
	case MMU_MSR_FS_BASE:
		return &all->fs_base;
	case MMU_MSR_GS_BASE:
		return &all->gs_base;
	case MMU_MSR_KERNEL_GS_BASE:
		return &all->kernel_gs_base;
	}
	return NULL;
}

static bool holds_address(uint32_t msr)
{
	return msr == MMU_MSR_LSTAR || msr == MMU_MSR_CSTAR ||
	       msr == MMU_MSR_FS_BASE || msr == MMU_MSR_GS_BASE ||
	       msr == MMU_MSR_KERNEL_GS_BASE;
}

int mmu_rdmsr(const struct mmu_cpu *cpu, uint32_t msr, uint64_t *value)
{
	const uint64_t *at = plain((struct mmu_cpu *)cpu, msr);

	if (msr == MMU_MSR_EFER) {
		*value = cpu->efer;
		return 0;
	}
	if (!at)
		return MMU_TRAP_GP;
	*value = *at;
	return 0;
}

int mmu_wrmsr(struct mmu_cpu *cpu, uint32_t msr, uint64_t value)
{
	uint64_t *at = plain(cpu, msr);

	if (msr == MMU_MSR_EFER)
		return mmu_set_efer(cpu, value);
	if (!at || (holds_address(msr) &&
		    !mmu_is_canonical(value, cpu->machine->levels)))
		return MMU_TRAP_GP;
	*at = value;
	if (msr == MMU_MSR_GS_BASE && cpu->native)
		cpu->machine->native_ops->load_gs(cpu);
	return 0;
}

void mmu_swapgs(struct mmu_cpu *cpu)
{
	uint64_t base = cpu->msrs.gs_base;

	cpu->msrs.gs_base = cpu->msrs.kernel_gs_base;
	cpu->msrs.kernel_gs_base = base;
	if (cpu->native)
		cpu->machine->native_ops->load_gs(cpu);
}
