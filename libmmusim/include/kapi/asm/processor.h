/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_X86_PROCESSOR_H
#define _ASM_X86_PROCESSOR_H

#include <asm/cpufeatures.h>
#include <asm/page.h>
#include <asm/special_insns.h>
#include <linux/compiler.h>
#include <linux/types.h>

/* What the kernel found when it booted, laid out as in Debian's Linux 6.1. */
struct cpuinfo_x86 {
	u8 x86; /* the family */
	u8 x86_vendor, x86_model, x86_stepping;
	int x86_tlbsize;
	u32 vmx_capability[5];
	u8 x86_virt_bits, x86_phys_bits, x86_coreid_bits, cu_id;
	u32 extended_cpuid_level;
	int cpuid_level;
	u32 x86_capability[NCAPINTS + NBUGINTS];
	char x86_vendor_id[16], x86_model_id[64];
	unsigned int x86_cache_size; /* in KiB */
	int x86_cache_alignment;     /* in bytes */
	int x86_cache_max_rmid, x86_cache_occ_scale, x86_cache_mbm_width_offset;
	int x86_power;
	unsigned long loops_per_jiffy;
	u64 ppin;
	u16 x86_max_cores, apicid, initial_apicid;
	u16 x86_clflush_size; /* in bytes */
	u16 booted_cores, phys_proc_id, logical_proc_id, cpu_core_id;
	u16 cpu_die_id, logical_die_id, cpu_index;
	bool smt_active;
	u32 microcode;
	u8 x86_cache_bits;
	unsigned int initialized : 1;
};

extern struct cpuinfo_x86 boot_cpu_data;

#define cpu_data(cpu) boot_cpu_data

/* PAUSE: a loop that waits. */
static __always_inline void rep_nop(void)
{
	__asm__ __volatile__("rep; nop" ::: "memory");
}

static __always_inline void cpu_relax(void)
{
	rep_nop();
}

/* The physical address of the top-level page table that is in use. */
static inline unsigned long read_cr3_pa(void)
{
	return __read_cr3() & ((1UL << 52) - 1) & PAGE_MASK;
}

#endif
