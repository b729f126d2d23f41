/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single values, strings and zeroes to and from user memory.
 *
 * User pointers are checked and followed by the kernel's own functions, which
 * recover when the access faults; a user pointer must never be dereferenced.
 */
#ifndef _ASM_X86_UACCESS_H
#define _ASM_X86_UACCESS_H

#include <asm/asm.h>
#include <asm/page.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/types.h>

/* Both return the number of bytes that could not be copied. */
unsigned long __must_check _copy_from_user(void *to, const void __user *from,
					   unsigned long n);
unsigned long __must_check _copy_to_user(void __user *to, const void *from,
					 unsigned long n);

/* Return: the number of bytes that could not be cleared. */
unsigned long __must_check clear_user(void __user *to, unsigned long n);

/*
 * Return: the length of the string; @count where no zero byte was among the
 * first @count, and then @to has none either; -EFAULT.
 */
long __must_check strncpy_from_user(char *to, const char __user *from,
				    long count);

/*
 * The same without a look at whether the address is a user's, and without zeros
 * for what cannot be read: the function that CPUs with a fast "rep movsb" take.
 */
unsigned long __must_check copy_user_enhanced_fast_string(void *to,
							  const void *from,
							  unsigned int len);

static __always_inline unsigned long __must_check
raw_copy_from_user(void *to, const void __user *from, unsigned long n)
{
	return copy_user_enhanced_fast_string(to, (const void *)from, n);
}

static __always_inline unsigned long __must_check
raw_copy_to_user(void __user *to, const void *from, unsigned long n)
{
	return copy_user_enhanced_fast_string((void *)to, from, n);
}

/*
 * Return: the size of the string with its zero byte; more than @count where none
 * is among the first @count bytes; 0 when it cannot be read.
 */
long __must_check strnlen_user(const char __user *str, long count);

static inline bool __access_ok(const void __user *addr, unsigned long size)
{
	return size <= TASK_SIZE_MAX &&
	       (unsigned long)addr <= TASK_SIZE_MAX - size;
}

/**
 * access_ok - whether a range lies where user memory can be
 * @addr: its beginning
 * @size: bytes
 *
 * Says nothing of whether memory is there.
 *
 * Simplified: looks at the pointer that the module holds. Where the simulation
 * keeps kernel memory at low host addresses, a kernel pointer passes too; the
 * functions above, which know the linear address, still refuse it.
 */
#define access_ok(addr, size) likely(__access_ok(addr, size))

/* An unsigned integer of the same size as @x: 1, 2, 4 or 8 bytes. */
#define __uint_of(x)                                                        \
	__typeof__(__builtin_choose_expr(                                   \
		sizeof(x) == 1, (unsigned char)0,                           \
		__builtin_choose_expr(sizeof(x) == 2, (unsigned short)0,    \
				      __builtin_choose_expr(sizeof(x) == 4, \
							    0U, 0UL))))

/**
 * get_user - read one value from user memory
 * @x:   variable for the value; 0 on failure
 * @ptr: user pointer to 1, 2, 4 or 8 bytes
 *
 * Return: 0 or -EFAULT.
 */
#define get_user(x, ptr)                                                      \
	({                                                                    \
		const __typeof__(*(ptr)) __user *__gu_ptr = (ptr);            \
		__uint_of(*(ptr)) __gu_val = 0;                               \
		int __gu_err = 0;                                             \
		_Static_assert(__native_word(*(ptr)), "get_user: size");      \
		if (_copy_from_user(&__gu_val, __gu_ptr, sizeof(__gu_val))) { \
			__gu_val = 0;                                         \
			__gu_err = -EFAULT;                                   \
		}                                                             \
		(x) = (__force __typeof__(*(ptr)))__gu_val;                   \
		__gu_err;                                                     \
	})

/**
 * put_user - write one value to user memory
 * @x:   value, converted to the type that @ptr points to
 * @ptr: user pointer to 1, 2, 4 or 8 bytes
 *
 * Return: 0 or -EFAULT.
 */
#define put_user(x, ptr)                                                 \
	({                                                               \
		__typeof__(*(ptr)) __user *__pu_ptr = (ptr);             \
		__typeof__(*(ptr)) __pu_val = (x);                       \
		_Static_assert(__native_word(*(ptr)), "put_user: size"); \
		_copy_to_user(__pu_ptr, &__pu_val, sizeof(__pu_val)) ?   \
			-EFAULT :                                        \
			0;                                               \
	})

/*
 * The same for a pointer that access_ok() has accepted. It is not checked once more,
 * and Linux warns of one that cannot be an address at all.
 */
#define __get_user(x, ptr)                                                     \
	({                                                                     \
		unsigned long __gu_val, __gu_err;                              \
		_Static_assert(__native_word(*(ptr)), "get_user: size");       \
		__asm__ __volatile__("call __get_user_nocheck_%c[n]"           \
				     : "=a"(__gu_err), "=d"(__gu_val)          \
				     : "0"(ptr), [n] "i"(sizeof(*(ptr)))       \
				     : "memory", "cc");                        \
		(x) = (__force __typeof__(*(ptr)))(__uint_of(*(ptr)))__gu_val; \
		(int)__gu_err;                                                 \
	})
#define __put_user(x, ptr)                                               \
	({                                                               \
		__typeof__(*(ptr)) __pu_val = (x);                       \
		unsigned long __pu_err;                                  \
		_Static_assert(__native_word(*(ptr)), "put_user: size"); \
		__asm__ __volatile__("call __put_user_nocheck_%c[n]"     \
				     : "=c"(__pu_err)                    \
				     : "0"(ptr),                         \
				       "a"((__uint_of(*(ptr)))__pu_val), \
				       [n] "i"(sizeof(*(ptr)))           \
				     : "memory", "cc");                  \
		(int)__pu_err;                                           \
	})

#endif
