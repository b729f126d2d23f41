#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("parameter whose kernel_param_ops have no variable behind them");

static int volume;

module_param(volume, int, 0644);
module_param_cb(level, &param_ops_uint, NULL, 0644);

static int __init md_param_arg_init(void)
{
	pr_info("md_param_arg: volume %d\n", volume);
	return 0;
}

static void __exit md_param_arg_exit(void)
{
	printk(KERN_INFO "md_param_arg: unloaded\n");
}

module_init(md_param_arg_init);
module_exit(md_param_arg_exit);
