// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/gfp.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("execute a page of the buddy allocator");

static int __init jump_heap_page_init(void)
{
	unsigned long p = __get_free_page(GFP_KERNEL);
	void (*go)(void) = (void *)p;

	*(unsigned char *)p = 0xc3;
	OPTIMIZER_HIDE_VAR(go);
	go();
	printk(KERN_INFO "jump_heap_page: still here\n");
	return 0;
}

static void __exit jump_heap_page_exit(void)
{
	printk(KERN_INFO "jump_heap_page: unloaded\n");
}

module_init(jump_heap_page_init);
module_exit(jump_heap_page_exit);
