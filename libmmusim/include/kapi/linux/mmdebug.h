/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the memory management knows of a page; and checks that a kernel without
 * CONFIG_DEBUG_VM leaves out.
 */
#ifndef _LINUX_MMDEBUG_H
#define _LINUX_MMDEBUG_H

#include <linux/build_bug.h>

struct page;
struct vm_area_struct;
struct mm_struct;

/* Prints its struct page to the log. @reason: NULL for none. */
void dump_page(struct page *page, const char *reason);

#define VM_BUG_ON(cond)		      BUILD_BUG_ON_INVALID(cond)
#define VM_BUG_ON_PAGE(cond, page)    VM_BUG_ON(cond)
#define VM_BUG_ON_VMA(cond, vma)      VM_BUG_ON(cond)
#define VM_BUG_ON_MM(cond, mm)	      VM_BUG_ON(cond)
#define VM_WARN_ON(cond)	      BUILD_BUG_ON_INVALID(cond)
#define VM_WARN_ON_ONCE(cond)	      BUILD_BUG_ON_INVALID(cond)
#define VM_WARN_ON_ONCE_PAGE(cond, p) BUILD_BUG_ON_INVALID(cond)
#define VM_WARN_ONCE(cond, format...) BUILD_BUG_ON_INVALID(cond)
#define VIRTUAL_BUG_ON(cond)	      BUILD_BUG_ON_INVALID(cond)

#endif
