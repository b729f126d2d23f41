/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walking page tables, and what their entries say.
 *
 *	pgd = pgd_offset(current->mm, address);
 *	p4d = p4d_offset(pgd, address);
 *	pud = pud_offset(p4d, address);
 *	pmd = pmd_offset(pud, address);
 *	pte = pte_offset_kernel(pmd, address);
 *
 * Before each step the entry must be looked at: *_none(), *_bad(); pud_large() and
 * pmd_large() tell of pages of 1 GiB and 2 MiB, below which there is no table.
 * An address may be a user's, or a pointer into the direct map or to vmalloc()ed
 * memory. For others, the module's own variables among them, there is
 * lookup_address(). Who changes an entry has to invalidate the TLB.
 */
#ifndef _LINUX_PGTABLE_H
#define _LINUX_PGTABLE_H

#include <asm/page.h>
#include <asm/pgtable_types.h>
#include <linux/mm_types.h>
#include <linux/types.h>

/* vmalloc() and its like give out addresses from here on. */
#define VMALLOC_START (vmalloc_base)

/* The index of the entry for an address in the table of each level. */
static inline unsigned long pgd_index(unsigned long address)
{
	return address >> PGDIR_SHIFT & (PTRS_PER_PGD - 1);
}

static inline unsigned long p4d_index(unsigned long address)
{
	return address >> P4D_SHIFT & (PTRS_PER_P4D - 1);
}

static inline unsigned long pud_index(unsigned long address)
{
	return address >> PUD_SHIFT & (PTRS_PER_PUD - 1);
}

static inline unsigned long pmd_index(unsigned long address)
{
	return address >> PMD_SHIFT & (PTRS_PER_PMD - 1);
}

static inline unsigned long pte_index(unsigned long address)
{
	return address >> PAGE_SHIFT & (PTRS_PER_PTE - 1);
}

/* What all levels have: entries that are empty, or lead somewhere. */
#define __PGTABLE_LEVEL(name)                                                  \
	static inline int name##_none(name##_t entry)                          \
	{                                                                      \
		return !(name##_val(entry) & ~(_PAGE_DIRTY | _PAGE_ACCESSED)); \
	}                                                                      \
	static inline unsigned long name##_flags(name##_t entry)               \
	{                                                                      \
		return name##_val(entry) & PTE_FLAGS_MASK;                     \
	}                                                                      \
	static inline unsigned long name##_pfn(name##_t entry)                 \
	{                                                                      \
		return (name##_val(entry) & PTE_PFN_MASK) >> PAGE_SHIFT;       \
	}

__PGTABLE_LEVEL(pte)
__PGTABLE_LEVEL(pmd)
__PGTABLE_LEVEL(pud)
__PGTABLE_LEVEL(p4d)
#undef __PGTABLE_LEVEL

/* The table that an entry leads to. */
#define __pgtable_below(value) (page_offset_base + ((value)&PTE_PFN_MASK))

#define __PGTABLE_ABOVE(name)                                         \
	static inline unsigned long name##_page_vaddr(name##_t entry) \
	{                                                             \
		return __pgtable_below(name##_val(entry));            \
	}                                                             \
	static inline int name##_present(name##_t entry)              \
	{                                                             \
		return !!(name##_val(entry) & _PAGE_PRESENT);         \
	}                                                             \
	static inline void set_##name(name##_t *at, name##_t entry)   \
	{                                                             \
		*(volatile name##_t *)at = entry;                     \
	}                                                             \
	static inline void name##_clear(name##_t *at)                 \
	{                                                             \
		set_##name(at, (name##_t){0});                        \
	}

__PGTABLE_ABOVE(pmd)
__PGTABLE_ABOVE(pud)
#undef __PGTABLE_ABOVE

/* With four levels a PGD's entry is always there: it is the P4D's that counts. */
static inline int pgd_none(pgd_t pgd)
{
	return 0;
}

static inline int pgd_bad(pgd_t pgd)
{
	return 0;
}

static inline int pgd_present(pgd_t pgd)
{
	return 1;
}

static inline int p4d_present(p4d_t p4d)
{
	return !!(p4d_val(p4d) & _PAGE_PRESENT);
}

static inline int p4d_bad(p4d_t p4d)
{
	return (p4d_flags(p4d) & ~(_PAGE_TABLE | _PAGE_NX)) != 0;
}

static inline int pud_bad(pud_t pud)
{
	return (pud_flags(pud) & ~_PAGE_TABLE) != 0;
}

static inline int pmd_bad(pmd_t pmd)
{
	return (pmd_flags(pmd) & ~(_PAGE_USER | _PAGE_ACCESSED)) !=
	       (_KERNPG_TABLE & ~_PAGE_ACCESSED);
}

/* Does it map a page of 1 GiB, of 2 MiB? */
static inline int pud_large(pud_t pud)
{
	return (pud_val(pud) & (_PAGE_PSE | _PAGE_PRESENT)) ==
	       (_PAGE_PSE | _PAGE_PRESENT);
}

static inline int pmd_large(pmd_t pmd)
{
	return !!(pmd_flags(pmd) & _PAGE_PSE);
}

#define pud_leaf		     pud_large
#define pmd_leaf		     pmd_large

#define pgd_offset_pgd(pgd, address) ((pgd) + pgd_index(address))
#define pgd_offset(mm, address)	     pgd_offset_pgd((mm)->pgd, (address))

static inline p4d_t *p4d_offset(pgd_t *pgd, unsigned long address)
{
	return (p4d_t *)pgd;
}

static inline pud_t *pud_offset(p4d_t *p4d, unsigned long address)
{
	return (pud_t *)__pgtable_below(p4d_val(*p4d)) + pud_index(address);
}

static inline pmd_t *pmd_offset(pud_t *pud, unsigned long address)
{
	return (pmd_t *)pud_page_vaddr(*pud) + pmd_index(address);
}

static inline pte_t *pte_offset_kernel(pmd_t *pmd, unsigned long address)
{
	return (pte_t *)pmd_page_vaddr(*pmd) + pte_index(address);
}

#define pte_offset_map(pmd, address) pte_offset_kernel((pmd), (address))
#define pte_unmap(pte)		     ((void)(pte))

/* Of an entry that maps a page. */
static inline int pte_present(pte_t pte)
{
	return !!(pte_flags(pte) & (_PAGE_PRESENT | _PAGE_PROTNONE));
}

static inline int pte_write(pte_t pte)
{
	return !!(pte_flags(pte) & _PAGE_RW);
}

static inline int pte_dirty(pte_t pte)
{
	return !!(pte_flags(pte) & _PAGE_DIRTY);
}

static inline int pte_young(pte_t pte)
{
	return !!(pte_flags(pte) & _PAGE_ACCESSED);
}

static inline int pte_global(pte_t pte)
{
	return !!(pte_flags(pte) & _PAGE_GLOBAL);
}

static inline int pte_exec(pte_t pte)
{
	return !(pte_flags(pte) & _PAGE_NX);
}

#define pte_page(pte) pfn_to_page(pte_pfn(pte))
#define pmd_page(pmd) pfn_to_page(pmd_pfn(pmd))

/* Another entry, with or without a bit. It takes effect when it is set. */
#define __PTE_MAKE(name, change)                   \
	static inline pte_t pte_##name(pte_t pte)  \
	{                                          \
		return __pte(pte_val(pte) change); \
	}

__PTE_MAKE(mkwrite, | _PAGE_RW)
__PTE_MAKE(wrprotect, &~_PAGE_RW)
__PTE_MAKE(mkdirty, | _PAGE_DIRTY | _PAGE_SOFT_DIRTY)
__PTE_MAKE(mkclean, &~_PAGE_DIRTY)
__PTE_MAKE(mkyoung, | _PAGE_ACCESSED)
__PTE_MAKE(mkold, &~_PAGE_ACCESSED)
__PTE_MAKE(mkexec, &~_PAGE_NX)
__PTE_MAKE(mkglobal, | _PAGE_GLOBAL)
__PTE_MAKE(clrglobal, &~_PAGE_GLOBAL)
#undef __PTE_MAKE

static inline pte_t pfn_pte(unsigned long pfn, pgprot_t rights)
{
	return __pte(pfn << PAGE_SHIFT | pgprot_val(rights));
}

#define mk_pte(page, rights) pfn_pte(page_to_pfn(page), (rights))

static inline void set_pte(pte_t *at, pte_t pte)
{
	*(volatile pte_t *)at = pte;
}

#define set_pte_at(mm, address, at, pte) set_pte((at), (pte))
#define pte_clear(mm, address, at)	 set_pte((at), __pte(0))

/* The entry that maps @address, and its level, an enum pg_level; or NULL. */
pte_t *lookup_address(unsigned long address, unsigned int *level);

#endif
