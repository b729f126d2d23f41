#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("four pages are freed, one of them locked, one still mapped");

static noinline void page_locked_o2_free(struct page *page, int order)
{
	__free_pages(page, order);
}

static int __init page_locked_o2_init(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2), *other = alloc_pages(GFP_KERNEL, 1);

	printk(KERN_INFO "page_locked_o2: trylock %d\n", trylock_page(page));
	page_locked_o2_free(page, 2);
	atomic_set(&other[1]._mapcount, 3);
	page_locked_o2_free(other, 1);
	printk(KERN_INFO "page_locked_o2: still here\n");
	return 0;
}

static void __exit page_locked_o2_exit(void)
{
	printk(KERN_INFO "page_locked_o2: unloaded\n");
}

module_init(page_locked_o2_init);
module_exit(page_locked_o2_exit);
