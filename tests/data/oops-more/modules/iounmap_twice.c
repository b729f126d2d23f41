#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/io.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("iounmap twice");

static int __init iounmap_twice_init(void)
{
	void __iomem *p = ioremap(0xfed00000, PAGE_SIZE);

	printk(KERN_INFO "iounmap_twice: p=%px\n", p);
	iounmap(p);
	iounmap(p);
	printk(KERN_INFO "iounmap_twice: still here\n");
	return 0;
}

static void __exit iounmap_twice_exit(void)
{
	printk(KERN_INFO "iounmap_twice: unloaded\n");
}

module_init(iounmap_twice_init);
module_exit(iounmap_twice_exit);
