/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Second half of a module made from two files.
 */
#include <linux/kernel.h>

#include "multi.h"

int multi_add(int a, int b)
{
	multi_calls++;
	pr_info("%s: adding in %s\n", KBUILD_MODNAME, KBUILD_BASENAME);
	return a + b;
}
