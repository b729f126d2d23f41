// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("read a user pointer without get_user");

static int __init user_deref_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);

	put_user(5, (int __user *)u);
	printk(KERN_INFO "user_deref: reading\n");
	printk(KERN_INFO "user_deref: %d\n", *(volatile int *)u);
	return 0;
}

static void __exit user_deref_exit(void)
{
	printk(KERN_INFO "user_deref: unloaded\n");
}

module_init(user_deref_init);
module_exit(user_deref_exit);
