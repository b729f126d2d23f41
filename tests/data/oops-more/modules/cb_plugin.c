#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("plug-in that forgets to unregister");

int cb_core_register(int (*fn)(int));

static int square(int x)
{
	return x * x;
}

static int __init cb_plugin_init(void)
{
	return cb_core_register(square);
}

static void __exit cb_plugin_exit(void)
{
	printk(KERN_INFO "cb_plugin: unloaded\n");
}

module_init(cb_plugin_init);
module_exit(cb_plugin_exit);
