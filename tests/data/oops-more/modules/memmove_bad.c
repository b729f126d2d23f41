// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memmove to an address that is not mapped");

static char memmove_bad_text[64] = "text";
static int memmove_bad_len = 64;
module_param(memmove_bad_len, int, 0);

static int __init memmove_bad_init(void)
{
	char *to = (char *)0xffffc90012345000UL;

	memmove(to, memmove_bad_text, memmove_bad_len);
	return 0;
}

static void __exit memmove_bad_exit(void)
{
	printk(KERN_INFO "memmove_bad: unloaded\n");
}

module_init(memmove_bad_init);
module_exit(memmove_bad_exit);
