#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a recursion in which every level takes an array whose size the caller says");

static noinline long alloca_recurse_walk(int depth, int size)
{
	char *frame = __builtin_alloca(size);
	long sum;

	OPTIMIZER_HIDE_VAR(frame);
	memset(frame, depth, size);
	sum = alloca_recurse_walk(depth + 1, size);
	return sum + frame[size / 2];
}

static int __init alloca_recurse_init(void)
{
	int size = 640;

	OPTIMIZER_HIDE_VAR(size);
	printk(KERN_INFO "alloca_recurse: descending\n");
	printk(KERN_INFO "alloca_recurse: %ld\n", alloca_recurse_walk(0, size));
	return 0;
}

static void __exit alloca_recurse_exit(void)
{
	printk(KERN_INFO "alloca_recurse: unloaded\n");
}

module_init(alloca_recurse_init);
module_exit(alloca_recurse_exit);
