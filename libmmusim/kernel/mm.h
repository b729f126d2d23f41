/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm.h - address spaces, private to kernel/.
 *
 *   kern_mm ---- vmas      tree of areas (vma.c)
 *           ---- pgd       page tables in RAM (pgtable.c), filled by faults
 *                          (memory.c) with frames (mm_frames.c)
 *   kern_vma --- file ---- kern_inode --- pages    page cache (filemap.c)
 *
 * What a fault does, with the names of Linux 6.1:
 *
 *   on_exception()              fault.c        exc_page_fault()
 *   kern_do_user_addr_fault()   fault_user.c   do_user_addr_fault()
 *   kern_find_vma()             vma.c          find_vma()
 *   kern_expand_stack()         vma.c          expand_stack()
 *   kern_handle_mm_fault()      memory.c       handle_mm_fault()
 *
 * All of it lies in the machine's pool or in RAM, so snapshots include it.
 * There is no mmap_lock: one host thread works on a kernel at a time.
 */
#ifndef KERNEL_MM_H
#define KERNEL_MM_H

#include <bsd/sys/tree.h>
#include <sys/queue.h>

#include <mmusim/kern_mm.h>
#include "kernel/kern.h"

/* vm_flags, with Linux's values; the key is in bits 32 to 35. */
#define KERN_VM_READ	   0x1ull
#define KERN_VM_WRITE	   0x2ull
#define KERN_VM_EXEC	   0x4ull
#define KERN_VM_SHARED	   0x8ull
#define KERN_VM_ACCESS	   0x7ull /* the first three */
#define KERN_VM_MAYREAD	   0x10ull
#define KERN_VM_MAYWRITE   0x20ull
#define KERN_VM_MAYEXEC	   0x40ull
#define KERN_VM_MAYSHARE   0x80ull
#define KERN_VM_GROWSDOWN  0x100ull
#define KERN_VM_PKEY_SHIFT 32
#define KERN_VM_PKEY	   (15ull << KERN_VM_PKEY_SHIFT)
#define KERN_VM_MAY	   0x70ull

/* Bits of a PTE that the CPU ignores: _PAGE_SPECIAL, and _PAGE_PROTNONE, which
 * counts while P is 0. */
#define KERN_PTE_SPECIAL     (1ull << 9)
#define KERN_PTE_PROTNONE    (1ull << 8)
#define KERN_PTE_SOFT_DIRTY  (1ull << 11) /* the kernel made it dirty */

#define KERN_STACK_GUARD_GAP (256 * KERN_PAGE)
#define KERN_MMAP_MIN_ADDR   65536ull
#define KERN_MAX_MAP_COUNT   65530u
#define KERN_NPKEYS	     16
#define KERN_INIT_PKRU	     0x55555554u

/* What kern_handle_mm_fault() returns: enum vm_fault_reason. */
enum kern_vm_fault {
	KERN_VM_FAULT_OOM = 1,
	KERN_VM_FAULT_SIGBUS = 2,
	KERN_VM_FAULT_MAJOR = 4,
	KERN_VM_FAULT_ERROR = KERN_VM_FAULT_OOM | KERN_VM_FAULT_SIGBUS,
};

enum kern_rss {
	KERN_MM_FILEPAGES,
	KERN_MM_ANONPAGES,
	KERN_MM_SHMEMPAGES,
	KERN_MM_COUNTERS
};

/**
 * struct kern_vma - an area: vm_area_struct
 * @start, @end: [start, end), multiples of the page size
 * @flags: KERN_VM_*
 * @pgoff: first page in the file; of anonymous memory start / 4096
 * @file:  NULL: anonymous. Counts as a reference
 * @anon:  private pages may be present, or in swap; see rmap_anon.c
 * @shared: in the list of areas that map the inode (i_mmap)
 * @seen:  linear address of the struct vm_area_struct that a module has seen; 0
 */
struct kern_vma {
	RB_ENTRY(kern_vma) node;
	struct kern_mm *mm;
	uint64_t start, end;
	uint64_t flags;
	uint64_t pgoff;
	struct kern_file *file;
	struct kern_anon_vma *anon;
	LIST_ENTRY(kern_vma) same_anon;
	LIST_ENTRY(kern_vma) shared;
	uint64_t seen;
};

RB_HEAD(kern_vma_tree, kern_vma);
LIST_HEAD(kern_vma_list, kern_vma);

#define KERN_VMA_SPARES 4

/**
 * struct kern_mm - an address space: mm_struct
 * @users:     references
 * @pgd:       top-level table for the kernel; the next frame is the one for
 *             user mode, which differs in NX only
 * @total_vm:  pages in all areas
 * @start_code, @end_code, @start_stack: for /proc; 0
 * @arg_start, @arg_end, @env_end: strings that execve() left; the environment
 *             follows the arguments
 * @rss:       pages present, by enum kern_rss
 * @swapents:  PTEs that hold a swap entry
 * @tables:    frames of tables below the top level
 * @window:    the clock and counts when kern_working_set() last looked
 * @pkeys:     bit n: key n is allocated
 * @spare:     areas allocated ahead, see kern_vma_prealloc()
 * @pid, @comm: of the task it belongs to
 * @oom_score_adj: see kern_oom.h
 * @oom_victim: the OOM killer has chosen it; kern_oom_killed()
 * @oom_skip:   and there is nothing more to be had
 * @oom_retries: faults in a row that found no memory
 */
struct kern_mm {
	struct kern *kern;
	unsigned int users;
	uint64_t pgd;
	struct kern_vma_tree vmas;
	unsigned int map_count;
	uint64_t total_vm, hiwater_vm;
	uint64_t mmap_base;
	uint64_t start_code, end_code;
	uint64_t start_brk, brk;
	uint64_t start_stack;
	uint64_t arg_start, arg_end, env_end;
	uint64_t stack_limit;
	uint64_t rss[KERN_MM_COUNTERS], hiwater_rss;
	uint64_t swapents;
	uint64_t tables;
	uint64_t min_flt, maj_flt;
	struct {
		uint64_t begin, min_flt, maj_flt;
	} window;
	uint64_t signals;
	struct kern_siginfo siginfo;
	unsigned int pkeys;
	unsigned int nspare;
	struct kern_vma *spare[KERN_VMA_SPARES];
	int pid;
	char comm[16];
	int16_t oom_score_adj;
	bool oom_victim, oom_skip;
	unsigned int oom_retries;
	LIST_ENTRY(kern_mm) all;
};

/* A page of the page cache, of one inode. Whether it is dirty is in its struct
 * page. Of memory, it may be swapped out: pa is 0 then, and swap its entry. */
struct kern_cached {
	RB_ENTRY(kern_cached) node;
	uint64_t index;
	uint64_t pa;
	uint64_t swap;
};
RB_HEAD(kern_cache_tree, kern_cached);

/**
 * struct kern_inode - what a file consists of
 * @path:   on the host; NULL: it lies in simulated memory
 * @name:   as in /proc/PID/maps
 * @i_mmap: areas that map it
 */
struct kern_inode {
	struct kern *kern;
	unsigned int refs;
	uint64_t size;
	uint64_t dev, ino;
	char *path, *name;
	struct kern_cache_tree pages;
	struct kern_vma_list i_mmap;
	LIST_ENTRY(kern_inode) all;
};

/* What a file consists of: pages of its inode, or a text that the kernel makes
 * when it is read. */
enum kern_file_kind { KERN_FILE_PAGES, KERN_FILE_PROC, KERN_FILE_SYSFS };

/**
 * struct kern_file - an open file
 * @pos:  where the next read or write begins
 * @text: of a file of /proc or /sys: what it said when it was read at 0
 */
struct kern_file {
	struct kern_inode *inode;
	unsigned int refs;
	enum kern_file_kind kind;
	bool readable, writable;
	uint64_t pos;
	char *text;
	uint64_t text_len;
};

RB_HEAD(kern_anon_vma_tree, kern_anon_vma);

/**
 * struct kern_mm_state - what all address spaces of a kernel share
 * @current:   the one in use
 * @zero_page: physical address of the page that untouched memory reads from
 * @anon_vmas: all of them, by address
 * @bad_shown, @bad_unshown, @bad_resume: how many bad PTEs were reported, or not,
 *             and when more may be
 */
struct kern_mm_state {
	struct kern_mm *current;
	uint64_t zero_page;
	uint64_t next_ino;
	struct kern_anon_vma_tree anon_vmas;
	LIST_HEAD(, kern_mm) mms;
	LIST_HEAD(, kern_inode) inodes;
	unsigned long bad_shown, bad_unshown;
	uint64_t bad_resume;
};

int kern_mm_init(struct kern *k);

/* sched.c: does a task call this function of the API, which only others may? It
 * is told so. */
bool kern_called_by_task(const char *function);
/* The same, of a function that takes [start, start + len) away: does the stack
 * that the library runs on lie there? */
bool kern_takes_own_stack(const struct kern_mm *mm, const char *function,
			  uint64_t start, uint64_t len);

static inline uint64_t kern_page_align(uint64_t n)
{
	return (n + KERN_PAGE - 1) & ~(KERN_PAGE - 1);
}

/* --- mm_frames.c: frames, who uses them, failures ----------------------------- */

enum kern_frame_kind {
	KERN_FRAME_NONE,
	KERN_FRAME_TABLE,
	KERN_FRAME_ANON,
	KERN_FRAME_FILE
};

/* A frame with one reference, of zeros or (_unset) not; 0 without memory. To
 * make room, pages may be taken away meanwhile: a PTE, or a page without a
 * reference, may be another one afterwards. */
uint64_t kern_frame_new(struct kern *k);
uint64_t kern_frame_new_unset(struct kern *k);
uint64_t kern_frame_new_table(struct kern *k);
void kern_frame_get(struct kern *k, uint64_t pa);
void kern_frame_put(struct kern *k, uint64_t pa); /* the last one frees it */
/* 0 for a frame that is none of an address space's. */
unsigned int kern_frame_refs(struct kern *k, uint64_t pa);
unsigned int kern_frame_mapcount(struct kern *k, uint64_t pa);
enum kern_frame_kind kern_frame_kind(struct kern *k, uint64_t pa);
/* The area's own page, which has an anon_vma; the page cache's. */
void kern_page_set_anon(struct kern_vma *vma, uint64_t pa, uint64_t la);
void kern_page_set_file(struct kern_inode *inode, uint64_t pa, uint64_t index);
/* A PTE leads to it from now on; no longer. */
void kern_page_add_rmap(struct kern_mm *mm, uint64_t pa);
void kern_page_remove_rmap(struct kern_mm *mm, uint64_t pa);
/* PG_dirty. Return: was it? */
bool kern_page_dirty(struct kern *k, uint64_t pa);
bool kern_page_set_dirty(struct kern *k, uint64_t pa, bool dirty);
static inline void *kern_frame_ptr(struct kern *k, uint64_t pa)
{
	return mmu_mem_ptr(k->machine, pa, KERN_PAGE);
}

/* For each frame of an address space or cache, until fn returns other than 0. */
typedef int kern_frame_fn(struct kern *k, uint64_t pa, void *arg);
int kern_frames_each(struct kern *k, kern_frame_fn *fn, void *arg);

/**
 * struct kern_frames_expected - what a check has found of each frame
 * @count: free() it
 */
struct kern_frames_expected {
	struct kern *kern;
	struct kern_frame_count {
		uint32_t refs, maps;
	} * count;
};
bool kern_frames_expect_init(struct kern *k, struct kern_frames_expected *e);
/* Of one frame; NULL when it is none. */
struct kern_frame_count *
kern_frames_expect(const struct kern_frames_expected *e, uint64_t pa);

/* Zeroed host-side memory; NULL. */
void *kern_mm_zalloc(struct kern *k, size_t size);
/* For tests: the n-th allocation from now on fails, n from 1; 0: none does. */
void kern_mm_fail_nth(struct kern *k, uint64_t n);

/* --- pgtable.c: the tables themselves ------------------------------------------ */

/* As in pgtable.h: something is there, accessible or not. */
static inline bool kern_pte_present(uint64_t pte)
{
	return pte & (MMU_PTE_P | KERN_PTE_PROTNONE);
}

/* Two top-level tables; their physical address, 0. */
uint64_t kern_pgd_alloc(struct kern *k);
void kern_pgd_free(struct kern *k, uint64_t pgd);
/* Is this, the i-th entry of a process's top-level table, one that modules find by
 * the index of a pointer? */
bool kern_pgd_is_alias(struct kern *k, unsigned int i, uint64_t entry);
/* The PTE of an address; NULL when there is no table. */
volatile uint64_t *kern_pte_find(const struct kern_mm *mm, uint64_t la);
/* The same, making tables on the way; NULL without memory. */
volatile uint64_t *kern_pte_alloc(struct kern_mm *mm, uint64_t la);
static inline uint64_t kern_pte_clear(volatile uint64_t *pte)
{
	return __atomic_exchange_n(pte, 0, __ATOMIC_ACQ_REL);
}
/* Free tables that serve [start, end) and nothing outside [floor, ceiling). */
void kern_free_pgtables(struct kern_mm *mm, uint64_t start, uint64_t end,
			uint64_t floor, uint64_t ceiling);
/* Where the next table of PTEs begins that exists, at la or above; end. */
uint64_t kern_next_table(const struct kern_mm *mm, uint64_t la, uint64_t end);
/* On every CPU that has this address space loaded. */
void kern_flush_tlb_range(struct kern_mm *mm, uint64_t start, uint64_t end);

/* --- vma.c: the tree of areas ---------------------------------------------------- */

RB_PROTOTYPE(kern_vma_tree, kern_vma, node, kern_vma_cmp)

/* The first area that ends above la; NULL. la may lie below it. */
struct kern_vma *kern_find_vma(const struct kern_mm *mm, uint64_t la);
struct kern_vma *kern_vma_prev(struct kern_vma *vma);
struct kern_vma *kern_vma_next(struct kern_vma *vma);
/* The area that intersects [start, end), lowest first; NULL. */
struct kern_vma *kern_find_vma_intersection(const struct kern_mm *mm,
					    uint64_t start, uint64_t end);
static inline uint64_t kern_vma_pages(const struct kern_vma *vma)
{
	return (vma->end - vma->start) / KERN_PAGE;
}
/* With the gap that stays free below a stack. */
uint64_t kern_vm_start_gap(const struct kern_vma *vma);
/* Free addresses for len bytes, as high as possible; -ENOMEM. */
int64_t kern_unmapped_area(const struct kern_mm *mm, uint64_t len);

/*
 * What changes the tree says first how many areas it may need, so that it
 * cannot fail halfway. 0 or -ENOMEM.
 */
int kern_vma_prealloc(struct kern_mm *mm, unsigned int n);
void kern_vma_drop_spares(struct kern_mm *mm);
/* A new area from the spares, with a reference to the file, in the tree. */
struct kern_vma *kern_vma_new(struct kern_mm *mm, uint64_t start, uint64_t end,
			      uint64_t flags, struct kern_file *file,
			      uint64_t pgoff);
void kern_vma_remove(struct kern_vma *vma); /* and free it */
/* Cut at la, which lies inside; a spare is the upper part, and is returned. */
struct kern_vma *kern_split_vma(struct kern_vma *vma, uint64_t la);
/* Join areas from the one before start to the one behind end where they fit. */
void kern_vma_merge(struct kern_mm *mm, uint64_t start, uint64_t end);
/* Grow a stack down to la. 0; -ENOMEM at its limit or guard gap. */
int kern_expand_stack(struct kern_vma *vma, uint64_t la);

/* --- memory.c: pages ------------------------------------------------------------- */

/* What a PTE in an area with these flags begins with: vm_get_page_prot(). */
uint64_t kern_vm_page_prot(const struct kern_vma *vma);
/* linear_page_index(): which page of the file, or of its areas, la shows. */
static inline uint64_t kern_linear_index(const struct kern_vma *vma,
					 uint64_t la)
{
	return vma->pgoff + (la - vma->start) / KERN_PAGE;
}
/* A frame for the area, a copy of another one or (0) of zeros; 0. */
uint64_t kern_new_anon(struct kern_vma *vma, uint64_t from);
/* The page is the area's, at la; the PTE comes next. */
void kern_map_anon(struct kern_vma *vma, uint64_t pa, uint64_t la);
/* Is the area's PTE of a shared page read-only until it is written to? */
bool kern_wants_writenotify(const struct kern_vma *vma);
/* pte_mkwrite(pte_mkdirty()), where the area may be written to */
uint64_t kern_maybe_mkwrite(const struct kern_vma *vma, uint64_t pte);
/* Does nobody else use the anonymous page of this PTE? */
bool kern_anon_exclusive(struct kern *k, uint64_t pte);
/* A write to a page that is present, but write-protected. */
unsigned int kern_do_wp_page(struct kern_vma *vma, volatile uint64_t *pte,
			     uint64_t la);
/* enum kern_vm_fault; the rights have been checked. */
unsigned int kern_handle_mm_fault(struct kern_vma *vma, uint64_t la,
				  bool write);

/* --- memory_range.c ------------------------------------------------------------------ */

/* memory_bad.c: a PTE of the area at la is none that it can have; pfn: the page
 * that it leads to, if there is one, or KERN_NO_PFN. */
void kern_print_bad_pte(const struct kern_vma *vma, uint64_t la, uint64_t pte,
			uint64_t pfn);
/* An entry of a table that leads to no table. */
void kern_print_bad_table(struct kern *k, unsigned int level,
			  volatile uint64_t *entry);
/* check_mm(): what is still counted of an address space that goes. */
void kern_check_mm(const struct kern_mm *mm);
/* The entry that leads to la's page table; 0. */
uint64_t kern_pmd_value(const struct kern_mm *mm, uint64_t la);
/* Take the pages of [start, end) away, with the TLB flush. */
void kern_zap_page_range(struct kern_vma *vma, uint64_t start, uint64_t end);
int kern_copy_page_range(struct kern_vma *to, struct kern_vma *from);
/* The area has new flags: its PTEs get them. */
void kern_change_protection(struct kern_vma *vma, uint64_t start, uint64_t end);

/* --- gup.c: as if the user touched it ---------------------------------------------- */

/* The frame of a page, faulted in if need be. It gets no reference. 0; -EFAULT,
 * -ENOMEM. */
int kern_get_user_page(struct kern_mm *mm, uint64_t la, bool write,
		       uint64_t *pa);
/* Fault pages in for reading or, where the area allows it, writing: 0; -ENOMEM,
 * -EFAULT. */
int kern_populate(struct kern_mm *mm, uint64_t start, uint64_t end);
/* Copy to or from user memory with the rights of the areas. 0 or -EFAULT,
 * -ENOMEM; part of it may be done. */
int kern_access_vm(struct kern_mm *mm, uint64_t la, void *buf, size_t len,
		   bool write);

/* --- file.c: files ------------------------------------------------------------------ */

struct kern_file *kern_file_get(struct kern_file *file);
/* One of the kernel's, by its whole path, below /proc or /sys. 0; -ENOENT;
 * -ENOMEM. */
int kern_file_text(struct kern *k, const char *path, enum kern_file_kind kind,
		   struct kern_file **file);
/* A file in memory; name as in maps. NULL without memory. */
struct kern_file *kern_shmem_file(struct kern *k, const char *name,
				  uint64_t len);
/* What a page's mapping points to; NULL when it was spoiled. */
struct kern_inode *kern_inode_of(struct kern *k, uint64_t mapping);

/* --- filemap.c: their pages ---------------------------------------------------------- */

/* All pages go, written or not. */
void kern_filemap_drop(struct kern_inode *inode);
/* The cached page; brought in when it is missing. enum kern_vm_fault. */
unsigned int kern_filemap_fault(struct kern_inode *inode, uint64_t index,
				struct kern_cached **page);
/* A page of the cache, in no table any more, goes: written first, if it is
 * dirty. False: it stays. */
bool kern_filemap_evict(struct kern *k, uint64_t pa);
/* Bring back what lies in this swap area. 0; -ENOMEM; -EIO. */
int kern_shmem_unuse(struct kern_inode *inode, unsigned int type);
/* Write dirty pages [first, end) to the host; the areas that map them notice
 * the next write. 0 or -EIO. */
int kern_filemap_write(struct kern_inode *inode, uint64_t first, uint64_t end);
RB_PROTOTYPE(kern_cache_tree, kern_cached, node, kern_cached_cmp)

/* --- fault_user.c ----------------------------------------------------------------------- */

/**
 * struct kern_user_fault - a page fault at a user address
 * @mm:    the address space that is loaded; NULL: none of ours
 * @user:  the access was made at CPL 3
 * @smap:  CR4.SMAP
 * @ac:    EFLAGS.AC: supervisor accesses are allowed
 */
struct kern_user_fault {
	struct kern_mm *mm;
	uint64_t la;
	uint32_t error_code;
	bool user;
	bool smap;
	bool ac;
};
/* True when it is resolved. If not, and the user made it, a signal is noted. */
bool kern_do_user_addr_fault(struct kern *k, const struct kern_user_fault *f);
/* The same for an access that the kernel made for its user, with a fixup. */
bool kern_fixup_user_fault(struct kern *k, const struct mmu_fault *fault);
/* An exception of the user: note its signal. mm may be NULL. */
void kern_force_sig(struct kern_mm *mm, const struct kern_siginfo *info);
/* The address space whose tables these are; NULL. */
struct kern_mm *kern_mm_of_cr3(struct kern *k, uint64_t cr3);

/* --- mm.c ----------------------------------------------------------------------------------- */

/* An address space without areas; NULL without memory. */
struct kern_mm *kern_mm_alloc(struct kern *k);
/* Mappings of a process whose stack may have so many bytes lie below. */
uint64_t kern_mmap_base(uint64_t stack_limit);
/* The stack area below STACK_TOP: 0 or -ENOMEM. */
int kern_setup_stack(struct kern_mm *mm);

/* --- mm_check.c ----------------------------------------------------------------------------- */

/* Do areas, tables and counts fit each other? Says on stderr what does not. */
bool kern_mm_check(struct kern_mm *mm);
/* All address spaces, the page cache, and the references of every frame. */
bool kern_mm_check_all(struct kern *k);

/* The text of /proc/PID/NAME; NULL when there is none, or without memory. */
char *kern_proc_pid(struct kern *k, int pid, const char *name);

#endif
