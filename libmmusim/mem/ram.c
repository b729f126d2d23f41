/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ram.c - simulated RAM: regions of physical addresses over one sparse file.
 *
 * The file has no name and no size on disk: a page of it comes into being when
 * it is first touched, through the alias or through a window, and so a machine
 * with 64 GiB is as cheap as one with 64 MiB. Holes between regions take no
 * room in it: a physical address becomes an offset by its region's.
 */
/* For memfd_create() and dup3(). */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "mem/bug.h"
#include "mem/frames.h"
#include "mem/limits.h"
#include "mem/mem.h"

#define PAGE_MASK (MMU_PAGE_SIZE - 1)
#define MAX_PA	  (1ull << 52)

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

static int check_region(const struct mmu_region *region, unsigned int i,
			uint64_t before)
{
	const char *wrong = NULL;

	if ((region->pa | region->len) & PAGE_MASK)
		wrong = "is no multiple of 4096";
	else if (!region->len)
		wrong = "is empty";
	else if (region->pa < before)
		wrong = "begins before the end of the one before";
	else if (region->pa >= MAX_PA || region->len > MAX_PA - region->pa)
		wrong = "ends above 2^52";
	if (wrong)
		return mem_errorf(-EINVAL,
				  "region %u of RAM, 0x%llx bytes at "
				  "0x%llx, %s",
				  i, (unsigned long long)region->len,
				  (unsigned long long)region->pa, wrong);
	return 0;
}

static int check_regions(const struct mmu_region *regions,
			 unsigned int nregions)
{
	uint64_t end = 0;
	int err;

	if (!nregions)
		return mem_error(-EINVAL, "no region of RAM");
	for (unsigned int i = 0; i < nregions; i++) {
		err = check_region(&regions[i], i, end);
		if (err)
			return err;
		end = regions[i].pa + regions[i].len;
	}
	return 0;
}

#ifdef MMUSIM_SOFT
/* Private memory is each process's own. */
int mem_fork(struct mem *mem)
{
	(void)mem;
	return 0;
}

void mem_lose(struct mem *mem)
{
	(void)mem;
}

/* Without windows nobody needs a second view, and plain memory does. */
static int open_ram(struct mem *mem)
{
	void *alias = mmap(NULL, mem->bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (alias == MAP_FAILED)
		return mem_error_host(-errno, "RAM", MEM_ADDRESSES, mem->bytes);
	mem->fd = -1;
	mem->alias = alias;
	return 0;
}
#else
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010u /* Linux 6.3 */
#endif

/*
 * Windows map the file executable. From Linux 6.3 on a host may forbid that
 * for memory files that did not ask for it; older ones do not know the flag.
 */
static int open_memory_file(void)
{
	int fd = memfd_create("mmusim-ram", MFD_CLOEXEC | MFD_EXEC);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("mmusim-ram", MFD_CLOEXEC);
	if (fd < 0)
		return mem_error_host(-errno, "the memory file of a machine",
				      MEM_FILE, 0);
	return fd;
}

/* Beyond this limit the host would not only refuse but send SIGXFSZ. */
static bool file_may_have(uint64_t bytes)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_FSIZE, &limit) || bytes <= limit.rlim_cur;
}

static int set_size(int fd, uint64_t bytes)
{
	if (!file_may_have(bytes))
		return -EFBIG;
	return ftruncate(fd, (off_t)bytes) < 0 ? -errno : 0;
}

static int open_ram(struct mem *mem)
{
	int fd = open_memory_file();
	void *alias;
	int err;

	if (fd < 0)
		return fd;
	err = set_size(fd, mem->bytes);
	if (err) {
		mem_error_host(err, "the memory file of a machine",
			       MEM_FILE_SIZE, mem->bytes);
		goto fail;
	}
	alias = mmap(NULL, mem->bytes, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_NORESERVE, fd, 0);
	if (alias == MAP_FAILED) {
		err = mem_error_host(-errno, "RAM", MEM_ADDRESSES, mem->bytes);
		goto fail;
	}
	mem->fd = fd;
	mem->alias = alias;
	return 0;
fail:
	close(fd);
	return err;
}

static int write_all(int fd, const char *from, uint64_t len, uint64_t at)
{
	while (len) {
		ssize_t n = pwrite(fd, from, len, (off_t)at);

		if (n < 0)
			return -errno;
		from += n;
		at += (uint64_t)n;
		len -= (uint64_t)n;
	}
	return 0;
}

/* Those parts of the file that exist. */
static int copy_data(const struct mem *mem, int fd)
{
	off_t start, end = 0;
	int err = 0;

	while (!err && (start = lseek(mem->fd, end, SEEK_DATA)) >= 0) {
		end = lseek(mem->fd, start, SEEK_HOLE);
		err = write_all(fd, mem->alias + start, (uint64_t)(end - start),
				(uint64_t)start);
	}
	return err;
}

static int map_alias(struct mem *mem, int fd, int flags)
{
	void *alias = mmap(mem->alias, mem->bytes, PROT_READ | PROT_WRITE,
			   flags | MAP_FIXED | MAP_NORESERVE, fd, 0);

	return alias == MAP_FAILED ? -errno : 0;
}

int mem_fork(struct mem *mem)
{
	int fd = open_memory_file(), err;

	if (fd < 0)
		return fd;
	err = set_size(fd, mem->bytes);
	if (!err)
		err = copy_data(mem, fd);
	/* Snapshots know the file by its number, so that must not change. */
	if (!err && dup3(fd, mem->fd, O_CLOEXEC) < 0)
		err = -errno;
	close(fd);
	return err ? err : map_alias(mem, mem->fd, MAP_SHARED);
}

void mem_lose(struct mem *mem)
{
	if (map_alias(mem, mem->fd, MAP_PRIVATE))
		munmap(mem->alias, mem->bytes);
}
#endif

/*
 * The table is not from malloc: the only pointer to it may lie in memory that
 * LeakSanitizer does not search, and it would take the table for leaked.
 */
static size_t table_bytes(unsigned int nregions)
{
	return nregions * sizeof(struct mem_region);
}

static struct mem_region *make_table(unsigned int nregions)
{
	void *map = mmap(NULL, table_bytes(nregions), PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return map == MAP_FAILED ? NULL : map;
}

static void close_ram(struct mem *mem)
{
	munmap(mem->alias, mem->bytes);
	if (mem->fd >= 0)
		close(mem->fd);
}

int mem_init(struct mem *mem, const struct mmu_region *regions,
	     unsigned int nregions)
{
	struct mem new = {.fd = -1, .nregions = nregions};
	unsigned int i;
	int err = check_regions(regions, nregions);

	if (err)
		return err;
	new.region = make_table(nregions);
	if (!new.region)
		return mem_error_host(-ENOMEM, "the table of regions", MEM_DATA,
				      table_bytes(nregions));
	for (i = 0; i < nregions; i++) {
		new.region[i].pa = regions[i].pa;
		new.region[i].len = regions[i].len;
		new.region[i].offset = new.bytes;
		new.bytes += regions[i].len;
	}
	err = open_ram(&new);
	if (err)
		goto free_table;
	for (i = 0; i < nregions; i++) {
		err = frames_init(&new.region[i]);
		if (err)
			goto free_frames;
	}
	*mem = new;
	return 0;

free_frames:
	while (i-- > 0)
		frames_fini(&new.region[i]);
	close_ram(&new);
free_table:
	munmap(new.region, table_bytes(nregions));
	return err;
}

void mem_fini(struct mem *mem)
{
	for (unsigned int i = 0; i < mem->nregions; i++)
		frames_fini(&mem->region[i]);
	close_ram(mem);
	munmap(mem->region, table_bytes(mem->nregions));
	*mem = (struct mem){.fd = -1};
}

/* Walks come here for every entry, and most machines have one region. */
struct mem_region *mem_region_of(const struct mem *mem, uint64_t pa)
{
	unsigned int low = 1, high = mem->nregions;

	if (pa - mem->region->pa < mem->region->len)
		return mem->region;
	while (low < high) {
		unsigned int middle = low + (high - low) / 2;
		struct mem_region *region = &mem->region[middle];

		if (pa < region->pa)
			high = middle;
		else if (pa - region->pa >= region->len)
			low = middle + 1;
		else
			return region;
	}
	return NULL;
}

void *mem_ptr(const struct mem *mem, uint64_t pa, uint64_t len)
{
	const struct mem_region *region = mem_region_of(mem, pa);
	uint64_t inside;

	if (!region)
		return NULL;
	inside = pa - region->pa;
	if (len > region->len - inside)
		return NULL;
	return mem->alias + region->offset + inside;
}

bool mem_check(const struct mem *mem)
{
	uint64_t end = 0, offset = 0;

	for (unsigned int i = 0; i < mem->nregions; i++) {
		const struct mem_region *region = &mem->region[i];

		if (region->pa < end) {
			mmu_bug("mem: region %u is out of order", i);
			return false;
		}
		if (region->offset != offset) {
			mmu_bug("mem: region %u has the wrong offset", i);
			return false;
		}
		if (!frames_check(region))
			return false;
		end = region->pa + region->len;
		offset += region->len;
	}
	if (offset != mem->bytes) {
		mmu_bug("mem: the regions are not as long as the file");
		return false;
	}
	return true;
}
