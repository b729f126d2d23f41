#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a parameter's set callback accepts small values and has a BUG for a large one");

static int param_cb_bug_level;

static int param_cb_bug_set(const char *val, const struct kernel_param *kp)
{
	int v, err = kstrtoint(val, 0, &v);

	if (err)
		return err;
	BUG_ON(v > 10);
	printk(KERN_INFO "param_cb_bug: level %d\n", v);
	return param_set_int(val, kp);
}

static const struct kernel_param_ops param_cb_bug_ops = { .set = param_cb_bug_set, .get = param_get_int };
module_param_cb(level, &param_cb_bug_ops, &param_cb_bug_level, 0644);

static int __init param_cb_bug_init(void)
{
	printk(KERN_INFO "param_cb_bug: level is %d\n", param_cb_bug_level);
	return 0;
}

static void __exit param_cb_bug_exit(void)
{
	printk(KERN_INFO "param_cb_bug: unloaded\n");
}

module_init(param_cb_bug_init);
module_exit(param_cb_bug_exit);
