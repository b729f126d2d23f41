// SPDX-License-Identifier: GPL-2.0-or-later
/* Frees what lies on the stack: its page has no struct page in vmemmap. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kfree of a stack address");

static int __init slab_kfree_stack_init(void)
{
	char buf[16];
	char *p = buf;

	OPTIMIZER_HIDE_VAR(p);
	kfree(p);
	return 0;
}

static void __exit slab_kfree_stack_exit(void)
{
}

module_init(slab_kfree_stack_init);
module_exit(slab_kfree_stack_exit);
