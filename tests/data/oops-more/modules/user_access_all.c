// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/jiffies.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("get_user, put_user, strnlen_user and clear_user of several addresses");

static int __init user_access_all_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	char buf[32];
	int x = 0;
	char c = 0;

	printk(KERN_INFO "user_access_all: put_user good %d\n", (int)put_user(0x64636261, (int __user *)u));
	printk(KERN_INFO "user_access_all: get_user good %d\n", (int)get_user(x, (int __user *)u));
	printk(KERN_INFO "user_access_all: got %x\n", x);
	printk(KERN_INFO "user_access_all: strncpy_from_user %ld\n", strncpy_from_user(buf, (char __user *)u, sizeof(buf)));
	printk(KERN_INFO "user_access_all: strnlen_user %ld\n", strnlen_user((char __user *)u, 100));
	printk(KERN_INFO "user_access_all: strnlen_user bad %ld\n", strnlen_user((char __user *)8, 100));
	printk(KERN_INFO "user_access_all: get_user char null %d\n", (int)get_user(c, (char __user *)NULL));
	printk(KERN_INFO "user_access_all: put_user char null %d\n", (int)put_user(c, (char __user *)NULL));
	printk(KERN_INFO "user_access_all: get_user kernel %d\n", (int)get_user(x, (int __user *)&jiffies));
	printk(KERN_INFO "user_access_all: access_ok %d\n", !!access_ok((void __user *)u, 16));
	printk(KERN_INFO "user_access_all: clear_user %lu\n", clear_user((void __user *)(u + 4090), 16));
	vm_munmap(u, PAGE_SIZE);
	printk(KERN_INFO "user_access_all: get_user unmapped %d\n", (int)get_user(x, (int __user *)u));
	return 0;
}

static void __exit user_access_all_exit(void)
{
	printk(KERN_INFO "user_access_all: unloaded\n");
}

module_init(user_access_all_init);
module_exit(user_access_all_exit);
