/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The greatest common divisor; that of 0 and n is n. */
#ifndef _LINUX_GCD_H
#define _LINUX_GCD_H

#include <linux/compiler.h>

unsigned long gcd(unsigned long a, unsigned long b) __attribute_const__;

#endif
