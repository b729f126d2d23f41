/* SPDX-License-Identifier: GPL-2.0-or-later */
/* growing.h - a buffer whose pages come into being when they are touched. */
#ifndef GROWING_H
#define GROWING_H

#include <mmusim/mmusim.h>

/* It begins at @la; behind its @size bytes lies a page that never comes. */
struct growing {
	struct mmu_machine *machine;
	uint64_t la, size;
};

/* Both in whole pages. 0 or a negative errno. */
int growing_init(struct growing *buffer, struct mmu_machine *machine,
		 uint64_t la, uint64_t size);

/* From now on what it holds can only be read. */
void growing_seal(struct growing *buffer);

#endif
