#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("two different objects freed, one of them twice, slub_debug=U");

static noinline void *double_u_only_get(int n)
{
	return kmalloc(n, GFP_KERNEL);
}

static int __init double_u_only_init(void)
{
	char *a = double_u_only_get(400), *b = double_u_only_get(400);

	printk(KERN_INFO "double_u_only: ksize %zu\n", ksize(a));
	kfree(a);
	kfree(b);
	OPTIMIZER_HIDE_VAR(b);
	kfree(b);
	printk(KERN_INFO "double_u_only: still here\n");
	return 0;
}

static void __exit double_u_only_exit(void)
{
	printk(KERN_INFO "double_u_only: unloaded\n");
}

module_init(double_u_only_init);
module_exit(double_u_only_exit);
