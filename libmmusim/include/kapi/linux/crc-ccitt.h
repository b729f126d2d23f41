/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CRC-16 of CCITT, with the lowest bit first, and what is called so by mistake.
 */
#ifndef _LINUX_CRC_CCITT_H
#define _LINUX_CRC_CCITT_H

#include <linux/types.h>

u16 crc_ccitt(u16 crc, const u8 *buffer, size_t len);
u16 crc_ccitt_false(u16 crc, const u8 *buffer, size_t len);

#endif
