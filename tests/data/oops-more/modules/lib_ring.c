#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/export.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("exports a ring buffer, and trusts who calls");

struct ring {
	u32 *data;
	u32 head, mask;
};

int lib_ring_put(struct ring *r, u32 v)
{
	r->data[r->head & r->mask] = v;
	r->head++;
	return r->head;
}
EXPORT_SYMBOL_GPL(lib_ring_put);

static int __init lib_ring_init(void)
{
	static u32 data[8];
	static struct ring r = { data, 0, 7 };

	printk(KERN_INFO "lib_ring: %d\n", lib_ring_put(&r, 5));
	return 0;
}

static void __exit lib_ring_exit(void)
{
	printk(KERN_INFO "lib_ring: unloaded\n");
}

module_init(lib_ring_init);
module_exit(lib_ring_exit);
