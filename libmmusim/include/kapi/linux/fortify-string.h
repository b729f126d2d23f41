/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * String functions that know how large their objects are.
 *
 * The compiler often knows the size of the object that a pointer leads to, and of
 * the member of a structure. A call that would go beyond the object
 *
 *   - does not compile, if the number of bytes is known, too;
 *   - is a BUG otherwise: "detected buffer overflow in memset".
 *
 * One that goes beyond the member and stays in the object is a warning of the
 * compiler, or one in the log ("detected field-spanning write"), once for each call
 * in the source, and is then done.
 *
 * Only <linux/string.h> includes this file.
 */
#ifndef _LINUX_FORTIFY_STRING_H
#define _LINUX_FORTIFY_STRING_H

#include <linux/bug.h>
#include <linux/const.h>
#include <linux/limits.h>
#include <linux/stringify.h>
#include <linux/types.h>

#define __FORTIFY	     extern __always_inline __overloadable
#define __FORTIFY_REAL(name) __asm__(#name)

/* In front of a parameter, for Clang, whose functions know no sizes otherwise. */
#define __OBJECT __pass_object_size(0)
#define __MEMBER __pass_object_size(1)

/* The bytes from a pointer on, to the end of the object or of the member; SIZE_MAX
 * where nobody knows. */
#define __struct_size(p) __builtin_object_size(p, 0)
#define __member_size(p) __builtin_object_size(p, 1)

void fortify_panic(const char *name) __noreturn __cold;

/* Nobody defines these: a call that is still there is what is wrong. */
void __read_overflow(void) __compiletime_error(
	"detected read beyond size of object (1st parameter)");
void __read_overflow2(void) __compiletime_error(
	"detected read beyond size of object (2nd parameter)");
void __write_overflow(void) __compiletime_error(
	"detected write beyond size of object (1st parameter)");
void __write_overflow_field(size_t has, size_t wanted) __compiletime_warning(
	"detected write beyond size of field (1st parameter); maybe use struct_group()?");
void __read_overflow2_field(size_t has, size_t wanted) __compiletime_warning(
	"detected read beyond size of field (2nd parameter); maybe use struct_group()?");

/* Does the compiler know that @size is less than @n? */
#define __known_less(size, n) \
	(__builtin_constant_p((size) < (n)) && (size) < (n))

/* How a function ends that would touch @n bytes, of which there are @size. */
#define __fortify_check(name, size, n, overflow) \
	do {                                     \
		if (__known_less(size, n))       \
			overflow();              \
		if ((size) < (n))                \
			fortify_panic(name);     \
	} while (0)

/* The length of a string that the compiler can see, else SIZE_MAX. */
#define __known_strlen(p)                                                  \
	({                                                                 \
		char *__text = (char *)(p);                                \
		size_t __room = __member_size(__text), __known = SIZE_MAX; \
		if (__room != SIZE_MAX && __builtin_constant_p(*__text) && \
		    __builtin_constant_p(__text[__room - 1]) &&            \
		    !__text[__room - 1])                                   \
			__known = __builtin_strlen(__text);                \
		__known;                                                   \
	})

/* --- Memory -------------------------------------------------------------- */

static __always_inline void __fortify_memset(size_t n, size_t object,
					     size_t member)
{
	if (__builtin_constant_p(n)) {
		if (__known_less(member, object) && __known_less(object, n))
			__write_overflow();
		if (__known_less(member, n))
			__write_overflow_field(member, n);
	}
	if (object != SIZE_MAX && object < n)
		fortify_panic("memset");
}

#define memset(p, c, n)                                                       \
	({                                                                    \
		size_t __fs_n = (size_t)(n);                                  \
		__fortify_memset(__fs_n, __struct_size(p), __member_size(p)); \
		__builtin_memset(p, c, __fs_n);                               \
	})

/* True: more is written than the member has. */
static __always_inline bool __fortify_copy(size_t n, size_t to, size_t from,
					   size_t to_member, size_t from_member,
					   const char *name)
{
	if (__builtin_constant_p(n)) {
		if (__known_less(to_member, to) && __known_less(to, n))
			__write_overflow();
		if (__known_less(from_member, from) && __known_less(from, n))
			__read_overflow2();
		if (__known_less(to_member, n)) {
			__write_overflow_field(to_member, n);
			if (__known_less(from_member, n))
				__read_overflow2_field(from_member, n);
		}
	}
	if ((to != SIZE_MAX && to < n) || (from != SIZE_MAX && from < n))
		fortify_panic(name);
	/* A member of no bytes stands for an array without end. */
	return to_member != 0 && to_member != SIZE_MAX && to != to_member &&
	       to_member < n;
}

#define __fortify_copy_or_warn(p, q, n, to, from, to_member, from_member, op) \
	({                                                                    \
		const size_t __fc_n = (size_t)(n), __fc_member = (to_member); \
		const size_t __fc_to = (to), __fc_from = (from);              \
		const size_t __fc_source = (from_member);                     \
		WARN_ONCE(__fortify_copy(__fc_n, __fc_to, __fc_from,          \
					 __fc_member, __fc_source, #op),      \
			  #op ": detected field-spanning write (size %zu) "   \
			      "of single %s (size %zu)\n",                    \
			  __fc_n,                                             \
			  "field \"" #p "\" at " __FILE__                     \
			  ":" __stringify(__LINE__),                          \
			  __fc_member);                                       \
		__builtin_##op(p, q, __fc_n);                                 \
	})

#define memcpy(p, q, n)                                                     \
	__fortify_copy_or_warn(p, q, n, __struct_size(p), __struct_size(q), \
			       __member_size(p), __member_size(q), memcpy)
#define memmove(p, q, n)                                                    \
	__fortify_copy_or_warn(p, q, n, __struct_size(p), __struct_size(q), \
			       __member_size(p), __member_size(q), memmove)

/* Without any check, and why. */
#define unsafe_memcpy(p, q, n, why) __builtin_memcpy(p, q, n)

__FORTIFY int memcmp(const void *const __OBJECT p, const void *const __OBJECT q,
		     size_t n)
{
	size_t p_size = __struct_size(p), q_size = __struct_size(q);

	if (__builtin_constant_p(n)) {
		if (__known_less(p_size, n))
			__read_overflow();
		if (__known_less(q_size, n))
			__read_overflow2();
	}
	if (p_size < n || q_size < n)
		fortify_panic("memcmp");
	return __builtin_memcmp(p, q, n);
}

__FORTIFY void *memchr(const void *const __OBJECT p, int c, size_t n)
{
	__fortify_check("memchr", __struct_size(p), n, __read_overflow);
	return __builtin_memchr(p, c, n);
}

void *__real_kmemdup(const void *p, size_t n, gfp_t gfp) __FORTIFY_REAL(kmemdup)
	__realloc_size(2);

__FORTIFY void *kmemdup(const void *const __OBJECT p, size_t n, gfp_t gfp)
{
	__fortify_check("kmemdup", __struct_size(p), n, __read_overflow);
	return __real_kmemdup(p, n, gfp);
}

/* --- Strings ------------------------------------------------------------- */

size_t strlcat(char *p, const char *q, size_t size);
size_t __real_strnlen(const char *p, size_t max) __FORTIFY_REAL(strnlen);
size_t __real_strlcpy(char *p, const char *q, size_t size)
	__FORTIFY_REAL(strlcpy);
ssize_t __real_strscpy(char *p, const char *q, size_t size)
	__FORTIFY_REAL(strscpy);

/* Does not look behind the end of the object; nor may the string. */
__FORTIFY size_t strnlen(const char *const __MEMBER p, size_t max)
{
	size_t size = __member_size(p), known = __known_strlen(p), len;

	if (__builtin_constant_p(max) && known != SIZE_MAX && max >= size)
		return known;
	len = __real_strnlen(p, max < size ? max : size);
	if (size <= len && max != len)
		fortify_panic("strnlen");
	return len;
}

__FORTIFY size_t __fortify_strlen(const char *const __MEMBER p)
{
	size_t size = __member_size(p), len;

	if (size == SIZE_MAX)
		return __builtin_strlen(p);
	len = strnlen(p, size);
	if (size <= len)
		fortify_panic("__fortify_strlen");
	return len;
}

#define strlen(p)                                                  \
	__builtin_choose_expr(__is_constexpr(__builtin_strlen(p)), \
			      __builtin_strlen(p), __fortify_strlen(p))

__FORTIFY char *strcpy(char *const __MEMBER p, const char *const __MEMBER q)
{
	size_t p_size = __member_size(p), q_size = __member_size(q), n;

	if (p_size == SIZE_MAX && q_size == SIZE_MAX)
		return __builtin_strcpy(p, q);
	n = strlen(q) + 1;
	__fortify_check("strcpy", p_size, n, __write_overflow);
	__builtin_memcpy(p, q, n);
	return p;
}

__FORTIFY char *strncpy(char *const __MEMBER p, const char *q, size_t n)
{
	__fortify_check("strncpy", __member_size(p), n, __write_overflow);
	return __builtin_strncpy(p, q, n);
}

__FORTIFY size_t strlcpy(char *const __MEMBER p, const char *const __MEMBER q,
			 size_t size)
{
	size_t p_size = __member_size(p), q_len, len;

	if (p_size == SIZE_MAX && __member_size(q) == SIZE_MAX)
		return __real_strlcpy(p, q, size);
	q_len = strlen(q);
	len = q_len >= size ? size - 1 : q_len;
	if (__builtin_constant_p(size) && __builtin_constant_p(q_len) && size &&
	    len >= p_size)
		__write_overflow();
	if (!size)
		return q_len;
	if (len >= p_size)
		fortify_panic("strlcpy");
	__builtin_memcpy(p, q, len);
	p[len] = 0;
	return q_len;
}

__FORTIFY ssize_t strscpy(char *const __MEMBER p, const char *const __MEMBER q,
			  size_t size)
{
	size_t p_size = __member_size(p), len;

	if (p_size == SIZE_MAX && __member_size(q) == SIZE_MAX)
		return __real_strscpy(p, q, size);
	if (__known_less(p_size, size))
		__write_overflow();
	len = strnlen(q, size);
	if (len != size)
		len++; /* the zero byte */
	if (len > p_size)
		fortify_panic("strscpy");
	return __real_strscpy(p, q, len);
}

__FORTIFY char *strcat(char *const __MEMBER p, const char *q)
{
	size_t size = __member_size(p);

	if (size == SIZE_MAX)
		return __builtin_strcat(p, q);
	if (strlcat(p, q, size) >= size)
		fortify_panic("strcat");
	return p;
}

__FORTIFY char *strncat(char *const __MEMBER p, const char *const __MEMBER q,
			size_t n)
{
	size_t p_size = __member_size(p), p_len, q_len;

	if (p_size == SIZE_MAX && __member_size(q) == SIZE_MAX)
		return __builtin_strncat(p, q, n);
	p_len = strlen(p);
	q_len = strnlen(q, n);
	if (p_size < p_len + q_len + 1)
		fortify_panic("strncat");
	__builtin_memcpy(p + p_len, q, q_len);
	p[p_len + q_len] = 0;
	return p;
}

#endif
