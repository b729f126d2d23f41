/* The exit function frees a list with the loop that reads the next pointer from the entry just freed. */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/list.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("list_for_each_entry with kfree in its body");

struct item {
	int id;
	struct list_head list;
	char pad[40];
};

static LIST_HEAD(list_free_unsafe_items);

static noinline void list_free_unsafe_free_all(void)
{
	struct item *i;

	list_for_each_entry(i, &list_free_unsafe_items, list) {
		printk(KERN_INFO "list_free_unsafe: freeing %d\n", i->id);
		kfree(i);
	}
}

static int __init list_free_unsafe_init(void)
{
	struct item *i;
	int n;

	for (n = 1; n <= 3; n++) {
		i = kmalloc(sizeof(*i), GFP_KERNEL);
		i->id = n;
		list_add_tail(&i->list, &list_free_unsafe_items);
	}
	printk(KERN_INFO "list_free_unsafe: list of %d\n", n - 1);
	return 0;
}

static void __exit list_free_unsafe_exit(void)
{
	list_free_unsafe_free_all();
	printk(KERN_INFO "list_free_unsafe: unloaded\n");
}

module_init(list_free_unsafe_init);
module_exit(list_free_unsafe_exit);
