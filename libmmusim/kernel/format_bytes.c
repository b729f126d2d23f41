/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format_bytes.c - conversions of %p that print what a pointer leads to.
 *
 *   %*ph      bytes in hexadecimal; %phC, %phD, %phN: colons, dashes, nothing between
 *   %pM, %pm  a MAC address with and without colons; %pMF: with dashes;
 *             %pMR: the last byte first
 *   %pI4      an IP address; %pi4: with leading zeros
 *   %pUb      a UUID; %pUl: little endian; %pUB, %pUL: in capitals
 *   %*pb      a bitmap in words; %*pbl: as a list of ranges
 *
 * Reference: Linux 6.1, lib/vsprintf.c; Documentation/core-api/printk-formats.rst.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/format.h"
#include "kernel/kern.h"

enum { MAX_BYTES = 64 };

static void put_byte(struct kern_out *out, unsigned char byte, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";

	kern_out_char(out, digits[byte >> 4]);
	kern_out_char(out, digits[byte & 15]);
}

static void put_bytes(struct kern_out *out, const unsigned char *byte, int n,
		      char between)
{
	for (int i = 0; i < n; i++) {
		if (i && between)
			kern_out_char(out, between);
		put_byte(out, byte[i], false);
	}
}

static void out_hex(struct kern *k, struct kern_out *out, const char *ext,
		    uint64_t ptr, int width)
{
	char between = ext[1] == 'C' ? ':' :
		       ext[1] == 'D' ? '-' :
		       ext[1] == 'N' ? '\0' :
				       ' ';
	int n = width < 1 ? 1 : width > MAX_BYTES ? MAX_BYTES : width;
	unsigned char byte[MAX_BYTES];

	if (kern_out_fetch(k, out, ptr, byte, (size_t)n,
			   (struct kern_reader){KERN_IN_HEX_STRING, 0}))
		put_bytes(out, byte, n, between);
}

static void out_mac(struct kern *k, struct kern_out *out, const char *ext,
		    uint64_t ptr)
{
	struct kern_reader reader = {KERN_IN_MAC_STRING, ext[1] == 'R' ? 5 : 0};
	unsigned char byte[6];

	if (!kern_out_fetch(k, out, ptr, byte, sizeof(byte), reader))
		return;
	if (ext[1] == 'R')
		for (int i = 0; i < 3; i++) {
			unsigned char low = byte[i];

			byte[i] = byte[5 - i];
			byte[5 - i] = low;
		}
	put_bytes(out, byte, 6, *ext == 'm' ? '\0' : ext[1] == 'F' ? '-' : ':');
}

static void out_ip4(struct kern *k, struct kern_out *out, const char *ext,
		    uint64_t ptr)
{
	struct kern_spec plain = {.width = -1, .precision = -1};
	unsigned char byte[4];
	char text[24];

	/* as a number of the CPU's: its last byte first */
	unsigned int flip = ext[2] == 'h' || ext[2] == 'l' ? 3 : 0;

	if (!kern_out_fetch(k, out, ptr, byte, sizeof(byte),
			    (struct kern_reader){KERN_IN_IP4_STRING, flip}))
		return;
	snprintf(text, sizeof(text),
		 *ext == 'i' ? "%03u.%03u.%03u.%03u" : "%u.%u.%u.%u",
		 byte[flip], byte[1 ^ flip], byte[2 ^ flip], byte[3 ^ flip]);
	kern_out_text(out, text, plain);
}

static void out_uuid(struct kern *k, struct kern_out *out, const char *ext,
		     uint64_t ptr)
{
	static const unsigned char big[16] = {0, 1, 2,	3,  4,	5,  6,	7,
					      8, 9, 10, 11, 12, 13, 14, 15};
	static const unsigned char little[16] = {3, 2, 1,  0,  5,  4,  7,  6,
						 8, 9, 10, 11, 12, 13, 14, 15};
	const unsigned char *order = (ext[1] | 0x20) == 'l' ? little : big;
	bool upper = ext[1] == 'L' || ext[1] == 'B';
	unsigned char byte[16];

	if (!kern_out_fetch(k, out, ptr, byte, sizeof(byte),
			    (struct kern_reader){KERN_IN_UUID_STRING,
						 order[0]}))
		return;
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			kern_out_char(out, '-');
		put_byte(out, byte[order[i]], upper);
	}
}

/* --- bitmaps -------------------------------------------------------------------------- */

/* A bitmap, of which a word at a time is looked at. */
struct bitmap {
	struct kern *k;
	struct kern_out *out;
	uint64_t ptr;
	enum kern_touch_in in;
	int n;
	int at; /* which word */
	uint64_t word;
};

static uint32_t half_at(struct bitmap *map, int half)
{
	if (map->at != half / 2) {
		map->at = half / 2;
		map->word = 0;
		kern_out_fetch(map->k, map->out,
			       map->ptr + 8ul * (unsigned)map->at, &map->word,
			       sizeof(map->word),
			       (struct kern_reader){map->in, 0});
	}
	return (uint32_t)(map->word >> half % 2 * 32);
}

static bool is_set(struct bitmap *map, int bit)
{
	return half_at(map, bit / 32) >> bit % 32 & 1;
}

static void put_ranges(struct kern_out *out, struct bitmap *map)
{
	struct kern_spec plain = {.width = -1, .precision = -1};
	const char *comma = "";

	for (int from = 0, to; from < map->n && !map->out->err; from = to + 1) {
		char text[32];

		to = from;
		if (!is_set(map, from))
			continue;
		while (to < map->n && is_set(map, to))
			to++;
		if (to - from > 1)
			snprintf(text, sizeof(text), "%s%d-%d", comma, from,
				 to - 1);
		else
			snprintf(text, sizeof(text), "%s%d", comma, from);
		kern_out_text(out, text, plain);
		comma = ",";
	}
}

/* Words of 32 bits, the highest first; it has as many digits as it has bits for. */
static void put_words(struct kern_out *out, struct bitmap *map)
{
	struct kern_spec spec = {.precision = -1, .flags = KERN_SPEC_ZERO};
	int bits = map->n % 32 ? map->n % 32 : 32;

	for (int i = (map->n + 31) / 32 - 1; i >= 0 && !out->err;
	     i--, bits = 32) {
		uint32_t mask = bits < 32 ? (1u << bits) - 1 : ~0u;

		spec.width = (bits + 3) / 4;
		kern_out_number(out, half_at(map, i) & mask, 16, spec);
		if (i)
			kern_out_char(out, ',');
	}
}

static void out_bitmap(struct kern *k, struct kern_out *out, const char *ext,
		       uint64_t ptr, int width)
{
	struct bitmap map = {.k = k,
			     .out = out,
			     .ptr = ptr,
			     .in = ext[1] == 'l' ? KERN_IN_FIND_NEXT_BIT :
						   KERN_IN_BITMAP_STRING,
			     .n = width < 0 ? 0 : width,
			     .at = -1};

	if (!kern_out_checked(out, ptr))
		return;
	if (ext[1] == 'l')
		put_ranges(out, &map);
	else
		put_words(out, &map);
}

bool kern_out_bytes(struct kern *k, struct kern_out *out, const char *ext,
		    uint64_t ptr, struct kern_spec spec)
{
	switch (*ext) {
	case 'h':
		out_hex(k, out, ext, ptr, spec.width);
		return true;
	case 'M':
	case 'm':
		out_mac(k, out, ext, ptr);
		return true;
	case 'I':
	case 'i':
		if (ext[1] != '4')
			return false;
		out_ip4(k, out, ext, ptr);
		return true;
	case 'U':
		out_uuid(k, out, ext, ptr);
		return true;
	case 'b':
		out_bitmap(k, out, ext, ptr, spec.width);
		return true;
	}
	return false;
}
