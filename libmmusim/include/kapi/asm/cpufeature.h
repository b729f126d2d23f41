/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_X86_CPUFEATURE_H
#define _ASM_X86_CPUFEATURE_H

#include <asm/cpufeatures.h>
#include <asm/processor.h>

#define cpu_has(cpu, feature) \
	((cpu)->x86_capability[(feature) / 32] >> (feature) % 32 & 1)
#define boot_cpu_has(feature)	     cpu_has(&boot_cpu_data, (feature))
#define static_cpu_has(feature)	     boot_cpu_has(feature)
#define cpu_feature_enabled(feature) boot_cpu_has(feature)

#endif
