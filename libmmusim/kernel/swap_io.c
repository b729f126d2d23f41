/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * swap_io.c - what is in a slot: in memory of the host, or in a file of it.
 *
 * As with mapped files, the host's file is opened anew for each transfer.
 *
 * Reference: Linux 6.1, mm/page_io.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/fault_inject.h"
#include "kernel/swap.h"

static int open_area(const struct kern_swap_area *area, int flags)
{
	int fd = open(area->path, flags | O_CLOEXEC);
	struct stat now;

	if (fd < 0)
		return -EIO;
	if (!fstat(fd, &now) && now.st_dev == area->dev &&
	    now.st_ino == area->ino)
		return fd;
	close(fd);
	return -EIO;
}

static int read_file(const struct kern_swap_area *area, uint64_t offset,
		     char *to)
{
	int fd = open_area(area, O_RDONLY);
	size_t done = 0;
	ssize_t n = 1;

	if (fd < 0)
		return fd;
	for (; done < KERN_PAGE && n > 0; done += n > 0 ? (size_t)n : 0)
		n = pread(fd, to + done, KERN_PAGE - done,
			  (off_t)(offset * KERN_PAGE + done));
	close(fd);
	return done == KERN_PAGE ? 0 : -EIO;
}

static int write_file(const struct kern_swap_area *area, uint64_t offset,
		      const char *from)
{
	int fd = open_area(area, O_WRONLY);
	size_t done = 0;
	ssize_t n = 1;

	if (fd < 0)
		return fd;
	for (; done < KERN_PAGE && n > 0; done += n > 0 ? (size_t)n : 0)
		n = pwrite(fd, from + done, KERN_PAGE - done,
			   (off_t)(offset * KERN_PAGE + done));
	close(fd);
	return done == KERN_PAGE ? 0 : -EIO;
}

/* Once for each slot: what an area in memory needs is taken when it is. */
static int write_memory(struct kern *k, struct kern_slot *slot,
			const void *from)
{
	if (!slot->data)
		slot->data = pool_alloc(k->pool, KERN_PAGE);
	if (!slot->data)
		return -ENOMEM;
	memcpy(slot->data, from, KERN_PAGE);
	return 0;
}

static void report(struct kern *k, const struct kern_swap_area *area,
		   uint64_t offset, const char *what)
{
	kern_printk(k, KERN_ALERT "%s-error on swap-device (%u:%u:%llu)\n",
		    what, (unsigned int)(area->dev >> 8),
		    (unsigned int)(area->dev & 255),
		    (unsigned long long)offset * 8);
}

int kern_swap_read(struct kern *k, uint64_t entry, void *to)
{
	struct kern_swap_area *area = kern_swap_area_of(k, entry);
	uint64_t offset = kern_swp_offset(entry);
	int err = -EIO;

	if (kern_should_fail_request(k, KERN_PAGE))
		err = -EIO;
	else if (area->path)
		err = read_file(area, offset, to);
	else if (area->slot[offset].data) {
		memcpy(to, area->slot[offset].data, KERN_PAGE);
		err = 0;
	}
	if (err)
		report(k, area, offset, "Read");
	return err;
}

int kern_swap_write(struct kern *k, uint64_t entry, const void *from)
{
	struct kern_swap_area *area = kern_swap_area_of(k, entry);
	uint64_t offset = kern_swp_offset(entry);
	int err = kern_should_fail_request(k, KERN_PAGE) ? -EIO : 0;

	if (!err && !area->path)
		return write_memory(k, &area->slot[offset], from);
	if (!err)
		err = write_file(area, offset, from);
	if (err)
		report(k, area, offset, "Write");
	return err;
}
