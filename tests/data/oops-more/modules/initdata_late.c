#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("data of __init read when the module is loaded");

static int table[1200] __initdata = { 1, 2, 3 };

static int late_get(char *buf, const struct kernel_param *kp)
{
	int *p = kp->arg;

	return sprintf(buf, "%d\n", READ_ONCE(p[2]));
}
static const struct kernel_param_ops late_ops = { .get = late_get };
module_param_cb(late, &late_ops, table, 0400);

static int __init initdata_late_init(void)
{
	printk(KERN_INFO "initdata_late: %d\n", table[1]);
	return 0;
}

static void __exit initdata_late_exit(void)
{
	printk(KERN_INFO "initdata_late: unloaded\n");
}

module_init(initdata_late_init);
module_exit(initdata_late_exit);
