/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uaccess.c - see kern_uaccess.h.
 *
 * User memory is accessed as between STAC and CLAC (MMU_AC): without that, SMAP
 * forbids the kernel to touch user pages. A page that is not there yet is
 * brought in as by any access of the user's; see kern_fixup_user_fault().
 *
 * Reference: Linux 6.1, lib/usercopy.c, lib/strncpy_from_user.c,
 * lib/strnlen_user.c, mm/maccess.c; arch/x86/mm/maccess.c.
 */
#include <errno.h>
#include <string.h>

#include "kernel/mm.h"
#include "kernel/page.h"
#include "kernel/uaccess.h"
#include "mem/bug.h"

#define WORD	   8
#define CACHE_LINE 64
#define PIECE	   256

bool kern_access_ok(uint64_t la, uint64_t len)
{
	return len <= KERN_TASK_SIZE_MAX && la <= KERN_TASK_SIZE_MAX - len;
}

/* --- bytes ------------------------------------------------------------------- */

size_t kern_user_read(struct kern *k, void *to, uint64_t from, size_t len)
{
	struct mmu_fault fault;
	size_t done = 0, n;

	while (done < len) {
		int vector = mmu_copy_in(k->cpu, (char *)to + done, from + done,
					 len - done, MMU_AC, &n, &fault);

		done += n;
		if (vector && !kern_fixup_user_fault(k, &fault))
			break;
	}
	return done;
}

bool kern_user_string(struct kern *k, uint64_t la, char *buf, size_t size)
{
	return memchr(buf, 0, kern_user_read(k, buf, la, size)) != NULL;
}

size_t kern_user_write(struct kern *k, uint64_t to, const void *from,
		       size_t len)
{
	struct mmu_fault fault;
	size_t done = 0, n;

	while (done < len) {
		int vector = mmu_copy_out(k->cpu, to + done,
					  (const char *)from + done, len - done,
					  MMU_AC, &n, &fault);

		done += n;
		if (vector && !kern_fixup_user_fault(k, &fault))
			break;
	}
	return done;
}

size_t kern_copy_from_user(struct kern *k, void *to, uint64_t from, size_t len)
{
	size_t done = 0;

	if (kern_access_ok(from, len))
		done = kern_user_read(k, to, from, len);
	memset((char *)to + done, 0, len - done);
	return len - done;
}

size_t kern_copy_to_user(struct kern *k, uint64_t to, const void *from,
			 size_t len)
{
	if (!kern_access_ok(to, len))
		return len;
	return len - kern_user_write(k, to, from, len);
}

/* One store, which may lie in two pages: all of it, or nothing. */
bool kern_user_store(struct kern *k, uint64_t to, const void *from, size_t len)
{
	size_t first = KERN_PAGE - to % KERN_PAGE;
	char byte;

	if (first < len) {
		/* Is the first page there? Say what it has again. */
		if (!kern_user_read(k, &byte, to, 1) ||
		    !kern_user_write(k, to, &byte, 1) ||
		    !kern_user_store(k, to + first, (const char *)from + first,
				     len - first))
			return false;
		len = first;
	}
	return kern_user_write(k, to, from, len) == len;
}

/* clear_user_original() stores words, and bytes at the end; clear_user_erms(), which
 * has it do what is less than a line of the cache, bytes (REP STOSB). */
size_t kern_user_clear(struct kern *k, uint64_t to, size_t len)
{
	static const char zeros[PIECE];
	bool words = len < CACHE_LINE;
	size_t n;

	for (; len; to += n, len -= n) {
		n = KERN_PAGE - to % KERN_PAGE;
		if (n > len)
			n = len;
		if (n > PIECE)
			n = PIECE;
		if (words && n < len && n >= WORD)
			n &= ~(size_t)(WORD - 1);
		else if (words && n < len && len >= WORD)
			n = WORD;
		if (!kern_user_store(k, to, zeros, n))
			break;
	}
	return len;
}

size_t kern_clear_user(struct kern *k, uint64_t to, size_t len)
{
	return kern_access_ok(to, len) ? kern_user_clear(k, to, len) : len;
}

/* --- values -------------------------------------------------------------------- */

static bool is_size(unsigned int size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

int kern_get_user(struct kern *k, uint64_t la, uint64_t *value,
		  unsigned int size)
{
	uint64_t got = 0;

	if (!is_size(size))
		return -EINVAL;
	*value = 0;
	if (kern_copy_from_user(k, &got, la, size))
		return -EFAULT;
	*value = got;
	return 0;
}

int kern_put_user(struct kern *k, uint64_t la, uint64_t value,
		  unsigned int size)
{
	if (!is_size(size))
		return -EINVAL;
	if (!kern_access_ok(la, size) || !kern_user_store(k, la, &value, size))
		return -EFAULT;
	return 0;
}

/* --- strings --------------------------------------------------------------------- */

/* What user memory there can be from an address on, up to max bytes. */
static int64_t user_room(uint64_t la, int64_t max)
{
	uint64_t room = la < KERN_TASK_SIZE_MAX ? KERN_TASK_SIZE_MAX - la : 0;

	return room < (uint64_t)max ? (int64_t)room : max;
}

/* The next bytes of a string: nothing behind the page of its NUL is touched.
 * Return: how many there are; 0 when they cannot be read. */
static size_t string_piece(struct kern *k, char buf[PIECE], uint64_t la,
			   int64_t max)
{
	size_t n = PIECE - la % PIECE;

	if ((int64_t)n > max)
		n = (size_t)max;
	return kern_user_read(k, buf, la, n) == n ? n : 0;
}

int64_t kern_strncpy_from_user(struct kern *k, char *to, uint64_t from,
			       int64_t count)
{
	int64_t done = 0, max = count > 0 ? user_room(from, count) : 0;
	char buf[PIECE];

	if (count <= 0)
		return 0;
	while (done < max) {
		size_t n =
			string_piece(k, buf, from + (uint64_t)done, max - done);
		size_t len = n ? strnlen(buf, n) : 0;

		if (!n)
			return -EFAULT;
		memcpy(to + done, buf, len < n ? len + 1 : n);
		done += (int64_t)len;
		if (len < n)
			return done;
	}
	return done < count ? -EFAULT : count;
}

/* do_strnlen_user() looks at whole words: it may find the end of the string behind
 * the last byte that was asked for. */
int64_t kern_strnlen_user(struct kern *k, uint64_t la, int64_t count)
{
	int64_t done = 0, max = count > 0 ? user_room(la, count) : 0;
	int64_t before = (int64_t)(la % WORD);
	char buf[PIECE];

	if (max)
		max = (max + before + WORD - 1) / WORD * WORD - before;
	while (done < max) {
		size_t n =
			string_piece(k, buf, la + (uint64_t)done, max - done);
		size_t len = n ? strnlen(buf, n) : 0;

		if (!n)
			return 0;
		done += (int64_t)len;
		if (len < n)
			return done + 1;
	}
	return count <= 0 || done < count ? 0 : count + 1;
}

/* --- without faults ----------------------------------------------------------------- */

void kern_pagefault_disable(struct kern *k)
{
	k->pagefault_disabled++;
}

void kern_pagefault_enable(struct kern *k)
{
	if (!k->pagefault_disabled)
		mmu_bug("kern_pagefault_enable: page faults are not disabled");
	else
		k->pagefault_disabled--;
}

int kern_copy_from_user_nofault(struct kern *k, void *to, uint64_t from,
				size_t len)
{
	size_t done = 0;

	if (!kern_access_ok(from, len))
		return -EFAULT;
	kern_pagefault_disable(k);
	done = kern_user_read(k, to, from, len);
	kern_pagefault_enable(k);
	return done < len ? -EFAULT : 0;
}

int kern_copy_to_user_nofault(struct kern *k, uint64_t to, const void *from,
			      size_t len)
{
	size_t done = 0;

	if (!kern_access_ok(to, len))
		return -EFAULT;
	kern_pagefault_disable(k);
	done = kern_user_write(k, to, from, len);
	kern_pagefault_enable(k);
	return done < len ? -EFAULT : 0;
}

int64_t kern_strncpy_from_user_nofault(struct kern *k, char *to, uint64_t from,
				       int64_t count)
{
	int64_t len;

	if (count <= 0)
		return 0;
	kern_pagefault_disable(k);
	len = kern_strncpy_from_user(k, to, from, count);
	kern_pagefault_enable(k);
	if (len >= count) {
		to[count - 1] = 0;
		return count;
	}
	return len > 0 ? len + 1 : len;
}

/* Above the user's half and its guard page, and canonical with four levels. */
bool kern_nofault_allowed(uint64_t la)
{
	return la >= KERN_TASK_SIZE_MAX + KERN_PAGE &&
	       (uint64_t)((int64_t)(la << 16) >> 16) == la;
}

/* Struct pages may not be written yet: that is no fault of the caller's. */
static bool try_again(struct kern *k, const struct mmu_fault *fault)
{
	return fault->vector == MMU_TRAP_PF &&
	       !(fault->error_code & MMU_PF_P) &&
	       kern_vmemmap_fault(k, fault->la);
}

int kern_copy_from_kernel_nofault(struct kern *k, void *to, uint64_t from,
				  size_t len)
{
	struct mmu_fault fault;
	size_t done = 0, n;

	if (!kern_nofault_allowed(from))
		return -ERANGE;
	while (done < len) {
		int vector = mmu_copy_in(k->cpu, (char *)to + done, from + done,
					 len - done, 0, &n, &fault);

		done += n;
		if (vector && !try_again(k, &fault))
			return -EFAULT;
	}
	return 0;
}

int kern_copy_to_kernel_nofault(struct kern *k, uint64_t to, const void *from,
				size_t len)
{
	struct mmu_fault fault;
	size_t done = 0, n;

	while (done < len) {
		int vector = mmu_copy_out(k->cpu, to + done,
					  (const char *)from + done, len - done,
					  0, &n, &fault);

		done += n;
		if (vector && !try_again(k, &fault))
			return -EFAULT;
	}
	return 0;
}
