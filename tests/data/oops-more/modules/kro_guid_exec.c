#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uuid.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("call of a constant of the kernel (guid_null)");

static noinline int kro_guid_exec_call(int (*fn)(int))
{
	return fn(1) + 1;
}

static int __init kro_guid_exec_init(void)
{
	int (*fn)(int) = (void *)&guid_null;

	OPTIMIZER_HIDE_VAR(fn);
	printk(KERN_INFO "kro_guid_exec: calling %ps\n", fn);
	printk(KERN_INFO "kro_guid_exec: %d\n", kro_guid_exec_call(fn));
	return 0;
}

static void __exit kro_guid_exec_exit(void)
{
	printk(KERN_INFO "kro_guid_exec: unloaded\n");
}

module_init(kro_guid_exec_init);
module_exit(kro_guid_exec_exit);
