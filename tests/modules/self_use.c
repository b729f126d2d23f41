// SPDX-License-Identifier: GPL-2.0-or-later
/* self_use - takes a reference to itself, and says what it sees. */
#include <linux/kernel.h>
#include <linux/module.h>

static int __init self_use_init(void)
{
	pr_info("self_use: state %d name %s got %d\n", THIS_MODULE->state,
		module_name(THIS_MODULE), try_module_get(THIS_MODULE));
	return 0;
}

static void __exit self_use_exit(void)
{
}

module_init(self_use_init);
module_exit(self_use_exit);
MODULE_LICENSE("GPL");
