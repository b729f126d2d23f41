// SPDX-License-Identifier: GPL-2.0-or-later
/* Frees an object twice, while another one of its slab is in use. */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("double free");

static char *other;

static int __init slab_kfree_init(void)
{
	char *p;

	other = kmalloc(512, GFP_KERNEL);
	p = kmalloc(512, GFP_KERNEL);
	kfree(p);
	OPTIMIZER_HIDE_VAR(p);
	kfree(p);
	pr_info("slab_kfree: still here\n");
	return 0;
}

static void __exit slab_kfree_exit(void)
{
	kfree(other);
}

module_init(slab_kfree_init);
module_exit(slab_kfree_exit);
