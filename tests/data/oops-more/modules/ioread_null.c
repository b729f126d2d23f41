#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/io.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a register is read through the NULL that ioremap() gave");

static noinline u32 ioread_null_status(void __iomem *regs)
{
	return ioread32(regs + 0x18);
}

static int __init ioread_null_init(void)
{
	void __iomem *regs = ioremap(0xfd000000, 0);

	iowrite32(1, regs + 4);
	printk(KERN_INFO "ioread_null: status %x\n", ioread_null_status(regs));
	iowrite8(1, regs + 0x20000);
	memset_io(regs + 0x100, 0, 16);
	return 0;
}

static void __exit ioread_null_exit(void)
{
	printk(KERN_INFO "ioread_null: unloaded\n");
}

module_init(ioread_null_init);
module_exit(ioread_null_exit);
