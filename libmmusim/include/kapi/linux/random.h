/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random numbers: the same ones after each boot, so that runs repeat.
 */
#ifndef _LINUX_RANDOM_H
#define _LINUX_RANDOM_H

#include <linux/types.h>

void get_random_bytes(void *buf, size_t len);
u8 get_random_u8(void);
u16 get_random_u16(void);
u32 get_random_u32(void);
u64 get_random_u64(void);

u32 __get_random_u32_below(u32 ceil);

static inline unsigned long get_random_long(void)
{
	return get_random_u64();
}

/* Below @ceil, which is not 0; above @floor; from @floor to @ceil. */
static inline u32 get_random_u32_below(u32 ceil)
{
	return __get_random_u32_below(ceil);
}

static inline u32 get_random_u32_above(u32 floor)
{
	return floor + 1 + get_random_u32_below(~0u - floor);
}

static inline u32 get_random_u32_inclusive(u32 floor, u32 ceil)
{
	return floor + get_random_u32_below(ceil - floor + 1);
}

/* The older name. */
static inline u32 prandom_u32_max(u32 ceil)
{
	return get_random_u32_below(ceil);
}

#include <linux/prandom.h>

#endif
