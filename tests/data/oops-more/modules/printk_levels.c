// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("all levels");

static int __init printk_levels_init(void)
{
	pr_emerg("printk_levels: emerg\n");
	pr_alert("printk_levels: alert\n");
	pr_crit("printk_levels: crit\n");
	pr_err("printk_levels: err\n");
	pr_warn("printk_levels: warn\n");
	pr_notice("printk_levels: notice\n");
	pr_info("printk_levels: info\n");
	pr_debug("printk_levels: debug\n");
	printk("printk_levels: none\n");
	printk(KERN_INFO "printk_levels: begin");
	printk(KERN_CONT ", middle");
	printk(KERN_CONT ", end\n");
	dump_stack();
	return 0;
}

static void __exit printk_levels_exit(void)
{
	printk(KERN_INFO "printk_levels: unloaded\n");
}

module_init(printk_levels_init);
module_exit(printk_levels_exit);
