/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Takes all pages that there are, one by one, and gives them back.
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("uses up memory");

static int __init memory_hog_init(void)
{
	unsigned long list = 0, page, n = 0;

	while ((page = __get_free_page(GFP_KERNEL))) {
		*(unsigned long *)page = list;
		list = page;
		n++;
	}
	pr_info("memory_hog: got %s\n", n > 100 ? "many" : "few");
	while (list) {
		page = list;
		list = *(unsigned long *)page;
		free_page(page);
	}
	return 0;
}

static void __exit memory_hog_exit(void)
{
}

module_init(memory_hog_init);
module_exit(memory_hog_exit);
