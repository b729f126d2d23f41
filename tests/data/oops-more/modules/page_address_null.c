#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("page_address of a page that could not be had");

static noinline void *page_address_null_map(struct page *page)
{
	return page_address(page);
}

static noinline void page_address_null_clear(struct page *page)
{
	char *p = page_address_null_map(page);

	WRITE_ONCE(p[8], 0);
}

static int __init page_address_null_init(void)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_NOWARN, 10);
	struct page *none = NULL;

	page_address_null_clear(page);
	__free_pages(page, 10);
	OPTIMIZER_HIDE_VAR(none);
	page_address_null_clear(none);
	printk(KERN_INFO "page_address_null: still here\n");
	return 0;
}

static void __exit page_address_null_exit(void)
{
	printk(KERN_INFO "page_address_null: unloaded\n");
}

module_init(page_address_null_init);
module_exit(page_address_null_exit);
