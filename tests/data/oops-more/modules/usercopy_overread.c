// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("copy_to_user of more than the slab object");

static int usercopy_overread_len = 128;
module_param(usercopy_overread_len, int, 0);

static int __init usercopy_overread_init(void)
{
	char *p = kmalloc(64, GFP_KERNEL);
	unsigned long u = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);

	memset(p, 'A', 64);
	printk(KERN_INFO "usercopy_overread: copying %d of 64 bytes\n", usercopy_overread_len);
	printk(KERN_INFO "usercopy_overread: %lu left\n", copy_to_user((void __user *)u, p, usercopy_overread_len));
	kfree(p);
	return 0;
}

static void __exit usercopy_overread_exit(void)
{
	printk(KERN_INFO "usercopy_overread: unloaded\n");
}

module_init(usercopy_overread_init);
module_exit(usercopy_overread_exit);
