#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/list.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("use after free that init_on_free turns into a NULL pointer");

struct node {
	struct node *next;
	long value;
	char pad[176];
};

static noinline long sum(struct node *n, int count)
{
	long s = 0;

	while (count--) {
		s += n->value;
		n = READ_ONCE(n->next);
	}
	return s;
}

static int __init of_zeroed_init(void)
{
	struct node *a = kzalloc(sizeof(*a), GFP_KERNEL);
	struct node *b = kzalloc(sizeof(*b), GFP_KERNEL);

	if (!a || !b)
		return -ENOMEM;
	a->next = b;
	b->next = a;
	a->value = b->value = 21;
	pr_info("of_zeroed: sum %ld\n", sum(a, 4));
	kfree(b);
	pr_info("of_zeroed: value %ld\n", READ_ONCE(b->value));
	a->next = READ_ONCE(b->next) ? b : NULL;
	pr_info("of_zeroed: sum %ld\n", sum(a, 3));
	return 0;
}

static void __exit of_zeroed_exit(void)
{
	printk(KERN_INFO "of_zeroed: unloaded\n");
}

module_init(of_zeroed_init);
module_exit(of_zeroed_exit);
