#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the page-table entry of an address that has none");

static noinline unsigned long lookup_null_entry(unsigned long addr)
{
	unsigned int level;
	pte_t *pte = lookup_address(addr, &level);

	printk(KERN_INFO "lookup_null: level %u\n", level);
	return READ_ONCE(pte->pte) & 0xfff;
}

static int __init lookup_null_init(void)
{
	printk(KERN_INFO "lookup_null: kernel text %lx\n", lookup_null_entry((unsigned long)_printk) & 0x1);
	printk(KERN_INFO "lookup_null: direct map %lx\n", lookup_null_entry(PAGE_OFFSET + 0x1000000) & 0x1);
	printk(KERN_INFO "lookup_null: hole %lx\n", lookup_null_entry(0xffffd00000000000UL));
	return 0;
}

static void __exit lookup_null_exit(void)
{
	printk(KERN_INFO "lookup_null: unloaded\n");
}

module_init(lookup_null_init);
module_exit(lookup_null_exit);
