/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * More about strings.
 */
#ifndef _LINUX_STRING_HELPERS_H
#define _LINUX_STRING_HELPERS_H

#include <linux/bits.h>
#include <linux/ctype.h>
#include <linux/string.h>
#include <linux/types.h>

/* "2,4-6": *@array becomes {4, 2, 4, 5, 6}, which the caller frees with kfree().
 * 0 or a negative errno. */
int parse_int_array_user(const char __user *from, size_t count, int **array);

enum string_size_units {
	STRING_UNITS_10, /* 1000: kB */
	STRING_UNITS_2,	 /* 1024: KiB */
};

/* @size blocks of @blk_size bytes, with three digits: "1.44 MB". */
void string_get_size(u64 size, u64 blk_size, enum string_size_units units,
		     char *buf, int len);

#define UNESCAPE_SPACE	 BIT(0)
#define UNESCAPE_OCTAL	 BIT(1)
#define UNESCAPE_HEX	 BIT(2)
#define UNESCAPE_SPECIAL BIT(3)
#define UNESCAPE_ANY \
	(UNESCAPE_SPACE | UNESCAPE_OCTAL | UNESCAPE_HEX | UNESCAPE_SPECIAL)

/* How many characters @dst has then; @src may be the same. A @size of 0: enough. */
int string_unescape(char *src, char *dst, size_t size, unsigned int flags);

static inline int string_unescape_inplace(char *buf, unsigned int flags)
{
	return string_unescape(buf, buf, 0, flags);
}

/* @prefix-0, @prefix-1 and so on, for kfree_strarray(). */
char **kasprintf_strarray(gfp_t gfp, const char *prefix, size_t n);
void kfree_strarray(char **array, size_t n);

/* Does a zero byte end @s within @len bytes? */
static inline bool string_is_terminated(const char *s, int len)
{
	return memchr(s, 0, len) != NULL;
}

/* Both copy, with the zero byte. */
static inline void string_upper(char *dst, const char *src)
{
	size_t i = 0;

	do
		dst[i] = toupper(src[i]);
	while (src[i++]);
}

static inline void string_lower(char *dst, const char *src)
{
	size_t i = 0;

	do
		dst[i] = tolower(src[i]);
	while (src[i++]);
}

static inline const char *str_yes_no(bool v)
{
	return v ? "yes" : "no";
}

static inline const char *str_on_off(bool v)
{
	return v ? "on" : "off";
}

static inline const char *str_enable_disable(bool v)
{
	return v ? "enable" : "disable";
}

static inline const char *str_enabled_disabled(bool v)
{
	return v ? "enabled" : "disabled";
}

static inline const char *str_read_write(bool v)
{
	return v ? "read" : "write";
}

#endif
