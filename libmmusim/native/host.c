/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * host.c - host mappings: see host.h.
 */
#define _GNU_SOURCE
#include "native/host.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND		    0
#define VALGRIND_DISCARD_TRANSLATIONS(a, n) ((void)(a), (void)(n))
#endif

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

#define PAGE	   4096ul
#define RESERVED   (MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE)
#define PROBE_STEP (2ul << 20)
#define APART	   (4ul << 20)	/* see host_stack_create() */
#define LOWEST	   (64ul << 10) /* page 0 must stay unmapped */
#define HIGHEST	   (1ul << 47)	/* mmap() gives nothing above unless asked to */

bool host_valgrind(void)
{
	return RUNNING_ON_VALGRIND;
}

/* A system call that neither libc nor a tool sees; -errno on failure. */
static long raw(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8),
			   "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

#if __has_include(<valgrind/valgrind.h>)
/* Runs on the host CPU, outside of Valgrind's translation. */
static long raw_mmap_cb(unsigned long tid, long *arg)
{
	(void)tid;
	return raw(SYS_mmap, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
}

static long raw_mprotect_cb(unsigned long tid, long *arg)
{
	(void)tid;
	return raw(SYS_mprotect, arg[0], arg[1], arg[2], 0, 0, 0);
}
#endif

static int unseen_mmap(char *host, size_t len, int prot, int flags, int fd,
		       uint64_t offset)
{
	long arg[6] = {(long)host, (long)len, prot, flags, fd, (long)offset};
	long result;

#if __has_include(<valgrind/valgrind.h>)
	if (host_valgrind())
		result = VALGRIND_NON_SIMD_CALL1(raw_mmap_cb, arg);
	else
#endif
		result = raw(SYS_mmap, arg[0], arg[1], arg[2], arg[3], arg[4],
			     arg[5]);
	return result < 0 && result > -4096 ? (int)result : 0;
}

static int unseen_mprotect(char *host, size_t len, int prot)
{
	long arg[3] = {(long)host, (long)len, prot};

#if __has_include(<valgrind/valgrind.h>)
	if (host_valgrind())
		return (int)VALGRIND_NON_SIMD_CALL1(raw_mprotect_cb, arg);
#endif
	return (int)raw(SYS_mprotect, arg[0], arg[1], arg[2], 0, 0, 0);
}

/*
 * Valgrind translates code only where it knows of PROT_EXEC. Of other pages it
 * shall believe that they cannot be read: searching for leaks it would go
 * through the whole window and take a SIGSEGV for each word.
 */
static void tell_valgrind(char *host, size_t len, int prot)
{
	if (host_valgrind())
		mprotect(host, len, prot);
}

/* One attempt at exactly this address. */
static char *reserve_at(uintptr_t at, size_t len)
{
	int prot = host_valgrind() ? PROT_READ | PROT_WRITE : PROT_NONE;
	char *host = mmap((void *)at, len, prot, RESERVED | MAP_FIXED_NOREPLACE,
			  -1, 0);

	if (host == MAP_FAILED)
		return NULL;
	if ((uintptr_t)host == at)
		return host;
	munmap(host, len);
	return NULL;
}

static char *reserve_within(size_t len, size_t align, uintptr_t lo,
			    uintptr_t hi)
{
	size_t step = align > PROBE_STEP ? align : PROBE_STEP;
	uintptr_t at;

	if (lo < LOWEST)
		lo = LOWEST;
	if (hi > HIGHEST)
		hi = HIGHEST;
	if (lo >= hi || align > hi)
		return NULL;
	at = (lo + align - 1) & ~(align - 1);
	for (; at < hi && len <= hi - at; at += step) {
		char *host = reserve_at(at, len);

		if (host)
			return host;
	}
	return NULL;
}

/*
 * Where the kernel likes best, if that is aligned: it puts one next to the
 * other, and neighbours share a mapping while nothing in them is accessible.
 */
static char *reserve_next(size_t len, size_t align)
{
	char *host = mmap(NULL, len, PROT_NONE, RESERVED, -1, 0);

	if (host == MAP_FAILED)
		return NULL;
	if (!((uintptr_t)host & (align - 1)))
		return host;
	munmap(host, len);
	return NULL;
}

static char *reserve_anywhere(size_t len, size_t align)
{
	int prot = host_valgrind() ? PROT_READ | PROT_WRITE : PROT_NONE;
	size_t apart = host_valgrind() ? APART : 0;
	size_t slack = apart + (align > PAGE ? align : 0);
	char *raw_range, *host = NULL;

	if (len > HIGHEST || slack > HIGHEST)
		return NULL;
	if (!apart)
		host = reserve_next(len, align);
	if (host)
		return host;
	raw_range = mmap(NULL, len + slack, prot, RESERVED, -1, 0);
	if (raw_range == MAP_FAILED)
		return NULL;
	host = (char *)(((uintptr_t)raw_range + apart + align - 1) &
			~(align - 1));
	if (host > raw_range)
		munmap(raw_range, (size_t)(host - raw_range));
	if (raw_range + slack > host)
		munmap(host + len, (size_t)(raw_range + slack - host));
	return host;
}

char *host_reserve(size_t len, size_t align, uintptr_t hint, uintptr_t lo,
		   uintptr_t hi)
{
	char *host = NULL;

	if (hint >= LOWEST && !(hint & (align - 1)) && hint + len > hint &&
	    (!hi || (hint >= lo && hint + len <= hi)))
		host = reserve_at(hint, len);
	if (!host)
		host = hi ? reserve_within(len, align, lo, hi) :
			    reserve_anywhere(len, align);
	if (host)
		tell_valgrind(host, len, PROT_NONE);
	return host;
}

void host_release(char *host, size_t len)
{
	munmap(host, len);
}

void host_code_changed(const void *code, size_t len)
{
	VALGRIND_DISCARD_TRANSLATIONS(code, len);
}

int host_map(char *host, size_t len, int prot, int fd, uint64_t offset)
{
	int err = unseen_mmap(host, len, prot, MAP_SHARED | MAP_FIXED, fd,
			      offset);

	if (!err && prot & PROT_EXEC)
		tell_valgrind(host, len, prot);
	return err;
}

int host_protect(char *host, size_t len, int prot, int old_prot)
{
	int err;

	if (old_prot & PROT_EXEC && !(prot & PROT_EXEC)) {
		tell_valgrind(host, len, PROT_NONE);
		host_code_changed(host, len);
	}
	err = unseen_mprotect(host, len, prot);
	if (!err && prot & PROT_EXEC)
		tell_valgrind(host, len, prot);
	return err;
}

int host_drop(char *host, size_t len, bool was_exec)
{
	if (was_exec) {
		tell_valgrind(host, len, PROT_NONE);
		host_code_changed(host, len);
	}
	return unseen_mmap(host, len, PROT_NONE, RESERVED | MAP_FIXED, -1, 0);
}

char *host_view_create(int fd, const struct host_part *part, size_t n, int prot)
{
	size_t len = 0, at = 0;
	char *view;

	for (size_t i = 0; i < n; i++)
		len += part[i].len;
	view = mmap(NULL, len, PROT_NONE, RESERVED, -1, 0);
	if (view == MAP_FAILED)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (mmap(view + at, part[i].len, prot, MAP_SHARED | MAP_FIXED,
			 fd, (off_t)part[i].offset) == MAP_FAILED) {
			int saved_errno = errno;

			munmap(view, len);
			errno = saved_errno;
			return NULL;
		}
		at += part[i].len;
	}
	return view;
}

void host_view_destroy(char *view, size_t len)
{
	munmap(view, len);
}

void host_view_part(char *view, size_t len, int prot)
{
	char *copy = mmap(NULL, len, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (copy != MAP_FAILED) {
		memcpy(copy, view, len);
		if (!mprotect(copy, len, prot) &&
		    mremap(copy, len, len, MREMAP_MAYMOVE | MREMAP_FIXED,
			   view) != MAP_FAILED)
			return;
		munmap(copy, len);
	}
	mmap(view, len, PROT_NONE, RESERVED | MAP_FIXED, -1, 0);
}

static _Atomic(void *) spare;

/* Shared, so that it never becomes one with a neighbour. */
void host_keep_spare(void)
{
	void *none = NULL, *page;

	if (atomic_load(&spare))
		return;
	page = mmap(NULL, PAGE, PROT_NONE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (page != MAP_FAILED &&
	    !atomic_compare_exchange_strong(&spare, &none, page))
		munmap(page, PAGE);
}

void host_use_spare(void)
{
	void *page = atomic_exchange(&spare, NULL);

	if (page)
		munmap(page, PAGE);
}

/* What lies below and above a stack. */
static size_t stack_margin(void)
{
	return host_valgrind() ? APART : PAGE;
}

/*
 * Valgrind recognises a change of stacks by the distance, so it gets more than
 * a guard page. Windows, on which simulated stacks lie, keep their distance
 * from what was there before them.
 */
char *host_stack_create(size_t len)
{
	size_t margin = stack_margin();
	char *base = mmap(NULL, len + 2 * margin, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (base == MAP_FAILED)
		return NULL;
	if (mprotect(base + margin, len, PROT_READ | PROT_WRITE)) {
		munmap(base, len + 2 * margin);
		return NULL;
	}
	return base + margin;
}

void host_stack_destroy(char *stack, size_t len)
{
	size_t margin = stack_margin();

	if (stack)
		munmap(stack - margin, len + 2 * margin);
}
