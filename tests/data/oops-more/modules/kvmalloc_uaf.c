// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("use a kvmalloc area after kvfree");

static int __init kvmalloc_uaf_init(void)
{
	char *p = kvmalloc(8 << 20, GFP_KERNEL);

	printk(KERN_INFO "kvmalloc_uaf: is_vmalloc_addr %d\n", is_vmalloc_addr(p));
	kvfree(p);
	OPTIMIZER_HIDE_VAR(p);
	*(volatile char *)(p + 5000) = 1;
	return 0;
}

static void __exit kvmalloc_uaf_exit(void)
{
	printk(KERN_INFO "kvmalloc_uaf: unloaded\n");
}

module_init(kvmalloc_uaf_init);
module_exit(kvmalloc_uaf_exit);
