// SPDX-License-Identifier: GPL-2.0-or-later
/* a static key of another module */
#include <linux/module.h>
#include <linux/jump_label.h>
DECLARE_STATIC_KEY_FALSE(shared_key);
static int __init i(void)
{
	pr_info("branches2: shared %d\n",
		static_branch_unlikely(&shared_key) ? 1 : 0);
	static_branch_disable(&shared_key);
	pr_info("branches2: shared %d\n",
		static_branch_unlikely(&shared_key) ? 1 : 0);
	return 0;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
