/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spinlock_t and raw_spinlock_t.
 */
#ifndef _LINUX_SPINLOCK_TYPES_H
#define _LINUX_SPINLOCK_TYPES_H

#include <linux/spinlock.h>

#endif
