// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memcpy of more than the field has");

static struct {
	char name[8];
	int after;
} memcpy_fortify_it;
static char memcpy_fortify_text[64] = "text text text text";
static int memcpy_fortify_len = 12;
module_param(memcpy_fortify_len, int, 0);

static int __init memcpy_fortify_init(void)
{
	memcpy_fortify_it.after = 5;
	memcpy(memcpy_fortify_it.name, memcpy_fortify_text, memcpy_fortify_len);
	printk(KERN_INFO "memcpy_fortify: %d\n", memcpy_fortify_it.after);
	return 0;
}

static void __exit memcpy_fortify_exit(void)
{
	printk(KERN_INFO "memcpy_fortify: unloaded\n");
}

module_init(memcpy_fortify_init);
module_exit(memcpy_fortify_exit);
