/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What mmap() takes.
 */
#ifndef _UAPI_ASM_GENERIC_MMAN_COMMON_H
#define _UAPI_ASM_GENERIC_MMAN_COMMON_H

#include <linux/mman.h>

#endif
