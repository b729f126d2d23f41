#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/timer.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/utsname.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the callback pointer leads to init_uts_ns");

struct kvar_uts_exec_ops {
	int (*start)(void *arg);
};

static noinline int kvar_uts_exec_start(struct kvar_uts_exec_ops *ops, void *arg)
{
	return ops->start(arg) - 1;
}

static int __init kvar_uts_exec_init(void)
{
	struct kvar_uts_exec_ops ops = { .start = (void *)&init_uts_ns };

	OPTIMIZER_HIDE_VAR(ops.start);
	printk(KERN_INFO "kvar_uts_exec: %s\n", init_uts_ns.name.sysname);
	printk(KERN_INFO "kvar_uts_exec: %d\n", kvar_uts_exec_start(&ops, &ops));
	return 0;
}

static void __exit kvar_uts_exec_exit(void)
{
	printk(KERN_INFO "kvar_uts_exec: unloaded\n");
}

module_init(kvar_uts_exec_init);
module_exit(kvar_uts_exec_exit);
