/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of bytes to and from user memory.
 */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

#include <asm/smap.h>
#include <asm/uaccess.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>

/* Is @n bytes at @ptr part of one object, and may user space have them? If not it
 * is a BUG(). Not asked where the compiler knows how many bytes there are. */
void __check_object_size(const void *ptr, unsigned long n, bool to_user);

/* Warns that an object of @size bytes has not @count of them. */
void __copy_overflow(int size, unsigned long count);

static __always_inline void check_object_size(const void *ptr, unsigned long n,
					      bool to_user)
{
	if (!__builtin_constant_p(n))
		__check_object_size(ptr, n, to_user);
}

/* False: the compiler knows that the object is smaller, or it is far too much: a
 * negative length, say. */
static __always_inline bool check_copy_size(const void *ptr, unsigned long n,
					    bool to_user)
{
	int size = __builtin_object_size(ptr, 0);

	if (unlikely(size >= 0 && (unsigned long)size < n)) {
		__copy_overflow(size, n);
		return false;
	}
	if (__WARN_ON_ONCE_AT(n > INT_MAX, "include/linux/thread_info.h", 233))
		return false;
	check_object_size(ptr, n, to_user);
	return true;
}

/**
 * copy_from_user - read from user memory
 * @to:   kernel memory
 * @from: user memory
 * @n:    bytes
 *
 * What could not be read is filled with zeroes.
 *
 * Return: the number of bytes that could not be copied; 0 for success.
 */
static __always_inline unsigned long __must_check
copy_from_user(void *to, const void __user *from, unsigned long n)
{
	return check_copy_size(to, n, false) ? _copy_from_user(to, from, n) : n;
}

/**
 * copy_to_user - write to user memory
 * @to:   user memory
 * @from: kernel memory
 * @n:    bytes
 *
 * Return: the number of bytes that could not be copied; 0 for success.
 */
static __always_inline unsigned long __must_check copy_to_user(void __user *to,
							       const void *from,
							       unsigned long n)
{
	return check_copy_size(from, n, true) ? _copy_to_user(to, from, n) : n;
}

/* The same for a range that access_ok() has accepted. Nothing is filled with zeroes. */
static __always_inline unsigned long __must_check
__copy_from_user(void *to, const void __user *from, unsigned long n)
{
	check_object_size(to, n, false);
	return raw_copy_from_user(to, from, n);
}

static __always_inline unsigned long __must_check
__copy_to_user(void __user *to, const void *from, unsigned long n)
{
	check_object_size(from, n, true);
	return raw_copy_to_user(to, from, n);
}

/* For a pointer that access_ok() has accepted: bytes that are left. Between
 * pagefault_disable() and pagefault_enable() pages are not brought in. */
static __always_inline unsigned long __must_check
__copy_from_user_inatomic(void *to, const void __user *from, unsigned long n)
{
	return __copy_from_user(to, from, n);
}

static __always_inline unsigned long __must_check
__copy_to_user_inatomic(void __user *to, const void *from, unsigned long n)
{
	return __copy_to_user(to, from, n);
}

/*
 * In between, user pages that are not present are not brought in: copies stop
 * there. Calls nest.
 */
void pagefault_disable(void);
void pagefault_enable(void);

/*
 * Copies that never wait for a page. Return: 0, or -EFAULT when something could
 * not be accessed; part of it may be copied then. -ERANGE: @src is no address of
 * the kernel's.
 */
long copy_from_user_nofault(void *dst, const void __user *src, size_t size);
long copy_to_user_nofault(void __user *dst, const void *src, size_t size);
long copy_from_kernel_nofault(void *dst, const void *src, size_t size);

/* Are all bytes zero? 1, 0 or -EFAULT. */
int check_zeroed_user(const void __user *from, size_t size);

/*
 * A structure of @usize bytes that the user has, of which the kernel knows @ksize: what
 * is missing becomes zero, what is more must be zero, or it is -E2BIG. 0; -EFAULT.
 */
static __always_inline __must_check int
copy_struct_from_user(void *dst, size_t ksize, const void __user *src,
		      size_t usize)
{
	size_t size = min(ksize, usize);
	int zeroed = 1;

	if (usize < ksize)
		memset((char *)dst + size, 0, ksize - size);
	else if (usize > ksize)
		zeroed = check_zeroed_user((const char __user *)src + size,
					   usize - size);
	if (zeroed <= 0)
		return zeroed ? zeroed : -E2BIG;
	return copy_from_user(dst, src, size) ? -EFAULT : 0;
}

/* Return: the size with the zero byte, which is always there; -EFAULT. */
long strncpy_from_user_nofault(char *dst, const void __user *unsafe_addr,
			       long count);

/**
 * get_kernel_nofault - read a variable that may not be there
 * @val: variable of the type that @ptr points to
 * @ptr: kernel pointer
 *
 * Return: 0, -EFAULT or -ERANGE.
 */
#define get_kernel_nofault(val, ptr)                                     \
	({                                                               \
		const __typeof__(val) *__gk_ptr = (ptr);                 \
		copy_from_kernel_nofault(&(val), __gk_ptr, sizeof(val)); \
	})

#endif
