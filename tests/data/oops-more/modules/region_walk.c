// A driver follows the tree of ports to find its neighbour, and forgets that the
// last one has none.
#include <linux/ioport.h>
#include <linux/module.h>

static noinline resource_size_t after(const struct resource *res)
{
	return res->sibling->start;
}

static int __init region_walk_init(void)
{
	struct resource *mine = request_region(0xd00, 0x10, "region_walk");
	const struct resource *at = &ioport_resource;

	pr_info("region_walk: root %s\n", at->name);
	if (!mine)
		return -EBUSY;
	pr_info("region_walk: %s in %s\n", mine->name, mine->parent->name);
	release_region(0xd00, 0x10);
	for (at = at->child; at; )
		pr_info("region_walk: next %llx\n", (u64)after(at)),
		at = at->sibling;
	return 0;
}

module_init(region_walk_init);
MODULE_LICENSE("GPL");
