/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * swapon.c - swap areas come and go.
 *
 * In a file, slot 0 is what mkswap writes: its last ten bytes are SWAPSPACE2;
 * at 1024 there are the version, 1, the number of the last slot, and how many
 * slots are bad, 0.
 *
 * Reference: Linux 6.1, include/linux/swap.h, union swap_header;
 * mm/swapfile.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/reclaim.h"
#include "kernel/swap.h"
#include "kernel/text.h"

#define MAGIC "SWAPSPACE2"

struct swap_header {
	char bootbits[1024];
	uint32_t version;
	uint32_t last_page;
	uint32_t nr_badpages;
	char unused[KERN_PAGE - 1024 - 12 - 10];
	char magic[10];
};

_Static_assert(sizeof(struct swap_header) == KERN_PAGE, "as in Linux");

/* --- the file ---------------------------------------------------------------------- */

static int write_header(int fd, uint64_t npages)
{
	struct swap_header header = {.version = 1,
				     .last_page = (uint32_t)npages};

	memcpy(header.magic, MAGIC, sizeof(header.magic));
	if (ftruncate(fd, (off_t)((npages + 1) * KERN_PAGE)) ||
	    pwrite(fd, &header, sizeof(header), 0) != sizeof(header))
		return errno ? -errno : -EIO;
	return 0;
}

/* read_swap_header(): slots; 0 when there is no such header. */
static uint64_t read_header(int fd, uint64_t bytes)
{
	struct swap_header header;

	if (pread(fd, &header, sizeof(header), 0) != sizeof(header) ||
	    memcmp(header.magic, MAGIC, sizeof(header.magic)) ||
	    header.version != 1 || header.nr_badpages ||
	    header.last_page >= bytes / KERN_PAGE)
		return 0;
	return header.last_page;
}

static bool is_in_use(struct kern *k, const struct stat *st)
{
	for (unsigned int i = 0; i < KERN_MAX_SWAPFILES; i++) {
		const struct kern_swap_area *area = k->swaps->area[i];

		if (area && area->path && area->dev == st->st_dev &&
		    area->ino == st->st_ino)
			return true;
	}
	return false;
}

/* With the file open: what kind of area it makes. */
static int look_at_file(struct kern *k, int fd, uint64_t npages,
			struct kern_swap_area *area)
{
	struct stat st;
	int err = fstat(fd, &st) ? -errno : 0;

	if (!err && !S_ISREG(st.st_mode))
		err = -EINVAL;
	if (!err && is_in_use(k, &st))
		err = -EBUSY;
	if (!err && npages && st.st_size)
		err = -EEXIST;
	if (!err && npages)
		err = write_header(fd, npages);
	if (err)
		return err;
	area->npages = npages ? npages : read_header(fd, (uint64_t)st.st_size);
	area->dev = st.st_dev;
	area->ino = st.st_ino;
	return area->npages ? 0 : -EINVAL;
}

static int open_file(struct kern *k, const struct kern_swap_config *config,
		     struct kern_swap_area *area)
{
	int fd = open(config->path,
		      O_RDWR | O_CLOEXEC | (config->npages ? O_CREAT : 0),
		      0600);
	char *path;
	int err;

	if (fd < 0)
		return -errno;
	err = look_at_file(k, fd, config->npages, area);
	close(fd);
	if (err)
		return err;
	path = realpath(config->path, NULL);
	if (!path)
		return -errno;
	area->path = pool_strdup(k->pool, path);
	free(path);
	return area->path ? 0 : -ENOMEM;
}

/* --- swapon ---------------------------------------------------------------------------- */

static void free_area(struct kern *k, struct kern_swap_area *area)
{
	pool_free(k->pool, area->slot);
	pool_free(k->pool, area->path);
	pool_free(k->pool, area);
}

static int make_area(struct kern *k, const struct kern_swap_config *config,
		     struct kern_swap_area *area)
{
	int err = 0;

	area->npages = config->npages;
	area->prio = config->prio;
	if (config->path)
		err = open_file(k, config, area);
	if (!err && !area->npages)
		err = -EINVAL;
	if (err)
		return err;
	area->slot =
		kern_mm_zalloc(k, (area->npages + 1) * sizeof(*area->slot));
	return area->slot ? 0 : -ENOMEM;
}

int kern_swapon(struct kern *k, const struct kern_swap_config *config)
{
	struct kern_swap_area *area;
	unsigned int type = 0;
	int err;

	if (config->size != sizeof(*config) || config->npages >= 1ull << 32)
		return -EINVAL;
	while (type < KERN_MAX_SWAPFILES && k->swaps->area[type])
		type++;
	if (type == KERN_MAX_SWAPFILES)
		return -EPERM;
	area = kern_mm_zalloc(k, sizeof(*area));
	if (!area)
		return -ENOMEM;
	area->type = type;
	err = make_area(k, config, area);
	if (err) {
		free_area(k, area);
		return err;
	}
	k->swaps->area[type] = area;
	kern_printk(k,
		    KERN_INFO "Adding %lluk swap on %s.  Priority:%d "
			      "extents:1 across:%lluk \n",
		    (unsigned long long)area->npages * 4,
		    area->path ? area->path : "memory", area->prio,
		    (unsigned long long)area->npages * 4);
	return (int)type;
}

/* --- swapoff ---------------------------------------------------------------------------- */

/* unuse_pte_range(): the pages of an area of memory come back. */
static int unuse_vma(struct kern_vma *vma, unsigned int type)
{
	for (uint64_t la = vma->start;
	     (la = kern_next_table(vma->mm, la, vma->end)) < vma->end;
	     la += KERN_PAGE) {
		volatile uint64_t *pte = kern_pte_find(vma->mm, la);
		unsigned int result;

		if (!kern_is_swap_pte(*pte) || kern_swp_type(*pte) != type)
			continue;
		result = kern_do_swap_page(vma, pte, la, false);
		if (result & KERN_VM_FAULT_ERROR)
			return result & KERN_VM_FAULT_OOM ? -ENOMEM : -EIO;
	}
	return 0;
}

static int unuse_mm(struct kern_mm *mm, unsigned int type)
{
	struct kern_vma *vma;
	int err = 0;

	RB_FOREACH(vma, kern_vma_tree, &mm->vmas)
	{
		err = vma->anon ? unuse_vma(vma, type) : 0;
		if (err)
			break;
	}
	return err;
}

static int try_to_unuse(struct kern *k, unsigned int type)
{
	struct kern_inode *inode;
	struct kern_mm *mm;
	int err;

	LIST_FOREACH(mm, &k->mms->mms, all)
	{
		err = unuse_mm(mm, type);
		if (err)
			return err;
	}
	LIST_FOREACH(inode, &k->mms->inodes, all)
	{
		err = kern_shmem_unuse(inode, type);
		if (err)
			return err;
	}
	return 0;
}

/* set_current_oom_origin(): if memory runs out, it is who takes the swap away that
 * has to give up; nobody else is killed for it. */
static int unuse_or_give_up(struct kern *k, unsigned int type)
{
	bool disabled = k->oom.disabled;
	int err;

	k->oom.disabled = true;
	err = try_to_unuse(k, type);
	k->oom.disabled = disabled;
	return err;
}

int kern_swapoff(struct kern *k, int type)
{
	struct kern_swap_area *area;
	int err;

	if (type < 0 || type >= KERN_MAX_SWAPFILES || !k->swaps->area[type])
		return -EINVAL;
	area = k->swaps->area[type];
	area->closing = true;
	err = unuse_or_give_up(k, (unsigned int)type);
	if (err) {
		area->closing = false;
		return err;
	}
	/* What is left is in the cache alone. */
	for (uint64_t i = 1; i <= area->npages; i++)
		if (area->slot[i].pa)
			kern_swap_cache_del(k, area->slot[i].pa);
	k->swaps->area[type] = NULL;
	free_area(k, area);
	return 0;
}

/* --- /proc/swaps -------------------------------------------------------------------------- */

void kern_proc_swaps(struct kern *k, struct kern_text *t)
{
	kern_text_add(t, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
	for (unsigned int i = 0; i < KERN_MAX_SWAPFILES; i++) {
		const struct kern_swap_area *area = k->swaps->area[i];
		const char *name = area && area->path ? area->path : "memory";
		int width = 40 - (int)strlen(name);

		if (!area)
			continue;
		kern_text_add(t, "%s%*s%s\t%llu\t%s%llu\t%s%d\n", name,
			      width > 0 ? width : 1, " ",
			      area->path ? "file\t" : "memory",
			      (unsigned long long)area->npages * 4,
			      area->npages * 4 < 10000000 ? "\t" : "",
			      (unsigned long long)area->used * 4,
			      area->used * 4 < 10000000 ? "\t" : "",
			      area->prio);
	}
}
