/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that look random, and are the same for the same seed.
 */
#ifndef _LINUX_PRANDOM_H
#define _LINUX_PRANDOM_H

#include <linux/compiler.h>
#include <linux/types.h>

struct rnd_state {
	__u32 s1, s2, s3, s4;
};

u32 prandom_u32_state(struct rnd_state *state);
void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes);
/* A state for each CPU, from random numbers. */
void prandom_seed_full_state(struct rnd_state __percpu *pcpu_state);

/* No part may be below its limit, or it would stay 0. */
static inline void prandom_seed_state(struct rnd_state *state, u64 seed)
{
	u32 mixed = (seed >> 32) ^ (seed << 10) ^ seed;

	state->s1 = mixed + (mixed < 2 ? 2 : 0);
	state->s2 = mixed + (mixed < 8 ? 8 : 0);
	state->s3 = mixed + (mixed < 16 ? 16 : 0);
	state->s4 = mixed + (mixed < 128 ? 128 : 0);
}

/* The simplest of generators: each number is made of the one before. */
static inline u32 next_pseudo_random32(u32 seed)
{
	return seed * 1664525 + 1013904223;
}

#endif
