/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages: sizes and allocation. Page descriptors are not here yet.
 */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <asm/page.h>
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/types.h>

#define PAGE_ALIGN(addr)      ALIGN(addr, PAGE_SIZE)
#define PAGE_ALIGN_DOWN(addr) ALIGN_DOWN(addr, PAGE_SIZE)
#define PAGE_ALIGNED(addr)    IS_ALIGNED((unsigned long)(addr), PAGE_SIZE)

#define offset_in_page(p)     ((unsigned long)(p) & ~PAGE_MASK)

#endif
