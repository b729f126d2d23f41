/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_ioremap.c - exports that map physical addresses: ioremap() and memremap().
 *
 * RAM that the kernel uses is refused. Where there is no RAM there is no device,
 * either: see kern_ioremap().
 *
 * Simplified: a range that begins or ends within a page of RAM, and goes beyond RAM,
 * has nothing of that page.
 *
 * Reference: Linux 6.1, arch/x86/mm/ioremap.c, kernel/iomem.c.
 */
#include "cpu/machine.h"
#include "kernel/exports.h"
#include "kernel/page.h"
#include "kernel/warn.h"

typedef unsigned long long ull;

/* What the page attribute table of Linux makes of them. */
#define UNCACHED_MINUS	MMU_PTE_PCD
#define UNCACHED	(MMU_PTE_PCD | MMU_PTE_PWT)
#define WRITE_COMBINING MMU_PTE_PWT
#define WRITE_THROUGH	(MMU_PTE_PAT | MMU_PTE_PCD | MMU_PTE_PWT)

#define MEMREMAP_WB	1u
#define MEMREMAP_WT	2u
#define MEMREMAP_WC	4u

#define LAST_PAGE_BYTE	(KERN_PAGE - 1)

/* Where they stand: kernel/image_layout.inc. */
static const struct kern_warning invalid = {"arch/x86/mm/ioremap.c:201",
					    "__ioremap_caller.cold", 0x59};
static const struct kern_warning on_ram = {"arch/x86/mm/ioremap.c:211",
					   "__ioremap_caller", 0x345};
static const struct kern_warning not_of_ram = {"kernel/iomem.c:107", "memremap",
					       0x18d};
static const struct kern_warning mixed = {"kernel/iomem.c:81", "memremap",
					  0x1c3};

static uint64_t pointer(struct kern_call *call, uint64_t la)
{
	return la ? kern_call_ptr(call, la) : 0;
}

/* phys_addr_valid() */
static bool is_valid(const struct kern *k, uint64_t phys)
{
	return !(phys >> mmu_cpu_mode(k->cpu)->maxphyaddr);
}

/* What of a range lies in a region. */
static bool intersect(const struct mem_region *region, uint64_t *start,
		      uint64_t *end)
{
	if (*start < region->pa)
		*start = region->pa;
	if (*end > region->pa + region->len)
		*end = region->pa + region->len;
	return *start < *end;
}

/* How many bytes of a range are RAM. */
static uint64_t ram_in(const struct kern *k, uint64_t phys, uint64_t size)
{
	const struct mem *mem = &k->machine->mem;
	uint64_t bytes = 0;

	for (unsigned int i = 0; i < mem->nregions; i++) {
		uint64_t start = phys, end = phys + size;

		if (intersect(&mem->region[i], &start, &end))
			bytes += end - start;
	}
	return bytes;
}

static bool is_used(struct kern *k, uint64_t start, uint64_t end)
{
	uint64_t pfn = (start + LAST_PAGE_BYTE) / KERN_PAGE;

	for (; pfn < end / KERN_PAGE; pfn++)
		if (!(kern_pfn_to_page(k, pfn)->flags & KERN_PG(RESERVED)))
			return true;
	return false;
}

/* __ioremap_check_mem(): is there a page that is not reserved? */
static bool has_used_ram(struct kern *k, uint64_t phys, uint64_t size)
{
	const struct mem *mem = &k->machine->mem;

	for (unsigned int i = 0; i < mem->nregions; i++) {
		uint64_t start = phys, end = phys + size;

		if (intersect(&mem->region[i], &start, &end) &&
		    is_used(k, start, end))
			return true;
	}
	return false;
}

/* __ioremap_caller() */
static uint64_t map(struct kern_call *call, uint64_t caching)
{
	struct kern *k = call->kern;
	uint64_t phys = call->arg[0], size = call->arg[1];
	uint64_t last = phys + size - 1, from = phys & ~LAST_PAGE_BYTE;
	uint64_t npages = last / KERN_PAGE - phys / KERN_PAGE + 1, bytes, la;

	if (!size || last < phys)
		return 0;
	if (!is_valid(k, phys)) {
		kern_printk(k,
			    KERN_WARNING
			    "ioremap: invalid physical address %llx\n",
			    (ull)phys);
		kern_warning_once(k, &invalid, NULL);
		return 0;
	}
	if (has_used_ram(k, phys, size)) {
		kern_warning_once(k, &on_ram,
				  "ioremap on RAM at 0x%016llx - 0x%016llx\n",
				  (ull)phys, (ull)last);
		return 0;
	}
	if (kern_area_in_interrupt(call))
		return 0;
	bytes = npages * KERN_PAGE;
	la = kern_ioremap(k, from, npages, ram_in(k, from, bytes) == bytes,
			  KERN_PAGE_KERNEL | caching);
	return la ? pointer(call, la + phys % KERN_PAGE) : 0;
}

uint64_t kern_x_ioremap(struct kern_call *call)
{
	return map(call, UNCACHED_MINUS);
}

uint64_t kern_x_ioremap_uc(struct kern_call *call)
{
	return map(call, UNCACHED);
}

uint64_t kern_x_ioremap_wc(struct kern_call *call)
{
	return map(call, WRITE_COMBINING);
}

uint64_t kern_x_ioremap_wt(struct kern_call *call)
{
	return map(call, WRITE_THROUGH);
}

uint64_t kern_x_ioremap_cache(struct kern_call *call)
{
	return map(call, 0);
}

/* void __iomem *ioremap_prot(resource_size_t phys, unsigned long size, unsigned long
 * prot): only how it is cached counts */
uint64_t kern_x_ioremap_prot(struct kern_call *call)
{
	return map(call, call->arg[2] & WRITE_THROUGH);
}

/* Below the direct map's end nothing was mapped. */
uint64_t kern_x_iounmap(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t la = kern_call_la(call, call->arg[0]) & ~LAST_PAGE_BYTE;

	if (la < KERN_VMALLOC_START || kern_iounmap(k, la))
		return 0;
	kern_printk(k, KERN_ERR "iounmap: bad address %p\n",
		    mmu_ptr(k->machine, la));
	kern_dump_stack(k);
	return 0;
}

/* --- memory ------------------------------------------------------------------------ */

/* void *memremap(resource_size_t offset, size_t size, unsigned long flags): what is RAM
 * is in the direct map already. Simplified: whatever is not RAM is something else. */
uint64_t kern_x_memremap(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint64_t phys = call->arg[0], size = call->arg[1], la = 0;
	uint64_t flags = call->arg[2];
	uint64_t ram = phys + size < phys ? 0 : ram_in(k, phys, size);

	if (!flags)
		return 0;
	if (ram && ram != size) {
		kern_warning_once(
			k, &mixed,
			"memremap attempted on mixed range 0x%016llx size: %#lx\n",
			(ull)phys, (unsigned long)size);
		return 0;
	}
	if (ram && flags & MEMREMAP_WB)
		return pointer(call, kern_virt(phys));
	if (ram) {
		kern_warning_once(
			k, &not_of_ram,
			"memremap attempted on ram 0x%016llx size: %#lx\n",
			(ull)phys, (unsigned long)size);
		return 0;
	}
	if (flags & MEMREMAP_WB)
		la = map(call, 0);
	if (!la && flags & MEMREMAP_WT)
		la = map(call, WRITE_THROUGH);
	if (!la && flags & MEMREMAP_WC)
		la = map(call, WRITE_COMBINING);
	return la;
}

uint64_t kern_x_memunmap(struct kern_call *call)
{
	if (kern_is_vmalloc(call->kern, kern_call_la(call, call->arg[0])))
		kern_x_iounmap(call);
	return 0;
}
