#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/list.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the same list of buffers freed twice");

struct b { struct list_head l; char text[200]; };
static LIST_HEAD(all);

static noinline void double_free_list_free_all(void)
{
	struct b *x, *n;

	list_for_each_entry_safe(x, n, &all, l)
		kfree(x);
}

static int __init double_free_list_init(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		struct b *x = kzalloc(sizeof(*x), GFP_KERNEL);

		list_add(&x->l, &all);
	}
	double_free_list_free_all();
	printk(KERN_INFO "double_free_list: freed\n");
	double_free_list_free_all();
	printk(KERN_INFO "double_free_list: freed again\n");
	return 0;
}

static void __exit double_free_list_exit(void)
{
	printk(KERN_INFO "double_free_list: unloaded\n");
}

module_init(double_free_list_init);
module_exit(double_free_list_exit);
