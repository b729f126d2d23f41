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
int __sysfs_match_string(const char *const *array, size_t n, const char *s);
#define sysfs_match_string(array, s) \
	__sysfs_match_string(array, ARRAY_SIZE(array), s)
#define strstrip(s) strim(s)

/* As strchr(), but where there is none the result is the end. */
char *strchrnul(const char *s, int c);
/* In the first @len bytes of @s. */
char *strnstr(const char *s, const char *word, size_t len);
/* Each @old becomes @new; the end of @s. */
char *strreplace(char *s, char old, char new);
/* The first byte that is @c, or the end; that is not @c, or NULL. */
void *memscan(void *from, int c, size_t len);
void *memchr_inv(const void *from, int c, size_t len);
int bcmp(const void *a, const void *b, size_t len);
char *stpcpy(char *to, const char *from);
/* The rest of @to becomes zeroes; @pad. */
ssize_t strscpy_pad(char *to, const char *from, size_t size);
void memcpy_and_pad(void *to, size_t size, const void *from, size_t count,
		    int pad);

/* Copies that the caller frees with kfree(). NULL where memory is short. */
char *kstrdup(const char *s, gfp_t gfp) __malloc;
char *kstrndup(const char *s, size_t max, gfp_t gfp);
/* The words of a string, and NULL, for argv_free(). */
char **argv_split(gfp_t gfp, const char *str, int *argcp);
void argv_free(char **argv);
void *kmemdup(const void *from, size_t len, gfp_t gfp) __realloc_size(2);
/* Of @len bytes, and a zero byte. */
char *kmemdup_nul(const char *s, size_t len, gfp_t gfp);
/* For kfree_const(). */
const char *kstrdup_const(const char *s, gfp_t gfp);
void kfree_const(const void *s);
/* From user memory; an error pointer. */
void *memdup_user(const void __user *from, size_t len);
void *memdup_user_nul(const void __user *from, size_t len);
void *vmemdup_user(const void __user *from, size_t len);

/* A copy of a string with its NUL, at most @n bytes, or -EINVAL; -EFAULT. */
char *strndup_user(const char __user *s, long n);

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

static inline void *memset16(u16 *s, u16 value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s[i] = value;
	return s;
}

static inline void *memset32(u32 *s, u32 value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s[i] = value;
	return s;
}

static inline void *memset64(u64 *s, u64 value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s[i] = value;
	return s;
}

static inline void *memset_l(unsigned long *s, unsigned long value, size_t n)
{
	return memset64((u64 *)s, value, n);
}

static inline void *memset_p(void **s, void *value, size_t n)
{
	return memset64((u64 *)s, (unsigned long)value, n);
}

/* Two arrays of pointers that end with NULL, one after the other in memory that the
 * caller frees. */
void **__memcat_p(void **a, void **b);
#define memcat_p(a, b)                                                      \
	({                                                                  \
		_Static_assert(__same_type(*(a), *(b)), "memcat_p: types"); \
		(__typeof__(*(a)) *)__memcat_p((void **)(a), (void **)(b)); \
	})

#endif
