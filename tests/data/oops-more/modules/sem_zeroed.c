#include <linux/module.h>
#include <linux/semaphore.h>
#include <linux/slab.h>
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("semaphore from kzalloc");

struct bus {
	char name[16];
	struct semaphore turn;
	int owner;
};

static noinline int bus_claim(struct bus *b, int who)
{
	if (down_interruptible(&b->turn))
		return -EINTR;
	b->owner = who;
	up(&b->turn);
	return 0;
}

static int __init sem_zeroed_init(void)
{
	struct bus *b = kzalloc(sizeof(*b), GFP_KERNEL);

	if (!b)
		return -ENOMEM;
	pr_info("sem_zeroed: %d\n", bus_claim(b, 3));
	kfree(b);
	return 0;
}

static void __exit sem_zeroed_exit(void)
{
}
module_init(sem_zeroed_init);
module_exit(sem_zeroed_exit);
