/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mmap.c - mmap, munmap and brk.
 *
 * Everything that may fail comes first: the checks, and the areas that may be
 * needed (kern_vma_prealloc()). Then the tree changes, and cannot fail. So a
 * MAP_FIXED that fails has not unmapped what was there, unlike Linux's.
 *
 * Simplified: no overcommit accounting, no locked memory, no limit on
 * addresses but the number of areas.
 *
 * Reference: Linux 6.1, mm/mmap.c.
 */
#include <errno.h>
#include <sys/mman.h>

#include "kernel/mm.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#define MAP_EITHER_FIXED (MAP_FIXED | MAP_FIXED_NOREPLACE)

/* --- munmap --------------------------------------------------------------------- */

/* How many areas cutting out [start, end) adds. */
static unsigned int splits(const struct kern_mm *mm, uint64_t start,
			   uint64_t end)
{
	const struct kern_vma *first = kern_find_vma(mm, start);
	const struct kern_vma *last = kern_find_vma(mm, end - 1);

	return (first && first->start < start) +
	       (last && last->start < end && last->end > end);
}

/* Nothing is left of the area, nor of what is mapped there. */
static void unmap_region(struct kern_vma *vma)
{
	struct kern_mm *mm = vma->mm;
	struct kern_vma *prev = kern_vma_prev(vma), *next = kern_vma_next(vma);
	uint64_t start = vma->start, end = vma->end;

	kern_zap_page_range(vma, start, end);
	kern_vma_remove(vma);
	kern_free_pgtables(mm, start, end, prev ? prev->end : 0,
			   next ? next->start : 1ull << 47);
}

/* With spares for splits(). */
static void do_unmap(struct kern_mm *mm, uint64_t start, uint64_t end)
{
	struct kern_vma *vma = kern_find_vma(mm, start);

	if (vma && vma->start < start)
		vma = kern_split_vma(vma, start);
	while (vma && vma->start < end) {
		struct kern_vma *next;

		if (vma->end > end)
			kern_split_vma(vma, end);
		next = kern_vma_next(vma);
		unmap_region(vma);
		vma = next;
	}
}

int kern_munmap(struct kern_mm *mm, uint64_t addr, uint64_t len)
{
	uint64_t end;
	unsigned int n;

	if (addr % KERN_PAGE || addr > KERN_TASK_SIZE_MAX ||
	    len > KERN_TASK_SIZE_MAX - addr)
		return -EINVAL;
	end = addr + kern_page_align(len);
	if (end == addr || kern_takes_own_stack(mm, "kern_munmap", addr, len))
		return -EINVAL;
	n = splits(mm, addr, end);
	/* Two cuts in one area leave one more than before. */
	if (n == 2 && mm->map_count >= KERN_MAX_MAP_COUNT &&
	    kern_find_vma(mm, addr) == kern_find_vma(mm, end - 1))
		return -ENOMEM;
	if (kern_vma_prealloc(mm, n))
		return -ENOMEM;
	do_unmap(mm, addr, end);
	kern_vma_drop_spares(mm);
	return 0;
}

/* --- mmap -------------------------------------------------------------------------- */

/**
 * struct request - one call of mmap
 * @len: in whole pages
 */
struct request {
	uint64_t addr, len;
	int flags;
	struct kern_file *file;
	uint64_t pgoff;
	uint64_t vm_flags;
};

static bool is_shared(const struct request *r)
{
	int type = r->flags & MAP_TYPE;

	return type == MAP_SHARED || type == MAP_SHARED_VALIDATE;
}

/* Is the address that the caller would like free? */
static bool hint_is_free(const struct kern_mm *mm, uint64_t addr, uint64_t len)
{
	struct kern_vma *vma = kern_find_vma(mm, addr);

	return addr >= KERN_MMAP_MIN_ADDR && addr <= KERN_TASK_SIZE_MAX - len &&
	       (!vma || addr + len <= kern_vm_start_gap(vma));
}

/* get_unmapped_area() */
static int64_t find_addr(const struct kern_mm *mm, const struct request *r)
{
	uint64_t hint = kern_page_align(r->addr);

	if (r->len > KERN_TASK_SIZE_MAX)
		return -ENOMEM;
	if (r->flags & MAP_EITHER_FIXED) {
		if (r->addr > KERN_TASK_SIZE_MAX - r->len)
			return -ENOMEM;
		if (r->addr % KERN_PAGE)
			return -EINVAL;
		if (r->addr < KERN_MMAP_MIN_ADDR)
			return -EPERM;
		if (r->flags & MAP_FIXED_NOREPLACE &&
		    kern_find_vma_intersection(mm, r->addr, r->addr + r->len))
			return -EEXIST;
		return (int64_t)r->addr;
	}
	if (hint && hint_is_free(mm, hint, r->len))
		return (int64_t)hint;
	return kern_unmapped_area(mm, r->len);
}

/* What the file's mode allows. */
static int check_file(struct request *r)
{
	if (!r->file || r->file->writable || !is_shared(r))
		return 0;
	if (r->vm_flags & KERN_VM_WRITE)
		return -EACCES;
	/* Nobody will write: as good as private, but never copied. */
	r->vm_flags &= ~KERN_VM_MAYWRITE;
	return 0;
}

static int check_request(const struct kern_mm *mm, struct request *r,
			 uint64_t len, uint64_t offset)
{
	int type = r->flags & MAP_TYPE;

	if (offset % KERN_PAGE || !len ||
	    (type != MAP_PRIVATE && !is_shared(r)))
		return -EINVAL;
	if (!(r->flags & MAP_ANONYMOUS) && !r->file)
		return -EBADF;
	if (!r->len)
		return -ENOMEM; /* len has wrapped around */
	if (r->pgoff + r->len / KERN_PAGE < r->pgoff)
		return -EOVERFLOW;
	if (mm->map_count > KERN_MAX_MAP_COUNT)
		return -ENOMEM;
	if (r->flags & MAP_GROWSDOWN && (is_shared(r) || r->file))
		return -EINVAL;
	return check_file(r);
}

static uint64_t vm_flags(const struct request *r, int prot)
{
	uint64_t flags = KERN_VM_MAY | ((uint64_t)prot & KERN_VM_ACCESS);

	if (is_shared(r))
		flags |= KERN_VM_SHARED | KERN_VM_MAYSHARE;
	if (r->flags & MAP_GROWSDOWN)
		flags |= KERN_VM_GROWSDOWN;
	return flags;
}

/* With room in the tree: mmap_region(). */
static void insert(struct kern_mm *mm, const struct request *r, uint64_t addr)
{
	uint64_t pgoff = r->file ? r->pgoff : addr / KERN_PAGE;

	kern_vma_new(mm, addr, addr + r->len, r->vm_flags, r->file, pgoff);
	kern_vma_merge(mm, addr, addr + r->len);
}

static int64_t do_mmap(struct kern_mm *mm, struct request *r)
{
	int64_t addr = find_addr(mm, r);

	if (addr < 0)
		return addr;
	if (kern_vma_prealloc(mm, 1 + splits(mm, (uint64_t)addr,
					     (uint64_t)addr + r->len)))
		return -ENOMEM;
	/* Shared anonymous memory is a file that nobody else can open. */
	if (!r->file && is_shared(r)) {
		r->file = kern_shmem_file(mm->kern, "/dev/zero (deleted)",
					  r->len);
		r->pgoff = 0;
		if (!r->file)
			return -ENOMEM;
	} else if (r->file) {
		kern_file_get(r->file);
	}
	do_unmap(mm, (uint64_t)addr, (uint64_t)addr + r->len);
	insert(mm, r, (uint64_t)addr);
	kern_file_put(r->file); /* the area has its own reference */
	return addr;
}

int64_t kern_mmap(struct kern_mm *mm, uint64_t addr, uint64_t len, int prot,
		  int flags, struct kern_file *file, uint64_t offset)
{
	struct request r = {
		.addr = addr,
		.len = kern_page_align(len),
		.flags = flags,
		.file = flags & MAP_ANONYMOUS ? NULL : file,
		.pgoff = offset / KERN_PAGE,
	};
	int64_t result;

	r.vm_flags = vm_flags(&r, prot);
	result = check_request(mm, &r, len, offset);
	if (!result && flags & MAP_FIXED &&
	    kern_takes_own_stack(mm, "kern_mmap", addr, r.len))
		result = -EINVAL;
	if (!result)
		result = do_mmap(mm, &r);
	kern_vma_drop_spares(mm);
	/* Linux does not report that this failed, either. */
	if (result > 0 && flags & MAP_POPULATE)
		kern_populate(mm, (uint64_t)result, (uint64_t)result + r.len);
	return result;
}

/* --- brk ------------------------------------------------------------------------------ */

/* do_brk_flags(): [start, end) joins the heap. */
static int grow_heap(struct kern_mm *mm, uint64_t start, uint64_t end)
{
	struct kern_vma *next = kern_find_vma(mm, start);

	if (end > KERN_TASK_SIZE_MAX ||
	    (next && end + KERN_PAGE > kern_vm_start_gap(next)) ||
	    mm->map_count > KERN_MAX_MAP_COUNT || kern_vma_prealloc(mm, 1))
		return -ENOMEM;
	kern_vma_new(mm, start, end, KERN_VM_READ | KERN_VM_WRITE | KERN_VM_MAY,
		     NULL, start / KERN_PAGE);
	kern_vma_merge(mm, start, end);
	return 0;
}

uint64_t kern_brk(struct kern_mm *mm, uint64_t brk)
{
	uint64_t old = kern_page_align(mm->brk), new = kern_page_align(brk);
	int err = 0;

	if (brk < mm->start_brk || brk > KERN_TASK_SIZE_MAX)
		return mm->brk;
	if (new < old)
		err = kern_munmap(mm, new, old - new);
	else if (new > old)
		err = grow_heap(mm, old, new);
	if (!err)
		mm->brk = brk;
	return mm->brk;
}
