/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format_bytes.c - extensions of %p that print what the pointer points to.
 *
 *   %*ph, %*phC, %*phD, %*phN   bytes: "de ad", "de:ad", "de-ad", "dead"
 *   %pM, %pMF, %pm, %pMR        a hardware address
 *   %pI4, %pi4                  an IPv4 address
 *   %*pb, %*pbl                 a bitmap, as numbers or as a list "0-3,7"
 *
 * What cannot be read prints nothing, where Linux would fault.
 *
 * Reference: Linux 6.1, Documentation/core-api/printk-formats.rst.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/format.h"
#include "kernel/module.h"

enum { MAX_BYTES = 64, MAX_BITS = 1024 };

static bool read_bytes(struct kern *k, uint64_t ptr, void *to, size_t len)
{
	return kern_peek(k, kern_lift(k, ptr), to, len);
}

static void out_hex(struct kern *k, struct kern_out *out, char kind,
		    uint64_t ptr, struct kern_spec spec)
{
	size_t len = spec.width <= 0	     ? 1 :
		     spec.width > MAX_BYTES ? MAX_BYTES :
					      (size_t)spec.width;
	const char *between = kind == 'C' ? ":" :
			      kind == 'D' ? "-" :
			      kind == 'N' ? "" :
					    " ";
	char text[3 * MAX_BYTES + 1] = "";
	unsigned char bytes[MAX_BYTES];

	if (!read_bytes(k, ptr, bytes, len))
		return;
	for (size_t i = 0, at = 0; i < len; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%02x",
				       i ? between : "", bytes[i]);
	spec.width = spec.precision = -1;
	kern_out_text(out, text, spec);
}

static void out_mac(struct kern *k, struct kern_out *out, const char *ext,
		    uint64_t ptr, struct kern_spec spec)
{
	const char *format = *ext == 'm'   ? "%02x%02x%02x%02x%02x%02x" :
			     ext[1] == 'F' ? "%02x-%02x-%02x-%02x-%02x-%02x" :
					     "%02x:%02x:%02x:%02x:%02x:%02x";
	unsigned char b[6];
	char text[24];

	if (!read_bytes(k, ptr, b, sizeof(b)))
		return;
	if (ext[1] == 'R')
		snprintf(text, sizeof(text), format, b[5], b[4], b[3], b[2],
			 b[1], b[0]);
	else
		snprintf(text, sizeof(text), format, b[0], b[1], b[2], b[3],
			 b[4], b[5]);
	kern_out_text(out, text, spec);
}

static void out_ipv4(struct kern *k, struct kern_out *out, const char *ext,
		     uint64_t ptr, struct kern_spec spec)
{
	unsigned char b[4];
	char text[20];

	if (!read_bytes(k, ptr, b, sizeof(b)))
		return;
	snprintf(text, sizeof(text),
		 *ext == 'i' ? "%03u.%03u.%03u.%03u" : "%u.%u.%u.%u", b[0],
		 b[1], b[2], b[3]);
	kern_out_text(out, text, spec);
}

/* --- bitmaps ------------------------------------------------------------------------ */

static bool bit(const uint64_t *map, int i)
{
	return map[i / 64] >> i % 64 & 1;
}

static void list_bits(const uint64_t *map, int n, char *text, size_t size)
{
	size_t at = 0;

	for (int i = 0; i < n && at + 16 < size; i++) {
		int first = i;

		if (!bit(map, i))
			continue;
		while (i + 1 < n && bit(map, i + 1))
			i++;
		at += (size_t)snprintf(text + at, size - at,
				       first == i ? "%s%d" : "%s%d-%d",
				       at ? "," : "", first, i);
	}
}

/* Groups of 32 bits, the highest first. */
static void number_bits(const uint64_t *map, int n, char *text, size_t size)
{
	int bits = n % 32 ? n % 32 : 32;
	size_t at = 0;

	for (int low = (n - 1) / 32 * 32; low >= 0; low -= 32, bits = 32) {
		uint32_t word = (uint32_t)(map[low / 64] >> low % 64);

		if (bits < 32)
			word &= (1u << bits) - 1;
		at += (size_t)snprintf(text + at, size - at, "%s%0*x",
				       at ? "," : "", (bits + 3) / 4, word);
	}
}

static void out_bitmap(struct kern *k, struct kern_out *out, bool list,
		       uint64_t ptr, struct kern_spec spec)
{
	uint64_t map[MAX_BITS / 64] = {0};
	int n = spec.width < 0	      ? 0 :
		spec.width > MAX_BITS ? MAX_BITS :
					spec.width;
	char text[1024] = "";

	if (!n || !read_bytes(k, ptr, map, (size_t)(n + 63) / 64 * 8))
		return;
	if (list)
		list_bits(map, n, text, sizeof(text));
	else
		number_bits(map, n, text, sizeof(text));
	spec.width = spec.precision = -1;
	kern_out_text(out, text, spec);
}

bool kern_out_bytes(struct kern *k, struct kern_out *out, const char *ext,
		    uint64_t ptr, struct kern_spec spec)
{
	switch (*ext) {
	case 'h':
		out_hex(k, out, ext[1], ptr, spec);
		return true;
	case 'M':
	case 'm':
		out_mac(k, out, ext, ptr, spec);
		return true;
	case 'I':
	case 'i':
		if (ext[1] != '4')
			return false;
		out_ipv4(k, out, ext, ptr, spec);
		return true;
	case 'b':
		out_bitmap(k, out, ext[1] == 'l', ptr, spec);
		return true;
	}
	return false;
}
