// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("use after kmem_cache_free, with slub_debug");

static int __init cache_uaf_debug_init(void)
{
	struct kmem_cache *a = kmem_cache_create("cache_uaf_debug", 100, 0, 0, NULL);
	char *p = kmem_cache_alloc(a, GFP_KERNEL);

	memset(p, 'A', 100);
	kmem_cache_free(a, p);
	OPTIMIZER_HIDE_VAR(p);
	p[50] = 'X';
	printk(KERN_INFO "cache_uaf_debug: read %02x\n", (unsigned char)p[20]);
	p = kmem_cache_alloc(a, GFP_KERNEL);
	kmem_cache_free(a, p);
	kmem_cache_destroy(a);
	printk(KERN_INFO "cache_uaf_debug: still here\n");
	return 0;
}

static void __exit cache_uaf_debug_exit(void)
{
	printk(KERN_INFO "cache_uaf_debug: unloaded\n");
}

module_init(cache_uaf_debug_init);
module_exit(cache_uaf_debug_exit);
