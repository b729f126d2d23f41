#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/io.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("ioremap of RAM fails, the result is not checked");

static int __init ioremap_ram_init(void)
{
	void __iomem *p = ioremap(0x10000000, PAGE_SIZE);

	printk(KERN_INFO "ioremap_ram: p=%px\n", p);
	writel(1, p + 0x40);
	printk(KERN_INFO "ioremap_ram: written\n");
	return 0;
}

static void __exit ioremap_ram_exit(void)
{
	printk(KERN_INFO "ioremap_ram: unloaded\n");
}

module_init(ioremap_ram_init);
module_exit(ioremap_ram_exit);
