/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bits of an entry that say what may be done with a page.
 */
#ifndef _ASM_X86_PGTABLE_TYPES_H
#define _ASM_X86_PGTABLE_TYPES_H

typedef struct pgprot {
	unsigned long pgprot;
} pgprot_t;

#define __pgprot(x)   ((pgprot_t){(x)})
#define pgprot_val(x) ((x).pgprot)

#endif
