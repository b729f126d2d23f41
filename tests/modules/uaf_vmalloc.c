/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a vmalloc area after vfree(). It was used before, so a translation may
 * linger in the TLB until the lazy flush, and the read may succeed, as on a
 * real CPU.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("read of freed vmalloc memory");

static noinline int uaf_vmalloc_peek(volatile char *p)
{
	return *p;
}

static int __init uaf_vmalloc_init(void)
{
	char *p = vmalloc(2 * PAGE_SIZE);

	if (!p)
		return -ENOMEM;
	*(volatile char *)p = 'A';
	vfree(p);
	OPTIMIZER_HIDE_VAR(p);
	pr_info("uaf_vmalloc: reading %px\n", p);
	pr_info("uaf_vmalloc: got %d\n", uaf_vmalloc_peek(p));
	return 0;
}

static void __exit uaf_vmalloc_exit(void)
{
}

module_init(uaf_vmalloc_init);
module_exit(uaf_vmalloc_exit);
