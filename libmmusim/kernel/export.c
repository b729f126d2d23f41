/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * export.c - how handlers of exports reach their caller's memory.
 *
 * A pointer that simulated code passed may be anything, so it is followed as
 * the CPU would, in its current mode. When that faults, the handler gives up,
 * and the export stub lets the fault happen for real.
 */
#include <errno.h>
#include <string.h>

#include "kernel/exports.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_CHECK_MEM_IS_ADDRESSABLE(address, len)	       ((void)0)
#define VALGRIND_MAKE_MEM_DEFINED_IF_ADDRESSABLE(address, len) ((void)0)
#define VALGRIND_MAKE_MEM_DEFINED(address, len)		       ((void)(len))
#endif

static uint64_t la_of(struct kern_call *call, uint64_t ptr)
{
	return mmu_la(call->kern->machine, (void *)(uintptr_t)ptr);
}

/* The library writes through the alias, which memcheck cannot connect with the
 * window in which simulated code will read. What simulated code itself may not
 * touch there, such as the end of a slab object, is an error here, too. */
void kern_wrote(struct kern *k, uint64_t la, size_t len)
{
	void *seen = mmu_ptr(k->machine, la);

	(void)len;
	if ((uint64_t)(uintptr_t)seen == la) /* in no window */
		return;
	VALGRIND_CHECK_MEM_IS_ADDRESSABLE(seen, len);
	VALGRIND_MAKE_MEM_DEFINED_IF_ADDRESSABLE(seen, len);
}

bool kern_poke_defined(struct kern *k, uint64_t la, const void *bytes,
		       size_t len)
{
	bool mapped = kern_poke(k, la, bytes, len);

	if (mapped)
		VALGRIND_MAKE_MEM_DEFINED((void *)(uintptr_t)kern_host(k, la),
					  len);
	return mapped;
}

static int fault_at(struct kern_call *call, uint64_t la, bool write)
{
	kern_call_fault(call,
			(uint64_t)(uintptr_t)mmu_ptr(call->kern->machine, la),
			write);
	return -EFAULT;
}

int kern_call_read(struct kern_call *call, void *buf, uint64_t ptr, size_t len)
{
	struct mmu_fault fault = {.la = la_of(call, ptr)};

	if (!mmu_copy_in(call->kern->cpu, buf, la_of(call, ptr), len, 0, NULL,
			 &fault))
		return 0;
	return fault_at(call, fault.la, false);
}

int kern_call_write(struct kern_call *call, uint64_t ptr, const void *buf,
		    size_t len)
{
	struct mmu_fault fault = {.la = la_of(call, ptr)};

	if (!mmu_copy_out(call->kern->cpu, la_of(call, ptr), buf, len, 0, NULL,
			  &fault)) {
		kern_wrote(call->kern, la_of(call, ptr), len);
		return 0;
	}
	return fault_at(call, fault.la, true);
}

/* Pieces that end at multiples of 64 lie in one page each, so that nothing
 * behind the page of the NUL is touched. */
int kern_call_string(struct kern_call *call, char *buf, uint64_t ptr,
		     size_t size)
{
	size_t done = 0;

	while (done < size - 1) {
		size_t n = 64 - (ptr + done) % 64;

		if (n > size - 1 - done)
			n = size - 1 - done;
		int err = kern_call_read(call, buf + done, ptr + done, n);
		if (err)
			return err;
		if (memchr(buf + done, '\0', n))
			return 0;
		done += n;
	}
	buf[done] = '\0';
	return 0;
}

/* The length of the string at ptr; -EFAULT after kern_call_fault(). */
static int string_length(struct kern_call *call, uint64_t ptr, size_t *len)
{
	char piece[256];
	size_t n;

	*len = 0;
	do {
		int err = kern_call_string(call, piece, ptr + *len,
					   sizeof(piece));
		if (err)
			return err;
		n = strlen(piece);
		*len += n;
	} while (n == sizeof(piece) - 1);
	return 0;
}

char *kern_call_strdup(struct kern_call *call, uint64_t ptr)
{
	size_t len;

	if (string_length(call, ptr, &len))
		return NULL;
	char *copy = pool_alloc(call->kern->pool, len + 1);
	if (copy && kern_call_string(call, copy, ptr, len + 1)) {
		pool_free(call->kern->pool, copy);
		return NULL;
	}
	return copy;
}

uint64_t kern_call_ptr(struct kern_call *call, uint64_t la)
{
	return (uint64_t)(uintptr_t)mmu_ptr(call->kern->machine, la);
}

uint64_t kern_call_la(struct kern_call *call, uint64_t ptr)
{
	return la_of(call, ptr);
}
