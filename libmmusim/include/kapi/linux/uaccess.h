/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of bytes to and from user memory.
 */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

#include <asm/uaccess.h>
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/types.h>

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
	return _copy_from_user(to, from, n);
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
	return _copy_to_user(to, from, n);
}

#endif
