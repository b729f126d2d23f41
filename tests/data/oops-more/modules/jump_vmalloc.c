// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/vmalloc.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("execute vmalloc memory");

static int __init jump_vmalloc_init(void)
{
	char *p = vmalloc(PAGE_SIZE);
	void (*go)(void) = (void *)p;

	memset(p, 0x90, PAGE_SIZE);
	OPTIMIZER_HIDE_VAR(go);
	go();
	printk(KERN_INFO "jump_vmalloc: still here\n");
	return 0;
}

static void __exit jump_vmalloc_exit(void)
{
	printk(KERN_INFO "jump_vmalloc: unloaded\n");
}

module_init(jump_vmalloc_init);
module_exit(jump_vmalloc_exit);
