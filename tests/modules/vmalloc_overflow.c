/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fills a vmalloc area and one byte more: the fault is at the first byte of
 * the guard page.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write past a vmalloc area");

#define VMALLOC_OVERFLOW_SIZE (2 * PAGE_SIZE)

static noinline void vmalloc_overflow_fill(volatile char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		p[i] = 'A';
}

static int __init vmalloc_overflow_init(void)
{
	char *p = vmalloc(VMALLOC_OVERFLOW_SIZE);

	if (!p)
		return -ENOMEM;
	pr_info("vmalloc_overflow: area at %px\n", p);
	vmalloc_overflow_fill(p, VMALLOC_OVERFLOW_SIZE + 1);
	vfree(p);
	return 0;
}

static void __exit vmalloc_overflow_exit(void)
{
}

module_init(vmalloc_overflow_init);
module_exit(vmalloc_overflow_exit);
