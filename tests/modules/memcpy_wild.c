/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copies from a wild address: the fault is inside the kernel's memcpy().
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memcpy from an unmapped address");

static char memcpy_wild_buf[64];

static noinline void memcpy_wild_copy(const void *from, size_t len)
{
	memcpy(memcpy_wild_buf, from, len);
}

static int __init memcpy_wild_init(void)
{
	const void *from = (void *)0xffffdeadbeef0000UL;

	OPTIMIZER_HIDE_VAR(from);
	memcpy_wild_copy(from, sizeof(memcpy_wild_buf));
	pr_info("memcpy_wild: survived, first byte %d\n", memcpy_wild_buf[0]);
	return 0;
}

static void __exit memcpy_wild_exit(void)
{
}

module_init(memcpy_wild_init);
module_exit(memcpy_wild_exit);
