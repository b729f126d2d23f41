/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * no_windows.c - window.h on hosts that cannot have native windows.
 *
 * Built instead of native/ when the library is made with SOFT=1: the soft API
 * of cpu.h is all there is, and pointers stand for themselves.
 */
#ifdef MMUSIM_SOFT

#define _GNU_SOURCE
#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

#include <mmusim/window.h>
#include "cpu/landing.h"

int native_enter(void)
{
	return 0;
}

/* Without windows no signal is the library's. */
void native_block_signals(sigset_t *old)
{
	sigemptyset(old);
}

void native_set_blocked(const sigset_t *set)
{
	(void)set;
}

void native_get_blocked(sigset_t *set)
{
	sigemptyset(set);
}

int mmu_window_open(struct mmu_machine *machine,
		    const struct mmu_window_config *config)
{
	(void)machine;
	(void)config;
	return -ENOTSUP;
}

int mmu_window_close(struct mmu_machine *machine, uint64_t la)
{
	(void)machine;
	(void)la;
	return -ENOENT;
}

void *mmu_ptr(struct mmu_machine *machine, uint64_t la)
{
	(void)machine;
	return (void *)(uintptr_t)la;
}

uint64_t mmu_la(struct mmu_machine *machine, const void *ptr)
{
	(void)machine;
	return (uint64_t)(uintptr_t)ptr;
}

static ssize_t result(ssize_t n)
{
	return n < 0 ? -errno : n;
}

ssize_t mmu_sys_read(int fd, void *ptr, size_t len)
{
	return result(read(fd, ptr, len));
}

ssize_t mmu_sys_write(int fd, const void *ptr, size_t len)
{
	return result(write(fd, ptr, len));
}

ssize_t mmu_sys_pread(int fd, void *ptr, size_t len, int64_t offset)
{
	return result(pread(fd, ptr, len, (off_t)offset));
}

ssize_t mmu_sys_pwrite(int fd, const void *ptr, size_t len, int64_t offset)
{
	return result(pwrite(fd, ptr, len, (off_t)offset));
}

ssize_t mmu_sys_readv(int fd, const struct iovec *iov, int n)
{
	return result(readv(fd, iov, n));
}

ssize_t mmu_sys_writev(int fd, const struct iovec *iov, int n)
{
	return result(writev(fd, iov, n));
}

ssize_t mmu_pin(const void *ptr, size_t len, unsigned int how, void **pinned)
{
	if (!len || len > SIZE_MAX / 2 || (how != MMU_READ && how != MMU_WRITE))
		return -EINVAL;
	*pinned = (void *)(uintptr_t)ptr;
	return (ssize_t)len;
}

void mmu_unpin(void *pinned)
{
	(void)pinned;
}

int mmu_call(struct mmu_cpu *cpu, const struct mmu_call_args *args,
	     uint64_t *result)
{
	(void)cpu;
	(void)args;
	(void)result;
	return -ENOTSUP;
}

#else
typedef int mmu_windows_are_native; /* ISO C wants something here */
#endif
