#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the set function of a parameter keeps the lock");

static DEFINE_SPINLOCK(lk_param_lock);
static int lk_param_level;

static int lk_param_set(const char *val, const struct kernel_param *kp)
{
	spin_lock_bh(&lk_param_lock);
	return param_set_int(val, kp);
}
static const struct kernel_param_ops lk_param_ops = { .set = lk_param_set, .get = param_get_int };
module_param_cb(level, &lk_param_ops, &lk_param_level, 0644);

static int __init lk_param_init(void)
{
	printk(KERN_INFO "lk_param: level %d\n", lk_param_level);
	return 0;
}

static void __exit lk_param_exit(void)
{
	printk(KERN_INFO "lk_param: unloaded\n");
}

module_init(lk_param_init);
module_exit(lk_param_exit);
