// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("kmem_cache_destroy with an object still allocated");

static int __init cache_busy_init(void)
{
	struct kmem_cache *c = kmem_cache_create("cache_busy", 64, 0, 0, NULL);
	char *p = kmem_cache_alloc(c, GFP_KERNEL);

	printk(KERN_INFO "cache_busy: c=%px p=%px\n", c, p);
	kmem_cache_destroy(c);
	printk(KERN_INFO "cache_busy: still here\n");
	return 0;
}

static void __exit cache_busy_exit(void)
{
	printk(KERN_INFO "cache_busy: unloaded\n");
}

module_init(cache_busy_init);
module_exit(cache_busy_exit);
