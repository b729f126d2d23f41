#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/gfp.h>
#include <linux/mm.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("pages of a memory node that is not there");

static noinline struct page *bad_node_get(int node)
{
	return alloc_pages_node(node, GFP_KERNEL, 0);
}

static int __init bad_node_init(void)
{
	struct page *page = bad_node_get(0);

	printk(KERN_INFO "bad_node: node %d\n", page_to_nid(page));
	__free_page(page);
	page = bad_node_get(9);
	printk(KERN_INFO "bad_node: node %d\n", page_to_nid(page));
	return 0;
}

static void __exit bad_node_exit(void)
{
	printk(KERN_INFO "bad_node: unloaded\n");
}

module_init(bad_node_init);
module_exit(bad_node_exit);
