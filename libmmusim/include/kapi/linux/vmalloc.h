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
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/overflow.h>
#include <linux/pgtable.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/* NULL where memory is short. vzalloc() clears it. */
void *vmalloc(unsigned long size) __alloc_size(1);
void *vzalloc(unsigned long size) __alloc_size(1);

/* The same with flags; near a node, of which there is one; below 4 GiB. Those for
 * users are cleared. */
void *__vmalloc(unsigned long size, gfp_t gfp) __alloc_size(1);
void *vmalloc_node(unsigned long size, int node) __alloc_size(1);
void *vzalloc_node(unsigned long size, int node) __alloc_size(1);
void *vmalloc_32(unsigned long size) __alloc_size(1);
void *vmalloc_user(unsigned long size) __alloc_size(1);
void *vmalloc_32_user(unsigned long size) __alloc_size(1);
void *vmalloc_huge(unsigned long size, gfp_t gfp) __alloc_size(1);

/* An array; NULL, too, where its size would not fit in 64 bits. The calloc()s clear
 * it. */
void *__vmalloc_array(size_t n, size_t size, gfp_t gfp) __alloc_size(1, 2);
void *vmalloc_array(size_t n, size_t size) __alloc_size(1, 2);
void *__vcalloc(size_t n, size_t size, gfp_t gfp) __alloc_size(1, 2);
void *vcalloc(size_t n, size_t size) __alloc_size(1, 2);

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

bool is_vmalloc_addr(const void *addr);

/* The page that is mapped at an address, and its number. NULL where there is none. */
struct page *vmalloc_to_page(const void *addr);
unsigned long vmalloc_to_pfn(const void *addr);

/* As vmap() with PAGE_KERNEL, for a short time. */
void *vm_map_ram(struct page **pages, unsigned int count, int node);
void vm_unmap_ram(const void *addr, unsigned int count);

/* Areas that were freed may be in the TLB still, until this or until they are
 * many. */
void vm_unmap_aliases(void);

#endif
