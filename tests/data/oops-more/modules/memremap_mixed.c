#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/io.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("memremap() of RAM and what follows it");

static int __init memremap_mixed_init(void)
{
	printk(KERN_INFO "memremap_mixed: %px\n", memremap(0x1ff00000, 0x400000, MEMREMAP_WB));
	return 0;
}

static void __exit memremap_mixed_exit(void)
{
	printk(KERN_INFO "memremap_mixed: unloaded\n");
}

module_init(memremap_mixed_init);
module_exit(memremap_mixed_exit);
