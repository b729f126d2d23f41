/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge.h - what walk.c and judge.c share beside mmu_judge(). */
#ifndef X86_JUDGE_H
#define X86_JUDGE_H

#include <mmusim/x86.h>

/* The bits of an error code that the access alone decides: WR, US and ID. */
uint32_t judge_access_bits(const struct mmu_mode *mode, unsigned int how);

#endif
