/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_param.c - exports that read and write parameters of the usual types:
 *
 *   int param_get_int(char *buffer, const struct kernel_param *kp);
 *   int param_set_charp(const char *val, const struct kernel_param *kp);
 *
 * param_set_int() and its like are in kimage_param.c; param_ops_int and the like,
 * which name them, in param_ops.S.
 *
 * Reference: Linux 6.1, kernel/params.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/gfp.h"
#include "kernel/params.h"

static bool read_param(struct kern_call *call, struct kern_param *kp)
{
	return !kern_call_read(call, kp, call->arg[1], sizeof(*kp));
}

/* --- numbers ------------------------------------------------------------------ */

/* Write a line to the caller's buffer; returns its length. */
static uint64_t give(struct kern_call *call, const char *line)
{
	size_t len = strlen(line);

	kern_call_write(call, call->arg[0], line, len + 1);
	return len;
}

static uint64_t get(struct kern_call *call, unsigned int size, bool is_signed,
		    const char *format)
{
	unsigned int drop = 64 - 8 * size;
	struct kern_param kp;
	uint64_t value = 0;
	char line[32];

	if (!read_param(call, &kp) ||
	    kern_call_read(call, &value, kp.arg, size))
		return 0;
	if (is_signed)
		value = (uint64_t)((int64_t)(value << drop) >> drop);
	snprintf(line, sizeof(line), format, (unsigned long long)value);
	return give(call, line);
}

#define NUMBER(name, size, is_signed, format)                    \
	uint64_t kern_x_param_get_##name(struct kern_call *call) \
	{                                                        \
		return get(call, size, is_signed, format);       \
	}

NUMBER(byte, 1, false, "%llu\n")
NUMBER(short, 2, true, "%lld\n")
NUMBER(ushort, 2, false, "%llu\n")
NUMBER(int, 4, true, "%lld\n")
NUMBER(uint, 4, false, "%llu\n")
NUMBER(long, 8, true, "%lld\n")
NUMBER(ulong, 8, false, "%llu\n")
NUMBER(ullong, 8, false, "%llu\n")
NUMBER(hexint, 4, false, "0x%06llx\n")

/* --- yes or no ------------------------------------------------------------------ */

int kern_parse_bool(const char *text)
{
	switch (text[0]) {
	case 'y':
	case 'Y':
	case 't':
	case 'T':
	case '1':
		return 1;
	case 'n':
	case 'N':
	case 'f':
	case 'F':
	case '0':
		return 0;
	case 'o':
	case 'O':
		if (text[1] == 'n' || text[1] == 'N')
			return 1;
		if (text[1] == 'f' || text[1] == 'F')
			return 0;
	}
	return -EINVAL;
}

/* A name alone says yes. */
static int set_truth(struct kern_call *call, bool invert, unsigned int size)
{
	char text[8] = "1";
	struct kern_param kp;
	uint32_t value;
	int yes;

	if (!read_param(call, &kp) ||
	    (call->arg[0] &&
	     kern_call_string(call, text, call->arg[0], sizeof(text))))
		return 0;
	yes = kern_parse_bool(text);
	if (yes < 0)
		return yes;
	value = (uint32_t)(yes ^ invert);
	kern_call_write(call, kp.arg, &value, size);
	return 0;
}

static uint64_t get_truth(struct kern_call *call, bool invert)
{
	struct kern_param kp;
	uint8_t value;

	if (!read_param(call, &kp) || kern_call_read(call, &value, kp.arg, 1))
		return 0;
	return give(call, !value == !invert ? "N\n" : "Y\n");
}

uint64_t kern_x_param_get_bool(struct kern_call *call)
{
	return get_truth(call, false);
}

uint64_t kern_x_param_set_invbool(struct kern_call *call)
{
	return (uint64_t)(int64_t)set_truth(call, true, 1);
}

uint64_t kern_x_param_get_invbool(struct kern_call *call)
{
	return get_truth(call, true);
}

/* An int that is set as a bool is. */
uint64_t kern_x_param_set_bint(struct kern_call *call)
{
	return (uint64_t)(int64_t)set_truth(call, false, 4);
}

/* --- strings --------------------------------------------------------------------- */

/**
 * struct kern_charp - a string that the kernel allocated for a parameter
 */
struct kern_charp {
	struct kern_charp *next;
	uint64_t la;
};

/* It may be the module's own text as well. */
static void free_charp(struct kern *k, uint64_t ptr)
{
	uint64_t la = kern_lift(k, ptr);

	for (struct kern_charp **link = &k->charps, *charp = *link; charp;
	     link = &charp->next, charp = *link) {
		if (charp->la != la)
			continue;
		*link = charp->next;
		kern_kfree(k, la);
		pool_free(k->pool, charp);
		return;
	}
}

/* A copy of the text for the kernel's log of such. Its host pointer, or 0. */
static uint64_t new_charp(struct kern *k, const char *text, size_t len)
{
	struct kern_charp *charp = pool_alloc(k->pool, sizeof(*charp));
	uint64_t la = charp ? kern_kmalloc(k, len + 1, KERN_GFP_KERNEL) : 0;

	if (!la) {
		pool_free(k->pool, charp);
		return 0;
	}
	kern_poke(k, la, text, len + 1);
	kern_wrote(k, la, len + 1);
	*charp = (struct kern_charp){.next = k->charps, .la = la};
	k->charps = charp;
	return kern_host(k, la);
}

/* charp: a copy, which the pointer at arg then points to. */
uint64_t kern_x_param_set_charp(struct kern_call *call)
{
	enum { MOST = 1024 };
	struct kern *k = call->kern;
	uint64_t ptr = 0, old;
	struct kern_param kp;
	char *text;
	size_t len;

	if (!read_param(call, &kp) ||
	    kern_call_read(call, &old, kp.arg, sizeof(old)))
		return 0;
	text = kern_call_strdup(call, call->arg[0]);
	if (!text)
		return call->fault ? 0 : (uint64_t)-ENOMEM;
	len = strlen(text);
	if (len > MOST) {
		kern_printk(k, KERN_ERR "%s: string parameter too long\n",
			    kern_param_name(k, &kp, (char[KERN_PARAM_NAME]){}));
	} else {
		free_charp(k, old);
		ptr = new_charp(k, text, len);
		kern_call_write(call, kp.arg, &ptr, sizeof(ptr));
	}
	pool_free(k->pool, text);
	return ptr ? 0 : len > MOST ? (uint64_t)-ENOSPC : (uint64_t)-ENOMEM;
}

/* "%s\n" of the string at ptr. */
static uint64_t give_string(struct kern_call *call, uint64_t ptr)
{
	char line[KERN_PAGE];
	size_t len;

	if (!ptr)
		return give(call, "(null)\n");
	if (kern_call_string(call, line, ptr, sizeof(line) - 1))
		return 0;
	len = strlen(line);
	line[len] = '\n';
	line[len + 1] = 0;
	return give(call, line);
}

uint64_t kern_x_param_get_charp(struct kern_call *call)
{
	struct kern_param kp;
	uint64_t ptr;

	if (!read_param(call, &kp) ||
	    kern_call_read(call, &ptr, kp.arg, sizeof(ptr)))
		return 0;
	return give_string(call, ptr);
}

/* string: an array of the module's, struct kparam_string. */
struct copy_string {
	uint32_t max, unused;
	uint64_t string;
};

static bool read_copy_string(struct kern_call *call, struct kern_param *kp,
			     struct copy_string *str)
{
	return read_param(call, kp) &&
	       !kern_call_read(call, str, kp->arg, sizeof(*str));
}

uint64_t kern_x_param_set_copystring(struct kern_call *call)
{
	struct copy_string str;
	struct kern_param kp;
	char name[KERN_PARAM_NAME];
	uint64_t err = 0;
	char *text;

	if (!read_copy_string(call, &kp, &str))
		return 0;
	text = kern_call_strdup(call, call->arg[0]);
	if (!text)
		return call->fault ? 0 : (uint64_t)-ENOMEM;
	if (strlen(text) + 1 > str.max) {
		err = (uint64_t)-ENOSPC;
		if (!kern_call_string(call, name, kp.name, sizeof(name)))
			kern_printk(call->kern,
				    KERN_ERR "%s: string doesn't fit in %u "
					     "chars.\n",
				    name, str.max - 1);
	} else {
		kern_call_write(call, str.string, text, strlen(text) + 1);
	}
	pool_free(call->kern->pool, text);
	return err;
}

uint64_t kern_x_param_get_string(struct kern_call *call)
{
	struct copy_string str;
	struct kern_param kp;

	if (!read_copy_string(call, &kp, &str))
		return 0;
	return give_string(call, str.string);
}

/* --- arrays ------------------------------------------------------------------------ */

/* For kimage_param.c: maybe_kfree_parameter(void *param) */
uint64_t kern_e_maybe_kfree_parameter(struct kern_call *call)
{
	free_charp(call->kern, call->arg[0]);
	return 0;
}

/* For kimage_param.c: param_array_full(const char *name, unsigned int max) */
uint64_t kern_e_param_array_full(struct kern_call *call)
{
	char name[KERN_PARAM_NAME];

	if (!kern_call_string(call, name, call->arg[0], sizeof(name)))
		kern_printk(call->kern,
			    KERN_ERR "%s: can only take %u arguments\n", name,
			    (unsigned int)call->arg[1]);
	return 0;
}
