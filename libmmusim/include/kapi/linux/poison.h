/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses that mark a pointer as dead. They are not canonical, so that
 * following one raises a general protection fault.
 */
#ifndef _LINUX_POISON_H
#define _LINUX_POISON_H

#include <linux/const.h>

#define POISON_POINTER_DELTA _UL(0xdead000000000000)

#define LIST_POISON1	     ((void *)(0x100 + POISON_POINTER_DELTA))
#define LIST_POISON2	     ((void *)(0x122 + POISON_POINTER_DELTA))

#endif
