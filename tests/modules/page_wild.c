/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frees an address whose frame does not exist: 64 GiB into the direct map. */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("free_pages() of what is no RAM");

static int __init page_wild_init(void)
{
	free_pages((unsigned long)__va(64ul << 30), 0);
	return 0;
}

static void __exit page_wild_exit(void)
{
}

module_init(page_wild_init);
module_exit(page_wild_exit);
