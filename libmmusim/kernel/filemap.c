/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * filemap.c - the page cache, which all mappings of a file share.
 *
 * A page of the host's file is read when it is first needed: a major fault. A
 * file in memory is the same without a host behind it: its pages begin as zeros.
 *
 * A page of the host's file is dirty from the first write through a shared
 * mapping on: the PTE allows no write before, so that write faults (memory.c).
 * Writing it back makes all PTEs read-only again (page_mkclean()), so that the
 * next write is noticed. Of a file in memory, D in a PTE is enough.
 *
 * When memory is short, pages go (vmscan.c): those of a host's file are written
 * back, if they are dirty; those of a file in memory need swap, and what stays of
 * them is the entry. A page that is all zeros, since nobody wrote to it, just
 * goes.
 *
 * Simplified: no write-back by time, no read-ahead. The cache of a
 * file ends, written back, with its last user. The size is fixed.
 *
 * Reference: Linux 6.1, mm/filemap.c, mm/rmap.c, folio_mkclean().
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/fault_inject.h"
#include "kernel/reclaim.h"
#include "kernel/swap.h"

int kern_cached_cmp(const struct kern_cached *a, const struct kern_cached *b);
int kern_cached_cmp(const struct kern_cached *a, const struct kern_cached *b)
{
	return a->index < b->index ? -1 : a->index > b->index;
}

RB_GENERATE(kern_cache_tree, kern_cached, node, kern_cached_cmp)

/* --- the host's file ---------------------------------------------------------- */

/* Open it again; -ESTALE when another file has its name now. */
static int open_host(const struct kern_inode *inode, int flags)
{
	int fd = open(inode->path, flags | O_CLOEXEC);
	struct stat now;

	if (fd < 0)
		return -errno;
	if (!fstat(fd, &now) && now.st_dev == inode->dev &&
	    now.st_ino == inode->ino)
		return fd;
	close(fd);
	return -ESTALE;
}

/* Bytes of the file in this page. */
static size_t page_bytes(const struct kern_inode *inode, uint64_t index)
{
	uint64_t left = inode->size - index * KERN_PAGE;

	return left < KERN_PAGE ? left : KERN_PAGE;
}

static int read_page(const struct kern_inode *inode, uint64_t index, char *to)
{
	int fd = open_host(inode, O_RDONLY);
	size_t want = page_bytes(inode, index), done = 0;
	ssize_t n = 1;

	if (fd < 0)
		return fd;
	if (kern_should_fail_request(inode->kern, want))
		n = -1;
	/* A file that became shorter reads as zeros there. */
	while (done < want && n > 0) {
		n = pread(fd, to + done, want - done,
			  (off_t)(index * KERN_PAGE + done));
		if (n > 0)
			done += (size_t)n;
	}
	close(fd);
	return n < 0 ? -EIO : 0;
}

static int write_page(const struct kern_inode *inode, int fd, uint64_t index,
		      const char *from)
{
	size_t want = page_bytes(inode, index), done = 0;

	if (kern_should_fail_request(inode->kern, want))
		return -EIO;
	while (done < want) {
		ssize_t n = pwrite(fd, from + done, want - done,
				   (off_t)(index * KERN_PAGE + done));

		if (n <= 0)
			return -EIO;
		done += (size_t)n;
	}
	return 0;
}

/* --- the cache ------------------------------------------------------------------ */

static struct kern_cached *find_page(struct kern_inode *inode, uint64_t index)
{
	struct kern_cached key;

	key.index = index;
	return RB_FIND(kern_cache_tree, &inode->pages, &key);
}

/* The frame joins the cache; or leaves it. */
static void attach(struct kern_inode *inode, struct kern_cached *page,
		   uint64_t pa)
{
	struct kern *k = inode->kern;

	page->pa = pa;
	kern_page_set_file(inode, pa, page->index);
	kern_lru_cache_add(k, pa);
	kern_stat_add(k, KERN_NR_FILE_PAGES, 1);
	kern_stat_add(k, KERN_NR_SHMEM, !inode->path);
}

static void detach(struct kern_inode *inode, struct kern_cached *page)
{
	struct kern *k = inode->kern;

	kern_stat_add(k, KERN_NR_FILE_PAGES, -1);
	kern_stat_add(k, KERN_NR_SHMEM, -(int)!inode->path);
	kern_frame_put(k, page->pa);
	page->pa = 0;
}

static void drop_page(struct kern_inode *inode, struct kern_cached *page)
{
	RB_REMOVE(kern_cache_tree, &inode->pages, page);
	if (page->pa)
		detach(inode, page);
	else if (page->swap)
		kern_swap_free(inode->kern, page->swap);
	pool_free(inode->kern->pool, page);
}

void kern_filemap_drop(struct kern_inode *inode)
{
	while (!RB_EMPTY(&inode->pages))
		drop_page(inode, RB_ROOT(&inode->pages));
}

static struct kern_cached *add_page(struct kern_inode *inode, uint64_t index)
{
	struct kern *k = inode->kern;
	struct kern_cached *page = kern_mm_zalloc(k, sizeof(*page));
	uint64_t pa = page ? kern_frame_new(k) : 0;

	if (!pa) {
		pool_free(k->pool, page);
		return NULL;
	}
	page->index = index;
	attach(inode, page, pa);
	RB_INSERT(kern_cache_tree, &inode->pages, page);
	return page;
}

/* shmem_swapin_folio(): the slot is free again, and the page dirty. */
static unsigned int swapin(struct kern_inode *inode, struct kern_cached *page)
{
	struct kern *k = inode->kern;
	uint64_t pa = kern_frame_new_unset(k);

	if (!pa)
		return KERN_VM_FAULT_OOM;
	if (kern_swap_read(k, page->swap, kern_frame_ptr(k, pa))) {
		kern_frame_put(k, pa);
		return KERN_VM_FAULT_SIGBUS;
	}
	kern_stat_add(k, KERN_PSWPIN, 1);
	kern_swap_free(k, page->swap);
	page->swap = 0;
	attach(inode, page, pa);
	kern_page_set_dirty(k, pa, true);
	return KERN_VM_FAULT_MAJOR;
}

unsigned int kern_filemap_fault(struct kern_inode *inode, uint64_t index,
				struct kern_cached **out)
{
	struct kern_cached *page;

	if (index >= kern_page_align(inode->size) / KERN_PAGE)
		return KERN_VM_FAULT_SIGBUS;
	page = find_page(inode, index);
	*out = page;
	if (page)
		return page->pa ? 0 : swapin(inode, page);
	page = add_page(inode, index);
	if (!page)
		return KERN_VM_FAULT_OOM;
	*out = page;
	if (!inode->path)
		return 0;
	if (!read_page(inode, index, kern_frame_ptr(inode->kern, page->pa)))
		return KERN_VM_FAULT_MAJOR;
	drop_page(inode, page);
	return KERN_VM_FAULT_SIGBUS;
}

static int write_dirty(struct kern_inode *inode, int fd, uint64_t first,
		       uint64_t end)
{
	struct kern_cached *page;
	int err = 0;

	RB_FOREACH(page, kern_cache_tree, &inode->pages)
	{
		if (!page->pa || !kern_page_dirty(inode->kern, page->pa) ||
		    page->index < first || page->index >= end)
			continue;
		kern_page_mkclean(inode->kern, page->pa);
		if (write_page(inode, fd, page->index,
			       kern_frame_ptr(inode->kern, page->pa)))
			err = -EIO;
		else
			kern_page_set_dirty(inode->kern, page->pa, false);
	}
	return err;
}

static bool any_dirty(struct kern_inode *inode)
{
	struct kern_cached *page;

	RB_FOREACH(page, kern_cache_tree, &inode->pages)
	{
		if (kern_page_dirty(inode->kern, page->pa))
			return true;
	}
	return false;
}

int kern_filemap_write(struct kern_inode *inode, uint64_t first, uint64_t end)
{
	int fd, err;

	if (!inode->path || !any_dirty(inode))
		return 0;
	fd = open_host(inode, O_WRONLY);
	if (fd < 0)
		return -EIO;
	err = write_dirty(inode, fd, first, end);
	close(fd);
	return err;
}

/* --- reclaim ------------------------------------------------------------------------ */

/* Only the cache has it, and nobody has pinned it. */
static bool is_mine(struct kern *k, uint64_t pa)
{
	return kern_frame_refs(k, pa) == 1 && !mmu_frame_pinned(k->machine, pa);
}

/* shmem_writepage() */
static bool swap_out(struct kern_inode *inode, struct kern_cached *page)
{
	struct kern *k = inode->kern;
	uint64_t entry = kern_swap_alloc(k);

	if (!entry)
		return false;
	if (kern_swap_write(k, entry, kern_frame_ptr(k, page->pa)) ||
	    !is_mine(k, page->pa)) {
		kern_swap_free(k, entry);
		return false;
	}
	kern_stat_add(k, KERN_PSWPOUT, 1);
	detach(inode, page);
	page->swap = entry;
	return true;
}

static bool write_out(struct kern_inode *inode, const struct kern_cached *page)
{
	struct kern *k = inode->kern;
	int fd = open_host(inode, O_WRONLY);
	int err = fd;

	if (fd >= 0) {
		err = write_page(inode, fd, page->index,
				 kern_frame_ptr(k, page->pa));
		close(fd);
	}
	/* Who has pinned it meanwhile may have changed it. */
	if (err || !is_mine(k, page->pa))
		return false;
	kern_page_set_dirty(k, page->pa, false);
	return true;
}

bool kern_filemap_evict(struct kern *k, uint64_t pa)
{
	const struct kern_page *frame = kern_pfn_to_page(k, pa / KERN_PAGE);
	struct kern_inode *inode = kern_inode_of(k, frame->mapping);
	struct kern_cached *page = inode ? find_page(inode, frame->index) :
					   NULL;

	if (!page || page->pa != pa || !is_mine(k, pa))
		return false;
	if (kern_page_dirty(k, pa)) {
		if (!inode->path)
			return swap_out(inode, page);
		if (!write_out(inode, page))
			return false;
	}
	drop_page(inode, page);
	return true;
}

int kern_shmem_unuse(struct kern_inode *inode, unsigned int type)
{
	struct kern_cached *page;
	unsigned int result;

	RB_FOREACH(page, kern_cache_tree, &inode->pages)
	{
		if (page->pa || kern_swp_type(page->swap) != type)
			continue;
		result = swapin(inode, page);
		if (result & KERN_VM_FAULT_ERROR)
			return result & KERN_VM_FAULT_OOM ? -ENOMEM : -EIO;
	}
	return 0;
}
