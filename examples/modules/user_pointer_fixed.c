// SPDX-License-Identifier: GPL-2.0-or-later
/* user_pointer.c without its bug: copy_from_user(). */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("direct access to user memory, mended");

static unsigned long user_page(void)
{
	return vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
		       MAP_ANONYMOUS | MAP_PRIVATE, 0);
}

static noinline int read_option(const int __user *option)
{
	int value;

	return copy_from_user(&value, option, sizeof(value)) ? -14 : value;
}

static int __init user_pointer_fixed_init(void)
{
	int __user *option = (int __user *)user_page();

	if (IS_ERR_VALUE((unsigned long)option) || put_user(42, option))
		return -12;
	pr_info("user_pointer_fixed: option is %d\n", read_option(option));
	return 0;
}

static void __exit user_pointer_fixed_exit(void)
{
}

module_init(user_pointer_fixed_init);
module_exit(user_pointer_fixed_exit);
