// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("copy_from_user over the end of the stack frame");

static int usercopy_stack_len = 16384;
module_param(usercopy_stack_len, int, 0);

static int __init usercopy_stack_init(void)
{
	unsigned long u = vm_mmap(NULL, 0, 4 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, 0);
	char buf[32];
	char *p = buf;

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "usercopy_stack: copying %d\n", usercopy_stack_len);
	printk(KERN_INFO "usercopy_stack: %lu left\n", copy_from_user(p, (void __user *)u, usercopy_stack_len));
	return 0;
}

static void __exit usercopy_stack_exit(void)
{
	printk(KERN_INFO "usercopy_stack: unloaded\n");
}

module_init(usercopy_stack_init);
module_exit(usercopy_stack_exit);
