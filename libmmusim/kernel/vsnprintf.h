/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vsnprintf.h - the kernel's vsnprintf(), and the log that it writes to:
 * format.c, printk.c. format.h has what its parts share.
 */
#ifndef KERNEL_VSNPRINTF_H
#define KERNEL_VSNPRINTF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kern;

int kern_log_init(struct kern *k);

/* What an export calls that touches: image_format.inc has these numbers. */
enum kern_touch_in {
	KERN_IN_ITSELF = 0,
	KERN_IN_STRING_READS = 4,
	KERN_IN_STRING = 5,
	KERN_IN_NUMBER = 6,
	KERN_IN_VSNPRINTF = 7,
	KERN_IN_MEMCPY = 8,
	KERN_IN_VSNPRINTF_READS = 9,
#define KERN_TOUCH_PLACE(number, constant, name, read_at, len) \
	KERN_IN_##constant = number,
#include "kernel/touch_places.def"
#undef KERN_TOUCH_PLACE
};

struct kern_out;

/**
 * struct kern_args - where a format gets its arguments from
 * @next:   the next variadic argument, as 64 bits; a narrower one has garbage
 *          above
 * @string: copy the string at @ptr: at most @size - 1 bytes and a NUL, stop at
 *          the NUL. 0, or -EFAULT with fault_la set when simulated memory
 *          faulted
 * @lift:   host pointers turn into linear addresses before they are printed
 * @missing: a conversion of %p reads what is not there, at @ptr, in the function
 *          @in; NULL: "(efault)" is printed
 * @nested: %pV. 0, or -EFAULT; NULL: it is not done
 * @fault:  set by @next when the arguments themselves could not be read
 * @watch, @writes: who writes this character of the output; enum kern_touch_in
 */
struct kern_args {
	struct kern *kern;
	uint64_t (*next)(struct kern_args *args);
	int (*string)(struct kern_args *args, uint64_t ptr, char *buf,
		      size_t size);
	void (*missing)(struct kern_args *args, uint64_t ptr,
			enum kern_touch_in in);
	int (*nested)(struct kern_args *args, struct kern_out *out,
		      uint64_t ptr);
	uint64_t fault_la;
	uint64_t watch;
	int writes;
	bool fault;
	void *ctx;
};

/* Format into buf, always terminated when size > 0. Return: the length that
 * it would have, as snprintf; or -EFAULT, see args->fault_la. */
int kern_vformat(struct kern_args *args, char *buf, size_t size,
		 const char *format);
/* The same with arguments of the host's. */
int kern_vsnprintf(struct kern *k, char *buf, size_t size, const char *format,
		   va_list ap);

/* A record is cut to this many bytes, prefix and NUL included, as in Linux */
#define KERN_LOG_LINE_MAX 992

/* As kern_log_store(). Return: what printk() returns, the length of the text
 * without prefix and newline. */
int kern_log_emit(struct kern *k, const char *text);

/* Store one record: level prefix, text, newlines as the kernel treats them. */
void kern_log_store(struct kern *k, const char *text);

#endif
