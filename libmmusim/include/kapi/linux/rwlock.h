/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_RWLOCK_H
#define _LINUX_RWLOCK_H

#include <linux/spinlock.h>

#endif
