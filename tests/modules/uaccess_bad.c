/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hands bad user pointers to every function that follows one: each must say
 * so, and none may touch what is there.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("copies to and from addresses that are no user's");

static int failures;

#define check(cond)                                                            \
	do {                                                                   \
		if (cond)                                                      \
			break;                                                 \
		failures++;                                                    \
		pr_err("uaccess_bad: FAILED: line %d: %s\n", __LINE__, #cond); \
	} while (0)

static void try_address(unsigned long addr)
{
	void __user *p = (void __user *)addr;
	char buf[16];
	u8 byte = 1;
	u16 half = 1;
	int word = 1;
	void *pointer = buf;

	pr_info("uaccess_bad: %px\n", (__force void *)p);
	memset(buf, 'x', sizeof(buf));
	check(copy_from_user(buf, p, 8) == 8);
	check(buf[0] == 0 && buf[7] == 0 && buf[8] == 'x');
	check(copy_to_user(p, buf, sizeof(buf)) == sizeof(buf));
	check(copy_to_user(p, buf, 0) == 0);
	check(clear_user(p, 24) == 24);
	check(strncpy_from_user(buf, p, sizeof(buf)) == -EFAULT);
	check(get_user(byte, (u8 __user *)p) == -EFAULT && byte == 0);
	check(get_user(half, (const u16 __user *)p) == -EFAULT && half == 0);
	check(get_user(word, (int __user *)p) == -EFAULT && word == 0);
	check(get_user(pointer, (void *__user *)p) == -EFAULT && !pointer);
	check(put_user(byte, (u8 __user *)p) == -EFAULT);
	check(put_user(half, (u16 __user *)p) == -EFAULT);
	check(put_user(-1, (int __user *)p) == -EFAULT);
	check(put_user(NULL, (void *__user *)p) == -EFAULT);
}

static void try_access_ok(void)
{
	char __user *top = (char __user *)TASK_SIZE_MAX;

	check(access_ok(NULL, 1));
	check(access_ok(top, 0));
	check(access_ok(top - 8, 8));
	check(!access_ok(top - 8, 9));
	check(!access_ok(top + 1, 0));
	check(!access_ok(NULL, -1UL));
	check(!access_ok((void __user *)-8UL, 16));
}

static int __init uaccess_bad_init(void)
{
	try_address(0);
	try_address(TASK_SIZE_MAX);
	try_address(0x8000000000000000UL); /* not canonical */
	try_address(0xffffdeadbeef0000UL);
	try_address((unsigned long)&failures);
	try_access_ok();
	if (failures)
		return -EINVAL;
	pr_info("uaccess_bad: ok\n");
	return 0;
}

static void __exit uaccess_bad_exit(void)
{
}

module_init(uaccess_bad_init);
module_exit(uaccess_bad_exit);
