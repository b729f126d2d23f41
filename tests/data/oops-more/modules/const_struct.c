// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write to a constant structure of operations");

struct const_struct_ops {
	const char *name;
	void (*go)(void);
};

static const struct const_struct_ops const_struct_it = { "it", NULL };

static int __init const_struct_init(void)
{
	struct const_struct_ops *o = (struct const_struct_ops *)&const_struct_it;

	OPTIMIZER_HIDE_VAR(o);
	printk(KERN_INFO "const_struct: replacing a function\n");
	o->go = NULL;
	printk(KERN_INFO "const_struct: still here\n");
	return 0;
}

static void __exit const_struct_exit(void)
{
	printk(KERN_INFO "const_struct: unloaded\n");
}

module_init(const_struct_init);
module_exit(const_struct_exit);
