#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("parameters of all kinds without variables");

module_param_cb(p_byte, &param_ops_byte, NULL, 0644);
module_param_cb(p_short, &param_ops_short, NULL, 0644);
module_param_cb(p_ushort, &param_ops_ushort, NULL, 0644);
module_param_cb(p_int, &param_ops_int, NULL, 0644);
module_param_cb(p_uint, &param_ops_uint, NULL, 0644);
module_param_cb(p_long, &param_ops_long, NULL, 0644);
module_param_cb(p_ulong, &param_ops_ulong, NULL, 0644);
module_param_cb(p_ullong, &param_ops_ullong, NULL, 0644);
module_param_cb(p_hexint, &param_ops_hexint, NULL, 0644);
module_param_cb(p_bool, &param_ops_bool, NULL, 0644);
module_param_cb(p_invbool, &param_ops_invbool, NULL, 0644);
module_param_cb(p_bint, &param_ops_bint, NULL, 0644);
module_param_cb(p_charp, &param_ops_charp, NULL, 0644);

static int __init pa_null_init(void)
{
	pr_info("pa_null: loaded\n");
	return 0;
}

static void __exit pa_null_exit(void)
{
	printk(KERN_INFO "pa_null: unloaded\n");
}

module_init(pa_null_init);
module_exit(pa_null_exit);
