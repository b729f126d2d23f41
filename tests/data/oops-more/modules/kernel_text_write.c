// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to the text of the kernel");

static int __init kernel_text_write_init(void)
{
	char *p = (char *)_printk;

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "kernel_text_write: writing\n");
	*(volatile char *)p = 0xcc;
	printk(KERN_INFO "kernel_text_write: still here\n");
	return 0;
}

static void __exit kernel_text_write_exit(void)
{
	printk(KERN_INFO "kernel_text_write: unloaded\n");
}

module_init(kernel_text_write_init);
module_exit(kernel_text_write_exit);
