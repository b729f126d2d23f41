// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("clear CR0.WP and write to constants");

static const char wp_off_text[16] = "const";

static int __init wp_off_init(void)
{
	unsigned long cr0;

	asm volatile("mov %%cr0, %0" : "=r" (cr0));
	asm volatile("mov %0, %%cr0" : : "r" (cr0 & ~0x10000UL) : "memory");
	*(volatile char *)wp_off_text = 'X';
	asm volatile("mov %0, %%cr0" : : "r" (cr0) : "memory");
	printk(KERN_INFO "wp_off: %s\n", wp_off_text);
	*(volatile char *)wp_off_text = 'Y';
	return 0;
}

static void __exit wp_off_exit(void)
{
	printk(KERN_INFO "wp_off: unloaded\n");
}

module_init(wp_off_init);
module_exit(wp_off_exit);
