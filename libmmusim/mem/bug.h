/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bug.h - the caller broke a rule: see mmu_set_bug_hook(). */
#ifndef MEM_BUG_H
#define MEM_BUG_H

#include <mmusim/api.h>

void mmu_bug(const char *format, ...) MMU_PRINTF(1, 2);

#endif
