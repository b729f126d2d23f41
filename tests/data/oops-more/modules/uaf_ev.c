// The same for 16 bytes: the module has a short name, and its exit function is to
// blame; the event that tells of its end is the next to need such an object.
#include <linux/module.h>
#include <linux/slab.h>

struct pair {
	long a, b;
};

static struct pair *pair;

static noinline void close_pair(struct pair *p)
{
	kfree(p);
	p->b = 0x11223344;
}

static int __init uaf_ev_init(void)
{
	pair = kzalloc(sizeof(*pair), GFP_KERNEL);
	return pair ? 0 : -ENOMEM;
}

static void __exit uaf_ev_exit(void)
{
	close_pair(pair);
	pr_info("uaf_ev: closed\n");
}

module_init(uaf_ev_init);
module_exit(uaf_ev_exit);
MODULE_LICENSE("GPL");
