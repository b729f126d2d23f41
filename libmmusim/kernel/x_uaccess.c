/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_uaccess.c - exports that copy between kernel and user memory.
 *
 * User memory is accessed as between STAC and CLAC (MMU_AC): without that,
 * SMAP forbids the kernel to touch user pages.
 *
 * In the copying functions a fault on either side ends the copy, since the
 * exception table covers loads and stores alike; the caller learns how many
 * bytes are missing.
 *
 * A page that is not there yet is brought in, as by any access of the user's;
 * see kern_fixup_user_fault().
 *
 * Reference: Linux 6.1, lib/usercopy.c, lib/strncpy_from_user.c,
 * arch/x86/lib/copy_user_64.S.
 */
#include <errno.h>
#include <string.h>

#include "kernel/exports.h"
#include "kernel/mm.h"

#define PIECE 256

/* access_ok(): does the range end below the kernel's half? */
static bool user_range(uint64_t la, uint64_t len)
{
	return len <= KERN_TASK_SIZE_MAX && la <= KERN_TASK_SIZE_MAX - len;
}

/* As mmu_copy_in() and mmu_copy_out(), but faults of the user side are resolved
 * where they can be. Return: bytes copied. */
static size_t copy_in(struct kern *k, char *buf, uint64_t from, size_t len)
{
	struct mmu_fault fault;
	size_t done = 0, n;

	while (done < len) {
		int vector = mmu_copy_in(k->cpu, buf + done, from + done,
					 len - done, MMU_AC, &n, &fault);

		done += n;
		if (vector && !kern_fixup_user_fault(k, &fault))
			break;
	}
	return done;
}

static size_t copy_out(struct kern *k, uint64_t to, const char *buf, size_t len)
{
	struct mmu_fault fault;
	size_t done = 0, n;

	while (done < len) {
		int vector = mmu_copy_out(k->cpu, to + done, buf + done,
					  len - done, MMU_AC, &n, &fault);

		done += n;
		if (vector && !kern_fixup_user_fault(k, &fault))
			break;
	}
	return done;
}

/* Copy in pieces; either address may fault. Return: bytes copied. */
static uint64_t copy(struct kern *k, uint64_t to, uint64_t from, uint64_t len)
{
	uint64_t done = 0;
	char buf[PIECE];

	while (done < len) {
		size_t want = len - done < PIECE ? len - done : PIECE;
		size_t in = copy_in(k, buf, from + done, want);
		size_t out = copy_out(k, to + done, buf, in);

		kern_wrote(k, to + done, out);
		done += out;
		if (out < want)
			break;
	}
	return done;
}

/* The rest of the kernel's buffer must not keep what was in it before. */
static void zero_rest(struct kern_call *call, uint64_t ptr, uint64_t len)
{
	static const char zeros[PIECE];

	for (uint64_t n; len && !call->fault; ptr += n, len -= n) {
		n = len < PIECE ? len : PIECE;
		kern_call_write(call, ptr, zeros, n);
	}
}

uint64_t kern_x__copy_from_user(struct kern_call *call)
{
	uint64_t to = call->arg[0], len = call->arg[2], done = 0;
	uint64_t from = kern_call_la(call, call->arg[1]);

	if (user_range(from, len))
		done = copy(call->kern, kern_call_la(call, to), from, len);
	zero_rest(call, to + done, len - done);
	return len - done;
}

uint64_t kern_x__copy_to_user(struct kern_call *call)
{
	uint64_t to = kern_call_la(call, call->arg[0]), len = call->arg[2];

	if (!user_range(to, len))
		return len;
	return len -
	       copy(call->kern, to, kern_call_la(call, call->arg[1]), len);
}

uint64_t kern_x_clear_user(struct kern_call *call)
{
	static const char zeros[PIECE];
	struct kern *k = call->kern;
	uint64_t to = kern_call_la(call, call->arg[0]), len = call->arg[1];
	size_t done = PIECE;

	if (!user_range(to, len))
		return len;
	while (len && done == PIECE) {
		done = copy_out(k, to, zeros, len < PIECE ? len : PIECE);
		to += done;
		len -= done;
	}
	return len;
}

/* One byte of user memory. Return: false when it faults. */
static bool get_user_byte(struct kern *k, uint64_t la, char *c)
{
	return copy_in(k, c, la, 1) == 1;
}

/*
 * strncpy_from_user(dst, src, count). Return: the length of the string, count
 * when its NUL did not fit, or -EFAULT.
 */
uint64_t kern_x_strncpy_from_user(struct kern_call *call)
{
	uint64_t dst = call->arg[0], from = kern_call_la(call, call->arg[1]);
	int64_t count = (int64_t)call->arg[2];

	for (int64_t i = 0; i < count; i++) {
		char c;

		if (!user_range(from + i, 1) ||
		    !get_user_byte(call->kern, from + i, &c))
			return (uint64_t)-EFAULT;
		if (kern_call_write(call, dst + i, &c, 1))
			return 0;
		if (!c)
			return i;
	}
	return count > 0 ? count : 0;
}
