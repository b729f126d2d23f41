/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_cmdline.c - numbers and words of an option, as code of the kernel image:
 * get_options(), memparse(), next_arg(); and numbers that come from user memory.
 *
 * Reference: Linux 6.1, lib/cmdline.c, lib/kstrtox.c, lib/string_helpers.c.
 */
#include <stdbool.h>

#include "kernel/kimage.h"
#include "kernel/kimage_sync.h"

#define ERR_FAULT  (-14)
#define ERR_NOENT  (-2)
#define ERR_NOMEM  (-12)
#define GFP_KERNEL 0xcc0u
#define IS_ERR(p)  ((unsigned long)(p) >= (unsigned long)-4095)

HIDDEN unsigned long kimg_simple_strtoul(const char *s, char **end,
					 unsigned int base);
HIDDEN long kimg_simple_strtol(const char *s, char **end, unsigned int base);
HIDDEN unsigned long kimg__copy_from_user(void *to, const void *from,
					  size_t len);
HIDDEN void *kimg___kmalloc(size_t size, unsigned int flags);
HIDDEN void kimg_kfree(const void *object);

/* --- lists of numbers --------------------------------------------------------------- */

/* 0: no number; 1: one; 2: and a comma; 3: and a hyphen, of a range */
KIMAGE_DEFINE(int, get_option, char **str, int *value)
{
	char *at = *str;
	bool minus;
	int number;

	if (!at || !*at)
		return 0;
	minus = *at == '-';
	at += minus;
	number = (int)kimg_simple_strtoul(at, str, 0);
	if (value)
		*value = minus ? -number : number;
	if (at == *str)
		return 0;
	if (**str == ',') {
		++*str;
		return 2;
	}
	return **str == '-' ? 3 : 1;
}

/* The first of a range is in *value; put the others behind it, at most room. The
 * last one is not taken, but read as a number of its own. How many there are. */
KIMAGE_INLINE int range(char **str, int *value, int room)
{
	int last, first = *value;

	++*str;
	last = (int)kimg_simple_strtol(*str, NULL, 0);
	for (int x = first; room > 0 && x < last; x++, room--)
		*value++ = x;
	return last - first;
}

/* Without room (nints is 0) they are only counted. */
KIMAGE_DEFINE(char *, get_options, const char *str, int nints, int *ints)
{
	char *at = (char *)(uintptr_t)str;
	int i = 1;

	while (!nints || i < nints) {
		int *value = nints ? ints + i : ints;
		int kind = kimg_get_option(&at, value);

		if (!kind)
			break;
		if (kind == 3) {
			int n = range(&at, value, nints ? nints - i : 0);

			if (n < 0)
				break;
			i += n - 1;
		}
		i++;
		if (kind == 1)
			break;
	}
	ints[0] = i - 1;
	return at;
}

/* "64K", "1G" */
KIMAGE_DEFINE(unsigned long, memparse, const char *s, char **end)
{
	char *at;
	unsigned long value = kimg_simple_strtoul(s, &at, 0);
	unsigned int shift = 0;

	switch (*at | 0x20) {
	case 'e':
		shift += 10;
		/* fall through */
	case 'p':
		shift += 10;
		/* fall through */
	case 't':
		shift += 10;
		/* fall through */
	case 'g':
		shift += 10;
		/* fall through */
	case 'm':
		shift += 10;
		/* fall through */
	case 'k':
		shift += 10;
		at++;
	}
	if (end)
		*end = at;
	return value << shift;
}

/* --- words ---------------------------------------------------------------------------- */

KIMAGE_INLINE bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 160;
}

/* Split "name=value" or "name" off; quotes keep blanks. What is behind it. */
KIMAGE_DEFINE(char *, next_arg, char *args, char **name, char **value)
{
	bool quoted = *args == '"', in_quote = quoted;
	size_t i, equals = 0;

	args += quoted;
	for (i = 0; args[i]; i++) {
		if (is_space(args[i]) && !in_quote)
			break;
		if (!equals && args[i] == '=')
			equals = i;
		if (args[i] == '"')
			in_quote = !in_quote;
	}
	*name = args;
	*value = NULL;
	if (equals) {
		args[equals] = 0;
		*value = args + equals + 1;
		if (**value == '"') {
			++*value;
			if (i && args[i - 1] == '"')
				args[i - 1] = 0;
		}
	}
	if (quoted && i && args[i - 1] == '"')
		args[i - 1] = 0;
	if (args[i])
		args[i++] = 0;
	args += i;
	while (is_space(*args))
		args++;
	return args;
}

/* --- from user memory ------------------------------------------------------------------- */

#define FROM_USER(name, type, room)                                         \
	HIDDEN int kimg_##name(const char *s, unsigned int base, type *to); \
	KIMAGE_DEFINE(int, name##_from_user, const char *s, size_t count,   \
		      unsigned int base, type *to)                          \
	{                                                                   \
		char text[room + 3];                                        \
                                                                            \
		if (count > sizeof(text) - 1)                               \
			count = sizeof(text) - 1;                           \
		if (kimg__copy_from_user(text, s, count))                   \
			return ERR_FAULT;                                   \
		text[count] = 0;                                            \
		return kimg_##name(text, base, to);                         \
	}

/* A sign, the digits in base 2, a newline, the end. */
FROM_USER(kstrtoull, unsigned long long, 64)
FROM_USER(kstrtoll, long long, 64)
FROM_USER(kstrtouint, unsigned int, 32)
FROM_USER(kstrtoint, int, 32)
FROM_USER(kstrtou16, unsigned short, 16)
FROM_USER(kstrtos16, short, 16)
FROM_USER(kstrtou8, unsigned char, 8)
FROM_USER(kstrtos8, signed char, 8)

KIMAGE_DEFINE(int, kstrtoul_from_user, const char *s, size_t count,
	      unsigned int base, unsigned long long *to)
{
	return kimg_kstrtoull_from_user(s, count, base, to);
}

KIMAGE_DEFINE(int, kstrtol_from_user, const char *s, size_t count,
	      unsigned int base, long long *to)
{
	return kimg_kstrtoll_from_user(s, count, base, to);
}

HIDDEN int kimg_kstrtobool(const char *s, bool *to);

KIMAGE_DEFINE(int, kstrtobool_from_user, const char *s, size_t count, bool *to)
{
	char text[4]; /* longest: "off" */

	if (count > sizeof(text) - 1)
		count = sizeof(text) - 1;
	if (kimg__copy_from_user(text, s, count))
		return ERR_FAULT;
	text[count] = 0;
	return kimg_kstrtobool(text, to);
}

/* With a NUL behind it; or an error pointer. */
KIMAGE_DEFINE(void *, memdup_user_nul, const void *from, size_t len)
{
	char *copy = kimg___kmalloc(len + 1, GFP_KERNEL);

	if (!copy)
		return (void *)(intptr_t)ERR_NOMEM;
	if (kimg__copy_from_user(copy, from, len)) {
		kimg_kfree(copy);
		return (void *)(intptr_t)ERR_FAULT;
	}
	copy[len] = 0;
	return copy;
}

KIMAGE_DEFINE(void *, memdup_user, const void *from, size_t len)
{
	void *copy = kimg___kmalloc(len, GFP_KERNEL);

	if (!copy)
		return (void *)(intptr_t)ERR_NOMEM;
	if (kimg__copy_from_user(copy, from, len)) {
		kimg_kfree(copy);
		return (void *)(intptr_t)ERR_FAULT;
	}
	return copy;
}

/* How many there are comes first in the array. */
KIMAGE_DEFINE(int, parse_int_array_user, const char *from, size_t count,
	      int **array)
{
	char *text = kimg_memdup_user_nul(from, count);
	int n, err = ERR_NOENT, *ints;

	if (IS_ERR(text))
		return (int)(intptr_t)text;
	kimg_get_options(text, 0, &n);
	if (n) {
		size_t size = ((size_t)n + 1) * sizeof(*ints);

		err = ERR_NOMEM;
		ints = kimg___kmalloc(size, GFP_KERNEL);
		if (ints) {
			kimg_memset(ints, 0, size);
			kimg_get_options(text, n + 1, ints);
			*array = ints;
			err = 0;
		}
	}
	kimg_kfree(text);
	return err;
}
