/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_bitmap_text.c - bitmaps as text, "0-3,8" or "10f", as code of the kernel
 * image.
 *
 * Reference: Linux 6.1, lib/bitmap.c.
 */
#include <stdbool.h>

#include "kernel/kimage.h"
#include "kernel/kimage_sync.h"

#define WORD	     64u
#define PAGE	     4096ul
#define GFP_KERNEL   0xcc0u
#define ERR_NOMEM    (-12)
#define ERR_INVAL    (-22)
#define ERR_RANGE    (-34)
#define ERR_OVERFLOW (-75)
#define IS_ERR(p)    ((unsigned long)(p) >= (unsigned long)-4095)

HIDDEN void *kimg___kmalloc(size_t size, unsigned int flags);
HIDDEN void kimg_kfree(const void *object);
HIDDEN int kimg_scnprintf(char *buf, size_t size, const char *format, ...);
HIDDEN int kimg_snprintf(char *buf, size_t size, const char *format, ...);
KIMAGE_TEXT void *kimg_memdup_user_nul(const void *from, size_t len);
KIMAGE_TEXT int kimg_hex_to_bin(unsigned char c);
KIMAGE_TEXT int kimg_strncasecmp(const char *a, const char *b, size_t n);

KIMAGE_INLINE void put(unsigned long *map, unsigned long i, bool value)
{
	unsigned long bit = 1ul << i % WORD;

	map[i / WORD] = value ? map[i / WORD] | bit : map[i / WORD] & ~bit;
}

KIMAGE_INLINE bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 160;
}

KIMAGE_INLINE bool is_between(char c)
{
	return is_space(c) || c == ',';
}

KIMAGE_INLINE bool is_end(char c)
{
	return !c || c == '\n';
}

/* --- lists: "1,3-5", "0-31:2/8", "all", "N" ------------------------------------------ */

struct region {
	unsigned int start, end, used, group, last;
};

KIMAGE_INLINE const char *error(int err)
{
	return (const char *)(intptr_t)err;
}

KIMAGE_INLINE const char *number(const char *at, unsigned int *value,
				 unsigned int last)
{
	unsigned long n = 0;
	const char *begin = at;

	if (*at == 'N') {
		*value = last;
		return at + 1;
	}
	for (; *at >= '0' && *at <= '9'; at++) {
		n = n * 10 + (unsigned long)(*at - '0');
		if (n > ~0u)
			n = 1ul << 40; /* it does not come back */
	}
	if (at == begin)
		return error(ERR_INVAL);
	if (n > ~0u)
		return error(ERR_OVERFLOW);
	*value = (unsigned int)n;
	return at;
}

/* "used/group": of each group of bits the first ones. */
KIMAGE_INLINE const char *pattern(const char *at, struct region *r)
{
	at = number(at, &r->used, r->last);
	if (IS_ERR(at))
		return at;
	if (*at != '/')
		return error(ERR_INVAL);
	return number(at + 1, &r->group, r->last);
}

KIMAGE_INLINE const char *region(const char *at, struct region *r)
{
	char all[4];

	all[0] = 'a';
	*(volatile char *)&all[1] = 'l';
	*(volatile char *)&all[2] = 'l';
	all[3] = 0;
	if (!kimg_strncasecmp(at, all, 3)) {
		r->start = 0;
		r->end = r->last;
		at += 3;
	} else {
		at = number(at, &r->start, r->last);
		if (IS_ERR(at))
			return at;
		r->end = r->start;
		if (!is_between(*at) && !is_end(*at)) {
			if (*at != '-')
				return error(ERR_INVAL);
			at = number(at + 1, &r->end, r->last);
			if (IS_ERR(at))
				return at;
		}
	}
	r->used = r->group = r->end + 1;
	if (is_between(*at) || is_end(*at))
		return at;
	return *at == ':' ? pattern(at + 1, r) : error(ERR_INVAL);
}

KIMAGE_INLINE int set_region(const struct region *r, unsigned long *map)
{
	if (r->start > r->end || !r->group || r->used > r->group)
		return ERR_INVAL;
	if (r->end > r->last)
		return ERR_RANGE;
	for (unsigned int start = r->start; start <= r->end; start += r->group)
		for (unsigned int i = 0; i < r->used && start + i <= r->end;
		     i++)
			put(map, start + i, true);
	return 0;
}

KIMAGE_DEFINE(int, bitmap_parselist, const char *text, unsigned long *map,
	      int nbits)
{
	struct region r = {.last = (unsigned int)nbits - 1};
	int err;

	kimg_memset(map, 0, ((size_t)nbits + WORD - 1) / WORD * 8);
	while (text) {
		while (is_between(*text) && !is_end(*text))
			text++;
		if (is_end(*text))
			return 0;
		text = region(text, &r);
		if (IS_ERR(text))
			return (int)(intptr_t)text;
		err = set_region(&r, map);
		if (err)
			return err;
	}
	return 0;
}

KIMAGE_DEFINE(int, bitmap_parselist_user, const char *from, unsigned int len,
	      unsigned long *map, int nbits)
{
	char *text = kimg_memdup_user_nul(from, len);
	int err;

	if (IS_ERR(text))
		return (int)(intptr_t)text;
	err = kimg_bitmap_parselist(text, map, nbits);
	kimg_kfree(text);
	return err;
}

/* --- masks: "ff,00000001" ---------------------------------------------------------------- */

/* Up to eight digits that end at *end, which moves before them. */
KIMAGE_INLINE int chunk(const char *start, const char **end, uint32_t *value)
{
	*value = 0;
	for (unsigned int i = 0; i < 32; i += 4) {
		int digit = kimg_hex_to_bin((unsigned char)*(*end)--);

		if (digit < 0)
			return ERR_INVAL;
		*value |= (uint32_t)digit << i;
		if (start > *end || is_between(**end))
			return 0;
	}
	return kimg_hex_to_bin((unsigned char)*(*end)--) < 0 ? 0 : ERR_OVERFLOW;
}

KIMAGE_DEFINE(int, bitmap_parse, const char *start, unsigned int len,
	      unsigned long *map, int nbits)
{
	unsigned int chunks = ((unsigned int)nbits + 31) / 32, n = 0;
	const char *end = start;
	uint32_t value;
	int err;

	while (len && *end && *end != '\n')
		end++, len--;
	end--;
	for (;;) {
		while (start <= end && is_between(*end))
			end--;
		if (start > end)
			break;
		if (n == chunks)
			return ERR_OVERFLOW;
		err = chunk(start, &end, &value);
		if (err)
			return err;
		((uint32_t *)map)[n++] = value;
	}
	for (unsigned int i = n * 32; i < (unsigned int)nbits; i++)
		put(map, i, false);
	for (unsigned int i = (unsigned int)nbits; i < n * 32; i++)
		if (map[i / WORD] >> i % WORD & 1)
			return ERR_OVERFLOW;
	return 0;
}

KIMAGE_DEFINE(int, bitmap_parse_user, const char *from, unsigned int len,
	      unsigned long *map, int nbits)
{
	char *text = kimg_memdup_user_nul(from, len);
	int err;

	if (IS_ERR(text))
		return (int)(intptr_t)text;
	err = kimg_bitmap_parse(text, ~0u, map, nbits);
	kimg_kfree(text);
	return err;
}

/* --- printing --------------------------------------------------------------------------- */

/* "%*pbl\n" or "%*pb\n" */
KIMAGE_INLINE void make_format(volatile char format[8], bool list)
{
	unsigned int i = 4;

	format[0] = '%';
	format[1] = '*';
	format[2] = 'p';
	format[3] = 'b';
	if (list)
		format[i++] = 'l';
	format[i++] = '\n';
	format[i] = 0;
}

KIMAGE_DEFINE(int, bitmap_print_to_pagebuf, bool list, char *buf,
	      const unsigned long *map, int nbits)
{
	volatile char format[8];

	make_format(format, list);
	return kimg_scnprintf(buf, PAGE - (uintptr_t)buf % PAGE,
			      (const char *)(uintptr_t)format, nbits, map);
}

/* Part of the whole text, which ends with a NUL: how much. */
KIMAGE_INLINE int print_part(bool list, char *buf, const unsigned long *map,
			     int nbits, long offset, size_t count)
{
	volatile char format[8];
	const char *as = (const char *)(uintptr_t)format;
	char *text;
	int len;

	make_format(format, list);
	len = kimg_snprintf(NULL, 0, as, nbits, map) + 1;
	if (offset < 0)
		return ERR_INVAL;
	if (offset >= len)
		return 0;
	text = kimg___kmalloc((size_t)len, GFP_KERNEL);
	if (!text)
		return ERR_NOMEM;
	kimg_snprintf(text, (size_t)len, as, nbits, map);
	if (count > (size_t)(len - offset))
		count = (size_t)(len - offset);
	kimg_memcpy(buf, text + offset, count);
	kimg_kfree(text);
	return (int)count;
}

KIMAGE_DEFINE(int, bitmap_print_bitmask_to_buf, char *buf,
	      const unsigned long *map, int nbits, long offset, size_t count)
{
	return print_part(false, buf, map, nbits, offset, count);
}

KIMAGE_DEFINE(int, bitmap_print_list_to_buf, char *buf,
	      const unsigned long *map, int nbits, long offset, size_t count)
{
	return print_part(true, buf, map, nbits, offset, count);
}
