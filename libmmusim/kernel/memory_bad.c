/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory_bad.c - what is said of page tables that somebody has corrupted: a PTE
 * that leads to what no area can have, an entry that leads to no table, and
 * counts that are not 0 when an address space goes.
 *
 * Simplified: anon_vma and mapping are the numbers that struct pages have of
 * them: what they point to lies on the host side. A file of the host is said to
 * be one of a file system in memory.
 *
 * Reference: Linux 6.1, mm/memory.c, print_bad_pte(); mm/pgtable-generic.c,
 * pmd_clear_bad(); kernel/fork.c, check_mm().
 */
#include "kernel/mm.h"
#include "kernel/page.h"
#include "kernel/oom.h"

typedef unsigned long long ull;

#define SECOND	     1000000000ull
#define VM_ACCOUNT   0x00100000ull
#define VM_SOFTDIRTY 0x08000000ull

/* Sixty reports a minute, then one line about the rest. */
static bool may_report(struct kern *k)
{
	struct kern_mm_state *mms = k->mms;

	if (mms->bad_shown == 60) {
		if (k->clock_ns < mms->bad_resume) {
			mms->bad_unshown++;
			return false;
		}
		if (mms->bad_unshown)
			kern_printk(k,
				    KERN_ALERT "BUG: Bad page map: %lu "
					       "messages suppressed\n",
				    mms->bad_unshown);
		mms->bad_unshown = 0;
		mms->bad_shown = 0;
	}
	if (mms->bad_shown++ == 0)
		mms->bad_resume = k->clock_ns + 60 * SECOND;
	return true;
}

/* The flags of an area, with those that Linux has and nobody needs here. */
static ull vm_flags(const struct kern_vma *vma)
{
	bool charged = vma->flags & KERN_VM_WRITE &&
		       !(vma->flags & KERN_VM_SHARED);

	return (vma->flags & ~KERN_VM_PKEY) | VM_SOFTDIRTY |
	       (charged ? VM_ACCOUNT : 0);
}

static ull number_of(const void *ptr)
{
	return (ull)(uintptr_t)ptr;
}

static void print_file(const struct kern_vma *vma)
{
	const struct kern_inode *inode = vma->file ? vma->file->inode : NULL;
	struct kern *k = vma->mm->kern;
	const char *name;

	if (!inode) {
		kern_printk(k, KERN_ALERT "file:(null) fault:0x0 mmap:0x0 "
					  "read_folio:0x0\n");
		return;
	}
	name = inode->name;
	for (const char *p = name; *p; p++)
		if (*p == '/' && p[1])
			name = p + 1;
	kern_printk(k, KERN_ALERT "file:%s fault:%s mmap:%s read_folio:%s\n",
		    name, inode->path ? "filemap_fault" : "shmem_fault",
		    inode->path ? "generic_file_mmap" : "shmem_mmap",
		    inode->path ? "simple_read_folio" : "0x0");
}

void kern_print_bad_pte(const struct kern_vma *vma, uint64_t la, uint64_t pte,
			uint64_t pfn)
{
	struct kern *k = vma->mm->kern;
	const struct kern_inode *inode = vma->file ? vma->file->inode : NULL;

	if (!may_report(k))
		return;
	kern_printk(k,
		    KERN_ALERT "BUG: Bad page map in process %s  pte:%08llx "
			       "pmd:%08llx\n",
		    kern_current_comm(k), (ull)pte,
		    (ull)kern_pmd_value(vma->mm, la));
	if (pfn)
		kern_dump_page(k, pfn, "bad pte");
	kern_printk(k,
		    KERN_ALERT "addr:%016llx vm_flags:%08llx anon_vma:%016llx "
			       "mapping:%016llx index:%llx\n",
		    (ull)la, vm_flags(vma), number_of(vma->anon),
		    number_of(inode), (ull)kern_linear_index(vma, la));
	print_file(vma);
	kern_dump_stack(k);
	kern_add_taint(k, KERN_TAINT_BAD_PAGE);
}

/* pmd_ERROR() and the like: the line is that of the function in
 * mm/pgtable-generic.c. */
void kern_print_bad_table(struct kern *k, unsigned int level,
			  volatile uint64_t *entry)
{
	static const struct {
		const char *name;
		int line;
	} at[] = {[4] = {"p4d", 31}, [3] = {"pud", 39}, [2] = {"pmd", 51}};

	kern_printk(k, KERN_ERR "mm/pgtable-generic.c:%d: bad %s %p(%016llx)\n",
		    at[level].line, at[level].name,
		    (const void *)(uintptr_t)entry, (ull)*entry);
}

void kern_check_mm(const struct kern_mm *mm)
{
	const struct {
		const char *name;
		int64_t value;
	} rss[] = {
		{"MM_FILEPAGES", (int64_t)mm->rss[KERN_MM_FILEPAGES]},
		{"MM_ANONPAGES", (int64_t)mm->rss[KERN_MM_ANONPAGES]},
		{"MM_SWAPENTS", (int64_t)mm->swapents},
		{"MM_SHMEMPAGES", (int64_t)mm->rss[KERN_MM_SHMEMPAGES]},
	};

	for (size_t i = 0; i < sizeof(rss) / sizeof(rss[0]); i++)
		if (rss[i].value)
			kern_printk(mm->kern,
				    KERN_ALERT "BUG: Bad rss-counter state "
					       "mm:%p type:%s val:%lld\n",
				    (const void *)mm, rss[i].name,
				    (long long)rss[i].value);
	if (mm->tables)
		kern_printk(mm->kern,
			    KERN_ALERT "BUG: non-zero pgtables_bytes on "
				       "freeing mm: %lld\n",
			    (long long)(mm->tables * KERN_PAGE));
}
