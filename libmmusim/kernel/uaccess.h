/* SPDX-License-Identifier: GPL-2.0-or-later */
/* uaccess.h - user memory, for those who know what they ask for. */
#ifndef KERNEL_UACCESS_H
#define KERNEL_UACCESS_H

#include <mmusim/kern_uaccess.h>

/*
 * Copy as between STAC and CLAC. Addresses are not checked, so they may be the
 * kernel's; faults at user addresses are resolved where they can be.
 * Return: bytes copied.
 */
size_t kern_user_read(struct kern *k, void *to, uint64_t from, size_t len);
/* A string, at most of size bytes with its end; false when it faults or is longer. */
bool kern_user_string(struct kern *k, uint64_t la, char *buf, size_t size);
size_t kern_user_write(struct kern *k, uint64_t to, const void *from,
		       size_t len);
/* The same, as one instruction does it: all, or false and nothing */
bool kern_user_store(struct kern *k, uint64_t to, const void *from, size_t len);
/* Zeros. Return: how many bytes are left */
size_t kern_user_clear(struct kern *k, uint64_t to, size_t len);

/* copy_from_kernel_nofault_allowed() */
bool kern_nofault_allowed(uint64_t la);

#endif
