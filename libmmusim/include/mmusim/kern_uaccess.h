/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kern_uaccess.h - copying to and from user memory, as the kernel does it.
 *
 * For system calls that are written in C: the memory is that of the current
 * address space (kern_use_mm()), looked at with the rights that its page tables
 * give a user, and a page that is not there yet is brought in on the way. What
 * the user may not do fails with a count or -EFAULT, never with an exception:
 *
 *	if (kern_copy_from_user(k, &request, la, sizeof(request)))
 *		return -EFAULT;
 *
 * User addresses are linear addresses below 0x7ffffffff000; anything else is
 * refused without looking. Buffers are ordinary memory of the program. The CPU
 * shall be at CPL 0, where system calls run.
 *
 * Modules have the functions of the same names without the prefix.
 *
 * Reference: Linux 6.1, include/linux/uaccess.h, lib/usercopy.c,
 * lib/strncpy_from_user.c, lib/strnlen_user.c, mm/maccess.c.
 */
#ifndef MMUSIM_KERN_UACCESS_H
#define MMUSIM_KERN_UACCESS_H

#include <mmusim/kern.h>

/**
 * kern_access_ok - can a range be user memory? Says nothing of what is there
 * @la:  its beginning; @len: bytes, 0 and more
 */
MMU_API bool kern_access_ok(uint64_t la, uint64_t len);

/**
 * kern_copy_from_user, kern_copy_to_user, kern_clear_user
 * @from, @to: linear address of the user's
 * @len:       bytes; 0 does nothing
 *
 * They go on up to the first byte that cannot be accessed. What
 * kern_copy_from_user() did not get is zeros in @to.
 *
 * Return: the number of bytes that were not copied, or cleared; 0 is success.
 */
MMU_API size_t kern_copy_from_user(struct kern *kern, void *to, uint64_t from,
				   size_t len);
MMU_API size_t kern_copy_to_user(struct kern *kern, uint64_t to,
				 const void *from, size_t len);
MMU_API size_t kern_clear_user(struct kern *kern, uint64_t to, size_t len);

/**
 * kern_get_user, kern_put_user - one value
 * @la:    linear address, of any alignment
 * @value: kern_get_user(): out; 0 after an error
 * @size:  1, 2, 4 or 8 bytes; upper bytes of what is put are dropped
 *
 * Simplified: put_user() at the end of the last accessible page may write the
 * bytes that fit; a CPU writes none.
 *
 * Return: 0; -EFAULT; -EINVAL for another size.
 */
MMU_API int kern_get_user(struct kern *kern, uint64_t la, uint64_t *value,
			  unsigned int size);
MMU_API int kern_put_user(struct kern *kern, uint64_t la, uint64_t value,
			  unsigned int size);

/**
 * kern_strncpy_from_user - copy a string, with its NUL
 * @to:    room for @count bytes
 *
 * Return: its length; @count, and no NUL in @to, when it is longer; -EFAULT.
 */
MMU_API int64_t kern_strncpy_from_user(struct kern *kern, char *to,
				       uint64_t from, int64_t count);

/**
 * kern_strnlen_user - the size of a string, with its NUL
 *
 * Return: the size; a number above @count when it is longer; 0 when it cannot
 * be read.
 */
MMU_API int64_t kern_strnlen_user(struct kern *kern, uint64_t la,
				  int64_t count);

/**
 * kern_pagefault_disable, kern_pagefault_enable - no page is brought in
 *
 * In between, what is not present cannot be accessed. Calls nest.
 */
MMU_API void kern_pagefault_disable(struct kern *kern);
MMU_API void kern_pagefault_enable(struct kern *kern);

/**
 * kern_copy_from_user_nofault, kern_copy_to_user_nofault - if it is present
 *
 * Return: 0; -EFAULT, and part of it may be copied.
 */
MMU_API int kern_copy_from_user_nofault(struct kern *kern, void *to,
					uint64_t from, size_t len);
MMU_API int kern_copy_to_user_nofault(struct kern *kern, uint64_t to,
				      const void *from, size_t len);

/** kern_strncpy_from_user_nofault - Return: the size with its NUL, which is
 *  forced upon a string that does not fit; 0, as in Linux, for an empty string;
 *  -EFAULT */
MMU_API int64_t kern_strncpy_from_user_nofault(struct kern *kern, char *to,
					       uint64_t from, int64_t count);

/**
 * kern_copy_from_kernel_nofault - kernel memory that may not be there
 * kern_copy_to_kernel_nofault
 *
 * With the rights that the kernel has.
 *
 * Return: 0; -EFAULT; -ERANGE for reading what is no kernel address.
 */
MMU_API int kern_copy_from_kernel_nofault(struct kern *kern, void *to,
					  uint64_t from, size_t len);
MMU_API int kern_copy_to_kernel_nofault(struct kern *kern, uint64_t to,
					const void *from, size_t len);

#endif
