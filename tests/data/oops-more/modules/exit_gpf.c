#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("module_exit walks a list through a poisoned pointer");

struct box {
	struct box *next;
	char c;
};

static struct box exit_gpf_boxes[3] = {
	{ &exit_gpf_boxes[1], 'a' }, { &exit_gpf_boxes[2], 'b' }, { (struct box *)0xdead4ead00000000UL, 'c' },
};

static noinline int exit_gpf_count(struct box *b)
{
	int n = 0;

	for (; b; b = READ_ONCE(b->next))
		n += b->c;
	return n;
}

static int __init exit_gpf_init(void)
{
	printk(KERN_INFO "exit_gpf: loaded\n");
	return 0;
}

static void __exit exit_gpf_exit(void)
{
	printk(KERN_INFO "exit_gpf: leaving\n");
	printk(KERN_INFO "exit_gpf: %d\n", exit_gpf_count(exit_gpf_boxes));
}

module_init(exit_gpf_init);
module_exit(exit_gpf_exit);
