/* The sixth page of an order-4 block is freed locked and with a count of its own. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/gfp.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("free a block with a bad tail page");

static int __init page_tail_locked_init(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 4);

	INIT_LIST_HEAD(&page[5].lru);
	__SetPageLocked(page + 5);
	set_page_count(page + 5, 1);
	printk(KERN_INFO "page_tail_locked: freeing, locked %d\n", PageLocked(page + 5));
	__free_pages(page, 4);
	printk(KERN_INFO "page_tail_locked: still here\n");
	return 0;
}

static void __exit page_tail_locked_exit(void)
{
	printk(KERN_INFO "page_tail_locked: unloaded\n");
}

module_init(page_tail_locked_init);
module_exit(page_tail_locked_exit);
