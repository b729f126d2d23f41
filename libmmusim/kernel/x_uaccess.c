/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_uaccess.c - exports that copy between kernel and user memory.
 *
 * What they do is in uaccess.c; here it is done between addresses that a module
 * passed, either of which may fault.
 *
 * In the copying functions a fault on either side ends the copy, since the
 * exception table of Linux covers loads and stores alike; the caller learns how
 * many bytes are missing.
 *
 * Of an address that is not canonical, and that nobody checked, Linux warns once
 * with a trace: raw_copy_from_user() and __get_user() let such through.
 *
 * Reference: Linux 6.1, lib/usercopy.c, mm/maccess.c, arch/x86/lib/getuser.S,
 * putuser.S, copy_user_64.S, clear_page_64.S.
 */
#include <errno.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/report.h"
#include "kernel/uaccess.h"

#define PIECE 256

/* Copy in pieces; either address may fault. Return: bytes copied. */
static uint64_t copy(struct kern *k, uint64_t to, uint64_t from, uint64_t len)
{
	uint64_t done = 0;
	char buf[PIECE];

	while (done < len) {
		size_t want = len - done < PIECE ? len - done : PIECE;
		size_t in = kern_user_read(k, buf, from + done, want);
		size_t out = kern_user_write(k, to + done, buf, in);

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

/* Of an address that is not canonical Linux warns in what does the copy. */
static void warn_of_copy(struct kern_call *call, uint64_t la, uint64_t len)
{
	enum { SHORT = 64, SHORT_MOVES = 0xa, LONG_MOVES = 0x5 };
	struct kern *k = call->kern;
	bool is_short = len < SHORT;
	struct mmu_frame frame;

	if (mmu_is_canonical(la, 4))
		return;
	kern_stub_frame(k, call, &frame);
	frame.rip_la =
		kern_image_symbol(k,
				  is_short ? "copy_user_short_string" :
					     "copy_user_enhanced_fast_string",
				  false) +
		(is_short ? SHORT_MOVES : LONG_MOVES);
	frame.regs.rip = kern_host(k, frame.rip_la);
	kern_warn_user_access(k, &frame, true);
}

uint64_t kern_x__copy_from_user(struct kern_call *call)
{
	uint64_t to = call->arg[0], len = call->arg[2], done = 0;
	uint64_t from = kern_call_la(call, call->arg[1]);
	uint64_t la = kern_call_la(call, to);

	if (kern_access_ok(from, len)) {
		done = copy(call->kern, la, from, len);
		if (done < len)
			warn_of_copy(call, la, len);
	}
	zero_rest(call, to + done, len - done);
	return len - done;
}

uint64_t kern_x__copy_to_user(struct kern_call *call)
{
	uint64_t to = kern_call_la(call, call->arg[0]), len = call->arg[2];
	uint64_t from = kern_call_la(call, call->arg[1]), done;

	if (!kern_access_ok(to, len))
		return len;
	done = copy(call->kern, to, from, len);
	if (done < len)
		warn_of_copy(call, from, len);
	return len - done;
}

static bool is_canonical(uint64_t la)
{
	return mmu_is_canonical(la, 4);
}

/* unsigned copy_user_generic(void *to, const void *from, unsigned len), which
 * has three names: nothing is checked, nothing zeroed. */
uint64_t kern_x_copy_user_generic(struct kern_call *call)
{
	uint64_t len = (uint32_t)call->arg[2], left;
	uint64_t to = kern_call_la(call, call->arg[0]);
	uint64_t from = kern_call_la(call, call->arg[1]);

	left = len - copy(call->kern, to, from, len);
	if (left && !(is_canonical(to) && is_canonical(from)))
		kern_warn_user_access(call->kern, NULL, true);
	return left;
}

uint64_t kern_x_clear_user(struct kern_call *call)
{
	uint64_t la = kern_call_la(call, call->arg[0]), len = call->arg[1];

	/* A module compares pointers, which are not linear addresses. */
	if (!kern_access_ok(la, len))
		return len;
	return kern_clear_user(call->kern, la, len);
}

/* --- single values: image_uaccess.inc calls with (pointer, value or where it shall go,
 * size, whether the address is to be checked) ---------------------------------- */

static bool may_access(struct kern_call *call, uint64_t la)
{
	return !call->arg[3] || kern_access_ok(la, call->arg[2]);
}

/* It could not be accessed. Return: what the caller gets. */
static uint64_t no_access(struct kern_call *call, uint64_t la)
{
	if (!call->arg[3] && !is_canonical(la))
		kern_warn_user_access(call->kern, NULL, false);
	return (uint64_t)-EFAULT;
}

uint64_t kern_e_get_user(struct kern_call *call)
{
	uint64_t la = kern_call_la(call, call->arg[0]), size = call->arg[2];
	uint64_t value = 0, bytes = 0, err;

	if (size <= sizeof(bytes) && may_access(call, la) &&
	    kern_user_read(call->kern, &bytes, la, size) == size) {
		value = bytes;
		err = 0;
	} else {
		err = no_access(call, la);
	}
	kern_call_write(call, call->arg[1], &value, sizeof(value));
	return err;
}

uint64_t kern_e_put_user(struct kern_call *call)
{
	uint64_t la = kern_call_la(call, call->arg[0]), size = call->arg[2];

	if (size <= 8 && may_access(call, la) &&
	    kern_user_store(call->kern, la, &call->arg[1], size)) {
		kern_wrote(call->kern, la, size);
		return 0;
	}
	return no_access(call, la);
}

/* clear_user_original() and its like: the address was checked. Return: bytes
 * that are left. */
uint64_t kern_e_clear_user(struct kern_call *call)
{
	uint64_t la = kern_call_la(call, call->arg[0]), len = call->arg[1];
	uint64_t left = kern_user_clear(call->kern, la, len);

	kern_wrote(call->kern, la, len - left);
	return left;
}

/* --- strings --------------------------------------------------------------------- */

/*
 * strncpy_from_user(dst, src, count). The string is copied to the module in
 * pieces, as what it points at may fault.
 */
static uint64_t strncpy_to_caller(struct kern_call *call, uint64_t src,
				  int64_t count)
{
	char buf[PIECE];
	int64_t done = 0, len;

	while (done < count) {
		int64_t want = count - done < PIECE ? count - done : PIECE;

		len = kern_strncpy_from_user(call->kern, buf,
					     src + (uint64_t)done, want);
		if (len < 0)
			return (uint64_t)len;
		if (kern_call_write(call, call->arg[0] + (uint64_t)done, buf,
				    (size_t)(len < want ? len + 1 : len)))
			return 0;
		done += len;
		if (len < want)
			break;
	}
	return (uint64_t)done;
}

uint64_t kern_x_strncpy_from_user(struct kern_call *call)
{
	return strncpy_to_caller(call, kern_call_la(call, call->arg[1]),
				 (int64_t)call->arg[2]);
}

uint64_t kern_x_strncpy_from_user_nofault(struct kern_call *call)
{
	int64_t count = (int64_t)call->arg[2], len;

	if (count <= 0)
		return 0;
	kern_pagefault_disable(call->kern);
	len = (int64_t)kern_x_strncpy_from_user(call);
	kern_pagefault_enable(call->kern);
	if (len < count)
		return (uint64_t)(len > 0 ? len + 1 : len);
	kern_call_write(call, call->arg[0] + (uint64_t)count - 1, "", 1);
	return (uint64_t)count;
}

uint64_t kern_x_strnlen_user(struct kern_call *call)
{
	return (uint64_t)kern_strnlen_user(call->kern,
					   kern_call_la(call, call->arg[0]),
					   (int64_t)call->arg[1]);
}

/* --- without faults ----------------------------------------------------------------- */

uint64_t kern_x_pagefault_disable(struct kern_call *call)
{
	kern_pagefault_disable(call->kern);
	return 0;
}

/* One too many is the module's bug, and does no harm here. */
uint64_t kern_x_pagefault_enable(struct kern_call *call)
{
	if (call->kern->pagefault_disabled)
		kern_pagefault_enable(call->kern);
	return 0;
}

static uint64_t nofault(struct kern_call *call, uint64_t user)
{
	uint64_t len = call->arg[2], done;

	if (!kern_access_ok(user, len))
		return (uint64_t)-EFAULT;
	kern_pagefault_disable(call->kern);
	done = copy(call->kern, kern_call_la(call, call->arg[0]),
		    kern_call_la(call, call->arg[1]), len);
	kern_pagefault_enable(call->kern);
	return done < len ? (uint64_t)-EFAULT : 0;
}

uint64_t kern_x_copy_from_user_nofault(struct kern_call *call)
{
	return nofault(call, kern_call_la(call, call->arg[1]));
}

uint64_t kern_x_copy_to_user_nofault(struct kern_call *call)
{
	return nofault(call, kern_call_la(call, call->arg[0]));
}

uint64_t kern_x_copy_from_kernel_nofault(struct kern_call *call)
{
	uint64_t to = call->arg[0], len = call->arg[2];
	uint64_t from = kern_call_la(call, call->arg[1]);
	char buf[PIECE];

	if (!kern_nofault_allowed(from))
		return (uint64_t)-ERANGE;
	for (uint64_t n; len; to += n, from += n, len -= n) {
		n = len < PIECE ? len : PIECE;
		if (kern_copy_from_kernel_nofault(call->kern, buf, from, n))
			return (uint64_t)-EFAULT;
		if (kern_call_write(call, to, buf, n))
			return 0;
	}
	return 0;
}
