/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x_lib.c - exports of the kernel's library: strings that are allocated, numbers
 * of other sizes, random numbers.
 *
 * Reference: Linux 6.1, lib/kasprintf.c, lib/kstrtox.c, drivers/char/random.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/exports.h"
#include "kernel/params.h"
#include "kernel/gfp.h"

/* --- strings -------------------------------------------------------------------- */

/* The text in memory of the module's; 0 without memory. */
static uint64_t give(struct kern_call *call, const char *text, size_t len,
		     uint64_t flags)
{
	struct kern *k = call->kern;
	uint64_t la = kern_kmalloc(k, len + 1, (unsigned int)flags);

	if (!la)
		return 0;
	kern_poke(k, la, text, len);
	kern_poke(k, la + len, "", 1);
	kern_wrote(k, la, len + 1);
	return kern_host(k, la);
}

/* char *kasprintf(gfp_t flags, const char *format, ...) */
uint64_t kern_x_kasprintf(struct kern_call *call)
{
	char text[1024];
	int len = kern_call_format_with(call, 1, 2, text, sizeof(text));

	return len < 0 ? 0 : give(call, text, strlen(text), call->arg[0]);
}

/* char *kstrndup(const char *s, size_t max, gfp_t flags) */
uint64_t kern_x_kstrndup(struct kern_call *call)
{
	char text[1024];
	size_t max = call->arg[1] < sizeof(text) - 1 ? call->arg[1] :
						       sizeof(text) - 1;

	if (!call->arg[0])
		return 0;
	if (kern_call_string(call, text, call->arg[0], max + 1)) {
		call->in = KERN_IN_STRNLEN;
		return 0;
	}
	return give(call, text, strnlen(text, max), call->arg[2]);
}

/* --- numbers ------------------------------------------------------------------------ */

/* int kstrto*(const char *s, unsigned int base, TYPE *value) */
static uint64_t narrow(struct kern_call *call, bool is_signed, size_t size)
{
	uint64_t value = 0, limit = 1ull << (8 * size - is_signed);
	struct kern_call inner = *call;
	int64_t number;
	int err;

	err = kern_call_number_in(&inner, is_signed, &value);
	if (inner.fault) {
		kern_call_fault(call, inner.fault_ptr, false);
		call->in = is_signed ? KERN_IN_KSTRTOLL : KERN_IN_KSTRTOULL;
		return 0;
	}
	number = (int64_t)value;
	if (!err &&
	    (is_signed ? number < -(int64_t)limit || number >= (int64_t)limit :
			 value >= limit))
		err = -ERANGE;
	if (!err)
		kern_call_write(call, call->arg[2], &value, size);
	return (uint64_t)(int64_t)err;
}

uint64_t kern_x_kstrtou8(struct kern_call *call)
{
	return narrow(call, false, 1);
}

uint64_t kern_x_kstrtos8(struct kern_call *call)
{
	return narrow(call, true, 1);
}

uint64_t kern_x_kstrtou16(struct kern_call *call)
{
	return narrow(call, false, 2);
}

uint64_t kern_x_kstrtos16(struct kern_call *call)
{
	return narrow(call, true, 2);
}

/* int kstrtobool(const char *s, bool *value) */
uint64_t kern_x_kstrtobool(struct kern_call *call)
{
	char text[3] = "";
	int yes;

	if (!call->arg[0])
		return (uint64_t)-EINVAL;
	if (kern_call_string(call, text, call->arg[0], sizeof(text)))
		return 0;
	yes = kern_parse_bool(text);
	if (yes < 0)
		return (uint64_t)-EINVAL;
	kern_call_write(call, call->arg[1], &(bool){yes}, 1);
	return 0;
}

/* --- random numbers ------------------------------------------------------------------- */

/* splitmix64, by Vigna. The same ones after each boot, so that runs repeat. */
static uint64_t draw(struct kern *k)
{
	uint64_t z = k->random += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* void get_random_bytes(void *buf, size_t len) */
uint64_t kern_x_get_random_bytes(struct kern_call *call)
{
	for (uint64_t done = 0; done < call->arg[1]; done += 8) {
		uint64_t left = call->arg[1] - done, word = draw(call->kern);

		if (kern_call_write(call, call->arg[0] + done, &word,
				    left < 8 ? left : 8))
			break;
	}
	return 0;
}

uint64_t kern_x_get_random_u8(struct kern_call *call)
{
	return (uint8_t)draw(call->kern);
}

uint64_t kern_x_get_random_u16(struct kern_call *call)
{
	return (uint16_t)draw(call->kern);
}

uint64_t kern_x_get_random_u32(struct kern_call *call)
{
	return (uint32_t)draw(call->kern);
}

uint64_t kern_x_get_random_u64(struct kern_call *call)
{
	return draw(call->kern);
}

/* u32 __get_random_u32_below(u32 ceil) */
uint64_t kern_x___get_random_u32_below(struct kern_call *call)
{
	uint32_t ceil = (uint32_t)call->arg[0];

	return (uint64_t)(uint32_t)draw(call->kern) * ceil >> 32;
}
