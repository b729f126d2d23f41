/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_parser.c - options that patterns describe ("uid=%u"), and words of a
 * string, as code of the kernel image.
 *
 *   struct match_token  00 token  08 pattern, NULL: the last one
 *   substring_t         00 from   08 to
 *
 * Reference: Linux 6.1, lib/parser.c, lib/argv_split.c.
 */
#include "kernel/kimage_use.h"

enum { MAX_ARGUMENTS = 3, KMALLOC_MAX = 4 << 20 };

struct token {
	int token;
	const char *pattern;
};

struct part {
	char *from, *to;
};

HIDDEN unsigned long kimg_simple_strtoul(const char *s, char **end,
					 unsigned int base);
HIDDEN long kimg_simple_strtol(const char *s, char **end, unsigned int base);
HIDDEN int kimg_kstrtoull(const char *s, unsigned int base,
			  unsigned long long *result);
HIDDEN int kimg_kstrtouint(const char *s, unsigned int base,
			   unsigned int *result);
HIDDEN char *kimg_kmemdup_nul(const char *s, size_t len, unsigned int gfp);
HIDDEN char *kimg_kstrndup(const char *s, size_t max, unsigned int gfp);

/* --- patterns ------------------------------------------------------------------------ */

INLINE bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What the letter after % stands for: where it ends; NULL: it is not there. */
INLINE char *end_of_argument(char letter, char *s, long max)
{
	char *end = s;
	size_t len;

	switch (letter) {
	case 's':
		len = kimg_strlen(s);
		end = s + (max < 0 || (size_t)max > len ? len : (size_t)max);
		return len ? end : NULL;
	case 'd':
		kimg_simple_strtol(s, &end, 0);
		break;
	case 'u':
		kimg_simple_strtoul(s, &end, 0);
		break;
	case 'o':
		kimg_simple_strtoul(s, &end, 8);
		break;
	case 'x':
		kimg_simple_strtoul(s, &end, 16);
		break;
	default:
		return NULL;
	}
	return end == s ? NULL : end;
}

INLINE bool matches(char *s, const char *pattern, struct part *args)
{
	int n = 0;

	if (!pattern)
		return true;
	for (;;) {
		char *percent = kimg_strchr(pattern, '%');
		long max = -1;

		if (!percent)
			return !kimg_strcmp(pattern, s);
		if (kimg_strncmp(pattern, s, (size_t)(percent - pattern)))
			return false;
		s += percent - pattern;
		pattern = percent + 1;
		if (is_digit(*pattern)) {
			max = (int)kimg_simple_strtoul(pattern,
						       (char **)&pattern, 10);
		} else if (*pattern == '%') {
			if (*s++ != '%')
				return false;
			pattern++;
			continue;
		}
		if (n >= MAX_ARGUMENTS)
			return false;
		args[n].from = s;
		s = end_of_argument(*pattern++, s, max);
		if (!s)
			return false;
		args[n++].to = s;
	}
}

KIMAGE_DEFINE(int, match_token, char *s, const struct token *table,
	      struct part *args)
{
	while (!matches(s, table->pattern, args))
		table++;
	return table->token;
}

/* --- what they have found ------------------------------------------------------------ */

KIMAGE_DEFINE(char *, match_strdup, const struct part *part)
{
	return kimg_kmemdup_nul(part->from, (size_t)(part->to - part->from),
				GFP_KERNEL);
}

KIMAGE_DEFINE(size_t, match_strlcpy, char *to, const struct part *part,
	      size_t size)
{
	size_t len = (size_t)(part->to - part->from);

	if (size) {
		size_t n = len >= size ? size - 1 : len;

		kimg_memcpy(to, part->from, n);
		to[n] = 0;
	}
	return len;
}

KIMAGE_HIDDEN int kimg_match_number(struct part *part, int *result,
				    unsigned int base);
int kimg_match_number(struct part *part, int *result, unsigned int base)
{
	char *text = kimg_match_strdup(part), *end;
	int err = 0;
	long value;

	if (!text)
		return NO_MEMORY;
	value = kimg_simple_strtol(text, &end, base);
	if (end == text)
		err = INVALID;
	else if (value != (int)value)
		err = OUT_OF_RANGE;
	else
		*result = (int)value;
	kimg_kfree(text);
	return err;
}
KIMAGE_INNER(match_number);

KIMAGE_DEFINE(int, match_int, struct part *part, int *result)
{
	return kimg_match_number(part, result, 0);
}

KIMAGE_DEFINE(int, match_octal, struct part *part, int *result)
{
	return kimg_match_number(part, result, 8);
}

KIMAGE_DEFINE(int, match_hex, struct part *part, int *result)
{
	return kimg_match_number(part, result, 16);
}

KIMAGE_DEFINE(int, match_uint, struct part *part, unsigned int *result)
{
	char *text = kimg_match_strdup(part);
	int err;

	if (!text)
		return NO_MEMORY;
	err = kimg_kstrtouint(text, 10, result);
	kimg_kfree(text);
	return err;
}

KIMAGE_DEFINE(int, match_u64, struct part *part, uint64_t *result)
{
	char *text = kimg_match_strdup(part);
	unsigned long long value;
	int err;

	if (!text)
		return NO_MEMORY;
	err = kimg_kstrtoull(text, 0, &value);
	if (!err)
		*result = value;
	kimg_kfree(text);
	return err;
}

/* ? is any character, * any number of them. */
KIMAGE_DEFINE(bool, match_wildcard, const char *pattern, const char *s)
{
	const char *star = NULL, *retry = s;

	while (*s) {
		if (*pattern == '*') {
			star = ++pattern;
			retry = s;
			if (!*pattern)
				return true;
		} else if (*pattern == '?' || *pattern == *s) {
			s++;
			pattern++;
		} else if (star) {
			s = ++retry;
			pattern = star;
		} else {
			return false;
		}
	}
	if (*pattern == '*')
		pattern++;
	return !*pattern;
}

/* --- words ------------------------------------------------------------------------------ */

INLINE bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 160;
}

INLINE int count_words(const char *s)
{
	bool space = true;
	int n = 0;

	for (; *s; s++) {
		n += space && !is_space(*s);
		space = is_space(*s);
	}
	return n;
}

/* Words begin behind the first pointer, which is to the string. */
KIMAGE_DEFINE(void, argv_free, char **words)
{
	words--;
	kimg_kfree(words[0]);
	kimg_kfree(words);
}

KIMAGE_DEFINE(char **, argv_split, unsigned int gfp, const char *text, int *n)
{
	char *s = kimg_kstrndup(text, KMALLOC_MAX - 1, gfp), **words, **at;
	bool space = true;
	int count;

	if (!s)
		return NULL;
	count = count_words(s);
	words = kimg___kmalloc(((size_t)count + 2) * sizeof(*words), gfp);
	if (!words) {
		kimg_kfree(s);
		return NULL;
	}
	*words++ = s;
	for (at = words; *s; s++) {
		if (is_space(*s)) {
			space = true;
			*s = 0;
		} else if (space) {
			space = false;
			*at++ = s;
		}
	}
	*at = NULL;
	if (n)
		*n = count;
	return words;
}
