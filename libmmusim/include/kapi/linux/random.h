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

#endif
