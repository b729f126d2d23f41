#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/gfp.h>
#include <linux/mm.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a freed page is written, free pages being poisoned");

static noinline void page_poison_uaf_write(u8 *p, int at, int n)
{
	while (n--)
		WRITE_ONCE(p[at++], 0x40 + n);
}

static int __init page_poison_uaf_init(void)
{
	u8 *p = (u8 *)__get_free_page(GFP_KERNEL), *q;

	page_poison_uaf_write(p, 0, 100);
	free_page((unsigned long)p);
	printk(KERN_INFO "page_poison_uaf: freed page holds %02x\n", READ_ONCE(p[50]));
	page_poison_uaf_write(p, 0x804, 20);
	q = (u8 *)__get_free_page(GFP_KERNEL);
	printk(KERN_INFO "page_poison_uaf: same page again: %d\n", p == q);
	free_page((unsigned long)q);
	return 0;
}

static void __exit page_poison_uaf_exit(void)
{
	printk(KERN_INFO "page_poison_uaf: unloaded\n");
}

module_init(page_poison_uaf_init);
module_exit(page_poison_uaf_exit);
