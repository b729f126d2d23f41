/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that is contiguous in linear addresses only: whole pages, a page
 * that is not mapped behind each area.
 */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <asm/page.h>
#include <asm/pgtable_types.h>
#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/overflow.h>
#include <linux/pgtable.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/* NULL where memory is short. vzalloc() clears it. */
void *vmalloc(unsigned long size) __malloc __alloc_size(1);
void *vzalloc(unsigned long size) __malloc __alloc_size(1);

/* @addr is what vmalloc() gave; nothing happens where it is NULL. */
void vfree(const void *addr);

#define VM_MAP 0x00000004

/**
 * vmap - pages beside each other in linear addresses
 * @pages: they stay the caller's
 * @count: how many there are
 * @prot:  PAGE_KERNEL, PAGE_KERNEL_RO ...
 *
 * Return: where the first one is mapped, until vunmap(); NULL where memory is
 * short.
 */
struct page;
void *vmap(struct page **pages, unsigned int count, unsigned long flags,
	   pgprot_t prot);
void vunmap(const void *addr);

/* The same for a short time. */
void *vm_map_ram(struct page **pages, unsigned int count, int node);
void vm_unmap_ram(const void *mem, unsigned int count);

/* The page that is mapped at an address; NULL, or a number that is none. */
struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);

bool is_vmalloc_addr(const void *addr);

#endif
