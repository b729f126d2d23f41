/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * area.h - areas of pages with guard pages, for vmalloc(), vmap(), ioremap(), stacks and
 * modules (vmalloc.c); and the rights of single frames in the direct map (direct.c).
 */
#ifndef KERNEL_AREA_H
#define KERNEL_AREA_H

#include <stdbool.h>
#include <stdint.h>

struct kern;
struct kern_call;
struct kern_text;

enum kern_area_kind { KERN_AREA_VMALLOC, KERN_AREA_MODULE, KERN_AREA_STACK };

/* lengths in bytes of the two ranges, which begin at KERN_VMALLOC_START and
 * KERN_MODULES_START; areas of kind MODULE come from the second */
int kern_vmalloc_init(struct kern *k, uint64_t vmalloc_len,
		      uint64_t modules_len);
/* len is rounded up to pages; one unmapped guard page follows; la or 0 */
uint64_t kern_vmalloc(struct kern *k, uint64_t len, enum kern_area_kind kind,
		      uint64_t page_flags);
/* The same of kind VMALLOC, by pages of 2 MiB where there are any: kvmalloc() */
uint64_t kern_vmalloc_huge(struct kern *k, uint64_t len);
/* PTEs are cleared at once, the TLB is flushed lazily, as in Linux */
void kern_vfree(struct kern *k, uint64_t la);
bool kern_is_vmalloc(const struct kern *k, uint64_t la);
/* Areas are not made in interrupts: a BUG() of the call. */
bool kern_area_in_interrupt(struct kern_call *call);
/* Map frames that belong to others, until kern_vfree(). Return: where, or 0. */
uint64_t kern_vmap(struct kern *k, const uint64_t *frame, uint64_t npages,
		   uint64_t page_flags);
/* Map physical addresses from @phys, which begins a page, on: @ram: frames, which
 * belong to others. If not, nobody is there: it reads as ones; simplified: what is
 * written stays there. Return: where, or 0. */
uint64_t kern_ioremap(struct kern *k, uint64_t phys, uint64_t npages, bool ram,
		      uint64_t page_flags);
/* The area that the address lies in is not mapped any more; its frames are only
 * freed if it is of kern_ioremap(). False: there is none. */
bool kern_iounmap(struct kern *k, uint64_t la);
uint64_t kern_vmalloc_end(const struct kern *k);
/* The area of the vmalloc range, with its guard page, that the address lies in.
 * False: in none that is in use. */
bool kern_vmalloc_area(struct kern *k, uint64_t la, uint64_t *start,
		       uint64_t *end);
/* Fill the pages of an area that was just made with zeros: x_vmalloc.c. */
void kern_zero_area(struct kern *k, uint64_t la, uint64_t len);
/* Change the leaf flags of pages in an area, with the TLB flush it needs. */
void kern_set_memory(struct kern *k, uint64_t la, uint64_t npages,
		     uint64_t page_flags);
/* In pages: how long the range is, and how much of it is in use. */
void kern_vmalloc_info(struct kern *k, uint64_t *total, uint64_t *used);
/* /proc/vmallocinfo */
void kern_show_vmallocinfo(struct kern *k, struct kern_text *t);
/* Flush the TLB and make lazily freed addresses usable again */
void kern_vmalloc_purge(struct kern *k);

/* --- direct.c -------------------------------------------------------------- */

/* May the frame be written to through the direct map? */
void kern_direct_protect(struct kern *k, uint64_t pa, bool writable);
/* The entry of the frame alone, its large page made small ones; or NULL */
volatile uint64_t *kern_direct_small(struct kern *k, uint64_t pa);
bool kern_direct_writable(struct kern *k, uint64_t pa);
/* Make a frame read-only there for good; with size_level 2 the large page it is in. */
void kern_direct_seal(struct kern *k, uint64_t pa, unsigned int size_level,
		      bool global);

#endif
