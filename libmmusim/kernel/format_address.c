/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * format_address.c - conversions of %p that print what a structure says: addresses of
 * the network, dates, formats of pictures, physical addresses, flags.
 *
 *   %pI6      an IPv6 address; %pi6: nothing between; %pI6c: as short as it goes
 *   %pIS      a struct sockaddr; p: with the port, c: as short as it goes
 *   %ptR      a struct rtc_time; %ptT: a time64_t. d: the date alone, t: the time
 *             alone, s: a blank between, r: numbers as they are
 *   %p4cc     a format of pictures by its four letters
 *   %pa       a physical address, or one for DMA
 *   %pGg      flags of an allocation; %pGv: of a vma
 *
 * Reference: Linux 6.1, lib/vsprintf.c; Documentation/core-api/printk-formats.rst.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "kernel/page.h"
#include "kernel/format.h"
#include "kernel/kern.h"

enum { AF_INET_NUMBER = 2, AF_INET6_NUMBER = 10 };

static const struct kern_spec plain = {.width = -1, .precision = -1};

/* --- the network ------------------------------------------------------------------------ */

static void ip4_text(const unsigned char byte[4], bool zeros, char text[64])
{
	snprintf(text, 64, zeros ? "%03u.%03u.%03u.%03u" : "%u.%u.%u.%u",
		 byte[0], byte[1], byte[2], byte[3]);
}

/* The longest run of words that are 0, of two or more: where, and how many. */
static int zero_run(const unsigned int word[8], int *len)
{
	int best = -1;

	*len = 1;
	for (int from = 0; from < 8; from++) {
		int n = 0;

		while (from + n < 8 && !word[from + n])
			n++;
		if (n > *len) {
			best = from;
			*len = n;
		}
	}
	return best;
}

static void ip6_short(const unsigned int word[8], char text[64])
{
	int len, gap = zero_run(word, &len), n = 0;

	for (int i = 0; i < 8; i++) {
		if (i == gap) {
			n += snprintf(text + n, 64 - (size_t)n, i ? ":" : "::");
			i += len - 1;
			continue;
		}
		n += snprintf(text + n, 64 - (size_t)n, "%x%s", word[i],
			      i < 7 ? ":" : "");
	}
}

static void ip6_text(const unsigned char byte[16], char kind, bool is_short,
		     char text[64])
{
	unsigned int word[8];
	int n = 0;

	for (int i = 0; i < 8; i++)
		word[i] = (unsigned int)byte[2 * i] << 8 | byte[2 * i + 1];
	if (is_short) {
		ip6_short(word, text);
		return;
	}
	for (int i = 0; i < 8; i++)
		n += snprintf(text + n, 64 - (size_t)n, "%04x%s", word[i],
			      i < 7 && kind == 'I' ? ":" : "");
}

static bool has(const char *ext, char letter)
{
	for (ext += 2;
	     (*ext >= 'a' && *ext <= 'z') || (*ext >= 'A' && *ext <= 'Z');
	     ext++)
		if (*ext == letter)
			return true;
	return false;
}

static void out_ip6(struct kern *k, struct kern_out *out, const char *ext,
		    uint64_t ptr)
{
	struct kern_reader reader = {KERN_IN_IP6_STRING, 0};
	unsigned char byte[16];
	char text[64];

	if (ext[2] == 'c')
		reader = (struct kern_reader){KERN_IN_IP6_SHORT, 8};
	if (!kern_out_fetch(k, out, ptr, byte, sizeof(byte), reader))
		return;
	ip6_text(byte, *ext, ext[2] == 'c', text);
	kern_out_text(out, text, plain);
}

/* struct sockaddr_in, or struct sockaddr_in6 */
static void out_sockaddr(struct kern *k, struct kern_out *out, const char *ext,
			 uint64_t ptr)
{
	struct kern_reader reader = {KERN_IN_IP_ADDR_STRING, 0};
	unsigned char at[28] = {0};
	unsigned int family, port;
	char text[64], line[96];

	if (!kern_out_fetch(k, out, ptr, at, 16, reader))
		return;
	family = at[0] | (unsigned int)at[1] << 8;
	port = (unsigned int)at[2] << 8 | at[3];
	if (family == AF_INET_NUMBER) {
		ip4_text(at + 4, *ext == 'i', text);
	} else if (family == AF_INET6_NUMBER &&
		   kern_out_fetch(k, out, ptr, at, sizeof(at), reader)) {
		ip6_text(at + 8, *ext, has(ext, 'c'), text);
	} else {
		kern_out_text(out, "(einval)", plain);
		return;
	}
	if (!has(ext, 'p'))
		snprintf(line, sizeof(line), "%s", text);
	else
		snprintf(line, sizeof(line),
			 family == AF_INET_NUMBER ? "%s:%u" : "[%s]:%u", text,
			 port);
	kern_out_text(out, line, plain);
}

/* --- dates --------------------------------------------------------------------------------- */

/* As struct rtc_time has it: years since 1900, months from 0. */
static void out_rtc(struct kern_out *out, const char *ext, const int tm[6])
{
	bool raw = has(ext, 'r');
	bool date = !has(ext, 't') || has(ext, 'd');
	bool clock = !has(ext, 'd') || has(ext, 't');
	char text[64] = "";
	int n = 0;

	if (date)
		n = snprintf(text, sizeof(text), "%04d-%02d-%02d",
			     tm[5] + (raw ? 0 : 1900), tm[4] + (raw ? 0 : 1),
			     tm[3]);
	if (clock)
		snprintf(text + n, sizeof(text) - (size_t)n, "%s%02d:%02d:%02d",
			 !date	       ? "" :
			 has(ext, 's') ? " " :
					 "T",
			 tm[2], tm[1], tm[0]);
	kern_out_text(out, text, plain);
}

static void out_time(struct kern *k, struct kern_out *out, const char *ext,
		     uint64_t ptr)
{
	bool clock = has(ext, 't') && !has(ext, 'd');
	struct kern_reader rtc = {clock ? KERN_IN_TIME_STRING :
					  KERN_IN_DATE_STRING,
				  clock ? 8 : 20}; /* hour, year */
	struct kern_reader time64 = {KERN_IN_TIME_AND_DATE, 0};
	int64_t seconds;
	int tm[6];

	if (ext[1] == 'R') {
		if (kern_out_fetch(k, out, ptr, tm, sizeof(tm), rtc))
			out_rtc(out, ext, tm);
		return;
	}
	if (kern_out_fetch(k, out, ptr, &seconds, sizeof(seconds), time64)) {
		time_t t = seconds;
		struct tm utc;

		gmtime_r(&t, &utc);
		out_rtc(out, ext,
			(int[]){utc.tm_sec, utc.tm_min, utc.tm_hour,
				utc.tm_mday, utc.tm_mon, utc.tm_year});
	}
}

/* --- others ---------------------------------------------------------------------------------- */

static void out_fourcc(struct kern *k, struct kern_out *out, uint64_t ptr)
{
	char text[64] = "";
	uint32_t value;
	int n = 0;

	if (!kern_out_fetch(k, out, ptr, &value, sizeof(value),
			    (struct kern_reader){KERN_IN_FOURCC_STRING, 0}))
		return;
	for (int i = 0; i < 4; i++) {
		char c = (char)((value & 0x7fffffff) >> (8 * i));

		text[n++] = c >= ' ' && c <= '~' ? c : '.';
	}
	snprintf(text + n, sizeof(text) - (size_t)n, " %s-endian (0x%08x)",
		 value >> 31 ? "big" : "little", value);
	kern_out_text(out, text, plain);
}

static void out_physical(struct kern *k, struct kern_out *out, uint64_t ptr)
{
	uint64_t value;
	char text[24];

	if (!kern_out_fetch(k, out, ptr, &value, sizeof(value),
			    (struct kern_reader){KERN_IN_ADDRESS_VAL, 0}))
		return;
	snprintf(text, sizeof(text), "0x%016llx", (unsigned long long)value);
	kern_out_text(out, text, plain);
}

struct flag {
	uint64_t bits;
	const char *name;
};

static const struct flag vm_flags[] = {
	{0x1, "read"},	       {0x2, "write"},
	{0x4, "exec"},	       {0x8, "shared"},
	{0x10, "mayread"},     {0x20, "maywrite"},
	{0x40, "mayexec"},     {0x80, "mayshare"},
	{0x100, "growsdown"},  {0x400, "pfnmap"},
	{0x2000, "locked"},    {0x4000, "io"},
	{0x20000, "dontcopy"}, {0x40000, "dontexpand"},
	{0x100000, "account"}, {0x200000, "noreserve"},
	{0x400000, "hugetlb"}, {0x4000000, "dontdump"},
};

static void out_gfp_flags(struct kern *k, struct kern_out *out, uint64_t ptr)
{
	char text[512];
	uint32_t flags;

	if (!kern_out_fetch(k, out, ptr, &flags, sizeof(flags),
			    (struct kern_reader){KERN_IN_FLAGS_STRING, 0}))
		return;
	kern_gfp_text(flags, text, sizeof(text));
	kern_out_text(out, text, plain);
}

static void out_vm_flags(struct kern *k, struct kern_out *out, uint64_t ptr)
{
	const char *between = "";
	uint64_t set;
	char rest[32];

	if (!kern_out_fetch(k, out, ptr, &set, sizeof(set),
			    (struct kern_reader){KERN_IN_FLAGS_STRING, 0}))
		return;
	for (size_t i = 0; i < sizeof(vm_flags) / sizeof(*vm_flags); i++) {
		if (!(set & vm_flags[i].bits))
			continue;
		kern_out_text(out, between, plain);
		kern_out_text(out, vm_flags[i].name, plain);
		set &= ~vm_flags[i].bits;
		between = "|";
	}
	if (!set)
		return;
	snprintf(rest, sizeof(rest), "%s0x%llx", between,
		 (unsigned long long)set);
	kern_out_text(out, rest, plain);
}

bool kern_out_address(struct kern *k, struct kern_out *out, const char *ext,
		      uint64_t ptr)
{
	bool known = true;

	if ((*ext == 'I' || *ext == 'i') && ext[1] == '6')
		out_ip6(k, out, ext, ptr);
	else if ((*ext == 'I' || *ext == 'i') && ext[1] == 'S')
		out_sockaddr(k, out, ext, ptr);
	else if (*ext == 't' && (ext[1] == 'R' || ext[1] == 'T'))
		out_time(k, out, ext, ptr);
	else if (!strncmp(ext, "4cc", 3))
		out_fourcc(k, out, ptr);
	else if (*ext == 'a')
		out_physical(k, out, ptr);
	else if (*ext == 'G' && ext[1] == 'g')
		out_gfp_flags(k, out, ptr);
	else if (*ext == 'G' && ext[1] == 'v')
		out_vm_flags(k, out, ptr);
	else
		known = false;
	return known;
}
