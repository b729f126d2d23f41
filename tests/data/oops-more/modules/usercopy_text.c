// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("copy_to_user of kernel text");

static int usercopy_text_len = 64;
module_param(usercopy_text_len, int, 0);

static int __init usercopy_text_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);

	printk(KERN_INFO "usercopy_text: copying the text of printk\n");
	printk(KERN_INFO "usercopy_text: %lu left\n", copy_to_user((void __user *)u, (void *)_printk, usercopy_text_len));
	return 0;
}

static void __exit usercopy_text_exit(void)
{
	printk(KERN_INFO "usercopy_text: unloaded\n");
}

module_init(usercopy_text_init);
module_exit(usercopy_text_exit);
