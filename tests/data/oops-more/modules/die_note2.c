#include <linux/module.h>
#include <linux/list.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("the fault that is reported");

static struct list_head never;

static noinline void unlink(struct list_head *l)
{
	l->next->prev = l->prev;
}

static int __init die_note2_init(void)
{
	unlink(&never);
	return 0;
}

static void __exit die_note2_exit(void)
{
}
module_init(die_note2_init);
module_exit(die_note2_exit);
