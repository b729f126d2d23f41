/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format.h - what the parts of the kernel's vsnprintf() share.
 *
 * Output goes to a struct kern_out, which counts every character and keeps
 * those that fit; a field is padded after it was written.
 */
#ifndef KERNEL_FORMAT_H
#define KERNEL_FORMAT_H

#include "kernel/kern.h"

enum kern_spec_flag {
	KERN_SPEC_LEFT = 1,
	KERN_SPEC_PLUS = 2,
	KERN_SPEC_SPACE = 4,
	KERN_SPEC_ALT = 8, /* '#' */
	KERN_SPEC_ZERO = 16,
	KERN_SPEC_SIGN = 32,
	KERN_SPEC_UPPER = 64,
};

/**
 * struct kern_spec - one conversion specification
 * @flags:     KERN_SPEC_*
 * @width:     of the field; -1: none given
 * @precision: -1: none given
 * @qualifier: 'H' (hh), 'h', 'l', 'L' (ll), 'z', 't'; 0: none
 */
struct kern_spec {
	unsigned int flags;
	int width;
	int precision;
	char qualifier;
};

/**
 * struct kern_out - where output goes
 * @len:     characters written so far, whether they fitted or not
 * @args:    who asked
 * @field:   of the conversion of a pointer: for what stands there instead
 * @err:     -EFAULT: what a pointer leads to could not be read
 */
struct kern_out {
	char *buf;
	size_t size;
	size_t len;
	struct kern_args *args;
	struct kern_spec field;
	int err;
};

/**
 * struct kern_reader - who of Linux's functions reads what a pointer leads to
 * @in:    the function
 * @first: the byte that it reads first
 */
struct kern_reader {
	enum kern_touch_in in;
	unsigned int first;
};

/* x_device.c: "driver device: text" of a call (..., dev, format, ...), of which dev is
 * argument @at, counted from 0; @first stands before it. */
uint64_t kern_say_of_device(struct kern_call *call, const char *level,
			    unsigned int at, const char *first);

void kern_out_char(struct kern_out *out, char c);
/* Text of the library's own, cut to the precision, padded to the width */
void kern_out_text(struct kern_out *out, const char *text,
		   struct kern_spec spec);
/* A number in base 8, 10 or 16; KERN_SPEC_SIGN: it is a signed one */
void kern_out_number(struct kern_out *out, uint64_t num, unsigned int base,
		     struct kern_spec spec);
/* %p; ext points at the letter after it */
void kern_out_pointer(struct kern *k, struct kern_out *out, const char *ext,
		      uint64_t ptr, struct kern_spec spec);

/* False: it is no pointer, and "(null)" or "(efault)" was printed. */
bool kern_out_checked(struct kern_out *out, uint64_t ptr);
/* Copy what the pointer leads to: format_pointer.c. False: it cannot be; what stands
 * there instead is printed, or the reader faults. */
bool kern_out_fetch(struct kern *k, struct kern_out *out, uint64_t ptr,
		    void *to, size_t len, struct kern_reader reader);

/* What the pointer leads to: format_bytes.c. False: the letter asks for nothing
 * of that. */
bool kern_out_bytes(struct kern *k, struct kern_out *out, const char *ext,
		    uint64_t ptr, struct kern_spec spec);
/* format_object.c: the same for resources and files. */
bool kern_out_object(struct kern *k, struct kern_out *out, const char *ext,
		     uint64_t ptr, struct kern_spec spec);
/* format_address.c: the same for addresses, dates and flags. */
bool kern_out_address(struct kern *k, struct kern_out *out, const char *ext,
		      uint64_t ptr);

/* Is this a pointer that ERR_PTR() made? */
static inline bool kern_is_err(uint64_t ptr)
{
	return ptr >= (uint64_t)-4095;
}

/* "-ENOENT" for 2 and -2; NULL when Linux has no such number */
const char *kern_errname(int err);

/* What %p prints of a linear address: 32 bits that depend on all of its bits. */
uint32_t kern_hash_address(uint64_t la);

#endif
