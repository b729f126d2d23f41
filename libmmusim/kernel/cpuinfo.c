/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpuinfo.c - the CPU as the kernel knows it: boot_cpu_data, /proc/cpuinfo, and
 * which instructions of a module's code are replaced (elf_patch.c).
 *
 * It is a Skylake of Intel's as a virtual machine shows it. Of that, what concerns
 * memory is as the simulated CPU has it: rights, page sizes, width of addresses.
 * CPUID itself cannot be caught: code that executes it sees the host's CPU.
 *
 * Reference: Linux 6.1, arch/x86/include/asm/processor.h, asm/cpufeatures.h,
 * arch/x86/kernel/cpu/proc.c.
 */
#include <string.h>

#include "cpu/machine.h"
#include "kernel/cpuinfo.h"
#include "kernel/image_data.h"
#include "kernel/proc.h"
#include "kernel/timer.h"

#define MHZ		2600
#define LOOPS_PER_JIFFY (MHZ * 1000000ull / KERN_HZ)
#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

enum {
	PSE_NX = KERN_CPU_FEATURE(1, 20),
	GBPAGES = KERN_CPU_FEATURE(1, 26),
	SMEP = KERN_CPU_FEATURE(9, 7),
	SMAP = KERN_CPU_FEATURE(9, 20),
	PKU = KERN_CPU_FEATURE(16, 3),
	OSPKE = KERN_CPU_FEATURE(16, 4),
};

/* All that the CPU has: bits of each word, from the lowest on. "" is not shown. */
static const struct {
	unsigned int bit;
	const char *name;
} features[] = {
	{0, "fpu"},
	{2, "de"},
	{3, "pse"},
	{4, "tsc"},
	{5, "msr"},
	{6, "pae"},
	{7, "mce"},
	{8, "cx8"},
	{9, "apic"},
	{11, "sep"},
	{12, "mtrr"},
	{13, "pge"},
	{14, "mca"},
	{15, "cmov"},
	{16, "pat"},
	{17, "pse36"},
	{19, "clflush"},
	{23, "mmx"},
	{24, "fxsr"},
	{25, "sse"},
	{26, "sse2"},
	{KERN_CPU_FEATURE(1, 11), "syscall"},
	{PSE_NX, "nx"},
	{GBPAGES, "pdpe1gb"},
	{KERN_CPU_FEATURE(1, 27), "rdtscp"},
	{KERN_CPU_FEATURE(1, 29), "lm"},
	{KERN_CPU_FEATURE(3, 8), "constant_tsc"},
	{KERN_CPU_FEATURE(3, 15), ""}, /* SYSENTER32 */
	{KERN_CPU_FEATURE(3, 16), "rep_good"},
	{KERN_CPU_FEATURE(3, 18), ""}, /* LFENCE_RDTSC */
	{KERN_CPU_FEATURE(3, 20), "nopl"},
	{KERN_CPU_FEATURE(3, 21), ""}, /* ALWAYS */
	{KERN_CPU_FEATURE(3, 22), "xtopology"},
	{KERN_CPU_FEATURE(3, 25), "cpuid"},
	{KERN_CPU_FEATURE(4, 0), "pni"},
	{KERN_CPU_FEATURE(4, 1), "pclmulqdq"},
	{KERN_CPU_FEATURE(4, 9), "ssse3"},
	{KERN_CPU_FEATURE(4, 12), "fma"},
	{KERN_CPU_FEATURE(4, 13), "cx16"},
	{KERN_CPU_FEATURE(4, 19), "sse4_1"},
	{KERN_CPU_FEATURE(4, 20), "sse4_2"},
	{KERN_CPU_FEATURE(4, 22), "movbe"},
	{KERN_CPU_FEATURE(4, 23), "popcnt"},
	{KERN_CPU_FEATURE(4, 25), "aes"},
	{KERN_CPU_FEATURE(4, 26), "xsave"},
	{KERN_CPU_FEATURE(4, 27), ""}, /* OSXSAVE */
	{KERN_CPU_FEATURE(4, 28), "avx"},
	{KERN_CPU_FEATURE(4, 29), "f16c"},
	{KERN_CPU_FEATURE(4, 30), "rdrand"},
	{KERN_CPU_FEATURE(4, 31), "hypervisor"},
	{KERN_CPU_FEATURE(6, 0), "lahf_lm"},
	{KERN_CPU_FEATURE(6, 5), "abm"},
	{KERN_CPU_FEATURE(7, 11), "pti"},
	{KERN_CPU_FEATURE(7, 13), ""}, /* RSB_VMEXIT */
	{KERN_CPU_FEATURE(7, 19), ""}, /* RSB_CTXSW */
	{KERN_CPU_FEATURE(7, 29), ""}, /* L1TF_PTEINV */
	{KERN_CPU_FEATURE(7, 31), ""}, /* MSR_IA32_FEAT_CTL */
	{KERN_CPU_FEATURE(9, 0), "fsgsbase"},
	{KERN_CPU_FEATURE(9, 3), "bmi1"},
	{KERN_CPU_FEATURE(9, 5), "avx2"},
	{SMEP, "smep"},
	{KERN_CPU_FEATURE(9, 8), "bmi2"},
	{KERN_CPU_FEATURE(9, 9), "erms"},
	{KERN_CPU_FEATURE(9, 19), "adx"},
	{SMAP, "smap"},
	{KERN_CPU_FEATURE(10, 0), "xsaveopt"},
	{KERN_CPU_FEATURE(10, 2), "xgetbv1"},
	{KERN_CPU_FEATURE(11, 5), ""},	/* FENCE_SWAPGS_KERNEL */
	{KERN_CPU_FEATURE(11, 12), ""}, /* RETPOLINE */
	{KERN_CPU_FEATURE(11, 14), ""}, /* RETHUNK */
	{KERN_CPU_FEATURE(11, 18), ""}, /* CLEAR_CPU_BUF */
	{KERN_CPU_FEATURE(11, 27), ""}, /* APIC_MSRS_FENCE */
	{KERN_CPU_FEATURE(14, 2), "arat"},
	{PKU, "pku"},
	{OSPKE, "ospke"},
};

static const struct {
	unsigned int bit;
	const char *name;
} bugs[] = {
	{14, "cpu_meltdown"}, {15, "spectre_v1"},
	{16, "spectre_v2"},   {17, "spec_store_bypass"},
	{18, "l1tf"},	      {19, "mds"},
	{21, "swapgs"},	      {23, "itlb_multihit"},
	{24, "srbds"},	      {25, "mmio_stale_data"},
	{27, "retbleed"},     {30, "gds"},
	{35, "bhi"},	      {37, "its"},
};

/* Of the features that are in the table: is this one there and in use? */
static bool is_on(const struct kern *k, unsigned int feature)
{
	unsigned int disabled = k->machine->disabled | k->features_off;

	switch (feature) {
	case PSE_NX:
		return !(disabled & MMU_FEATURE_NX);
	case GBPAGES:
		return !(disabled & MMU_FEATURE_GB_PAGES);
	case SMEP:
		return !(disabled & MMU_FEATURE_SMEP);
	case SMAP:
		return !(disabled & MMU_FEATURE_SMAP);
	case PKU:
	case OSPKE:
		return !(disabled & MMU_FEATURE_PKU);
	}
	return true;
}

bool kern_cpu_has(const struct kern *k, unsigned int feature)
{
	for (size_t i = 0; i < COUNT(features); i++)
		if (features[i].bit == feature)
			return is_on(k, feature);
	return false;
}

static void set_bit(uint32_t *words, unsigned int bit)
{
	words[bit / 32] |= 1u << bit % 32;
}

static struct kern_cpuinfo describe(const struct kern *k)
{
	struct kern_cpuinfo cpu = {
		.family = 6,
		.model = 94,
		.stepping = 3,
		.virt_bits = 48,
		.phys_bits = mmu_cpu_mode(k->cpu)->maxphyaddr,
		.cu_id = 0xff,
		.extended_cpuid_level = 0x80000008,
		.cpuid_level = 13,
		.vendor_id = "GenuineIntel",
		.model_id = "Intel Core Processor (Skylake, IBRS, no TSX)",
		.cache_size = 16384,
		.cache_alignment = 64,
		.cache_qos = {-1, -1, -1},
		.loops_per_jiffy = LOOPS_PER_JIFFY,
		.max_cores = 1,
		.clflush_size = 64,
		.microcode = 1,
		.cache_bits = 44,
	};

	for (size_t i = 0; i < COUNT(features); i++)
		if (is_on(k, features[i].bit))
			set_bit(cpu.capability, features[i].bit);
	for (size_t i = 0; i < COUNT(bugs); i++)
		set_bit(cpu.bugs, bugs[i].bit);
	return cpu;
}

void kern_cpuinfo_init(struct kern *k)
{
	const struct kern_cpuinfo cpu = describe(k);

	kern_poke(k, KERN_IMAGE_DATA_AT(boot_cpu_data), &cpu, sizeof(cpu));
	kern_wrote(k, KERN_IMAGE_DATA_AT(boot_cpu_data), sizeof(cpu));
}

void kern_cpu_clear(struct kern *k, unsigned int feature)
{
	k->features_off |= feature;
	kern_cpuinfo_init(k);
}

void kern_show_cpuinfo(struct kern *k, struct kern_text *t)
{
	const struct kern_cpuinfo cpu = describe(k);

	kern_text_add(t,
		      "processor\t: 0\nvendor_id\t: %s\ncpu family\t: %u\n"
		      "model\t\t: %u\nmodel name\t: %s\nstepping\t: %u\n"
		      "microcode\t: 0x%x\ncpu MHz\t\t: %d.000\n"
		      "cache size\t: %u KB\n",
		      cpu.vendor_id, cpu.family, cpu.model, cpu.model_id,
		      cpu.stepping, cpu.microcode, MHZ, cpu.cache_size);
	kern_text_add(t, "physical id\t: 0\nsiblings\t: 1\ncore id\t\t: 0\n"
			 "cpu cores\t: 1\napicid\t\t: 0\n"
			 "initial apicid\t: 0\nfpu\t\t: yes\n"
			 "fpu_exception\t: yes\n");
	kern_text_add(t, "cpuid level\t: %d\nwp\t\t: yes\nflags\t\t:",
		      cpu.cpuid_level);
	for (size_t i = 0; i < COUNT(features); i++)
		if (*features[i].name && is_on(k, features[i].bit))
			kern_text_add(t, " %s", features[i].name);
	kern_text_add(t, "\nbugs\t\t:");
	for (size_t i = 0; i < COUNT(bugs); i++)
		kern_text_add(t, " %s", bugs[i].name);
	kern_text_add(t,
		      "\nbogomips\t: %d.00\nclflush size\t: %u\n"
		      "cache_alignment\t: %d\naddress sizes\t: %u bits "
		      "physical, %u bits virtual\npower management:\n\n",
		      2 * MHZ, cpu.clflush_size, cpu.cache_alignment,
		      cpu.phys_bits, cpu.virt_bits);
}
