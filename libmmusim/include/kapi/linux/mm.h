/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages: sizes, addresses, and the struct page of each.
 *
 * A frame of RAM has a number, the page frame number; a struct page; and an
 * address in the direct map:
 *
 *	pfn_to_page(pfn)	page_to_pfn(page)
 *	page_address(page)	virt_to_page(address)
 */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <asm/page.h>
#include <linux/align.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mmap_lock.h>
#include <linux/mmdebug.h>
#include <linux/mmzone.h>
#include <linux/numa.h>
#include <linux/overflow.h>
#include <linux/page-flags.h>
#include <linux/page_ref.h>
#include <linux/pgtable.h>
#include <linux/types.h>

#define PAGE_ALIGN(addr)      ALIGN(addr, PAGE_SIZE)
#define PAGE_ALIGN_DOWN(addr) ALIGN_DOWN(addr, PAGE_SIZE)
#define PAGE_ALIGNED(addr)    IS_ALIGNED((unsigned long)(addr), PAGE_SIZE)

#define PFN_DOWN(addr)	      ((addr) >> PAGE_SHIFT)
#define PFN_UP(addr)	      (((addr) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_PHYS(pfn)	      ((phys_addr_t)(pfn) << PAGE_SHIFT)
#define PHYS_PFN(addr)	      ((unsigned long)((addr) >> PAGE_SHIFT))

#define offset_in_page(p)     ((unsigned long)(p) & ~PAGE_MASK)

/* The entry of a page that is there, and its lock, which is taken: 0 or -EINVAL. */
int follow_pte(struct mm_struct *mm, unsigned long address, pte_t **ptepp,
	       spinlock_t **ptlp);
#define pte_unmap_unlock(pte, ptl) spin_unlock(ptl)

#define page_address(page)	   __va(page_to_pfn(page) << PAGE_SHIFT)

#define virt_to_phys(addr)	   __pa(addr)
#define phys_to_virt(addr)	   __va(addr)
#define page_to_phys(page)	   ((phys_addr_t)page_to_pfn(page) << PAGE_SHIFT)
#define page_to_virt(page)	   __va(page_to_pfn(page) << PAGE_SHIFT)
#define virt_to_pfn(addr)	   (__pa(addr) >> PAGE_SHIFT)
#define lowmem_page_address	   page_address

bool is_vmalloc_addr(const void *addr);

/* The node that a page belongs to: the highest bits of its flags. */
#define NODES_PGSHIFT 54

static inline int page_to_nid(const struct page *page)
{
	return (int)(page->flags >> NODES_PGSHIFT);
}

/* The number of page-table entries that map the page. */
static inline int page_mapcount(const struct page *page)
{
	return atomic_read(&page->_mapcount) + 1;
}

/* Takes a reference to a page that is not part of a larger block. */
static inline void get_page(struct page *page)
{
	atomic_inc(&compound_head(page)->_refcount);
}

/* Drops one; the last user frees the block. */
struct folio;
void __folio_put(struct folio *folio);

static inline void put_page(struct page *page)
{
	struct page *head = compound_head(page);

	if (atomic_dec_and_test(&head->_refcount))
		__folio_put((struct folio *)head);
}

/* The first page of a block that was allocated with __GFP_COMP; others are parts of
 * that one. */
static inline unsigned int compound_order(struct page *page)
{
	return PageHead(page) ? page[1].compound_order : 0;
}

static inline unsigned long compound_nr(struct page *page)
{
	return PageHead(page) ? page[1].compound_nr : 1;
}

static inline unsigned long page_size(struct page *page)
{
	return PAGE_SIZE << compound_order(page);
}

static inline struct page *virt_to_head_page(const void *addr)
{
	return compound_head(virt_to_page(addr));
}

static inline bool is_vmalloc_or_module_addr(const void *addr)
{
	return is_vmalloc_addr(addr);
}

/* True: the last reference is gone. */
static inline bool put_page_testzero(struct page *page)
{
	return atomic_dec_and_test(&page->_refcount);
}

/* How the memory of an area is used: vma->vm_flags. */
#define VM_READ	      0x00000001
#define VM_WRITE      0x00000002
#define VM_EXEC	      0x00000004
#define VM_SHARED     0x00000008
#define VM_GROWSDOWN  0x00000100
#define VM_PFNMAP     0x00000400
#define VM_LOCKED     0x00002000
#define VM_IO	      0x00004000
#define VM_DONTCOPY   0x00020000
#define VM_DONTEXPAND 0x00040000
#define VM_DONTDUMP   0x04000000

typedef unsigned int vm_fault_t;

#define VM_FAULT_OOM	0x000001
#define VM_FAULT_SIGBUS 0x000002
#define VM_FAULT_MAJOR	0x000004
#define VM_FAULT_NOPAGE 0x000100

/* A page fault that a file has to serve. */
struct vm_fault {
	struct vm_area_struct *vma;
	gfp_t gfp_mask;
	pgoff_t pgoff;
	unsigned long address, real_address;
	unsigned int flags;
	void *pmd, *pud;
	unsigned long orig_pte;
	struct page *cow_page;
	struct page *page; /* what is to be mapped */
	unsigned char __kernel_only[0x68 - 0x58];
};

static_assert(offsetof(struct vm_fault, page) == 0x50);

/* Simplified: files of modules are not mapped, so that nobody calls these. */
struct vm_operations_struct {
	void (*open)(struct vm_area_struct *area);
	void (*close)(struct vm_area_struct *area);
	void *__gap[3];
	vm_fault_t (*fault)(struct vm_fault *vmf);
	void *__gap2[9];
};

static_assert(sizeof(struct vm_operations_struct) == 120);

/* The area that an address lies in, or the next one above; NULL. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr);

/* Call a function for the entry of each page, which is made where there is none, or
 * only for those that there are; what it returns besides 0 ends that. */
typedef int (*pte_fn_t)(pte_t *pte, unsigned long addr, void *data);
int apply_to_page_range(struct mm_struct *mm, unsigned long address,
			unsigned long size, pte_fn_t fn, void *data);
int apply_to_existing_page_range(struct mm_struct *mm, unsigned long address,
				 unsigned long size, pte_fn_t fn, void *data);

/* Somebody wrote to the page. True: it was clean before. */
bool set_page_dirty(struct page *page);

static inline unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

/* Map memory of the current task's. The file can only be NULL. Returns the
 * address, or a negative error number as one; vm_munmap() 0 or that. */
struct file;
unsigned long vm_mmap(struct file *file, unsigned long addr, unsigned long len,
		      unsigned long prot, unsigned long flag,
		      unsigned long offset);
int vm_munmap(unsigned long start, size_t len);

struct task_struct;

#define FOLL_WRITE 0x01
#define FOLL_FORCE 0x10

/*
 * The pages that the current task has at @start and behind it, brought there if need
 * be: how many, or an error number where there is not even the first. Each has one
 * reference more, put_page(); or is pinned, unpin_user_page(). @vmas has to be
 * NULL.
 */
long get_user_pages(unsigned long start, unsigned long nr_pages,
		    unsigned int gup_flags, struct page **pages,
		    struct vm_area_struct **vmas);
long get_user_pages_unlocked(unsigned long start, unsigned long nr_pages,
			     struct page **pages, unsigned int gup_flags);
int get_user_pages_fast(unsigned long start, int nr_pages,
			unsigned int gup_flags, struct page **pages);
long pin_user_pages(unsigned long start, unsigned long nr_pages,
		    unsigned int gup_flags, struct page **pages,
		    struct vm_area_struct **vmas);
int pin_user_pages_fast(unsigned long start, int nr_pages,
			unsigned int gup_flags, struct page **pages);
void unpin_user_page(struct page *page);
void unpin_user_pages(struct page **pages, unsigned long n);
void release_pages(struct page **pages, int n);

/* How much memory there is; all but mem_unit in units of that. */
struct sysinfo {
	long uptime;
	unsigned long loads[3];
	unsigned long totalram, freeram, sharedram, bufferram;
	unsigned long totalswap, freeswap;
	unsigned short procs, pad;
	unsigned long totalhigh, freehigh;
	unsigned int mem_unit;
};
void si_meminfo(struct sysinfo *val);

/* Pages of RAM that the kernel manages, and where the direct map of it ends. */
extern atomic_long_t _totalram_pages;
extern void *high_memory;

static inline unsigned long totalram_pages(void)
{
	return (unsigned long)atomic_long_read(&_totalram_pages);
}

/* Pages that could be had without swapping. */
long si_mem_available(void);

/* To or from the memory of a task: how many bytes were copied. */
int access_process_vm(struct task_struct *task, unsigned long addr, void *buf,
		      int len, unsigned int gup_flags);

#endif
