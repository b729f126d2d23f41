/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries of page tables, and how to find the one for an address of the kernel.
 */
#ifndef _LINUX_PGTABLE_H
#define _LINUX_PGTABLE_H

#include <asm/pgtable_types.h>
#include <linux/types.h>

typedef unsigned long pteval_t;
typedef struct {
	pteval_t pte;
} pte_t;

#define _PAGE_PRESENT  (1UL << 0)
#define _PAGE_RW       (1UL << 1)
#define _PAGE_USER     (1UL << 2)
#define _PAGE_ACCESSED (1UL << 5)
#define _PAGE_DIRTY    (1UL << 6)
#define _PAGE_PSE      (1UL << 7)
#define _PAGE_GLOBAL   (1UL << 8)
#define _PAGE_NX       (1UL << 63)

/* The rights of a mapping that is to be made. */

#define __PAGE_KERNEL_BITS (_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_DIRTY)
#define PAGE_KERNEL	   __pgprot(__PAGE_KERNEL_BITS | _PAGE_RW | _PAGE_NX)
#define PAGE_KERNEL_RO	   __pgprot(__PAGE_KERNEL_BITS | _PAGE_NX)
#define PAGE_KERNEL_EXEC   __pgprot(__PAGE_KERNEL_BITS | _PAGE_RW)
#define PAGE_KERNEL_ROX	   __pgprot(__PAGE_KERNEL_BITS)

static inline pteval_t pte_val(pte_t pte)
{
	return pte.pte;
}

static inline pte_t __pte(pteval_t val)
{
	return (pte_t){val};
}

/* What an entry says, and entries that say something else. */
#define __PTE_FLAG(test, set, clear, bit)          \
	static inline int pte_##test(pte_t pte)    \
	{                                          \
		return !!(pte.pte & (bit));        \
	}                                          \
	static inline pte_t pte_##set(pte_t pte)   \
	{                                          \
		return __pte(pte.pte | (bit));     \
	}                                          \
	static inline pte_t pte_##clear(pte_t pte) \
	{                                          \
		return __pte(pte.pte & ~(bit));    \
	}
__PTE_FLAG(write, mkwrite, wrprotect, _PAGE_RW)
__PTE_FLAG(dirty, mkdirty, mkclean, _PAGE_DIRTY)
__PTE_FLAG(young, mkyoung, mkold, _PAGE_ACCESSED)
#undef __PTE_FLAG

static inline pte_t pte_mkexec(pte_t pte)
{
	return __pte(pte.pte & ~_PAGE_NX);
}

static inline int pte_exec(pte_t pte)
{
	return !(pte.pte & _PAGE_NX);
}

static inline int pte_none(pte_t pte)
{
	return !(pte.pte & ~(_PAGE_ACCESSED | _PAGE_DIRTY));
}

static inline int pte_present(pte_t pte)
{
	return !!(pte.pte & _PAGE_PRESENT);
}

static inline unsigned long pte_pfn(pte_t pte)
{
	return (pte.pte & 0xffffffffff000UL) >> 12;
}

static inline void set_pte(pte_t *ptep, pte_t pte)
{
	*(volatile pteval_t *)&ptep->pte = pte.pte;
}

/* What *level is: the entry maps 4 KiB, 2 MiB, 1 GiB. */
enum pg_level { PG_LEVEL_NONE, PG_LEVEL_4K, PG_LEVEL_2M, PG_LEVEL_1G };

/* The entry that maps @address, or NULL. Who changes it has to invalidate the
 * TLB. */
pte_t *lookup_address(unsigned long address, unsigned int *level);

#endif
