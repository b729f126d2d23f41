// SPDX-License-Identifier: GPL-2.0-or-later
/* vmalloc_overrun.c without its bug: < instead of <=. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/vmalloc.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write past the end of a vmalloc area, mended");

#define SAMPLES 512 /* longs: one page */

static noinline void fill(volatile long *sample)
{
	for (int i = 0; i < SAMPLES; i++)
		sample[i] = i;
}

static int __init vmalloc_overrun_fixed_init(void)
{
	long *sample = vmalloc(SAMPLES * sizeof(*sample));

	if (!sample)
		return -12;
	fill(sample);
	vfree(sample);
	return 0;
}

static void __exit vmalloc_overrun_fixed_exit(void)
{
}

module_init(vmalloc_overrun_fixed_init);
module_exit(vmalloc_overrun_fixed_exit);
