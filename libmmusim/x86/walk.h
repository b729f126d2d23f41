/* SPDX-License-Identifier: GPL-2.0-or-later */
/* walk.h - the walk through memory of which most is in one piece. */
#ifndef X86_WALK_H
#define X86_WALK_H

#include <mmusim/x86.h>

/**
 * struct walk_ram - memory, most of which is in one piece
 * @pa, @len:  physical addresses of that piece, multiples of 8
 * @host:      where it is
 * @elsewhere: reaches entries that lie elsewhere
 * @ctx:       passed to @elsewhere
 */
struct walk_ram {
	uint64_t pa, len;
	char *host;
	mmu_entry_fn *elsewhere;
	void *ctx;
};

/* As mmu_walk(), through such memory. */
int walk_ram(const struct mmu_mode *mode, struct walk_ram *ram, uint64_t la,
	     unsigned int how, struct mmu_xlat *xlat, struct mmu_fault *fault);

#endif
