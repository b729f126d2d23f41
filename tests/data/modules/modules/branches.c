// SPDX-License-Identifier: GPL-2.0-or-later
/* static keys */
#include <linux/module.h>
#include <linux/jump_label.h>
static DEFINE_STATIC_KEY_FALSE(off_key);
static DEFINE_STATIC_KEY_TRUE(on_key);
DEFINE_STATIC_KEY_FALSE(shared_key);
EXPORT_SYMBOL_GPL(shared_key);
static noinline void look(const char *when)
{
	pr_info("branches: %s: off %d on %d shared %d\n", when,
		static_branch_unlikely(&off_key) ? 1 : 0,
		static_branch_likely(&on_key) ? 1 : 0,
		static_branch_unlikely(&shared_key) ? 1 : 0);
	if (static_branch_likely(&off_key))
		pr_info("branches: likely off is on\n");
	if (static_branch_unlikely(&on_key))
		pr_info("branches: unlikely on is on\n");
}
static int __init i(void)
{
	look("first");
	static_branch_enable(&off_key);
	static_branch_disable(&on_key);
	look("flipped");
	static_branch_inc(&off_key);
	static_branch_dec(&off_key);
	look("inc dec");
	static_branch_disable(&off_key);
	static_branch_enable(&on_key);
	look("back");
	static_branch_enable(&shared_key);
	look("shared");
	if (static_branch_unlikely(&shared_key))
		pr_info("branches: in init\n");
	pr_info("branches: count %d\n", static_key_count(&shared_key.key));
	return 0;
}
static void __exit e(void)
{
	look("exit");
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
