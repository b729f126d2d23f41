/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format_pointer.c - %p and its extensions.
 *
 *   %p, %pK      hashed: the same pointer prints the same number, which tells
 *                nothing of where it points. NULL and error pointers as is.
 *                With no_hash_pointers, or slub_debug, on the command line: the
 *                address
 *   %px          the address
 *   %pS, %pB     name+0x11/0x1000 [module]; %pB looks up the byte before, for
 *                return addresses behind a call that never returns
 *   %ps          without offset
 *   %pe          an error pointer by its name, "-ENOMEM"
 *   %pV          what a struct va_format leads to: a format and its arguments
 *
 * The pointer is a host pointer; what is printed, or hashed, is linear.
 *
 * Others: format_bytes.c, format_address.c, format_object.c.
 *
 * Simplified: what is not there (%pE ...) prints as %p. %pK acts as
 * under kptr_restrict=0.
 *
 * Reference: Linux 6.1, Documentation/core-api/printk-formats.rst.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "kernel/format.h"

/* Linux draws its key at boot; ours is fixed, so that runs repeat exactly. */
#define HASH_KEY 0x6c69626d6d757369ull

uint32_t kern_hash_address(uint64_t la)
{
	uint64_t x = la ^ HASH_KEY;

	x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdull;
	x = (x ^ (x >> 29)) * 0xc4ceb9fe1a85ec53ull;
	return (uint32_t)(x ^ (x >> 32));
}

static void out_address(struct kern_out *out, uint64_t value,
			struct kern_spec spec)
{
	if (spec.width < 0) {
		spec.width = 2 * sizeof(value);
		spec.flags |= KERN_SPEC_ZERO;
	}
	kern_out_number(out, value, 16, spec);
}

static void out_hashed(struct kern *k, struct kern_out *out, uint64_t ptr,
		       struct kern_spec spec)
{
	if (k->no_hash_pointers)
		ptr = mmu_la(k->machine, (void *)(uintptr_t)ptr);
	else if (ptr && !kern_is_err(ptr))
		ptr = kern_hash_address(
			mmu_la(k->machine, (void *)(uintptr_t)ptr));
	out_address(out, ptr, spec);
}

static void out_symbol(struct kern *k, struct kern_out *out, char kind,
		       uint64_t ptr, struct kern_spec spec)
{
	uint64_t la = mmu_la(k->machine, (void *)(uintptr_t)ptr);
	unsigned int back = kind == 'B';
	struct kern_sym sym;
	char text[640];
	int n;

	if (!kern_lookup(k, la - back, &sym)) {
		snprintf(text, sizeof(text), "0x%" PRIx64, la);
		kern_out_text(out, text, spec);
		return;
	}
	n = snprintf(text, sizeof(text), "%.500s", sym.name);
	if (kind != 's')
		n += snprintf(text + n, sizeof(text) - n,
			      "+0x%" PRIx64 "/0x%" PRIx64, sym.offset + back,
			      sym.size);
	if (*sym.module)
		snprintf(text + n, sizeof(text) - n, " [%.64s]", sym.module);
	kern_out_text(out, text, spec);
}

static void out_error_name(struct kern *k, struct kern_out *out, uint64_t ptr,
			   struct kern_spec spec)
{
	if (!kern_is_err(ptr)) {
		out_hashed(k, out, ptr, spec);
		return;
	}
	const char *name = kern_errname((int)ptr);
	if (name) {
		kern_out_text(out, name, spec);
		return;
	}
	spec.flags |= KERN_SPEC_SIGN;
	spec.precision = -1;
	kern_out_number(out, ptr, 10, spec);
}

/* %pg and its like read an object that is not there: check_pointer() */
static void out_object(struct kern *k, struct kern_out *out, uint64_t ptr,
		       struct kern_spec spec)
{
	if (!ptr)
		kern_out_text(out, "(null)", spec);
	else if (ptr < KERN_PAGE || kern_is_err(ptr))
		kern_out_text(out, "(efault)", spec);
	else
		out_hashed(k, out, ptr, spec);
}

/* check_pointer() */
bool kern_out_checked(struct kern_out *out, uint64_t ptr)
{
	if (ptr >= KERN_PAGE && !kern_is_err(ptr))
		return true;
	kern_out_text(out, ptr ? "(efault)" : "(null)", out->field);
	return false;
}

/* The first byte that cannot be read, from the one on that is read first. */
static uint64_t missing_byte(struct kern *k, uint64_t ptr, size_t len,
			     unsigned int first)
{
	char byte;

	for (size_t i = 0; i < len; i++) {
		uint64_t at = ptr + (first + i) % len;

		if (!kern_peek(k, kern_lift(k, at), &byte, 1))
			return at;
	}
	return ptr + first;
}

bool kern_out_fetch(struct kern *k, struct kern_out *out, uint64_t ptr,
		    void *to, size_t len, struct kern_reader reader)
{
	struct kern_args *args = out->args;

	if (out->err || !kern_out_checked(out, ptr))
		return false;
	if (kern_peek(k, kern_lift(k, ptr), to, len))
		return true;
	if (args->missing) {
		args->missing(args, missing_byte(k, ptr, len, reader.first),
			      reader.in);
		out->err = -EFAULT;
	} else {
		kern_out_text(out, "(efault)", out->field);
	}
	return false;
}

/* %pV: a format of its own, with its arguments */
static void out_nested(struct kern *k, struct kern_out *out, uint64_t ptr,
		       struct kern_spec spec)
{
	if (!out->args->nested)
		out_hashed(k, out, ptr, spec);
	else if (kern_out_checked(out, ptr))
		out->err = out->args->nested(out->args, out, ptr);
}

void kern_out_pointer(struct kern *k, struct kern_out *out, const char *ext,
		      uint64_t ptr, struct kern_spec spec)
{
	out->field = spec;
	switch (*ext) {
	case 'S':
	case 's':
	case 'B':
		out_symbol(k, out, *ext, ptr, spec);
		break;
	case 'x':
		out_address(out, mmu_la(k->machine, (void *)(uintptr_t)ptr),
			    spec);
		break;
	case 'e':
		out_error_name(k, out, ptr, spec);
		break;
	case 'V':
		out_nested(k, out, ptr, spec);
		break;
	case 'g':
	case 'C':
		out_object(k, out, ptr, spec);
		break;
	default:
		if (!kern_out_address(k, out, ext, ptr) &&
		    !kern_out_object(k, out, ext, ptr, spec) &&
		    !kern_out_bytes(k, out, ext, ptr, spec))
			out_hashed(k, out, ptr, spec);
	}
}
