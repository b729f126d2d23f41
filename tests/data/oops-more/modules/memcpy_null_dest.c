// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memcpy to a null pointer");

static char memcpy_null_dest_text[64] = "text";
static int memcpy_null_dest_len = 40;
module_param(memcpy_null_dest_len, int, 0);

static int __init memcpy_null_dest_init(void)
{
	char *to = NULL;

	OPTIMIZER_HIDE_VAR(to);
	memcpy(to, memcpy_null_dest_text, memcpy_null_dest_len);
	return 0;
}

static void __exit memcpy_null_dest_exit(void)
{
	printk(KERN_INFO "memcpy_null_dest: unloaded\n");
}

module_init(memcpy_null_dest_init);
module_exit(memcpy_null_dest_exit);
