// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memcmp with a null pointer");

static char memcmp_null_text[64] = "text";
static int memcmp_null_len = 24;
module_param(memcmp_null_len, int, 0);

static int __init memcmp_null_init(void)
{
	char *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "memcmp_null: %d\n", memcmp(memcmp_null_text, p, memcmp_null_len));
	return 0;
}

static void __exit memcmp_null_exit(void)
{
	printk(KERN_INFO "memcmp_null: unloaded\n");
}

module_init(memcmp_null_init);
module_exit(memcmp_null_exit);
