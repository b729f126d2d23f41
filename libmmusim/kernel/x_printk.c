/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_printk.c - exports that format text: _printk(), snprintf() and relatives.
 *
 * Variadic arguments are read as the callee of a System V call reads them:
 * first what was in the six registers, then the stack. A va_list is the
 * structure of the ABI, in the caller's memory, and says the same of another
 * call:
 *
 *   +0  gp_offset          of the next register in reg_save_area; 48: none left
 *   +4  fp_offset          (of vector registers: the kernel has no use for it)
 *   +8  overflow_arg_area  the next argument on the stack
 *   +16 reg_save_area      where that function stored its registers
 *
 * A struct va_format (%pV) is a format and a pointer to a va_list.
 *
 * Reference: System V ABI, AMD64 supplement, "Variable Argument Lists".
 */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "kernel/exports.h"
#include "kernel/format.h"

#define GP_END 48

/**
 * struct sim_args - a position among variadic arguments
 * @reg_save: where registers were saved; not used when @in_call is true
 * @in_call:  registers are those in call->arg
 * @depth:    in how many %pV this is
 * @left:     so many %pV may come, of this call; @own_left: of the outermost
 */
struct sim_args {
	struct kern_args args;
	struct kern_call *call;
	uint32_t gp_offset;
	uint64_t overflow;
	uint64_t reg_save;
	bool in_call;
	unsigned int depth;
	unsigned int *left, own_left;
};

/* Of %pV in %pV. Linux has no limit: it runs out of stack. One that has itself more
 * than once would never come to that here. */
enum { DEEPEST = 16, MOST_NESTED = 1000 };

static uint64_t sim_next(struct kern_args *args)
{
	struct sim_args *s = args->ctx;
	uint64_t from, value = 0;

	if (s->gp_offset < GP_END) {
		uint32_t offset = s->gp_offset;

		s->gp_offset += 8;
		if (s->in_call)
			return s->call->arg[offset / 8];
		from = s->reg_save + offset;
	} else {
		from = s->overflow;
		s->overflow += 8;
	}
	if (kern_call_read(s->call, &value, from, sizeof(value)))
		args->fault = true;
	return value;
}

static int sim_string(struct kern_args *args, uint64_t ptr, char *buf,
		      size_t size)
{
	struct sim_args *s = args->ctx;
	int err = kern_call_string(s->call, buf, ptr, size);

	if (!err)
		return 0;
	args->fault_la = kern_call_la(s->call, s->call->fault_ptr);
	s->call->in = KERN_IN_STRING_READS;
	return err;
}

/* A conversion of %p could not read. */
static void sim_missing(struct kern_args *args, uint64_t ptr,
			enum kern_touch_in in)
{
	struct sim_args *s = args->ctx;

	kern_call_fault(s->call, ptr, false);
	args->fault_la = kern_call_la(s->call, ptr);
	s->call->in = in;
}

/* The format itself, as vsnprintf() reads it. */
static char *read_format(struct kern_call *call, uint64_t ptr)
{
	char *format = kern_call_strdup(call, ptr);

	if (!format)
		call->in = KERN_IN_VSNPRINTF_READS;
	return format;
}

static int sim_nested(struct kern_args *args, struct kern_out *out,
		      uint64_t ptr);

/* The arguments after the first nfixed ones of this call. */
static void sim_variadic(struct sim_args *s, struct kern_call *call,
			 unsigned int nfixed)
{
	*s = (struct sim_args){
		.args = {.kern = call->kern,
			 .next = sim_next,
			 .string = sim_string,
			 .missing = sim_missing,
			 .nested = sim_nested,
			 .ctx = s},
		.call = call,
		.gp_offset = 8 * nfixed,
		.overflow = call->sp + 8,
		.in_call = true,
		.left = &s->own_left,
		.own_left = MOST_NESTED,
	};
}

/* The arguments of a va_list. */
static int sim_va_list(struct sim_args *s, struct kern_call *call,
		       uint64_t va_list)
{
	struct {
		uint32_t gp_offset, fp_offset;
		uint64_t overflow_arg_area, reg_save_area;
	} list;
	int err = kern_call_read(call, &list, va_list, sizeof(list));

	if (err)
		return err;
	sim_variadic(s, call, 0);
	s->gp_offset = list.gp_offset;
	s->overflow = list.overflow_arg_area;
	s->reg_save = list.reg_save_area;
	s->in_call = false;
	return 0;
}

/* Write a format of which the arguments stand in a va_list. */
static int out_nested(struct sim_args *s, struct kern_out *out,
		      const char *format)
{
	struct kern_spec plain = {.width = -1, .precision = -1};
	struct pool *pool = s->call->kern->pool;
	struct sim_args again = *s;
	char *text;
	int n;

	s->args.ctx = s;
	n = kern_vformat(&s->args, NULL, 0, format);
	if (n < 0)
		return n;
	text = pool_alloc(pool, (size_t)n + 1);
	if (!text)
		return 0;
	again.args.ctx = &again;
	n = kern_vformat(&again.args, text, (size_t)n + 1, format);
	if (n >= 0)
		kern_out_text(out, text, plain);
	pool_free(pool, text);
	return n < 0 ? n : 0;
}

/* struct va_format: a format, and a pointer to its arguments, which is read first. */
static int sim_nested(struct kern_args *args, struct kern_out *out,
		      uint64_t ptr)
{
	struct sim_args *s = args->ctx, inner;
	struct kern_call *call = s->call;
	uint64_t format_at = 0, list = 0;
	char *format;
	int err;

	if (s->depth == DEEPEST)
		return 0;
	if (!*s->left)
		return -E2BIG;
	--*s->left;
	if (kern_call_read(call, &list, ptr + 8, sizeof(list)) ||
	    kern_call_read(call, &format_at, ptr, sizeof(format_at)) ||
	    sim_va_list(&inner, call, list)) {
		call->in = KERN_IN_VA_FORMAT;
		return -EFAULT;
	}
	inner.depth = s->depth + 1;
	inner.left = s->left;
	format = read_format(call, format_at);
	if (!format)
		return -EFAULT;
	err = out_nested(&inner, out, format);
	pool_free(call->kern->pool, format);
	return err;
}

int kern_call_format_with(struct kern_call *call, unsigned int at,
			  unsigned int nfixed, char *buf, size_t size)
{
	struct sim_args s;
	char *format = read_format(call, call->arg[at]);
	int n;

	if (!format)
		return -EFAULT;
	sim_variadic(&s, call, nfixed);
	n = kern_vformat(&s.args, buf, size, format);
	pool_free(call->kern->pool, format);
	return n;
}

int kern_call_format(struct kern_call *call, char *buf, size_t size)
{
	return kern_call_format_with(call, 0, 1, buf, size);
}

uint64_t kern_x__printk(struct kern_call *call)
{
	char text[KERN_LOG_LINE_MAX];
	int n = kern_call_format(call, text, sizeof(text));

	return n < 0 ? 0 : (uint64_t)kern_log_emit(call->kern, text);
}

/* A character could not be written: who would have? */
static void blame_writer(struct sim_args *s, uint64_t watch, const char *format)
{
	s->args.ctx = s;
	s->args.watch = watch;
	s->args.writes = KERN_IN_VSNPRINTF; /* the NUL */
	*s->left = MOST_NESTED;
	kern_vformat(&s->args, NULL, 0, format);
	s->call->in = (enum kern_touch_in)s->args.writes;
}

/*
 * Format into size bytes at buf of the caller. Two passes: the first one finds
 * the length, so that sprintf() needs no limit.
 *
 * Return: the length without limit, as snprintf(); 0 after kern_call_fault().
 * Simplified: 0, too, and nothing is written, when our pool is full.
 */
static int format_to(struct sim_args *s, uint64_t buf, uint64_t size,
		     const char *format)
{
	struct pool *pool = s->call->kern->pool;
	struct sim_args again = *s, once_more = *s;
	int n = kern_vformat(&s->args, NULL, 0, format);

	if (n < 0)
		return 0;
	if (!size)
		return n;
	size_t len = (uint64_t)n < size ? (size_t)n : (size_t)size - 1;
	char *text = pool_alloc(pool, len + 1);
	if (!text)
		return 0;
	again.args.ctx = &again;
	*s->left = MOST_NESTED; /* the same comes again */
	kern_vformat(&again.args, text, len + 1, format);
	int err = kern_call_write(s->call, buf, text, len + 1);
	pool_free(pool, text);
	if (err)
		blame_writer(&once_more, s->call->fault_ptr - buf, format);
	return err ? 0 : n;
}

/* A size that has become negative. */
static void warn_of_size(struct kern *k)
{
	if (k->warned_format)
		return;
	k->warned_format = true;
	kern_cut_here(k);
	kern_warn_in(k, "lib/vsprintf.c:2743", "vsnprintf", 0x4ad);
}

static int format_call(struct sim_args *s, uint64_t buf, uint64_t size,
		       uint64_t format_ptr)
{
	if (size > INT_MAX) {
		warn_of_size(s->call->kern);
		return 0;
	}
	char *format = read_format(s->call, format_ptr);
	if (!format)
		return 0;
	int n = format_to(s, buf, size, format);
	pool_free(s->call->kern->pool, format);
	return n;
}

uint64_t kern_x_sprintf(struct kern_call *call)
{
	struct sim_args s;

	sim_variadic(&s, call, 2);
	return format_call(&s, call->arg[0], INT_MAX, call->arg[1]);
}

uint64_t kern_x_snprintf(struct kern_call *call)
{
	struct sim_args s;

	sim_variadic(&s, call, 3);
	return format_call(&s, call->arg[0], call->arg[1], call->arg[2]);
}

/* As snprintf(), but returns what was stored. */
uint64_t kern_x_scnprintf(struct kern_call *call)
{
	uint64_t size = call->arg[1];
	uint64_t n = kern_x_snprintf(call);

	if (n < size)
		return n;
	return size ? size - 1 : 0;
}

uint64_t kern_x_vsnprintf(struct kern_call *call)
{
	struct sim_args s;

	if (sim_va_list(&s, call, call->arg[3]))
		return 0;
	return format_call(&s, call->arg[0], call->arg[1], call->arg[2]);
}
