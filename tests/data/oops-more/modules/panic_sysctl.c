#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/panic.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("panic_on_oops set while running");

struct a {
	long x[9];
};

static int __init panic_sysctl_init(void)
{
	struct a *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	printk(KERN_INFO "panic_sysctl: reading\n");
	return READ_ONCE(p->x[8]) ? 0 : -EIO;
}

static void __exit panic_sysctl_exit(void)
{
	printk(KERN_INFO "panic_sysctl: unloaded\n");
}

module_init(panic_sysctl_init);
module_exit(panic_sysctl_exit);
