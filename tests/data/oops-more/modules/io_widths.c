#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/io.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("accesses of each width below all of what ioremap() gives");

static int __init io_widths_init(void)
{
	void __iomem *regs = NULL;

	printk(KERN_INFO "io_widths: %x\n", ioread8(regs + 1));
	printk(KERN_INFO "io_widths: %x\n", ioread16(regs + 2));
	printk(KERN_INFO "io_widths: %x\n", ioread16be(regs + 2));
	printk(KERN_INFO "io_widths: %x\n", ioread32be(regs + 4));
	iowrite8(1, regs + 1);
	iowrite16(1, regs + 2);
	iowrite16be(1, regs + 2);
	iowrite32be(1, regs + 4);
	return 0;
}

static void __exit io_widths_exit(void)
{
	printk(KERN_INFO "io_widths: unloaded\n");
}

module_init(io_widths_init);
module_exit(io_widths_exit);
