/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O ports, registers of devices in memory, and memory by its physical address.
 */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <asm/io.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/types.h>

#define MEMREMAP_WB 1
#define MEMREMAP_WT 2
#define MEMREMAP_WC 4

/* As ioremap() of memory: RAM is where the direct map has it, with MEMREMAP_WB only.
 * The flags say what is tried, in their order. */
void *memremap(resource_size_t offset, size_t size, unsigned long flags);
void memunmap(void *addr);

#endif
