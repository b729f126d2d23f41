#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/moduleparam.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("write a member of param_ops_int, a const structure of the kernel");

static noinline void kro_ops_write_set(struct kernel_param_ops *ops)
{
	WRITE_ONCE(ops->flags, 1u);
}

static int __init kro_ops_write_init(void)
{
	struct kernel_param_ops *ops = (struct kernel_param_ops *)&param_ops_int;

	OPTIMIZER_HIDE_VAR(ops);
	printk(KERN_INFO "kro_ops_write: %ps flags %u\n", ops, ops->flags);
	kro_ops_write_set(ops);
	return 0;
}

static void __exit kro_ops_write_exit(void)
{
	printk(KERN_INFO "kro_ops_write: unloaded\n");
}

module_init(kro_ops_write_init);
module_exit(kro_ops_write_exit);
