/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cache lines, and data by how it is used.
 */
#ifndef _LINUX_CACHE_H
#define _LINUX_CACHE_H

#include <linux/compiler.h>

#define L1_CACHE_SHIFT	      6
#define L1_CACHE_BYTES	      (1 << L1_CACHE_SHIFT)
#define SMP_CACHE_BYTES	      L1_CACHE_BYTES

#define ____cacheline_aligned __aligned(SMP_CACHE_BYTES)
#define __cacheline_aligned \
	__aligned(SMP_CACHE_BYTES) __section(".data..cacheline_aligned")
#define ____cacheline_aligned_in_smp ____cacheline_aligned

/* Seldom written, so kept away from what is. */
#define __read_mostly __section(".data..read_mostly")

/* Written by init functions; read-only from then on. */
#define __ro_after_init __section(".data..ro_after_init")

#endif
