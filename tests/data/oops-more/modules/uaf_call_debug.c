// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call a function pointer of a freed object");

struct uaf_call_ops {
	char name[24];
	void (*go)(void);
};

static void uaf_call_go(void)
{
	printk(KERN_INFO "uaf_call_debug: go\n");
}

static int __init uaf_call_debug_init(void)
{
	struct uaf_call_ops *o = kmalloc(sizeof(*o), GFP_KERNEL);

	o->go = uaf_call_go;
	o->go();
	kfree(o);
	OPTIMIZER_HIDE_VAR(o);
	o->go();
	return 0;
}

static void __exit uaf_call_debug_exit(void)
{
	printk(KERN_INFO "uaf_call_debug: unloaded\n");
}

module_init(uaf_call_debug_init);
module_exit(uaf_call_debug_exit);
