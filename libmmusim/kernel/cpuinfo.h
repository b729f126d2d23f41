/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cpuinfo.h - boot_cpu_data: what CPU the kernel found, and what it can do. */
#ifndef KERNEL_CPUINFO_H
#define KERNEL_CPUINFO_H

#include <stdbool.h>
#include <stdint.h>

#define KERN_CPU_WORDS 22
#define KERN_BUG_WORDS 2

/* X86_FEATURE_...: a word of capabilities, and a bit in it */
#define KERN_CPU_FEATURE(word, bit) ((word)*32 + (bit))

/* struct cpuinfo_x86 of Debian's Linux 6.1 for amd64 */
struct kern_cpuinfo {
	uint8_t family, vendor, model, stepping;
	int32_t tlbsize;
	uint32_t vmx_capability[5];
	uint8_t virt_bits, phys_bits, coreid_bits, cu_id;
	uint32_t extended_cpuid_level;
	int32_t cpuid_level;
	uint32_t capability[KERN_CPU_WORDS], bugs[KERN_BUG_WORDS];
	char vendor_id[16], model_id[64];
	uint32_t cache_size; /* in KiB */
	int32_t cache_alignment;
	int32_t cache_qos[3]; /* -1: there is none */
	int32_t power;
	uint64_t loops_per_jiffy, ppin;
	uint16_t max_cores, apicid, initial_apicid, clflush_size;
	uint16_t booted_cores, phys_proc_id, logical_proc_id, cpu_core_id;
	uint16_t cpu_die_id, logical_die_id, cpu_index;
	bool smt_active;
	uint32_t microcode;
	uint8_t cache_bits;
	uint32_t initialized : 1;
};

_Static_assert(sizeof(struct kern_cpuinfo) == 288, "as in Linux");

struct kern;

/* Fill the image's boot_cpu_data. */
void kern_cpuinfo_init(struct kern *k);
/* Do without one of the MMU's features, MMU_FEATURE_SMEP or _SMAP: what the code
 * of modules and boot_cpu_data have of it. */
void kern_cpu_clear(struct kern *k, unsigned int feature);
/* Has the CPU this feature? */
bool kern_cpu_has(const struct kern *k, unsigned int feature);

#endif
