/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memory_file.c - files in memory, which stand for files of the machine and for pipes;
 * and all that a descriptor has. */
#define _GNU_SOURCE /* memfd_create */
#include <sys/mman.h>
#include <unistd.h>

#include "tool/shell.h"

int file_memory(const char *data, size_t len)
{
	int fd = memfd_create("mmusim", MFD_CLOEXEC);

	while (fd >= 0 && len) {
		ssize_t n = write(fd, data, len);

		if (n <= 0) {
			close(fd);
			return -1;
		}
		data += n;
		len -= (size_t)n;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

ssize_t file_read_some(int fd, void *buf, size_t size)
{
	sig_atomic_t busy = shell_busy;
	ssize_t n;

	shell_busy = 0; /* ^C ends it: there is nothing to warn of */
	n = read(fd, buf, size);
	shell_busy = busy;
	return n;
}

char *file_read_rest(int fd, size_t *len)
{
	struct buffer b = {0};
	char buf[4096];
	ssize_t n;

	while ((n = file_read_some(fd, buf, sizeof(buf))) > 0)
		buffer_add(&b, buf, (size_t)n);
	if (n < 0) {
		buffer_free(&b);
		return NULL;
	}
	*len = b.len;
	return buffer_take(&b);
}

char *file_read_fd(int fd, size_t *len)
{
	lseek(fd, 0, SEEK_SET);
	return file_read_rest(fd, len);
}
