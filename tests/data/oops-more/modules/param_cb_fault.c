#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a fault in a parameter's set function, by a write to its file");

static int level;

static int level_set(const char *val, const struct kernel_param *kp)
{
	int n, ret = kstrtoint(val, 0, &n);

	if (ret)
		return ret;
	printk(KERN_INFO "param_cb_fault: level %d\n", n);
	if (n > 9)
		*(volatile int *)(long)n = n;
	*(int *)kp->arg = n;
	return 0;
}
static const struct kernel_param_ops level_ops = { .set = level_set, .get = param_get_int };
module_param_cb(level, &level_ops, &level, 0644);

static int __init param_cb_fault_init(void)
{
	printk(KERN_INFO "param_cb_fault: loaded with level %d\n", level);
	return 0;
}

static void __exit param_cb_fault_exit(void)
{
	printk(KERN_INFO "param_cb_fault: unloaded\n");
}

module_init(param_cb_fault_init);
module_exit(param_cb_fault_exit);
