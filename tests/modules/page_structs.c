/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads what the kernel knows of its pages: of one that it allocates, of all
 * free ones, and of the kernel's own.
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("struct page through vmemmap");

static void one_page(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	char *memory;

	if (!page)
		return;
	memory = page_address(page);
	memory[0] = 'A';
	pr_info("page_structs: count %d mapcount %d buddy %d same %d\n",
		page_count(page), page_mapcount(page), PageBuddy(page),
		virt_to_page(memory) == page);
	get_page(page);
	put_page(page);
	pr_info("page_structs: still %d\n", page_count(page));
	__free_page(page);
	pr_info("page_structs: then %d\n", page_count(page));
}

/* Every frame of the first 64 MiB: either in a free block, or reserved, or in
 * use; blocks are stepped over. */
static void all_pages(void)
{
	unsigned long pfn, free = 0, used = 0, reserved = 0;

	for (pfn = 0; pfn < 16384; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (PageBuddy(page)) {
			free += 1ul << page->private;
			pfn += (1ul << page->private) - 1;
		} else if (PageReserved(page)) {
			reserved++;
		} else {
			used++;
		}
	}
	pr_info("page_structs: free %lu reserved %lu all %lu\n", free, reserved,
		free + used + reserved);
}

/* Those of insmod itself: its stack, its text, its page tables. */
static void user_pages(void)
{
	unsigned long pfn, anon = 0, mapped = 0, file = 0, tables = 0;

	for (pfn = 0; pfn < 16384; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (PageTable(page)) {
			tables++;
		} else if (PageLRU(page)) {
			anon += PageAnon(page);
			file += !PageAnon(page);
			mapped += page_mapcount(page) > 0;
		}
	}
	pr_info("page_structs: anon %lu file %lu mapped %lu tables %lu\n", anon,
		file, mapped, tables);
}

static int __init page_structs_init(void)
{
	one_page();
	all_pages();
	user_pages();
	return 0;
}

static void __exit page_structs_exit(void)
{
}

module_init(page_structs_init);
module_exit(page_structs_exit);
