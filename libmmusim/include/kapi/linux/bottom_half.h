/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * linux/bottom_half.h - softirqs are held back, and served again.
 */
#ifndef _LINUX_BH_H
#define _LINUX_BH_H

#include <linux/preempt.h>

#endif
