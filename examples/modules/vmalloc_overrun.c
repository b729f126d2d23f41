// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  a loop goes one element too far, into the guard page
 * Look: "unable to handle page fault", an address that ends with 000, "PTE 0"
 * Fix:  < instead of <=: vmalloc_overrun_fixed.c
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/vmalloc.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write past the end of a vmalloc area");

#define SAMPLES 512 /* longs: one page */

static noinline void fill(volatile long *sample)
{
	for (int i = 0; i <= SAMPLES; i++)
		sample[i] = i;
}

static int __init vmalloc_overrun_init(void)
{
	long *sample = vmalloc(SAMPLES * sizeof(*sample));

	if (!sample)
		return -12;
	fill(sample);
	vfree(sample);
	return 0;
}

static void __exit vmalloc_overrun_exit(void)
{
}

module_init(vmalloc_overrun_init);
module_exit(vmalloc_overrun_exit);
