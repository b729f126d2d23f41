#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("one message of each level, then a fault in a parameter's set");

static int channel = 1;
static int *table[4];

static int channel_set(const char *val, const struct kernel_param *kp)
{
	int err = param_set_int(val, kp);

	if (!err)
		*table[channel & 3] = channel;
	return err;
}

static const struct kernel_param_ops channel_ops = {
	.set = channel_set,
	.get = param_get_int,
};
module_param_cb(channel, &channel_ops, &channel, 0600);

static int __init lv_levels_init(void)
{
	pr_emerg("lv_levels: emergency\n");
	pr_alert("lv_levels: alert\n");
	pr_crit("lv_levels: critical\n");
	pr_err("lv_levels: error\n");
	pr_warn("lv_levels: warning\n");
	pr_notice("lv_levels: notice\n");
	pr_info("lv_levels: info\n");
	printk(KERN_DEBUG "lv_levels: debug\n");
	return 0;
}

static void __exit lv_levels_exit(void)
{
	printk(KERN_INFO "lv_levels: unloaded\n");
}

module_init(lv_levels_init);
module_exit(lv_levels_exit);
