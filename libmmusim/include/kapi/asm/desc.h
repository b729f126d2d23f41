/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of segments and of interrupt gates. Both are read-only.
 */
#ifndef _ASM_X86_DESC_H
#define _ASM_X86_DESC_H

#include <linux/types.h>

/* What SGDT and SIDT store. */
struct desc_ptr {
	unsigned short size;
	unsigned long address;
} __attribute__((packed));

struct idt_bits {
	u16 ist : 3, zero : 5, type : 5, dpl : 2, p : 1;
} __attribute__((packed));

struct gate_struct {
	u16 offset_low;
	u16 segment;
	struct idt_bits bits;
	u16 offset_middle;
	u32 offset_high;
	u32 reserved;
} __attribute__((packed));

typedef struct gate_struct gate_desc;

#define IDT_ENTRIES 256
#define GDT_ENTRIES 16

static inline void store_idt(struct desc_ptr *dtr)
{
	__asm__ __volatile__("sidt %0" : "=m"(*dtr));
}

static inline void native_store_gdt(struct desc_ptr *dtr)
{
	__asm__ __volatile__("sgdt %0" : "=m"(*dtr));
}
#define store_gdt native_store_gdt

static inline unsigned long gate_offset(const gate_desc *gate)
{
	return gate->offset_low | (unsigned long)gate->offset_middle << 16 |
	       (unsigned long)gate->offset_high << 32;
}

#endif
