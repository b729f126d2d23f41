/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries of page tables of x86-64 with four levels: a table each for the top level
 * (PGD), PUD, PMD and PTE. A P4D, the fifth, is not one of its own: it is the PGD's
 * entry again.
 */
#ifndef _ASM_X86_PGTABLE_TYPES_H
#define _ASM_X86_PGTABLE_TYPES_H

#include <asm/page.h>

#define PGDIR_SHIFT  39
#define P4D_SHIFT    39
#define PUD_SHIFT    30
#define PMD_SHIFT    21

#define PTRS_PER_PGD 512
#define PTRS_PER_P4D 1
#define PTRS_PER_PUD 512
#define PTRS_PER_PMD 512
#define PTRS_PER_PTE 512

#define PGDIR_SIZE   (1UL << PGDIR_SHIFT)
#define PGDIR_MASK   (~(PGDIR_SIZE - 1))
#define P4D_SIZE     (1UL << P4D_SHIFT)
#define P4D_MASK     (~(P4D_SIZE - 1))
#define PUD_SIZE     (1UL << PUD_SHIFT)
#define PUD_MASK     (~(PUD_SIZE - 1))
#define PMD_SIZE     (1UL << PMD_SHIFT)
#define PMD_MASK     (~(PMD_SIZE - 1))

/* Bits of an entry, at all levels but where the name says otherwise. */
#define _PAGE_BIT_PRESENT  0
#define _PAGE_BIT_RW	   1
#define _PAGE_BIT_USER	   2
#define _PAGE_BIT_PWT	   3
#define _PAGE_BIT_PCD	   4
#define _PAGE_BIT_ACCESSED 5
#define _PAGE_BIT_DIRTY	   6
#define _PAGE_BIT_PSE	   7 /* of a PMD or PUD: it maps a page */
#define _PAGE_BIT_PAT	   7 /* of a PTE */
#define _PAGE_BIT_GLOBAL   8
#define _PAGE_BIT_SOFTW1   9
#define _PAGE_BIT_SOFTW2   10
#define _PAGE_BIT_SOFTW3   11
#define _PAGE_BIT_NX	   63

#define __PAGE_BIT(name)   (1UL << _PAGE_BIT_##name)
#define _PAGE_PRESENT	   __PAGE_BIT(PRESENT)
#define _PAGE_RW	   __PAGE_BIT(RW)
#define _PAGE_USER	   __PAGE_BIT(USER)
#define _PAGE_PWT	   __PAGE_BIT(PWT)
#define _PAGE_PCD	   __PAGE_BIT(PCD)
#define _PAGE_ACCESSED	   __PAGE_BIT(ACCESSED)
#define _PAGE_DIRTY	   __PAGE_BIT(DIRTY)
#define _PAGE_PSE	   __PAGE_BIT(PSE)
#define _PAGE_PAT	   __PAGE_BIT(PAT)
#define _PAGE_GLOBAL	   __PAGE_BIT(GLOBAL)
#define _PAGE_SOFTW1	   __PAGE_BIT(SOFTW1)
#define _PAGE_SOFTW2	   __PAGE_BIT(SOFTW2)
#define _PAGE_SOFTW3	   __PAGE_BIT(SOFTW3)
#define _PAGE_SOFT_DIRTY   __PAGE_BIT(SOFTW3)
#define _PAGE_NX	   __PAGE_BIT(NX)

/* Present, or there though no access is allowed (PROT_NONE). */
#define _PAGE_PROTNONE _PAGE_GLOBAL

#define _KERNPG_TABLE  (_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY)
#define _PAGE_TABLE    (_KERNPG_TABLE | _PAGE_USER)

/* Where in an entry the frame is, and what else there is: of pages of 4 KiB. */
#define PHYSICAL_PAGE_MASK (((1UL << 52) - 1) & PAGE_MASK)
#define PTE_PFN_MASK	   PHYSICAL_PAGE_MASK
#define PTE_FLAGS_MASK	   (~PTE_PFN_MASK)

#ifndef __ASSEMBLY__

typedef unsigned long pteval_t, pmdval_t, pudval_t, p4dval_t, pgdval_t;
typedef unsigned long pgprotval_t;

typedef struct pgprot {
	pgprotval_t pgprot;
} pgprot_t;
typedef struct {
	pteval_t pte;
} pte_t;
typedef struct {
	pmdval_t pmd;
} pmd_t;
typedef struct {
	pudval_t pud;
} pud_t;
typedef struct {
	pgdval_t pgd;
} pgd_t;
typedef struct {
	pgd_t pgd;
} p4d_t;

#define __pgprot(x)   ((pgprot_t){(x)})
#define __pte(x)      ((pte_t){(x)})
#define __pmd(x)      ((pmd_t){(x)})
#define __pud(x)      ((pud_t){(x)})
#define __pgd(x)      ((pgd_t){(x)})
#define __p4d(x)      ((p4d_t){{(x)}})

#define pgprot_val(x) ((x).pgprot)
#define pte_val(x)    ((x).pte)
#define pmd_val(x)    ((x).pmd)
#define pud_val(x)    ((x).pud)
#define pgd_val(x)    ((x).pgd)
#define p4d_val(x)    ((x).pgd.pgd)

/* The rights of a mapping that is to be made. */
#define __PAGE_KERNEL_BITS (_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_DIRTY)
#define PAGE_KERNEL	   __pgprot(__PAGE_KERNEL_BITS | _PAGE_RW | _PAGE_NX)
#define PAGE_KERNEL_RO	   __pgprot(__PAGE_KERNEL_BITS | _PAGE_NX)
#define PAGE_KERNEL_EXEC   __pgprot(__PAGE_KERNEL_BITS | _PAGE_RW)
#define PAGE_KERNEL_ROX	   __pgprot(__PAGE_KERNEL_BITS)

/* What an entry maps: 4 KiB, 2 MiB, 1 GiB. */
enum pg_level { PG_LEVEL_NONE, PG_LEVEL_4K, PG_LEVEL_2M, PG_LEVEL_1G };

#endif

#endif
