/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The least common multiple. */
#ifndef _LINUX_LCM_H
#define _LINUX_LCM_H

#include <linux/compiler.h>

/* 0 where one of them is. */
unsigned long lcm(unsigned long a, unsigned long b) __attribute_const__;
/* The other one where one of them is 0. */
unsigned long lcm_not_zero(unsigned long a,
			   unsigned long b) __attribute_const__;

#endif
