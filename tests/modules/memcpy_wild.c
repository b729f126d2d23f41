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

/* A copy whose size the compiler knows is made in place, and so is one that is done
 * once only: somebody else might call this. */
int memcpy_wild_copy(char *to, const void *from, size_t len);

noinline int memcpy_wild_copy(char *to, const void *from, size_t len)
{
	memcpy(to, from, len);
	return to[0];
}

static int __init memcpy_wild_init(void)
{
	const void *from = (void *)0xffffdeadbeef0000UL;
	size_t len = sizeof(memcpy_wild_buf);
	char *to = memcpy_wild_buf;

	OPTIMIZER_HIDE_VAR(from);
	OPTIMIZER_HIDE_VAR(len);
	OPTIMIZER_HIDE_VAR(to);
	pr_info("memcpy_wild: survived, first byte %d\n",
		memcpy_wild_copy(to, from, len));
	return 0;
}

static void __exit memcpy_wild_exit(void)
{
}

module_init(memcpy_wild_init);
module_exit(memcpy_wild_exit);
