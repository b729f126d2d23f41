// SPDX-License-Identifier: GPL-2.0-or-later
/* looks for exports by their name */
#include <linux/module.h>
extern int ns_value(int x);
extern int ns_refs(void);
static int __init i(void)
{
	int (*f)(void);
	void *g, *h, *k;
	f = (void *)__symbol_get("ns_refs");
	pr_info("symget: refs %s %d\n", f ? "there" : "none", f ? f() : -1);
	g = __symbol_get("ns_value");
	pr_info("symget: value %s\n", g ? "there" : "none");
	h = __symbol_get("nowhere");
	pr_info("symget: nowhere %s\n", h ? "there" : "none");
	k = __symbol_get("kmalloc_caches");
	pr_info("symget: kmalloc_caches %s\n", k ? "there" : "none");
	if (f) {
		symbol_put_addr(f);
	}
	return 0;
}
static void __exit e(void)
{
}
module_init(i);
module_exit(e);
MODULE_LICENSE("GPL");
