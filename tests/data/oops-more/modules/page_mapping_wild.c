#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("set_page_dirty on a page whose mapping was overwritten");

static noinline bool page_mapping_wild_dirty(struct page *page)
{
	return set_page_dirty(page);
}

static int __init page_mapping_wild_init(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	printk(KERN_INFO "page_mapping_wild: %d\n", page_mapping_wild_dirty(page));
	page->mapping = (struct address_space *)0xc0ffee0000000000UL;
	printk(KERN_INFO "page_mapping_wild: %d\n", page_mapping_wild_dirty(page));
	return 0;
}

static void __exit page_mapping_wild_exit(void)
{
	printk(KERN_INFO "page_mapping_wild: unloaded\n");
}

module_init(page_mapping_wild_init);
module_exit(page_mapping_wild_exit);
