#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("second of two: BUG in a helper of a helper");

static noinline void second_bug_inner(int level)
{
	if (level > 2)
		BUG();
	barrier();
}

static noinline void second_bug_outer(int level)
{
	second_bug_inner(level + 1);
	barrier();
}

static int __init second_bug_init(void)
{
	second_bug_outer(0);
	second_bug_outer(2);
	return 0;
}

static void __exit second_bug_exit(void)
{
	printk(KERN_INFO "second_bug: unloaded\n");
}

module_init(second_bug_init);
module_exit(second_bug_exit);
