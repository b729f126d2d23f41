#include <linux/module.h>
#include <linux/kthread.h>
#include <linux/spinlock.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("fault under a spinlock in a thread");

struct node {
	struct node *next;
	long weight;
};
static struct node third = { NULL, 30 }, second = { &third, 20 }, head = { &second, 10 };
static DEFINE_SPINLOCK(list_lock);

static noinline long weight_of(int n)
{
	struct node *p = &head;

	while (n--)
		p = p->next;
	return p->weight;
}

static int weigh(void *arg)
{
	long total = 0;
	int i;

	spin_lock(&list_lock);
	for (i = 0; i <= (long)arg; i++)
		total += weight_of(i);
	spin_unlock(&list_lock);
	pr_info("kthread_locked: %ld\n", total);
	return 0;
}

static int __init kthread_locked_init(void)
{
	wake_up_process(kthread_create(weigh, (void *)3L, "weigher"));
	return 0;
}

static void __exit kthread_locked_exit(void)
{
}
module_init(kthread_locked_init);
module_exit(kthread_locked_exit);
