/* An index is read from a freed object (poison 6b6b6b6b) and used in an array. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("index out of a freed object");

struct slot {
	int used;
	unsigned int index;
	long pad[14];
};

static noinline long uaf_index_get(long *table, struct slot *s)
{
	return READ_ONCE(table[READ_ONCE(s->index)]);
}

static int __init uaf_index_init(void)
{
	long *table = kcalloc(32, sizeof(long), GFP_KERNEL);
	struct slot *s = kzalloc(sizeof(*s), GFP_KERNEL);

	s->index = 5;
	printk(KERN_INFO "uaf_index: table[%u]=%ld\n", s->index, uaf_index_get(table, s));
	kfree(s);
	OPTIMIZER_HIDE_VAR(s);
	printk(KERN_INFO "uaf_index: index now %x\n", READ_ONCE(s->index));
	printk(KERN_INFO "uaf_index: got %ld\n", uaf_index_get(table, s));
	return 0;
}

static void __exit uaf_index_exit(void)
{
	printk(KERN_INFO "uaf_index: unloaded\n");
}

module_init(uaf_index_init);
module_exit(uaf_index_exit);
