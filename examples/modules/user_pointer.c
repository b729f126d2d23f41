// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bug:  a pointer that a user gave is followed
 * Look: "error_code(0x0001)" and a PTE with bit 2 (user) set: SMAP forbids it
 * Fix:  copy_from_user(): user_pointer_fixed.c
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("direct access to user memory");

static unsigned long user_page(void)
{
	return vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
		       MAP_ANONYMOUS | MAP_PRIVATE, 0);
}

static noinline int read_option(const int __user *option)
{
	return *(volatile const int *)option;
}

static int __init user_pointer_init(void)
{
	int __user *option = (int __user *)user_page();

	if (IS_ERR_VALUE((unsigned long)option) || put_user(42, option))
		return -12;
	pr_info("user_pointer: option is %d\n", read_option(option));
	return 0;
}

static void __exit user_pointer_exit(void)
{
}

module_init(user_pointer_init);
module_exit(user_pointer_exit);
