/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * entry_area.c - the tables that IDTR and GDTR point to, as code sees them.
 *
 *   fffffe0000000000   the IDT: 256 gates of 16 bytes     read-only
 *   fffffe0000001000   the GDT of CPU 0                   read-only
 *
 * The simulated CPU does not look at them: exceptions are delivered by the library.
 * They are there for who reads them, or faults in trying to change one. Simplified:
 * only those gates are filled whose handlers the kernel image has; of the rest of
 * the area, TSS and entry stacks, nothing is mapped. A machine with little memory
 * goes without.
 *
 * Reference: Linux 6.1, arch/x86/mm/cpu_entry_area.c; Intel SDM vol. 3A, "IDT
 * Descriptors".
 */
#include <errno.h>
#include <string.h>

#include "kernel/gfp.h"
#include "kernel/page.h"

#define IDT_LA	     0xfffffe0000000000ull
#define GDT_LA	     (IDT_LA + KERN_PAGE)
#define SMALL	     (64ull << 20)
#define CS	     0x10
#define GATE_PRESENT 0x8e /* an interrupt gate, for the kernel only */

/* As in memory. */
struct gate {
	uint16_t offset_low, selector;
	uint8_t ist, type;
	uint16_t offset_middle;
	uint32_t offset_high, reserved;
};

static const struct {
	unsigned int vector;
	const char *handler;
} gates[] = {
	{3, "asm_exc_int3"},
	{6, "asm_exc_invalid_op"},
	{13, "asm_exc_general_protection"},
};

static void fill_idt(struct kern *k, struct gate *idt)
{
	for (size_t i = 0; i < sizeof(gates) / sizeof(gates[0]); i++) {
		uint64_t la = kern_image_symbol(k, gates[i].handler, false);

		if (!la)
			continue;
		idt[gates[i].vector] = (struct gate){
			.offset_low = (uint16_t)la,
			.selector = CS,
			.type = GATE_PRESENT,
			.offset_middle = (uint16_t)(la >> 16),
			.offset_high = (uint32_t)(la >> 32),
		};
	}
}

/* Flat segments of the kernel and of users, with 32 and 64 bits. */
static void fill_gdt(uint64_t *gdt)
{
	static const uint64_t segments[] = {
		0,
		0x00cf9b000000ffff,
		0x00af9b000000ffff,
		0x00cf93000000ffff,
		0x00cffb000000ffff,
		0x00cff3000000ffff,
		0x00affb000000ffff,
	};

	memcpy(gdt, segments, sizeof(segments));
}

static void *map(struct kern *k, uint64_t la)
{
	uint64_t page = kern_get_free_pages(k, KERN_GFP_ZERO, 0);
	uint64_t flags = kern_prot(k, KERN_PAGE_KERNEL & ~MMU_PTE_RW);

	if (!page || mmu_map_page(k->machine, k->init_pgd, la, kern_phys(page),
				  12, flags | MMU_PTE_G))
		return NULL;
	return mmu_mem_ptr(k->machine, kern_phys(page), KERN_PAGE);
}

int kern_entry_area_init(struct kern *k)
{
	void *idt, *gdt;

	if (k->pages->present * KERN_PAGE < SMALL)
		return 0;
	idt = map(k, IDT_LA);
	gdt = map(k, GDT_LA);
	if (!idt || !gdt)
		return -ENOMEM;
	fill_idt(k, idt);
	fill_gdt(gdt);
	return 0;
}
