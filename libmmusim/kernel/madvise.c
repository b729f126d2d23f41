/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * madvise.c - madvise and msync: what is done to each area of a range.
 *
 * Both go on where nothing is mapped, and say -ENOMEM in the end.
 *
 * Reference: Linux 6.1, mm/madvise.c, mm/msync.c.
 */
#include <errno.h>
#include <sys/mman.h>

#include "kernel/mm.h"

typedef int area_fn(struct kern_vma *vma, uint64_t start, uint64_t end);

static int each_area(struct kern_mm *mm, uint64_t start, uint64_t end,
		     area_fn *fn)
{
	struct kern_vma *vma = kern_find_vma(mm, start);
	int err, unmapped = 0;

	for (; start < end; vma = kern_vma_next(vma)) {
		uint64_t stop;

		if (!vma || vma->start >= end)
			return -ENOMEM;
		if (vma->start > start) {
			unmapped = -ENOMEM;
			start = vma->start;
		}
		stop = vma->end < end ? vma->end : end;
		err = fn(vma, start, stop);
		if (err)
			return err;
		start = stop;
	}
	return unmapped;
}

static int dontneed(struct kern_vma *vma, uint64_t start, uint64_t end)
{
	kern_zap_page_range(vma, start, end);
	return 0;
}

static int nothing(struct kern_vma *vma, uint64_t start, uint64_t end)
{
	(void)vma;
	(void)start;
	(void)end;
	return 0;
}

int kern_madvise(struct kern_mm *mm, uint64_t addr, uint64_t len, int advice)
{
	uint64_t end = addr + kern_page_align(len);

	if (addr % KERN_PAGE || end < addr || (len && !kern_page_align(len)) ||
	    (advice != MADV_DONTNEED && advice != MADV_NORMAL))
		return -EINVAL;
	if (advice == MADV_DONTNEED &&
	    kern_takes_own_stack(mm, "kern_madvise", addr, end - addr))
		return -EINVAL;
	return each_area(mm, addr, end,
			 advice == MADV_DONTNEED ? dontneed : nothing);
}

static int sync_area(struct kern_vma *vma, uint64_t start, uint64_t end)
{
	uint64_t first = vma->pgoff + (start - vma->start) / KERN_PAGE;

	if (!vma->file || !(vma->flags & KERN_VM_SHARED))
		return 0;
	return kern_filemap_write(vma->file->inode, first,
				  first + (end - start) / KERN_PAGE);
}

int kern_msync(struct kern_mm *mm, uint64_t addr, uint64_t len, int flags)
{
	uint64_t end = addr + kern_page_align(len);

	if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) || addr % KERN_PAGE ||
	    (flags & MS_ASYNC && flags & MS_SYNC))
		return -EINVAL;
	if (end < addr)
		return -ENOMEM;
	return each_area(mm, addr, end, flags & MS_SYNC ? sync_area : nothing);
}
