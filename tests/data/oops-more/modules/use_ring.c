#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("hands another module a ring without data");

struct ring {
	u32 *data;
	u32 head, mask;
};

int lib_ring_put(struct ring *r, u32 v);

static noinline int use_ring_fill(struct ring *r)
{
	int i, n = 0;

	for (i = 0; i < 4; i++)
		n += lib_ring_put(r, i);
	return n;
}

static int __init use_ring_init(void)
{
	static struct ring r = { NULL, 0x2345, 0xffff };

	printk(KERN_INFO "use_ring: filling\n");
	printk(KERN_INFO "use_ring: %d\n", use_ring_fill(&r));
	return 0;
}

static void __exit use_ring_exit(void)
{
	printk(KERN_INFO "use_ring: unloaded\n");
}

module_init(use_ring_init);
module_exit(use_ring_exit);
