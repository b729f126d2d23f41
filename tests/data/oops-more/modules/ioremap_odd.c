#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/io.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("what ioremap() and memremap() refuse, and what they map");

static noinline void ioremap_odd_refused(void)
{
	void *p;

	printk(KERN_INFO "ioremap_odd: no bytes %px\n", ioremap(0xfd000000, 0));
	printk(KERN_INFO "ioremap_odd: around %px\n", ioremap(~0ull - 100, 0x1000));
	printk(KERN_INFO "ioremap_odd: wide %px\n", ioremap_wc(1ull << 52, 0x1000));
	p = memremap(0x1234000, 4096, MEMREMAP_WC);
	printk(KERN_INFO "ioremap_odd: combined %px\n", p);
	p = memremap(0x1234000, 4096, 0);
	printk(KERN_INFO "ioremap_odd: no flags %px\n", p);
}

static int __init ioremap_odd_init(void)
{
	void __iomem *p = ioremap(0xfd000123, 0x1000);
	void *q = memremap(0x1234000, 4096, MEMREMAP_WB);
	void *r = memremap(0xfd100000, 4096, MEMREMAP_WB);

	printk(KERN_INFO "ioremap_odd: p=%px\n", p);
	printk(KERN_INFO "ioremap_odd: q=%px is %d\n", q, q == __va(0x1234000));
	printk(KERN_INFO "ioremap_odd: r=%d\n", r != NULL && (unsigned long)r % 4096 == 0);
	memunmap(r);
	memunmap(q);
	iounmap(p);
	ioremap_odd_refused();
	iounmap(NULL);
	iounmap(q);
	return 0;
}

static void __exit ioremap_odd_exit(void)
{
	printk(KERN_INFO "ioremap_odd: unloaded\n");
}

module_init(ioremap_odd_init);
module_exit(ioremap_odd_exit);
