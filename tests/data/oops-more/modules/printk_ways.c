#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("ways to print");



static int __init printk_ways_init(void)
{
	static const u8 bytes[] = { 0xde, 0xad, 0xbe, 0xef, 0x41, 0x42 };
	int i;

	pr_emerg("printk_ways: emerg\n");
	pr_alert("printk_ways: alert\n");
	pr_crit("printk_ways: crit\n");
	pr_err("printk_ways: err\n");
	pr_warn("printk_ways: warn\n");
	pr_notice("printk_ways: notice\n");
	pr_info("printk_ways: info\n");
	pr_debug("printk_ways: debug\n");
	printk("printk_ways: default\n");
	printk(KERN_INFO "printk_ways: one");
	printk(KERN_CONT " two");
	pr_cont(" three\n");
	printk(KERN_INFO "printk_ways: two lines\nthe second\n");
	for (i = 0; i < 3; i++)
		pr_info_once("printk_ways: once %d\n", i);
	for (i = 0; i < 12; i++)
		pr_info_ratelimited("printk_ways: limited %d\n", i);
	print_hex_dump(KERN_INFO, "printk_ways: ", DUMP_PREFIX_OFFSET, 16, 1, bytes, sizeof(bytes), true);
	printk(KERN_INFO "printk_ways: %*ph %pM\n", 4, bytes, bytes);
	printk(KERN_INFO "printk_ways: %5d|%-5d|%05d|%x|%#x|%o|%c|%s|%.2s|%%\n", 42, 42, 42, 255, 255, 8, 'c', "str", "string");
	printk(KERN_INFO "printk_ways: %ps %pS\n", printk_ways_init, printk_ways_init);
	printk(KERN_INFO "printk_ways: %pe %pe\n", ERR_PTR(-ENOMEM), ERR_PTR(-EINVAL));
	return 0;
}

static void __exit printk_ways_exit(void)
{
	printk(KERN_INFO "printk_ways: unloaded\n");
}

module_init(printk_ways_init);
module_exit(printk_ways_exit);
