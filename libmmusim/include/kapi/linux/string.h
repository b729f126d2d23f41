/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory and strings. All but the inline functions are the kernel's own, so
 * a bad pointer faults inside them; but the compiler knows what the best known ones
 * do, and writes short copies in place. <linux/fortify-string.h> looks at sizes.
 */
#ifndef _LINUX_STRING_H
#define _LINUX_STRING_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/stddef.h>
#include <linux/types.h>

void *memcpy(void *to, const void *from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int c, size_t len);
int memcmp(const void *a, const void *b, size_t len);
void *memchr(const void *from, int c, size_t len);

size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);

char *strcpy(char *to, const char *from);
char *strncpy(char *to, const char *from, size_t count);
char *strcat(char *to, const char *from);
char *strncat(char *to, const char *from, size_t count);

/*
 * Copies at most @size - 1 bytes and always ends the copy with a zero byte,
 * unless @size is 0.
 *
 * Return: strlcpy() the length of @from; strscpy() the length of the copy, or
 * -E2BIG where @from did not fit.
 */
size_t strlcpy(char *to, const char *from, size_t size);
size_t strlcat(char *to, const char *from, size_t size);
ssize_t strscpy(char *to, const char *from, size_t size);

int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t count);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *word);
char *strnchr(const char *s, size_t count, int c);
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);
char *strpbrk(const char *s, const char *accept);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t count);
/* The next word of *@s; *@s becomes what follows, or NULL. */
char *strsep(char **s, const char *delimiters);
char *skip_spaces(const char *s);
/* Without white space at both ends. */
char *strim(char *s);
/* Alike, but for a newline at the end of one. */
bool sysfs_streq(const char *a, const char *b);
int match_string(const char *const *array, size_t n, const char *string);

/* Copies that the caller frees with kfree(). NULL where memory is short. */
char *kstrdup(const char *s, gfp_t gfp) __malloc;
char *kstrndup(const char *s, size_t max, gfp_t gfp);
void *kmemdup(const void *from, size_t len, gfp_t gfp) __alloc_size(2);

#include <linux/fortify-string.h>

static inline bool strstarts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* The length of @prefix where @s begins with it, else 0. */
static __always_inline size_t str_has_prefix(const char *s, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(s, prefix, len) == 0 ? len : 0;
}

/* What follows the last slash. */
static inline const char *kbasename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Clears memory that nobody reads again; it is not optimised away. */
static inline void memzero_explicit(void *s, size_t count)
{
	memset(s, 0, count);
	barrier_data(s);
}

#endif
