/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sys.c - read(2), write(2) and their like on memory in windows.
 *
 * The host is given the alias, which is always accessible, in place of the
 * window: one struct iovec for each run of frames. Lists of few are on the stack,
 * which may be small.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "native/grab.h"
#include "native/native.h"

/* The host takes no more at a time: UIO_MAXIOV. */
#define MAX_RUNS 1024

#define FEW_RUNS 128

/**
 * struct sys - one call
 * @how:    MMU_WRITE: it writes to memory, so it is a read from the file
 * @offset: -1: at the file's position
 * @part, @run, @iov: @room of each
 * @memory: that these are in; NULL: on the stack
 */
struct sys {
	int fd;
	unsigned int how;
	int64_t offset;
	struct grab_part *part;
	struct grab_run *run;
	struct iovec *iov;
	size_t room;
	struct grab_memory *memory;
};

static ssize_t host_call(const struct sys *sys, const struct iovec *iov, int n)
{
	ssize_t result;

	if (sys->how == MMU_WRITE)
		result = sys->offset < 0 ? readv(sys->fd, iov, n) :
					   preadv(sys->fd, iov, n, sys->offset);
	else
		result = sys->offset < 0 ?
				 writev(sys->fd, iov, n) :
				 pwritev(sys->fd, iov, n, sys->offset);
	return result < 0 ? -errno : result;
}

/* The kernel looks at the descriptor before it looks at memory. */
static int check_fd(const struct sys *sys)
{
	int wrong = sys->how == MMU_WRITE ? O_WRONLY : O_RDONLY;
	int flags = fcntl(sys->fd, F_GETFL);

	if (flags < 0)
		return -errno;
	return (flags & O_ACCMODE) == wrong || flags & O_PATH ? -EBADF : 0;
}

/* Never waits, so that two calls are as good as one. */
static bool is_file(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 &&
	       (S_ISREG(st.st_mode) || S_ISBLK(st.st_mode));
}

/* One call of the host. *more: there is more memory, and it was filled. */
static ssize_t transfer(const struct sys *sys, struct grab_part *part, size_t n,
			bool *more)
{
	struct grab request = {.part = part,
			       .nparts = n,
			       .how = sys->how,
			       .memory = sys->memory,
			       .run = sys->run,
			       .room = sys->room};
	ssize_t result;

	grab(&request);
	*more = false;
	if (request.error)
		return request.error;
	for (size_t i = 0; i < request.nruns; i++)
		sys->iov[i] = (struct iovec){sys->run[i].host, sys->run[i].len};
	result = host_call(sys, sys->iov, (int)request.nruns);
	ungrab(&request);
	*more = request.more && result >= 0 && (size_t)result == request.bytes;
	return result;
}

/* Go on behind what was transferred. */
static void advance(struct grab_part **part, size_t *n, size_t bytes)
{
	while (*n && bytes >= (*part)->len) {
		bytes -= (*part)->len;
		++*part;
		--*n;
	}
	if (*n)
		**part = grab_part_of((*part)->ptr + bytes,
				      (*part)->len - bytes);
}

static ssize_t transfer_all(struct sys *sys, const struct iovec *iov, size_t n)
{
	struct grab_part *part = sys->part;
	ssize_t total = 0, result;
	bool more;

	for (size_t i = 0; i < n; i++)
		part[i] = grab_part_of(iov[i].iov_base, iov[i].iov_len);
	do {
		result = transfer(sys, part, n, &more);
		if (result < 0)
			return total ? total : result;
		total += result;
		if (sys->offset >= 0)
			sys->offset += result;
		more = more && is_file(sys->fd);
		if (more)
			advance(&part, &n, (size_t)result);
	} while (more);
	return total;
}

static __attribute__((noinline)) ssize_t
transfer_few(struct sys *sys, const struct iovec *iov, size_t n)
{
	struct grab_part part[FEW_RUNS];
	struct grab_run run[FEW_RUNS];
	struct iovec host[FEW_RUNS];

	sys->part = part;
	sys->run = run;
	sys->iov = host;
	sys->room = FEW_RUNS;
	return transfer_all(sys, iov, n);
}

static ssize_t transfer_many(struct sys *sys, const struct iovec *iov, size_t n)
{
	struct {
		struct grab_memory memory;
		struct grab_part part[MAX_RUNS];
		struct grab_run run[MAX_RUNS];
		struct iovec iov[MAX_RUNS];
	} *lists = grab_alloc(sizeof(*lists));
	ssize_t result;

	if (!lists)
		return -ENOMEM;
	sys->part = lists->part;
	sys->run = lists->run;
	sys->iov = lists->iov;
	sys->room = MAX_RUNS;
	sys->memory = &lists->memory;
	result = transfer_all(sys, iov, n);
	free(lists);
	return result;
}

/* How long a list may become, if each page is a run of its own. */
static size_t most_runs(const struct iovec *iov, size_t n)
{
	size_t most = 0;

	for (size_t i = 0; i < n; i++)
		most += iov[i].iov_len / MMU_PAGE_SIZE + 2;
	return most;
}

static ssize_t sys_vector(struct sys sys, const struct iovec *iov, int n)
{
	size_t len = 0;
	int err;

	if (n < 0 || n > MAX_RUNS || sys.offset < -1)
		return -EINVAL;
	if (n && !iov)
		return -EFAULT;
	for (int i = 0; i < n; i++) {
		if (iov[i].iov_len > SSIZE_MAX - len)
			return -EINVAL;
		len += iov[i].iov_len;
	}
	err = check_fd(&sys);
	if (!err)
		err = native_enter();
	if (err)
		return err;
	if (!len)
		return host_call(&sys, NULL, 0);
	if (most_runs(iov, (size_t)n) <= FEW_RUNS)
		return transfer_few(&sys, iov, (size_t)n);
	return transfer_many(&sys, iov, (size_t)n);
}

static ssize_t sys_one(struct sys sys, const void *ptr, size_t len)
{
	struct iovec iov = {(void *)(uintptr_t)ptr, len};

	/* As Linux: MAX_RW_COUNT. */
	if (iov.iov_len > (INT_MAX & ~4095))
		iov.iov_len = INT_MAX & ~4095;
	return sys_vector(sys, &iov, 1);
}

ssize_t mmu_sys_read(int fd, void *ptr, size_t len)
{
	return sys_one((struct sys){.fd = fd, .how = MMU_WRITE, .offset = -1},
		       ptr, len);
}

ssize_t mmu_sys_write(int fd, const void *ptr, size_t len)
{
	return sys_one((struct sys){.fd = fd, .how = MMU_READ, .offset = -1},
		       ptr, len);
}

ssize_t mmu_sys_pread(int fd, void *ptr, size_t len, int64_t offset)
{
	if (offset < 0)
		return -EINVAL;
	return sys_one(
		(struct sys){.fd = fd, .how = MMU_WRITE, .offset = offset}, ptr,
		len);
}

ssize_t mmu_sys_pwrite(int fd, const void *ptr, size_t len, int64_t offset)
{
	if (offset < 0)
		return -EINVAL;
	return sys_one(
		(struct sys){.fd = fd, .how = MMU_READ, .offset = offset}, ptr,
		len);
}

ssize_t mmu_sys_readv(int fd, const struct iovec *iov, int n)
{
	return sys_vector(
		(struct sys){.fd = fd, .how = MMU_WRITE, .offset = -1}, iov, n);
}

ssize_t mmu_sys_writev(int fd, const struct iovec *iov, int n)
{
	return sys_vector((struct sys){.fd = fd, .how = MMU_READ, .offset = -1},
			  iov, n);
}
