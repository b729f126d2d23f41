#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/export.h>
MODULE_LICENSE("Proprietary");
MODULE_DESCRIPTION("a proprietary module");

int dep_base_add(int a, int b);

static int __init prop_ok_init(void)
{
	static int n = 4;

	printk(KERN_INFO "prop_ok: %d\n", n + dep_base_add(1, 2));
	return 0;
}

static void __exit prop_ok_exit(void)
{
	printk(KERN_INFO "prop_ok: unloaded\n");
}

module_init(prop_ok_init);
module_exit(prop_ok_exit);
