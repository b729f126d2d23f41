#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/jump_label.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a static key that is counted, then enabled and disabled as if it were not");

static DEFINE_STATIC_KEY_FALSE(trace_key);
static void (*trace_hook)(int);

static noinline void trace_point(int n)
{
	if (static_branch_unlikely(&trace_key))
		trace_hook(n);
	else
		pr_info("key_counted: off %d\n", n);
}

static int __init key_counted_init(void)
{
	trace_point(1);
	static_branch_inc(&trace_key);
	static_branch_inc(&trace_key);
	static_branch_enable(&trace_key);
	static_branch_disable(&trace_key);
	pr_info("key_counted: %d\n", static_key_count(&trace_key.key));
	trace_point(2);
	return 0;
}

static void __exit key_counted_exit(void)
{
}

module_init(key_counted_init);
module_exit(key_counted_exit);
